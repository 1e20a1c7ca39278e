"""The packet as one page of HTML, with its style and drawings inside it: nothing is fetched from anywhere."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeGuard
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from qms import i18n
from qms.base.level import Level
from qms.base.place import templates
from qms.compile.public import public
from qms.packet import chapters, numbers, text
from qms.packet.code import code
from qms.packet.foot import foot
from qms.packet.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from qms.compile.content import PacketContent
    from qms.compile.snapshot import Snapshot
    from qms.i18n import Language
    from qms.packet.attach import File
    from qms.packet.speech import Edition, Fit

NO_CONTACT = "–"
"""What stands for the contact of an organisation that names none."""
_TILES = 6
_SIX_SEATS = 4
_LIMITS = {
    True: {"asked": 3, "gaps": 3, "late": 1, "lines": 3, "each": 3, "gap": 36},
    False: {"asked": 4, "gaps": 4, "late": 3, "lines": 3, "each": 2, "gap": 25},
}
"""How much of each list page one holds, with air and without.

``each``: lines of an alert or a risk; ``gap``: em of a missing input, and of who accepts it.
"""
_TONES = {"collected": "good", "stated": "plain", "nothing": "plain", "missing": "bad"}


def html(
    content: PacketContent,
    edition: Edition,
    files: Sequence[File],
    glyphs: Sequence[str],
    *,
    screen: bool = False,
    body: bool = False,
    reader: str | None = None,
) -> str:
    """Return the whole packet; ``files`` are listed as attached, ``glyphs`` as not drawable.

    ``screen`` adds the style for reading in a browser; ``body`` names the registers instead of printing them.
    ``reader`` is whose copy it is, printed on each page.
    """
    words = Speech(edition, text.on_screen if screen else text.printed)
    if content.level is Level.PUBLIC:
        return _public(content, words, files, screen=screen, reader=reader)
    snapshot = content.snapshot
    zone = ZoneInfo(snapshot.zone)
    view = chapters.plan(content, words.language)
    roomy = _is_roomy(snapshot)
    made = environment(screen=screen)
    return made.get_template("packet.html").render(
        **words.helpers(),
        **view,
        content=content, s=snapshot, cover=snapshot.cover, outcome=content.outcome,
        lang=words.language, edition=edition, limits=_LIMITS[roomy], tones=_TONES,
        css=style("packet.css", "screen.css") if screen else style("packet.css"),
        draft_css=style("given.css" if content.given else "draft.css"), screen=screen, body=body,
        instant=f"{snapshot.compiled_at:%Y-%m-%dT%H:%M:%SZ}",
        compiled=numbers.moment(snapshot.compiled_at, zone, words.language),
        name=f"{words.say(snapshot.cover.title)} {snapshot.cover.code}",
        **_foot(content, words, reader), facts=_facts(content, words, zone),
        strips=_rows(snapshot.key_figures[: 2 * _TILES], _TILES), roomy=roomy,
        seats=_rows(content.outcome.attendees, _SIX_SEATS, fill=True),
        attachments=files, glyphs=" ".join(glyphs), **_checkpoint(files),
    )  # fmt: skip


def _public(content: PacketContent, words: Speech, files: Sequence[File], *, screen: bool, reader: str | None) -> str:
    """The page for the public: nothing of the review reaches the template but what it is told."""
    snapshot, told = content.snapshot, public(content.snapshot)
    return environment(screen=screen).get_template("public.html").render(
        **words.helpers(), **_foot(content, words, reader), **_checkpoint(files),
        content={"draft": content.draft}, cover=snapshot.cover, lang=words.language, edition=words.edition,
        screen=screen, css=style("packet.css", "public.css", *(["screen.css"] if screen else [])),
        draft_css=style("draft.css"), instant=f"{snapshot.compiled_at:%Y-%m-%dT%H:%M:%SZ}",
        tables=chapters.public_tables(told), held=told.held,
    )  # fmt: skip


def assets(content: PacketContent, language: Language) -> dict[str, str]:
    """The drawings that the page asks for, by address."""
    mark = escape(i18n.text("packet.draft.mark", language)) if content.draft else Markup("")
    if content.given is not None:
        whose = escape(text.plain(text.brief(content.given, 1, 34)))
        return {"packet:given.svg": _source("given.svg").replace("{mark}", mark).replace("{given}", whose)}
    return {"packet:draft.svg": _source("draft.svg").replace("{mark}", mark)} if content.draft else {}


def _is_roomy(snapshot: Snapshot) -> bool:
    """Whether page one has so little to say that it may be set with air."""
    late = sum(one.state == "late" for one in snapshot.earlier)
    counts = {"asked": len(snapshot.asked), "gaps": len(snapshot.gaps), "late": late}
    counts["lines"] = max(len(snapshot.alerts), len(snapshot.risks))
    return len(snapshot.key_figures) <= _TILES and all(count <= _LIMITS[True][name] for name, count in counts.items())


def _foot(content: PacketContent, words: Speech, reader: str | None) -> dict[str, str]:
    disclosure, whose = foot(content, words, reader)
    return {"foot": disclosure, "whose": whose}


def _checkpoint(files: Sequence[File]) -> dict[str, object]:
    """The attached checkpoint as lines and as a code to be read by a telephone."""
    said = next(file.data for file in files if file.name == "checkpoint.txt").decode()
    return {"checkpoint": said.splitlines(), "code": code(said)}


def _facts(content: PacketContent, words: Speech, zone: ZoneInfo) -> list[tuple[str, str]]:
    """The lines under the approval box, in the order of a public body's cover."""
    cover, outcome = content.snapshot.cover, content.outcome
    in_force = numbers.day(cover.in_force_on, words.language) if cover.in_force_on else words.t("cover.on_approval")
    lines = {
        "code": cover.code,
        "period": numbers.span(cover.begin, cover.end, words.language),
        "in_force": in_force,
        "department": words.say(cover.department),
        "prepared": cover.prepared_by if cover.contact == NO_CONTACT else f"{cover.prepared_by} ({cover.contact})",
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


def _finish(value: object, fit: Fit) -> object:
    """Every value that a template prints passes here: text is made fit to print, nothing known is an en dash."""
    if value is None:
        return "–"
    return fit(value) if _is_text(value) else value


def _num(value: str | None) -> str | None:
    return None if value is None else numbers.number(value)


def _plain(value: str) -> Markup:
    return escape(text.plain(str(value)))


def _source(name: str) -> str:
    return (templates() / ("notices" if name == "letter.css" else "packet") / name).read_text(encoding="utf-8")


def style(*names: str) -> Markup:
    """The style sheets of these names, one after another."""
    return Markup("\n".join(_source(name) for name in names))  # noqa: S704 - our own files


@cache
def environment(*, screen: bool) -> ImmutableSandboxedEnvironment:
    """Templates of the package alone, everything escaped, a name that is not there an error."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([templates() / "packet", templates() / "notices"]),
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
