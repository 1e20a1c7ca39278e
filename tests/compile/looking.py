"""Finding one's way in a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.compile.conftest import PERIODS
from tests.compile.naive import Days
from tests.compile.world import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.compile.snapshot import Chart, FigureLine, Section, Snapshot, Table

TODAY = NOW.date()
EVERY_PERIOD = pytest.mark.parametrize("spelled", PERIODS)


def days_of(snapshot: Snapshot) -> Days:
    return Days(snapshot.cover.begin, snapshot.cover.end, TODAY)


def lines(snapshot: Snapshot) -> Iterator[FigureLine]:
    yield from snapshot.key_figures
    for section in snapshot.sections:
        yield from section.figures


def section(snapshot: Snapshot, key: str) -> Section:
    return next(one for one in snapshot.sections if one.key == key)


def table(snapshot: Snapshot, id: str) -> Table | None:
    every = [one for part in snapshot.sections for one in part.tables]
    return next((one for one in (*every, *snapshot.registers) if one.id == id), None)


def chart(snapshot: Snapshot, id: str) -> Chart | None:
    return next((one for part in snapshot.sections for one in part.charts if one.id == id), None)


def cells(table: Table | None) -> list[list[str | int | None]]:
    rows = table.rows if table else ()
    return [[one if isinstance(one, str | int | None) else one.ko for one in row] for row in rows]
