"""How a table stands on the page: each column as wide as its content needs, and no wider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.compile.snapshot import Align, Words
from qms.packet.fonts import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qms.compile.snapshot import Cell, Column, Table
    from qms.i18n import Language

PAGE_MM, TEXT_PT = 172.0, 7.5
ROOM = PAGE_MM / 25.4 * 72 / TEXT_PT
"""Width of the page's text in em of a table."""
CHUNK = 150
"""Rows in one table of a long register: a table is laid out as a whole on every page it reaches."""
_PADDING, _CHIP = 1.35, 1.3
_NARROWEST, _WIDEST_FIXED = 4.6, 15.0
_HANGUL_EM = 0.87


@dataclass(frozen=True)
class Laid:
    """A column on the page.

    Attributes:
        kind: css class: text, number, code or chip.
        label: its head in the language of the edition.
        share: percent of the table's width.
        room: Korean syllables that fit on one of its lines.

    """

    kind: str
    label: str
    share: float
    room: int


def shown(cell: Cell, language: Language) -> str:
    """A cell as words; nothing known is an en dash."""
    if cell is None:
        return "–"
    if isinstance(cell, Words):
        return cell.ko if language == "ko" else cell.en
    return f"{cell:,}".replace("-", "−") if isinstance(cell, int) else cell


def lay(table: Table, language: Language) -> tuple[Laid, ...]:
    """Return the columns of ``table``; their shares add up to 100."""
    needs = [_need(table, index, column, language) for index, column in enumerate(table.columns)]
    widths = _fit(needs, [column.weight for column in table.columns])
    return tuple(
        Laid(
            kind=column.align.value,
            label=shown(column.label, language),
            share=round(100 * given / ROOM, 3),
            room=max(2, int((given - _PADDING) / _HANGUL_EM)),
        )
        for column, given in zip(table.columns, widths, strict=True)
    )


def chunks(table: Table) -> Iterator[tuple[tuple[Cell, ...], ...]]:
    """The rows of ``table`` in pieces that the engine lays out quickly, in order."""
    for start in range(0, len(table.rows), CHUNK):
        yield table.rows[start : start + CHUNK]


@dataclass(frozen=True)
class _Need:
    least: float
    full: float
    fixed: bool


def _need(table: Table, index: int, column: Column, language: Language) -> _Need:
    cells = {shown(row[index], language) for row in table.rows}
    head = max(width(word, "SemiBold") for word in (shown(column.label, language).split() or [""]))
    full = max((width(cell) for cell in cells), default=0.0)
    if column.align is not Align.TEXT:
        around = _PADDING + (_CHIP if column.align is Align.CHIP else 0)
        fixed = min(max(head, full), _WIDEST_FIXED) + around
        return _Need(least=fixed, full=fixed, fixed=True)
    word = max((width(word) for cell in cells for word in cell.split()), default=0.0)
    least = max(_NARROWEST, head, min(word, 2 * _NARROWEST)) + _PADDING
    return _Need(least=least, full=max(least, full + _PADDING), fixed=False)


def _fit(needs: Sequence[_Need], weights: Sequence[int]) -> list[float]:
    """Widths that add up to the page: what is fixed first, words share the rest by need, then by weight."""
    least = sum(need.least for need in needs)
    if least >= ROOM:
        return [need.least * ROOM / least for need in needs]
    widths = [need.least for need in needs]
    growing = [i for i, need in enumerate(needs) if not need.fixed and need.full > need.least]
    while growing and (left := ROOM - sum(widths)) > _NEGLIGIBLE:
        part = left / sum(weights[i] for i in growing)
        for i in growing:
            widths[i] = min(needs[i].full, widths[i] + part * weights[i])
        growing = [i for i in growing if widths[i] < needs[i].full]
    return _spread(widths, needs)


def _spread(widths: list[float], needs: Sequence[_Need]) -> list[float]:
    """Give what is left to the columns of words, or to all when there are none."""
    left = ROOM - sum(widths)
    takers = [i for i, need in enumerate(needs) if not need.fixed] or list(range(len(widths)))
    whole = sum(widths[i] for i in takers)
    return [given + (left * given / whole if i in takers else 0) for i, given in enumerate(widths)]


_NEGLIGIBLE = 0.01
