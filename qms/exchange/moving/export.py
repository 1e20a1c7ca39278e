"""The organisation as a file: what `qms org import` reads, written from what the store knows."""

from __future__ import annotations

import json
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, cast

from qms.base.csvfile import write_csv
from qms.exchange.moving.cells import label_of
from qms.exchange.moving.entries import NESTED, TABLES, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qms.base.record import Value
    from qms.i18n import Language
    from qms.organisation.directory import Directory
    from qms.organisation.model import Department

PERSONAL = ("name", "email", "phone")
"""What is left out unless names are asked for."""
_LEFT_OUT = ("roles",)


def organisation_toml(directory: Directory, *, names: bool = False, head: Iterable[str] = ()) -> str:
    """The organisation in TOML; ``names``: with the particulars of people. ``head`` are lines of comment."""
    parts = ["\n".join(f"# {' '.join(line.split())}" for line in head)]
    for table, entries in _tables(directory, names=names).items():
        parts += [_entry(table, values) for values in entries]
    return "\n\n".join(part for part in parts if part) + "\n"


def organisation_tables(directory: Directory, language: Language, *, names: bool = False) -> dict[str, bytes]:
    """The organisation as CSV, name of the file → its bytes; heads in ``language``."""
    found: dict[str, bytes] = {}
    for table, entries in _tables(directory, names=names).items():
        fields = columns_of(table)
        head = [label_of(table, name, language) for name in fields]
        found[f"{table}.csv"] = write_csv(head, ([_cell(one.get(name)) for name in fields] for one in entries))
    return found


def _tables(directory: Directory, *, names: bool) -> dict[str, Sequence[Mapping[str, object]]]:
    return {
        "departments": [_values("departments", one) for one in _in_order(directory)],
        "people": [
            _values("people", one, () if names else PERSONAL)
            for one in sorted(directory.people.values(), key=lambda one: one.code)
        ],
        "assignments": [_values("assignments", one) for one in sorted(directory.assignments, key=lambda one: one.code)],
    }


def _in_order(directory: Directory) -> Iterator[Department]:
    """All departments that ever were, each after the one above it: by their newest place in the tree."""
    left = sorted(directory.departments.values(), key=lambda one: (one.place, one.code))
    waiting = [one for one in left if one.parent is None or one.parent not in directory.departments]
    while waiting:
        one = waiting.pop(0)
        yield one
        waiting = [*(below for below in left if below.parent == one.code), *waiting]


def _values(table: str, record: object, hidden: Iterable[str] = ()) -> dict[str, object]:
    left_out = {*hidden, *_LEFT_OUT}
    fields = (name for name in TABLES[table].model_fields if name not in left_out)
    return {name: value for name in fields if (value := getattr(record, name)) not in {None, ()}}


def _entry(table: str, values: Mapping[str, object]) -> str:
    return "\n".join([f"[[{table}]]", *_lines(table, values)])


def _lines(table: str, values: Mapping[str, object]) -> Iterator[str]:
    for name, value in values.items():
        if name not in NESTED:
            yield f"{name} = {_spelled(value)}"
    for name in NESTED & values.keys():
        for one in cast("Iterable[Value]", values[name]):
            yield from ("", f"[[{table}.{name}]]", *_lines(table, {key: told for key, told in one if told is not None}))


def _spelled(value: object) -> str:
    """A value as TOML spells it; a JSON string is one of TOML's, save DEL, which records never hold."""
    if isinstance(value, date | int) and not isinstance(value, Enum):
        return str(value)
    return json.dumps(str(value.value if isinstance(value, Enum) else value), ensure_ascii=False)


def _cell(value: object) -> str | int | None:
    if value is None or type(value) is int:
        return value
    return str(value.value if isinstance(value, Enum) else value)
