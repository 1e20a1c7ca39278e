"""JSON that holds a table by its columns: an object of equally long lists, or the sheets of a workbook as lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from qms.base.finding import Weight
from qms.exchange.rowwise import Rowwise
from qms.exchange.sheet import Form, Reading, Shape, Spot, letter
from qms.exchange.values import Members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.base.finding import Finding


def read_columns(table: Members, file: Spot) -> Reading:
    """Read an object whose members are the columns; their first elements make the first row."""
    if table.doubled is not None:
        return Reading(None, (file.finding("double_list", column=table.doubled),))
    for index, (name, cells) in enumerate(table.items()):
        if not isinstance(cells, list):
            return Reading(None, (file._replace(letter=letter(index)).finding("no_table", column=name),))
    return _read(cast("dict[str, list[object]]", table), file, ())


def tabs_in(value: object) -> bool:
    """Whether a value is a sheet of a workbook: its name, and named ranges with their values."""
    if not isinstance(value, dict):
        return False
    sheet = cast("dict[str, object]", value)
    ranges = sheet.get("ranges")
    return (
        sheet.keys() == {"name", "ranges"}
        and isinstance(ranges, list)
        and all(map(_is_range, cast("list[object]", ranges)))
    )


def _is_range(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    found = cast("dict[str, object]", value)
    return isinstance(found.get("name"), str) and isinstance(found.get("values"), list)


def read_tabs(tabs: Sequence[Any], file: Spot, form: Form) -> Reading:
    """Read the sheet that the form names, or else the first."""
    names = [str(tab["name"]) for tab in tabs]
    if form.sheet is not None and form.sheet not in names:
        return Reading(None, (file.finding("no_sheet", sheet=form.sheet, sheets=", ".join(names)),))
    at = 0 if form.sheet is None else names.index(form.sheet)
    others = ", ".join(names[:at] + names[at + 1 :])
    notes = (file.finding("other_sheets", Weight.NOTE, sheet=names[at], sheets=others),)
    pairs = [(str(one["name"]), one["values"]) for one in tabs[at]["ranges"]]
    table = Members.of(pairs)
    if table.doubled is not None:
        return read_columns(table, file)
    return _read(cast("dict[str, list[object]]", table), file, notes if others and form.sheet is None else ())


def _read(columns: dict[str, list[object]], file: Spot, notes: tuple[Finding, ...]) -> Reading:
    lengths = {len(cells) for cells in columns.values()}
    if len(lengths) > 1:
        told = ", ".join(f"{name}: {len(cells)}" for name, cells in columns.items())
        return Reading(None, (file.finding("uneven", columns=told[:400]),))
    made = Rowwise(file)
    for number, cells in enumerate(zip(*columns.values(), strict=True), 1):
        made.add(number, Members(zip(columns, cells, strict=True)))
        if made.full:
            break
    reading = made.reading(Shape())
    return reading._replace(findings=(*notes, *reading.findings))
