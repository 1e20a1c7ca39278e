"""Tables and pages for a terminal, measured in cells."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from qms.base.sight import cells, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GAP, NARROWEST = 2, 8


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, width: int, fixed: Sequence[bool], wrapped: bool = False
) -> tuple[list[str], list[str]]:
    """The lines of the head and of the rows of a table.

    It is no wider than ``width`` cells, as far as columns that are not ``fixed`` give way. Heads are broken at
    spaces before anything is cut; ``wrapped`` breaks what stands in the rows, too.
    """
    room = width - GAP * (len(head) - 1)
    widths = [max(cells(row[at]) for row in (head, *rows)) for at in range(len(head))]
    if sum(widths) > room:
        widths = [max(_longest(head[at]), *(cells(row[at]) for row in rows)) for at in range(len(head))]
    _narrow(widths, room, fixed)
    return _lines(head, widths, wrapped=True), [line for row in rows for line in _lines(row, widths, wrapped=wrapped)]


def natural(head: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Cells that a table takes when nothing gives way."""
    widths = [max(cells(row[at]) for row in (head, *rows)) for at in range(len(head))]
    return sum(widths) + GAP * (len(head) - 1)


def _longest(words: str) -> int:
    return max((cells(word) for word in words.split()), default=0)


def _narrow(widths: list[int], room: int, fixed: Sequence[bool]) -> None:
    """Take cells from the widest column that may be cut until all fit."""
    while sum(widths) > room:
        loose = [at for at, width in enumerate(widths) if not fixed[at] and width > NARROWEST]
        if not loose:
            return
        widest = max(loose, key=lambda at: widths[at])
        rest = max((widths[at] for at in loose if at != widest), default=NARROWEST)
        excess = sum(widths) - room
        widths[widest] -= min(excess, max(1, widths[widest] - max(rest, NARROWEST)))


def _lines(row: Sequence[str], widths: Sequence[int], *, wrapped: bool) -> list[str]:
    """One row: one line of cut cells, or as many as its longest broken cell needs."""
    parts = [wrap(cell, width) if wrapped else [cut(cell, width)] for cell, width in zip(row, widths, strict=True)]
    return [
        (" " * GAP).join(pad(part, width) for part, width in zip(line, widths, strict=True)).rstrip()
        for line in zip_longest(*parts, fillvalue="")
    ]


def pad(text: str, width: int) -> str:
    """``text`` filled with spaces to ``width`` cells."""
    return text + " " * (width - cells(text))


def pairs(fields: Sequence[tuple[str, str]], *, width: int) -> list[str]:
    """Label and value, one below the other, long values wrapped beside their label."""
    left = max((cells(label) for label, _ in fields), default=0)
    lines: list[str] = []
    for label, value in fields:
        wrapped = [part for line in value.split("\n") for part in wrap(line, max(width - left - GAP, 20))]
        lines += [f"{pad(label, left)}{' ' * GAP}{wrapped[0]}".rstrip()]
        lines += [f"{' ' * (left + GAP)}{line}".rstrip() for line in wrapped[1:]]
    return lines


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` cells, broken at spaces where there are any; at least one line."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        own = cells(word)
        if line and used + 1 + own > width:
            lines.append(line)
            line, used = word, own
        else:
            line, used = (f"{line} {word}", used + 1 + own) if line else (word, own)
        if used > width:
            *full, line = _broken(line, width)
            lines += full
            used = cells(line)
    return [*lines, line]


def _broken(text: str, width: int) -> Iterator[str]:
    part, used = "", 0
    for letter in text:
        if part and used + cells(letter) > width:
            yield part
            part, used = "", 0
        part, used = part + letter, used + cells(letter)
    yield part
