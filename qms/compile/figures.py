"""Figures by name: their definitions, their readings, and the records behind them."""

from __future__ import annotations

import importlib
from collections import defaultdict
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from qms.errors import NoRecord
from qms.figures.sql import read, read_all, records_behind
from qms.kinds import KINDS, ORGANISATION, kind
from qms.store.rows import tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Subquery, Table

    from qms.base.period import Period
    from qms.figures.definition import Figure, Split
    from qms.figures.reading import Behind
    from qms.figures.reading import Reading as FigureReading
    from qms.organisation.facts import Facts
    from qms.store.reading import Reading


@cache
def counted_kinds() -> tuple[str, ...]:
    """Kinds that contribute figures: those whose room has a ``figures.py``."""
    return tuple(name for name in KINDS if name not in ORGANISATION and find_spec(f"{KINDS[name][0]}.figures"))


def figures_of(name: str) -> tuple[Figure, ...]:
    """The figures that a kind contributes."""
    found: tuple[Figure, ...] = importlib.import_module(f"{KINDS[name][0]}.figures").FIGURES
    return found


def all_figures() -> tuple[Figure, ...]:
    """All figures, kind by kind."""
    return tuple(one for name in counted_kinds() for one in figures_of(name))


def figure(id: str) -> Figure:
    """The definition of this id; raise `NoRecord`."""
    found = next((one for one in all_figures() if one.id == id), None)
    if found is None:
        raise NoRecord(kind="figures.name", code=id)
    return found


def table_of(wanted: Figure) -> Table | Subquery:
    """What a figure is counted from: the kind's table, or that of a part with the origin of the part's record."""
    return _table(wanted.kind, wanted.part)


@cache
def _table(name: str, of: str | None) -> Table | Subquery:
    tables = tables_of(kind(name))
    if of is None:
        return tables.main
    part, whole = tables.child(of), tables.main
    # Looked up by its key for each part: a join would read all of a table that is a query, as in the past.
    origin = select(whole.c.origin).where(whole.c.code == part.c.record).scalar_subquery().label("origin")
    return select(part, origin).subquery(part.name)


class Sources(Protocol):
    """What counting needs of the registry."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Ask the store."""
        ...

    def facts(self) -> Facts:
        """The facts of now."""
        ...


class Figures:
    """The figures of a store."""

    def __init__(self, sources: Sources) -> None:
        """Count in this store."""
        self.sources = sources

    def all(self) -> tuple[Figure, ...]:
        """All definitions."""
        return all_figures()

    def get(self, id: str) -> Figure:
        """The definition of this id; raise `NoRecord`."""
        return figure(id)

    def read(self, id: str, period: Period, split: Split | None = None) -> Sequence[FigureReading]:
        """A figure over a period, whole or split by month or by a field; records as they are now."""
        wanted = figure(id)
        with self.sources.reading() as reading:
            zone = self.sources.facts().zone
            return read(reading.connection, table_of(wanted), wanted, period, zone, split=split)

    def several(self, ids: Sequence[str], period: Period) -> Sequence[FigureReading]:
        """Figures over a period, whole, in the order of ``ids``: counted together where they can be."""
        with self.sources.reading() as reading:
            zone = self.sources.facts().zone
            alike: dict[tuple[str, str | None], list[Figure]] = defaultdict(list)
            for one in map(figure, ids):
                alike[one.kind, one.part].append(one)
            found = {
                one.figure: one
                for some in alike.values()
                for one in read_all(reading.connection, table_of(some[0]), some, (period,), zone)
            }
        return tuple(found[id] for id in ids)

    def behind(self, id: str, period: Period, split: Split | None = None) -> Sequence[Behind]:
        """The records behind each of those readings, by code."""
        wanted = figure(id)
        with self.sources.reading() as reading:
            zone = self.sources.facts().zone
            return records_behind(reading.connection, table_of(wanted), wanted, period, zone, split=split)
