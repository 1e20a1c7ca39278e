"""The order of the packet: its chapters with their numbers, and the tables made from lists of the review."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from qms import i18n
from qms.compile.snapshot import Align, Column, Gap, Section, Table, Words
from qms.compile.wording import both
from qms.packet import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qms.compile.content import DecisionLine, PacketContent
    from qms.compile.public import Public
    from qms.compile.snapshot import Cell, FollowUp
    from qms.i18n import Language

EARLIER_INPUT = "a"
"""Key of the input that reports on the decisions of earlier reviews (ISO 9001 9.3.2 a)."""
_FEW_ROWS, _FEW_LETTERS = 8, 900
_LETTERS = (("9.3.3 a)", "improvement"), ("9.3.3 b)", "change"), ("9.3.3 c)", "resource"))


@dataclass(frozen=True)
class Chapter:
    """One line of the contents.

    Attributes:
        id: anchor.
        no: number or annex name; empty for the summary.
        title: in the language of the edition; ``other`` is in English, for the edition of both.
        section, gap: the input of the review, and who accepted that it is missing.
        annex: the register, and ``file`` its attached file.
        earlier: whether the table of earlier decisions belongs here.
        opens: the contents draw a line above it.
        short: it is kept on one page, below another chapter where that has room.
        wide: its pages lie.

    """

    id: str
    title: str
    no: str = ""
    other: str = ""
    section: Section | None = None
    gap: Gap | None = None
    annex: Table | None = None
    file: str = ""
    earlier: bool = False
    opens: bool = False
    short: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Letter:
    """A letter of ISO 9001 9.3.3 with its decisions, or why there are none."""

    clause: str
    title: Words
    table: Table | None
    reason: str | None


def plan(content: PacketContent, language: Language) -> dict[str, Any]:
    """What the templates walk: chapters, letters of 9.3.3, and the table of earlier decisions."""
    chapters = tuple(_chapters(content, language))
    table = earlier_table(content.snapshot.earlier)
    return {
        "chapters": chapters,
        "by_id": {chapter.id: chapter for chapter in chapters},
        "titles": {one.section.key: one.title for one in chapters if one.section},
        "letters": tuple(_letters(content)),
        "earlier_table": table,
    }


def _chapters(content: PacketContent, language: Language) -> Iterator[Chapter]:
    snapshot = content.snapshot
    gaps = {gap.key: gap for gap in snapshot.gaps}

    def chapter(name: str, title: Words, **more: Any) -> Chapter:  # noqa: ANN401 - fields of Chapter
        return Chapter(name, _say(title, language), other=title.en, **more)

    yield chapter("summary", _words("summary.title"))
    for number, section in enumerate(snapshot.sections, 1):
        yield chapter(
            f"input-{number}",
            section.title,
            no=str(number),
            section=section,
            gap=gaps.get(section.key),
            earlier=section.key == EARLIER_INPUT and bool(snapshot.earlier),
            opens=number == 1,
            short=_is_short(section),
        )
    last = len(snapshot.sections)
    yield chapter("decisions", _words("decisions.title"), no=str(last + 1), opens=True)
    yield chapter("meeting", _words("meeting.title"), no=str(last + 2))
    annex, before = 0, sum(len(section.tables) for section in snapshot.sections)
    for annex, table in enumerate(content.annexes, 1):
        yield chapter(
            f"annex-{annex}",
            table.title,
            no=_annex(annex, language),
            annex=table,
            opens=annex == 1,
            file=tables.file_name(before + annex, table),
            wide=tables.is_wide(table, language),
        )
    yield chapter("evidence", _words("evidence.title"), no=_annex(annex + 1, language), opens=not annex)


def _is_short(section: Section) -> bool:
    """Whether an input takes well under a page."""
    rows = len(section.figures) + sum(len(table.rows) for table in section.tables)
    written = len(section.statement or "") + sum(len(comment.text) for comment in section.comments)
    return not section.charts and rows <= _FEW_ROWS and written <= _FEW_LETTERS


def _annex(number: int, language: Language) -> str:
    return i18n.text("packet.contents.annex", language, no=number)


def _say(words: Words, language: Language) -> str:
    return words.ko if language == "ko" else words.en


def _words(key: str) -> Words:
    return Words(ko=i18n.text(f"packet.{key}", "ko"), en=i18n.text(f"packet.{key}", "en"))


@cache
def tones() -> dict[str, str]:
    """Korean words of states and verdicts that look good or bad as a chip."""
    good = ("earlier.done", "decisions.done", "decisions.verified", "figure.yes")
    bad = ("earlier.late", "figure.no")
    return {_words(key).ko: "good" for key in good} | {_words(key).ko: "bad" for key in bad}


def _table(name: str, title: str, columns: Iterable[tuple[str, Align, int]], rows: Iterable[tuple[Cell, ...]]) -> Table:
    return Table(
        id=name,
        title=_words(title),
        columns=tuple(Column(key=key, label=_words(key), align=align, weight=weight) for key, align, weight in columns),
        rows=tuple(rows),
    )


def earlier_table(earlier: Iterable[FollowUp]) -> Table:
    """The decisions of earlier reviews and where they stand."""
    columns = (
        ("earlier.code", Align.CODE, 12), ("earlier.text", Align.TEXT, 45), ("earlier.owner", Align.TEXT, 18),
        ("earlier.due", Align.CODE, 10), ("earlier.state", Align.CHIP, 10), ("earlier.done_on", Align.CODE, 10),
    )  # fmt: skip
    return _table("earlier", "earlier.list", columns, (
        (one.code, one.text, one.owner, one.due_on.isoformat(), _words(f"earlier.{one.state}"),
         one.done_on.isoformat() if one.done_on else None)
        for one in earlier
    ))  # fmt: skip


def decision_table(decisions: Iterable[DecisionLine]) -> Table:
    """Decisions of this review."""
    columns = (
        ("decisions.code", Align.CODE, 12), ("decisions.text", Align.TEXT, 45), ("decisions.owner", Align.TEXT, 18),
        ("decisions.due", Align.CODE, 10), ("decisions.cost", Align.TEXT, 16), ("decisions.state", Align.CHIP, 10),
    )  # fmt: skip
    return _table("decisions", "decisions.made", columns, (
        (one.code, one.text, one.owner, one.due_on.isoformat(), one.cost, _words(f"decisions.{one.state}"))
        for one in decisions
    ))  # fmt: skip


def public_tables(told: Public) -> tuple[Table, ...]:
    """What the public is told, as tables: the figures, then the counts by part."""
    columns = (
        ("public.figures", Align.TEXT, 52), ("figure.value", Align.NUMBER, 16), ("csv.unit", Align.TEXT, 16),
        ("figure.target", Align.NUMBER, 16),
    )  # fmt: skip
    held = both("compile.withheld")
    rows = ((one.label, held if one.held else one.value, one.unit, one.target) for one in told.lines)
    return _table("public", "public.figures", columns, rows), *told.tables


def _letters(content: PacketContent) -> Iterator[Letter]:
    decisions = content.outcome.decisions
    reasons = {one.clause: one.reason for one in content.outcome.none_needed}
    titles = {one.clause: one.title for one in content.snapshot.outputs}
    titles = titles or {clause: _words(f"decisions.{name}") for clause, name in _LETTERS}
    for clause, title in titles.items():
        own = [one for one in decisions if one.clause == clause]
        yield Letter(clause, title, decision_table(own) if own else None, reasons.get(clause))
    if rest := [one for one in decisions if one.clause not in titles]:
        yield Letter("", _words("decisions.other"), decision_table(rest), None)
