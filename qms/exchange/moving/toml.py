"""An organisation file in TOML → its entries, not yet checked."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from qms.exchange.moving.entries import TABLES, code_of
from qms.exchange.moving.told import finding
from qms.exchange.sheet import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qms.base.finding import Finding

# A line of a thousand dotted keys costs Python's TOML reader seconds, and nobody writes one.
_LINE: Final = 2_000
_PLACE: Final = re.compile(r"line ([0-9]+), column ([0-9]+)")
SINCE: Final = "since"
"""The one key of a file that belongs to no table: first day of what is new and says no other."""


@dataclass(frozen=True)
class Raw:
    """An entry before it is checked: its values, where it stands, and where each of its values stands."""

    table: str
    values: Mapping[str, object]
    where: str
    spots: Mapping[str, str] = field(default_factory=dict[str, str])


def read_toml(data: bytes, name: str) -> tuple[tuple[Raw, ...], object, tuple[Finding, ...]]:
    """Entries, the day under ``since`` (None: none), and what is wrong; ``name`` goes into the places."""
    text = data.decode("utf-8-sig", errors="replace")
    if "\ufffd" in text:
        return (), None, (finding("not_utf8", name),)
    if max(map(len, text.splitlines()), default=0) > _LINE:
        return (), None, (finding("long_line", name, limit=f"{_LINE:,}"),)
    try:
        raw = tomllib.loads(text)
    except RecursionError:
        return (), None, (finding("not_toml", name),)
    except tomllib.TOMLDecodeError as fault:
        found = _PLACE.search(str(fault))
        return (), None, (finding("not_toml", ":".join((name, *found.groups())) if found else name),)
    return tuple(_entries(raw, text, name)), raw.get(SINCE), tuple(_strange(raw, name))


def _strange(raw: Mapping[str, Any], name: str) -> Iterator[Finding]:
    tables = ", ".join(TABLES)
    for key in raw:
        if key not in TABLES and key != SINCE:
            yield finding("unknown_table", f"{name}: {quoted(key)}", name=quoted(key), tables=tables)
    for table in TABLES:
        if not all(isinstance(one, dict) for one in _list(raw, table)):
            yield finding("not_a_table", f"{name}: {table}", table=table)


def _list(raw: Mapping[str, Any], table: str) -> list[object]:
    some: object = raw.get(table, [])
    return cast("list[object]", some) if isinstance(some, list) else [some]


def _entries(raw: Mapping[str, Any], text: str, name: str) -> Iterator[Raw]:
    for table in TABLES:
        some = _list(raw, table)
        numbers = _headings(text, table)
        for index, one in enumerate(some):
            if isinstance(one, dict):
                values = cast("dict[str, object]", one)
                line = f":{numbers[index]}" if len(numbers) == len(some) else ""
                where = f"{name}{line}: {table}[{index + 1}] {quoted(code_of(table, values))}".rstrip()
                yield Raw(table, values, where, {key: f"{where}, {quoted(key)}" for key in values})


def _headings(text: str, table: str) -> list[int]:
    """Numbers of the lines on which the entries of a table begin."""
    heading = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
    return [number for number, line in enumerate(text.split("\n"), 1) if heading.match(line)]
