"""What the templates say: the words of the packet and of the review, in the language of the edition."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol

from markupsafe import Markup, escape

from qms import i18n
from qms.compile.snapshot import Words
from qms.packet import chapters, charts, fonts, numbers, tables, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qms.compile.snapshot import Cell, Chart, FigureLine, Gap
    from qms.i18n import Language

Edition = Literal["ko", "en", "both"]
"""One language alone, or Korean with small grey English beneath its headings and messages."""

_CODES, _LABEL = 5, 100


class Fit(Protocol):
    """Makes a text fit to show."""

    def __call__(self, text: str, *, room: float = ...) -> str:
        """Return the text as it is shown on lines of ``room`` em."""
        ...


def spoken(edition: Edition) -> Language:
    """The first language of an edition."""
    return "en" if edition == "en" else "ko"


class Speech:
    """What a template says, in the language of the edition."""

    def __init__(self, edition: Edition, fit: Fit) -> None:
        self.edition = edition
        self.fit = fit
        self.language: Language = spoken(edition)

    def t(self, key: str, **values: object) -> str:
        """Words of the packet."""
        return i18n.text(f"packet.{key}", self.language, **values)

    def say(self, words: Words | str) -> str:
        """The words in the language of the edition; the words of a person as they are."""
        return words if isinstance(words, str) else tables.shown(words, self.language)

    def label(self, words: Words) -> str:
        """As `say`, for a drawing: what cannot be drawn is already shown by number, so that its width is known."""
        return text.plain(self.say(words)[:_LABEL])

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

    def historical(self, lines: Sequence[FigureLine]) -> Markup:
        """In which figures of a table historical records are counted, and how many; nothing where in none."""
        said = [self._historical(lines, language) for language in (self.language, "en")]
        return Markup("{}{}").format(self.fit(said[0]), self._english("en", said[1])) if said[0] else Markup("")

    @staticmethod
    def aged(lines: Sequence[FigureLine]) -> bool:
        """Whether historical records are counted in any of these figures, of this period or of one before."""
        return any(one.historical or one.before_historical or one.year_before_historical for one in lines)

    @staticmethod
    def _historical(lines: Sequence[FigureLine], language: Language) -> str:
        def words(key: str, **values: object) -> str:
            return i18n.text(f"packet.figure.{key}", language, **values)

        items = [
            words("historical_of", label=tables.shown(one.label, language), n=f"{one.historical:,}")
            for one in lines
            if one.historical
        ]
        parts = [words("historical", items=", ".join(items))] if items else []
        if any(one.before_historical or one.year_before_historical for one in lines):
            parts.append(words("historical_before"))
        return " ".join(parts)

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

    def gap_line(self, gap: Gap) -> str:
        """A missing input: who owes it, since when."""
        who = {"title": self.say(gap.title), "owner": self.say(gap.owner)}
        if gap.since is None:
            return self.t("summary.gap_undated", **who)
        return self.t("summary.gap", **who, since=numbers.day(gap.since, self.language))

    def brief(self, written: str | None, lines: int, room: float) -> Markup:
        """A text for a place of so many lines that must not grow; nothing known is an en dash."""
        return escape("–" if not written else self.fit(text.brief(written, lines, room), room=room))

    def wraps(self, cell: Cell, column: tables.Laid) -> bool:
        """Whether a cell that should stand unbroken has to be broken all the same."""
        return column.kind != "text" and fonts.width(text.plain(tables.shown(cell, self.language))) > column.room

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
            "historical": self.historical, "aged": self.aged,
            "paragraphs": self.paragraphs, "lang_of": self.lang_of, "cell_text": self.cell_text,
            "chart_rows": self.chart_rows, "tone": self.tone, "brief": self.brief, "gap_line": self.gap_line,
            "wraps": self.wraps, "short": text.brief, "change": numbers.change,
            "lay": partial(tables.lay, language=language), "day": partial(numbers.day, language=language),
            "period": partial(numbers.period, language=language), "span": partial(numbers.span, language=language),
            "draw": partial(charts.draw, say=self.label, goal=self.goal),
        }  # fmt: skip
