"""Killed or failed at any system call, a store holds what it acknowledged, nothing by halves, and goes on."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import pytest

from qms.store import engine
from tests.reliability.bench import Bench, can_fail, is_changing
from tests.reliability.commands import ALL
from tests.reliability.level import RELEASE, figure, in_time, portion, sampled, share
from tests.reliability.stops import Fault
from tests.reliability.work import WORKS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.reliability.stops import Call
    from tests.reliability.work import Work

pytestmark = [pytest.mark.needs_stops, pytest.mark.slow]
KILLS, FAILURES = share(115, 1_000_000), share(26, 1_000_000)
"""Of one work (and one kind of failure), the most points that are tried."""
REACHED = 0.95
"""The share of the points that a second run must come by: threads and clocks may shift a few."""
BATCH = WORKS[2]
MODES = {"DELETE": ("DELETE", "EXTRA"), "WAL": ("WAL", "FULL")}
TRIED = MODES if RELEASE else {"own": engine.journal_mode()}
"""A submission tries the journal that goes with the SQLite that is there, a release both."""

each_work = pytest.mark.parametrize("work", ALL, ids=lambda work: work.name)
each_mode = pytest.mark.parametrize("mode", TRIED)


def _at(calls: Sequence[Call], most: int, name: str) -> Sequence[Call]:
    """Of a long run all of this share; else those that change something before the others."""
    if RELEASE:
        return portion(calls, name)
    changing = sampled([one for one in calls if is_changing(one)], most * 4 // 5, name)
    return changing + sampled([one for one in calls if not is_changing(one)], most - len(changing), name)


@each_mode
@each_work
def test_killed_at_any_call_nothing_acknowledged_is_lost(
    work: Work, mode: str, founded: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "journal_mode", lambda: TRIED[mode])
    bench, tried, killed = Bench(work, founded, memory), 0, 0
    calls, began = bench.calls(), monotonic()
    for call in in_time(_at(calls, KILLS, f"{work.name} KILL")):
        end = bench.once(Fault(call.at, "KILL"))
        tried, killed = tried + 1, killed + end.killed
        bench.judge(call, end)
    assert bench.wrong == []
    assert killed >= tried * REACHED
    speed, states = killed / (monotonic() - began), len(bench.oracle.states)
    figure(
        f"R1 {work.name}, {mode}: killed at {killed} of {len(calls)} calls, {states} outcomes, 0 lost, {speed:.0f}/s",
        points=killed, calls=len(calls), outcomes=states, lost=0,
    )  # fmt: skip


@pytest.mark.parametrize("what", ["EIO", "ENOSPC", "SHORT"])
@each_mode
@each_work
def test_where_a_call_fails_it_ends_in_a_fault_of_ours_or_well(
    work: Work, mode: str, what: str, founded: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "journal_mode", lambda: TRIED[mode])
    bench, tried, refused = Bench(work, founded, memory), 0, 0
    calls, began = [one for one in bench.calls() if can_fail(one, what, bench.here)], monotonic()
    for call in in_time(_at(calls, FAILURES, f"{work.name} {what}")):
        end = bench.once(Fault(call.at, what))
        tried, refused = tried + 1, refused + bool(end.refused)
        bench.judge(call, end)
    assert bench.wrong == []
    speed, states = tried / (monotonic() - began), len(bench.oracle.states)
    figure(
        f"R2/R27 {work.name}, {mode}: {what} at {tried} of {len(calls)} calls, {refused} refused, {states} outcomes,"
        f" 0 lost, 0 raw, {speed:.0f}/s",
        points=tried, calls=len(calls), refused=refused, outcomes=states, lost=0,
    )  # fmt: skip


def test_without_a_journal_the_same_bench_finds_the_damage(
    founded: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a store that does not protect itself must be seen to break, or the bench sees nothing."""
    monkeypatch.setattr(engine, "journal_mode", lambda: ("OFF", "OFF"))
    bench = Bench(BATCH, founded, memory)
    writes = [one for one in bench.calls() if one.name == "pwrite64"]
    for call in writes:
        bench.judge(call, bench.once(Fault(call.at, "KILL")))
    assert bench.wrong
    figure(f"R1 control, no journal: {len(bench.wrong)} faults found at {len(writes)} calls", control=len(bench.wrong))
