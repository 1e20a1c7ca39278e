"""Results for people at a terminal: aligned tables, pages, blocks."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from qms.base.sight import visible
from qms_cli.options import Colour
from qms_cli.show.result import Lines, Page, Rows
from qms_cli.show.spelling import read
from qms_cli.show.table import natural, pairs, table

if TYPE_CHECKING:
    from typing import TextIO

    from qms_cli.desk import Desk
    from qms_cli.show.result import Result

NARROWEST, INDENT = 40, "  "


def on_screen(desk: Desk, result: Result) -> str:
    """The text of a result."""
    if isinstance(result, Lines):
        lines = [visible(line) for line in result.lines]
    elif isinstance(result, Page):
        lines = _page(desk, result)
    else:
        lines = _rows(desk, result, width()) if result.rows else []
    return "".join(f"{line}\n" for line in lines)


def _page(desk: Desk, page: Page) -> list[str]:
    shown = [(one.label, read(value, desk.language, desk.zone, lines=True)) for one, value in page.fields]
    lines = [bold(desk, visible(page.title)), *pairs(shown, width=width())]
    for title, rows in page.parts:
        lines += ["", bold(desk, title), *(INDENT + line for line in _rows(desk, rows, width() - len(INDENT)))]
    return lines


def _rows(desk: Desk, rows: Rows, most: int) -> list[str]:
    head = [column.label for column in rows.columns]
    body = [[read(row.get(one.name), desk.language, desk.zone) for one in rows.columns] for row in rows.rows]
    if rows.whole and natural(head, body) > most:
        return _blocks(desk, rows, most)
    fixed = [one.fixed for one in rows.columns]
    top, lines = table(head, body, width=most, fixed=fixed, wrapped=rows.wrapped)
    return [*(bold(desk, line) for line in top), *lines]


def _blocks(desk: Desk, rows: Rows, most: int) -> list[str]:
    """One block of labels and values for each row, numbered; what is not known is left out."""
    lines: list[str] = []
    for number, row in enumerate(rows.rows, start=1):
        known = [(one.label, row[one.name]) for one in rows.columns if row[one.name] not in (None, "", ())]
        shown = [(label, read(value, desk.language, desk.zone, lines=True)) for label, value in known]
        lead = f"{number}. "
        for at, line in enumerate(pairs(shown, width=most - len(lead))):
            lines.append(f"{' ' * len(lead) if at else lead}{line}")
    return lines


def width() -> int:
    """Cells of a line."""
    return max(shutil.get_terminal_size((100, 24)).columns, NARROWEST)


def bold(desk: Desk, text: str) -> str:
    """``text`` in bold where colour is used."""
    return f"\x1b[1m{text}\x1b[0m" if coloured(desk.common("color"), sys.stdout) else text


def coloured(asked: Colour | None, stream: TextIO) -> bool:
    """Whether colour is used on a stream (no-color.org; bixense.com/clicolors)."""
    if asked in {Colour.ALWAYS, Colour.NEVER}:
        return asked is Colour.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
