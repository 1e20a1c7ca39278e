"""How a table stands on the page: each column as wide as its content needs, and no wider."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.compile.snapshot import Align, Words
from qms.packet.fonts import width
from qms.packet.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.compile.snapshot import Cell, Column, Table
    from qms.i18n import Language

_NOT_SAFE = re.compile(r"[^A-Za-z0-9._-]+")
_UPRIGHT_MM, _LYING_MM, _TEXT_PT = 172.0, 259.0, 7.5
ROOM, WIDE_ROOM = (millimetres / 25.4 * 72 / _TEXT_PT for millimetres in (_UPRIGHT_MM, _LYING_MM))
"""Width of the text in em of a table, on a page that stands and on one that lies."""
PADDING = 1.2
"""White beside the text of a cell, in em."""
_CHIP = 1.0
_LONG_WORD, _WIDEST_FIXED = 9.0, 15.0
_SLACK, _NEGLIGIBLE, _LINES, _FOR_HEADS, _WORDS_AT_LEAST = 0.05, 0.01, 2.0, 0.25, 3.5


@dataclass(frozen=True)
class Laid:
    """A column on the page.

    Attributes:
        kind: css class: text, number, code or chip.
        label: its head in the language of the edition.
        share: percent of the table's width.
        room: width of its lines in em.

    """

    kind: str
    label: str
    share: float
    room: float


def shown(cell: Cell, language: Language) -> str:
    """A cell as words; nothing known is an en dash."""
    if cell is None:
        return "–"
    if isinstance(cell, Words):
        return cell.ko if language == "ko" else cell.en
    return f"{cell:,}".replace("-", "−") if isinstance(cell, int) else cell


def is_wide(table: Table, language: Language) -> bool:
    """Whether a register is better read on a page that lies: on an upright one most of its rows would break."""
    needs = _needs(table, language)
    if sum(need.least for need in needs) > ROOM:
        return True
    upright = _fit(needs, [column.weight for column in table.columns], ROOM)
    return any(need.full > _LINES * given for need, given in zip(needs, upright, strict=True))


def lay(table: Table, language: Language, *, wide: bool = False) -> tuple[Laid, ...]:
    """Return the columns of ``table``; their shares add up to 100. ``wide``: on a page that lies."""
    whole = WIDE_ROOM if wide else ROOM
    widths = _fit(_needs(table, language), [column.weight for column in table.columns], whole)
    return tuple(
        Laid(
            kind=column.align.value,
            label=shown(column.label, language),
            share=round(100 * given / whole, 3),
            room=round(given - PADDING + _SLACK, 3),
        )
        for column, given in zip(table.columns, widths, strict=True)
    )


def file_name(number: int, table: Table) -> str:
    """Name of the attached file of a table, the ``number``-th of the packet from 1."""
    return f"table-{number:02}-{safe(table.id)}.csv"


def safe(name: str) -> str:
    """A name that every file system takes."""
    return _NOT_SAFE.sub("-", name)[:60] or "table"


def _needs(table: Table, language: Language) -> list[_Need]:
    return [_need(table, index, column, language) for index, column in enumerate(table.columns)]


@dataclass(frozen=True)
class _Need:
    least: float
    full: float
    fixed: bool


def _need(table: Table, index: int, column: Column, language: Language) -> _Need:
    cells = {plain(shown(row[index], language)) for row in table.rows}
    label = shown(column.label, language)
    head = max(width(word, "SemiBold") for word in (label.split() or [""]))
    full = max((width(cell) for cell in cells), default=0.0)
    if column.align is not Align.TEXT:
        around = PADDING + (_CHIP if column.align is Align.CHIP else 0)
        least = min(max(head, full), _WIDEST_FIXED) + around
        return _Need(least=least, full=max(least, min(width(label, "SemiBold"), _WIDEST_FIXED) + PADDING), fixed=True)
    word = max((width(word) for cell in cells for word in cell.split()), default=0.0)
    full = max(full, head) + PADDING
    return _Need(least=min(full, max(head, min(word, _LONG_WORD)) + PADDING), full=full, fixed=False)


def _fit(needs: Sequence[_Need], weights: Sequence[int], whole: float) -> list[float]:
    """Widths that add up to the page.

    First what is fixed, with its heads on one line where that costs the words little; then the words share the
    rest by need and weight.
    """
    least = sum(need.least for need in needs)
    if least >= whole:
        return _squeezed(needs, whole)
    spare = whole - least
    heads = sum(need.full - need.least for need in needs if need.fixed)
    widths = [need.full if need.fixed and heads <= _FOR_HEADS * spare else need.least for need in needs]
    growing: list[int] = [i for i, need in enumerate(needs) if not need.fixed and need.full > need.least]
    while growing and (left := whole - sum(widths)) > _NEGLIGIBLE:
        part = left / sum(weights[i] for i in growing)
        for i in growing:
            widths[i] = min(needs[i].full, widths[i] + part * weights[i])
        growing = [i for i in growing if widths[i] < needs[i].full]
    return _spread(widths, needs, whole)


def _squeezed(needs: Sequence[_Need], whole: float) -> list[float]:
    """Words give way first, down to a syllable or two; only then is what should stand unbroken broken."""
    fixed = sum(need.least for need in needs if need.fixed)
    words = sum(need.least for need in needs if not need.fixed)
    share = (whole - fixed) / words if words else 0.0
    if share * words >= _WORDS_AT_LEAST * sum(not need.fixed for need in needs) > 0:
        return [need.least if need.fixed else need.least * share for need in needs]
    return [need.least * whole / (fixed + words) for need in needs]


def _spread(widths: list[float], needs: Sequence[_Need], whole: float) -> list[float]:
    """Give what is left to the columns of words, or to all when there are none."""
    left = whole - sum(widths)
    takers = [i for i, need in enumerate(needs) if not need.fixed] or list(range(len(widths)))
    taken = sum(widths[i] for i in takers)
    return [given + (left * given / taken if i in takers else 0) for i, given in enumerate(widths)]
