"""Which chapters begin a page: a short one may follow another where it fits whole, so that no page stands near empty.

Heights are estimates in millimetres, on the safe side; the style keeps a chapter that follows unbroken, so a wrong
estimate costs white space, never a torn chapter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.packet import charts, tables
from qms.packet.fonts import width

if TYPE_CHECKING:
    from qms.compile.snapshot import FigureLine, Outcome, PacketContent, Section, Table
    from qms.i18n import Language

PAGE = 251.0
"""Height of the text of a page."""
GAP = 12.0
"""Between two chapters on one page."""
_MM = 25.4 / 72
_HEAD, _SUBHEAD, _TABLE_HEAD, _LINE, _NOTE = 17.0, 10.5, 7.5, 5.0, 6.0
_ROW, _ROW_LINE = 2.6, 3.8
_FIGURE, _METHOD_LINE, _METHOD_MM = 6.4, 3.3, 66.0
_SEAT, _SEATS_IN_ROW = 25.5, 4


class Pages:
    """Fills pages from above."""

    def __init__(self) -> None:
        """Begin before any page."""
        self._used = PAGE

    def begins(self, height: float) -> bool:
        """Whether a chapter of this height begins a page; it is counted in."""
        fits = self._used + GAP + height <= PAGE
        self._used = self._used + GAP + height if fits else _last_page(height)
        return not fits


def _last_page(height: float) -> float:
    """How much of its last page a chapter that begins one fills; a broken one leaves gaps, so a little more."""
    return height if height <= PAGE else min(PAGE, (height % PAGE) * 1.15 + 15)


def section_height(section: Section, language: Language, earlier: Table | None) -> float:
    """Height of one input of the review."""
    say = tables.speaker(language)
    height = _HEAD + _lines(say(section.message), 10, 163) * 5.7 + 5.2
    height += 21 if section.state.value == "missing" else _LINE if section.state.value == "nothing" else 0
    if section.statement:
        height += 8 + _lines(section.statement, 9, 167) * _LINE
    if section.stated_by:
        height += _LINE
    if section.figures:
        height += _SUBHEAD + _TABLE_HEAD + sum(_figure(line, language) for line in section.figures)
    for start in range(0, len(section.charts), 2):
        pair = section.charts[start : start + 2]
        wide = charts.HALF if len(pair) > 1 else charts.FULL
        height += _SUBHEAD + max(
            charts.draw(one, wide, say, str).high * _MM + _lines(say(one.message), 7.5, wide * _MM - 12) * 3.9 + 1.5
            for one in pair
        )
    every = (*section.tables, *([earlier] if earlier else []))
    height += sum(_SUBHEAD + table_height(table, language) for table in every)
    if section.comments:
        height += _SUBHEAD + sum(9 + _lines(one.text, 9, 167) * _LINE for one in section.comments)
    if section.conclusion:
        height += 11 + _lines(say(section.conclusion), 9, 150) * _LINE
    return height


def decisions_height(content: PacketContent, language: Language) -> float:
    """Height of the chapter of decisions."""
    say, outcome = tables.speaker(language), content.outcome
    height = _HEAD + 3 * (_SUBHEAD + _TABLE_HEAD) + _NOTE
    if outcome.conclusion:
        height += _lines(say(outcome.conclusion), 10, 163) * 5.7 + 5.2
    height += sum(_ROW + _ROW_LINE * _lines(one.text, 7.5, 70) for one in outcome.decisions)
    height += sum(32 + _lines(" ".join(one.options), 8.5, 140) * 4.4 for one in content.snapshot.asked)
    return height + (_SUBHEAD if content.snapshot.asked else 0)


def meeting_height(outcome: Outcome, language: Language) -> float:
    """Height of the chapter of the meeting and its signatures."""
    say = tables.speaker(language)
    height = _HEAD + 14 + _SUBHEAD
    if outcome.conclusion:
        height += 3 + _lines(say(outcome.conclusion), 8.5, 136) * 4.4
    if outcome.minutes:
        height += _SUBHEAD + _lines(outcome.minutes, 9, 172) * _LINE + 3
    return height + -(-len(outcome.attendees) // _SEATS_IN_ROW) * _SEAT


def table_height(table: Table, language: Language) -> float:
    """Height of a table with its note."""
    height = _TABLE_HEAD + (_NOTE if table.note else 0)
    if not table.rows:
        return height
    columns = tables.lay(table, language)
    for row in table.rows:
        lines = max(
            -(-width(tables.shown(cell, language)) // column.room) for cell, column in zip(row, columns, strict=True)
        )
        height += _ROW + _ROW_LINE * max(1, lines)
    return height


def _figure(line: FigureLine, language: Language) -> float:
    say = tables.speaker(language)
    method = _lines(say(line.method), 6.6, _METHOD_MM) + (1 if line.unmeasurable else 0)
    return _FIGURE + _METHOD_LINE * method


def _lines(text: str, points: float, millimetres: float) -> int:
    """How many lines a text takes, each of its own lines for itself."""
    each = millimetres / _MM / points
    return sum(max(1, int(-(-width(line) * 1.06 // each))) for line in text.split("\n") if line.strip())
