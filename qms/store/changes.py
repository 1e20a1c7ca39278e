"""Statements that write, kept: to put one together takes longer than to run it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, insert, update

from qms.store.table import counters

if TYPE_CHECKING:
    from sqlalchemy import Insert, Table, Update

COUNTED: Final = update(counters).where(counters.c.name == bindparam("of")).values(value=bindparam("to"))
"""Set a counter."""


@cache
def is_part(table: Table) -> bool:
    """Whether rows of this table are parts of a record, which must be there before them."""
    return "record" in table.primary_key.columns


@cache
def into(table: Table) -> Insert:
    """Put a row into a table."""
    return insert(table)


@cache
def change(main: Table) -> Update:
    """Write a record over its version before; the statement is kept, as those of `qms.store.reading` are."""
    return update(main).where(main.c.code == bindparam("here_code"), main.c.version == bindparam("here_version"))
