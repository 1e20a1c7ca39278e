"""Killed or failed at any system call, a store holds what it acknowledged, nothing by halves, and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qms.store import engine
from tests.reliability.bench import Bench
from tests.reliability.level import figure, share
from tests.reliability.work import WORKS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.reliability.work import Work

pytestmark = [pytest.mark.needs_strace, pytest.mark.slow]
KILLS, FAILURES = share(60, 1_000_000), share(25, 1_000_000)
"""Of one work (and one kind of failure), the most points that are tried."""
REACHED = 0.95
"""The share of the points that a second run must come by: threads and clocks may shift a few."""
BATCH = WORKS[2]


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.name)
def test_killed_at_any_call_nothing_acknowledged_is_lost(work: Work, founded: Path, tmp_path: Path) -> None:
    bench, tried, killed = Bench(work, founded, tmp_path), 0, 0
    for point in bench.points(KILLS, "KILL"):
        end = bench.once(point.inject("signal=KILL"))
        tried, killed = tried + 1, killed + end.killed
        bench.judge(point, end)
    assert bench.wrong == []
    assert killed >= tried * REACHED
    figure(f"R1 {work.name}: killed at {killed} calls, {len(bench.oracle.states)} different stores, 0 lost")


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.name)
def test_where_a_call_fails_it_ends_in_a_fault_of_ours_or_well(
    work: Work, error: str, founded: Path, tmp_path: Path
) -> None:
    bench, tried = Bench(work, founded, tmp_path), 0
    for point in bench.points(FAILURES, error, failing=True):
        end = bench.once(point.inject(f"error={error}"))
        tried += 1
        if end.raw:
            bench.wrong.append(f"call {point.at}, {point.name}: {end.raw}")
        bench.judge(point, end)
    assert bench.wrong == []
    figure(f"R2/R27 {work.name}: {error} at {tried} calls, {len(bench.oracle.states)} different stores, 0 lost")


def test_without_a_journal_the_same_bench_finds_the_damage(
    founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a store that does not protect itself must be seen to break, or the bench sees nothing."""
    monkeypatch.setattr(engine, "journal_mode", lambda: ("OFF", "OFF"))
    bench = Bench(BATCH, founded, tmp_path)
    for point in bench.points(60, "KILL"):
        bench.judge(point, bench.once(point.inject("signal=KILL")))
    assert bench.wrong
    figure(f"R1 control, no journal: {len(bench.wrong)} faults found")
