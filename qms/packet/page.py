"""The packet as one page of HTML, with its style and drawings inside it: nothing is fetched from anywhere."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeGuard
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from qms import i18n
from qms.base.place import templates
from qms.compile.snapshot import Words
from qms.packet import chapters, charts, numbers, tables, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from qms.compile.snapshot import Cell, Chart, FigureLine, PacketContent
    from qms.i18n import Language
    from qms.packet.attach import File

Edition = Literal["ko", "en", "both"]
"""One language alone, or Korean with small grey English beneath its headings and messages."""


class _Fit(Protocol):
    """Makes a text fit to show."""

    def __call__(self, text: str, *, room: float = ...) -> str:
        """Return the text as it is shown on lines of ``room`` em."""
        ...


_TILES = 6
_CODES = 5
_FEW = 3
_SIX_SEATS = 4
_LIMITS = {"asked": 4, "gaps": 4, "late": 3, "lines": 4}
_TONES = {"collected": "good", "stated": "plain", "nothing": "plain", "missing": "bad"}


def html(
    content: PacketContent, edition: Edition, files: Sequence[File], glyphs: Sequence[str], *, screen: bool = False
) -> str:
    """Return the whole packet; ``files`` are listed as attached, ``glyphs`` as not drawable.

    ``screen`` adds the style for reading in a browser.
    """
    words = _Words(edition, text.on_screen if screen else text.printed)
    snapshot = content.snapshot
    zone = ZoneInfo(snapshot.zone)
    view = chapters.plan(content, words.language)
    roomy = len(snapshot.asked) <= _FEW and len(snapshot.gaps) <= _FEW and len(snapshot.key_figures) <= _TILES
    environment = _environment(screen=screen)
    return environment.get_template("packet.html").render(
        **words.helpers(),
        **view,
        content=content, s=snapshot, cover=snapshot.cover, outcome=content.outcome,
        lang=words.language, edition=edition, limits=_LIMITS, tones=_TONES,
        css=_style("packet.css", "screen.css") if screen else _style("packet.css"),
        draft_css=_style("draft.css"), screen=screen,
        instant=f"{snapshot.compiled_at:%Y-%m-%dT%H:%M:%SZ}",
        compiled=numbers.moment(snapshot.compiled_at, zone, words.language),
        name=f"{words.say(snapshot.cover.title)} {snapshot.cover.code}",
        foot=_foot(content, words), facts=_facts(content, words, zone),
        strips=_rows(snapshot.key_figures, _TILES), roomy=roomy,
        seats=_rows(content.outcome.attendees, _SIX_SEATS, fill=True),
        attachments=files, glyphs=" ".join(glyphs),
    )  # fmt: skip


def spoken(edition: Edition) -> Language:
    """The first language of an edition."""
    return "en" if edition == "en" else "ko"


class _Words:
    """What a template says, in the language of the edition."""

    def __init__(self, edition: Edition, fit: _Fit) -> None:
        self.edition = edition
        self.fit = fit
        self.language: Language = spoken(edition)

    def t(self, key: str, **values: object) -> str:
        """Words of the packet."""
        return i18n.text(f"packet.{key}", self.language, **values)

    def say(self, words: Words | str) -> str:
        """The words in the language of the edition; the words of a person as they are."""
        return words if isinstance(words, str) else tables.shown(words, self.language)

    def both(self, words: Words) -> Markup:
        """As `say`; in the edition of both languages with the English beneath."""
        return Markup("{}{}").format(self.fit(self.say(words)), self.beneath(words))

    def beneath(self, words: Words) -> Markup:
        """The English that stands beneath in the edition of both languages, else nothing."""
        return self._english("en", words.en if words.en != words.ko else "")

    def beside(self, words: Words) -> Markup:
        """The same on the line, where a line of its own cannot stand."""
        return self._english("en beside", words.en)

    def _english(self, style: str, english: str) -> Markup:
        if self.edition != "both" or not english:
            return Markup("")
        return Markup('<span class="{}" lang="en">{}</span>').format(style, self.fit(english))

    def both_t(self, key: str) -> Markup:
        """As `t`; in the edition of both languages with the English beneath."""
        return Markup("{}{}").format(self.fit(self.t(key)), self.beneath_t(key))

    def beneath_t(self, key: str) -> Markup:
        """The English of `t`, as `beneath`."""
        return self._english("en", i18n.text(f"packet.{key}", "en"))

    def unmeasurable(self, figure: FigureLine) -> str:
        """How many could not be measured, and the first of them by code."""
        codes = ", ".join(figure.unmeasurable[:_CODES])
        more = len(figure.unmeasurable) - _CODES
        if more > 0:
            return self.t("figure.unmeasurable_more", count=len(figure.unmeasurable), codes=codes, more=more)
        return self.t("figure.unmeasurable", count=len(figure.unmeasurable), codes=codes)

    def paragraphs(self, written: str) -> Markup:
        """What a person wrote, a paragraph for each of its lines, with a note where it was cut."""
        lines = [line for line in written[: text.LONGEST_FIELD].split("\n") if line.strip()]
        shown = Markup("").join(Markup("<p>{}</p>").format(self.fit(line)) for line in lines)
        if not text.excess(written):
            return shown
        note = self.t("evidence.cut", count=f"{len(written):,}", kept=f"{text.LONGEST_FIELD:,}")
        return shown + Markup('<p class="note">{}</p>').format(self.fit(note))

    def lang_of(self, written: str) -> Markup:
        """A ``lang`` attribute where a person's words are in the other language."""
        language = "ko" if text.has_hangul(written) else "en"
        return Markup("") if language == self.language else Markup(' lang="{}"').format(language)

    def cell_text(self, cell: Cell, room: float) -> Markup:
        """A cell of a table, with breaks that suit the width of its column."""
        return escape(self.fit(tables.shown(cell, self.language), room=room))

    def chart_rows(self, drawings: Sequence[Chart]) -> list[list[tuple[Chart, float]]]:
        """Charts two by two; a last one alone takes the whole width."""
        rows: list[list[tuple[Chart, float]]] = []
        for pair in (drawings[i : i + 2] for i in range(0, len(drawings), 2)):
            wide = charts.HALF if len(pair) > 1 else charts.FULL
            rows.append([(chart, wide) for chart in pair])
        return rows

    @staticmethod
    def tone(cell: Cell) -> str:
        """How a chip looks: what is done, what is late; any other state is neither good nor bad."""
        return chapters.tones().get(tables.shown(cell, "ko"), "plain")

    def goal(self, value: str) -> str:
        """The wanted value of a chart."""
        return self.t("chart.target", value=value)

    def helpers(self) -> dict[str, Callable[..., Any]]:
        """What the templates call, by name."""
        language = self.language
        return {
            "t": self.t, "say": self.say, "both": self.both, "both_t": self.both_t, "beneath": self.beneath,
            "beneath_t": self.beneath_t, "beside": self.beside, "unmeasurable": self.unmeasurable,
            "paragraphs": self.paragraphs, "lang_of": self.lang_of, "cell_text": self.cell_text,
            "chart_rows": self.chart_rows, "tone": self.tone, "chunks": tables.chunks, "change": numbers.change,
            "lay": partial(tables.lay, language=language), "day": partial(numbers.day, language=language),
            "period": partial(numbers.period, language=language), "span": partial(numbers.span, language=language),
            "draw": partial(charts.draw, say=self.say, goal=self.goal),
        }  # fmt: skip


def assets(content: PacketContent, language: Language) -> dict[str, str]:
    """The drawings that the page asks for, by address."""
    if not content.draft:
        return {}
    mark = escape(i18n.text("packet.draft.mark", language))
    return {"packet:draft.svg": _source("draft.svg").replace("{mark}", mark)}


def _foot(content: PacketContent, words: _Words) -> str:
    source = content.snapshot.source
    checkpoint = words.t("foot.checkpoint", size=f"{source.size:,}", root=source.root[:16])
    return " · ".join((words.say(content.snapshot.cover.disclosure), words.t("foot.redaction"), checkpoint))


def _facts(content: PacketContent, words: _Words, zone: ZoneInfo) -> list[tuple[str, str]]:
    """The lines under the approval box, in the order of a public body's cover."""
    cover, outcome = content.snapshot.cover, content.outcome
    in_force = numbers.day(cover.in_force_on, words.language) if cover.in_force_on else words.t("cover.on_approval")
    lines = {
        "code": cover.code,
        "period": numbers.span(cover.begin, cover.end, words.language),
        "in_force": in_force,
        "department": words.say(cover.department),
        "prepared": f"{cover.prepared_by} ({cover.contact})",
        "retention": words.say(cover.retention),
        "disclosure": words.say(cover.disclosure),
        "distribution": words.say(cover.distribution),
        "standards": ", ".join(cover.standards),
        "compiled": numbers.moment(content.snapshot.compiled_at, zone, words.language),
        "status": words.say(outcome.status),
    }
    if outcome.approved_as or outcome.external_document:
        parts = [words.say(outcome.approved_as) if outcome.approved_as else "", outcome.external_document or ""]
        lines["approved_as"] = " · ".join(part for part in parts if part)
    return [(words.t(f"cover.{name}"), value) for name, value in lines.items() if value]


def _rows(items: Sequence[Any], widest: int, *, fill: bool = False) -> list[list[Any]]:
    """Items in even rows of at most ``widest``; ``fill`` ends the last with None."""
    if not items:
        return []
    count = -(-len(items) // widest)
    each = -(-len(items) // count)
    rows = [list(items[i : i + each]) for i in range(0, len(items), each)]
    if fill:
        rows[-1] += [None] * (each - len(rows[-1]))
    return rows


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and not isinstance(value, Markup)


def _finish(value: object, fit: _Fit) -> object:
    """Every value that a template prints passes here: text is made fit to print, nothing known is an en dash."""
    if value is None:
        return "–"
    return fit(value) if _is_text(value) else value


def _num(value: str | None) -> str | None:
    return None if value is None else numbers.number(value)


def _plain(value: str) -> Markup:
    return escape(text.plain(str(value)))


def _source(name: str) -> str:
    return (templates() / "packet" / name).read_text(encoding="utf-8")


def _style(*names: str) -> Markup:
    return Markup("\n".join(_source(name) for name in names))  # noqa: S704 - our own files


@cache
def _environment(*, screen: bool) -> ImmutableSandboxedEnvironment:
    """Templates of the package alone, everything escaped, a name that is not there an error."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates() / "packet"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=partial(_finish, fit=text.on_screen if screen else text.printed),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Any] = environment.filters
    filters |= {"num": _num, "plain": _plain}
    return environment
