"""Questions to the store in the words of the database, and what they are put together of."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, exists, func, literal_column, select

from qms.ledger.commitment import MARK
from qms.store.sealing import with_keys
from qms.store.table import counters, entries, personal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Column, Select, Table

CHUNK: Final = 500
# Statements are kept, here and below: to put one together takes longer than to run it.
COUNTER: Final = select(counters.c.value).where(counters.c.name == bindparam("of"))
FIRST: Final = select(entries.c.position).where(
    entries.c.code == bindparam("of"), entries.c.version == literal_column("1")
)
HASHES: Final = select(entries.c.hashes).where(entries.c.position == bindparam("at"))


_others = entries.alias("other_entries")
NEWEST: Final = select(entries.c.record).where(
    entries.c.code == bindparam("of"),
    entries.c.version == select(func.max(_others.c.version)).where(_others.c.code == entries.c.code).scalar_subquery(),
)
"""The record as its newest entry tells it."""
SEALED_OF_ONE: Final = with_keys(personal.c.code == bindparam("of")).order_by(personal.c.version)
SEALED_OF_SEVERAL: Final = with_keys(personal.c.code.in_(bindparam("codes", expanding=True))).order_by(
    personal.c.code, personal.c.version
)


def commitment_in(told: Any, name: str) -> str:  # noqa: ANN401 - a record as JSON
    """The commitment of a field in an entry's record; blank where it has none."""
    try:
        for step in name.split("."):
            told = told[int(step) if step.isdigit() else step]
        return str(told[MARK])
    except (KeyError, IndexError, TypeError):
        return ""


@cache
def last_of(kinds: tuple[str, ...]) -> Select[Any]:
    """The last position of each kind."""
    # Kind by kind: each is the last step of an index, where a list of kinds would be read through.
    last = [select(func.max(entries.c.position)).where(entries.c.kind == bindparam(one)) for one in named(kinds)]
    return select(*(one.scalar_subquery() for one in last))


@cache
def named(kinds: tuple[str, ...]) -> Mapping[str, str]:
    """Names of the values under which `last_of` is told its kinds."""
    return {f"kind_{number}": one for number, one in enumerate(kinds)}


@cache
def with_marks(main: Table, *parts: Table) -> Select[Any]:
    """The row of one record, and of each of the other tables whether it has anything of the record."""
    marks = [exists().where(owner(one) == main.c.code).label(mark(one)) for one in parts]
    return select(main, *marks).where(main.c.code == bindparam("of"))


def owner(table: Table) -> Column[Any]:
    """The column that says of which record a row is."""
    return next(iter(table.primary_key))


def mark(table: Table) -> str:
    """What `with_marks` calls whether a table has anything of the record."""
    return f"has {table.name}"


@cache
def of_one(table: Table, then: Column[Any]) -> Select[Any]:
    """Rows of one record."""
    return select(table).where(owner(table) == bindparam("of")).order_by(then)


@cache
def of_several(table: Table, then: Column[Any]) -> Select[Any]:
    """Rows of several records."""
    of = owner(table)
    return select(table).where(of.in_(bindparam("codes", expanding=True))).order_by(of, then)


def chunks(codes: Sequence[str] | None) -> Iterator[Sequence[str] | None]:
    """The codes in heaps that one statement can name; None once for all."""
    if codes is None:
        yield None
        return
    for start in range(0, len(codes), CHUNK):
        yield codes[start : start + CHUNK]
