"""A table of a spreadsheet → entries, not yet checked: which table it is, its head says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms import i18n
from qms.base.csvfile import original
from qms.exchange.moving.entries import TABLES, columns_of
from qms.exchange.moving.told import finding
from qms.exchange.moving.toml import Raw
from qms.exchange.read import read_sheet
from qms.exchange.sheet import Encoding, Form, letter, normal, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qms.base.finding import Finding
    from qms.exchange.sheet import Row, Sheet
    from qms.i18n import Language


def read_table(data: bytes, name: str) -> tuple[tuple[Raw, ...], tuple[Finding, ...]]:
    """Entries and what is wrong; ``name`` goes into the places. CSV in UTF-8 or CP949, with commas or tabs, or XLSX."""
    encoding = Encoding.UTF_8 if _is_utf8(data) else Encoding.CP949
    delimiter = "\t" if b"\t" in data.partition(b"\n")[0] else ","
    read = read_sheet(data, name, Form(encoding=encoding, delimiter=delimiter))
    sheet, findings = read.sheet, (*read.findings, *read.more)
    if sheet is None:
        return (), findings
    table, columns = _recognised(sheet)
    if table is None:
        wanted = " · ".join(f"{one}: {', '.join(_always(one))}" for one in TABLES)
        return (), (*findings, finding("which_table", f"{name}:1", wanted=wanted))
    heads = _heads(table, sheet.head)
    strange = tuple(
        finding("unknown_column", f"{name}:1:{letter(index)}", name=quoted(head), table=table, heads=heads)
        for index, head in enumerate(sheet.head)
        if index not in columns and head
    )
    return tuple(_entry(table, columns, row, name) for row in sheet.rows), (*findings, *strange)


def label_of(table: str, field: str, language: Language) -> str:
    """What the head of a column says."""
    return i18n.text(f"exchange.moving.column.{table}.{field}", language)


def plain(text: str) -> str:
    """A head, a label or a value as it is compared."""
    return normal(text).casefold().replace("_", " ")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _recognised(sheet: Sheet) -> tuple[str | None, dict[int, str]]:
    """The table of which the head names most columns, and all it cannot do without; which column is which field."""
    best: tuple[str | None, dict[int, str]] = None, {}
    for table in TABLES:
        names = _names(table)
        found: dict[int, str] = {}
        for index, head in enumerate(sheet.head):
            field = names.get(plain(head))
            if field is not None and field not in found.values():
                found[index] = field
        if set(_always(table)) <= set(found.values()) and len(found) > len(best[1]):
            best = table, found
    return best


def _always(table: str) -> tuple[str, ...]:
    return tuple(name for name, one in TABLES[table].model_fields.items() if one.is_required())


def _names(table: str) -> dict[str, str]:
    """What the head of a column may say → its field: the name, or its label in either language."""
    fields = columns_of(table)
    labels = {plain(label_of(table, one, language)): one for language in i18n.LANGUAGES for one in fields}
    return {**_also(table), **labels, **{plain(one): one for one in fields}}


def _also(table: str) -> dict[str, str]:
    """What offices call a column besides its label → its field."""
    keys = {one: f"exchange.moving.also.{table}.{one}" for one in columns_of(table)}
    return {
        plain(word): one
        for one, key in keys.items() if i18n.has(key)
        for language in i18n.LANGUAGES
        for word in i18n.text(key, language).split("|")
    }  # fmt: skip


def _heads(table: str, given: Sequence[str]) -> str:
    """The heads that a table may have, in the language in which it has some."""
    korean = any("가" <= letter_ <= "힣" for head in given for letter_ in head)
    return ", ".join(label_of(table, one, "ko" if korean else "en") for one in columns_of(table))


def _entry(table: str, columns: Mapping[int, str], row: Row, name: str) -> Raw:
    values = {key: cell for index, key in columns.items() if (cell := _cell(row.cells, index))}
    return Raw(
        table,
        values,
        f"{name}:{row.number}",
        {key: f"{name}:{row.number}:{letter(index)}" for index, key in columns.items()},
    )


def _cell(cells: Sequence[str], index: int) -> str:
    return original(cells[index].strip()) if index < len(cells) else ""
