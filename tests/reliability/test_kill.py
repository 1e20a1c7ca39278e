"""Killed or failed at any system call, a store holds what it acknowledged, nothing by halves, and goes on."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from qms.store import engine
from tests.reliability.bench import CHANGING, ROOMLESS, Bench, can_fail, is_changing
from tests.reliability.commands import ALL
from tests.reliability.level import GATE, PART, RELEASE, figure, in_time, portion, sampled, share
from tests.reliability.stops import Fault
from tests.reliability.work import WORKS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.reliability.stops import Call
    from tests.reliability.work import Work

pytestmark = [pytest.mark.needs_stops, pytest.mark.slow]
TRIED_WORKS = sampled(ALL, len(ALL) // 4, "works") if GATE else ALL
"""Each walk is made whole; the gate makes those of a quarter of all works."""
KILLS, FAILURES = share(12, 12), max(5, share(14, 1_000_000))
"""Of one work, at how many calls a run of its own is killed, and each kind of failure is tried, at the most."""
OF_MIGRATIONS = 3
"""Migrations of all versions do the same for the most part: of each, but for a release, one of so many."""
REACHED = 0.95
"""The share of the points that a second run must come by: threads and clocks may shift a few."""
BATCH = WORKS[2]
MODES = {"DELETE": ("DELETE", "EXTRA"), "WAL": ("WAL", "FULL")}
TRIED = MODES if RELEASE else {"own": engine.journal_mode()}
"""A submission tries the journal that goes with the SQLite that is there, a release both."""
FAULTS = {
    "KILL": "KILL",
    "EIO": "EIO",
    "ENOSPC": "ENOSPC",
    "SHORT": "SHORT",
    "dead": "EIO",  # from there on nothing can be written any more
    "full": "ENOSPC",  # from there on there is no room
}
"""Each kind of fault, and what becomes of the call."""
LASTING = {"dead": CHANGING, "full": ROOMLESS}
"""Those that last, and what fails from there on."""


def _at(calls: Sequence[Call], kind: str, bench: Bench) -> list[tuple[str, Call]]:
    """The points of one kind of fault: of a submission a sample, what changes something before the others."""
    if kind != "KILL":
        calls = [one for one in calls if can_fail(one, FAULTS[kind], bench.here)]
    most, name = (KILLS if kind == "KILL" else FAILURES), f"{bench.work.name} {kind}"
    if bench.work.migrates and not RELEASE:
        most = -(-most // OF_MIGRATIONS)
    changing = sampled([one for one in calls if is_changing(one)], most * 4 // 5, name)
    others = sampled([one for one in calls if not is_changing(one)], most - len(changing), name)
    return [(kind, one) for one in (*changing, *others)]


def _points(bench: Bench, mode: str) -> list[tuple[str, Call]]:
    calls = bench.calls()
    every = [point for kind in FAULTS for point in _at(calls, kind, bench)]
    return bench.ordered(portion(every, f"{bench.work.name} {mode}") if RELEASE else every)


@pytest.mark.parametrize("mode", TRIED)
@pytest.mark.parametrize("work", TRIED_WORKS, ids=lambda work: work.name)
def test_stopped_or_failed_at_any_call_nothing_acknowledged_is_lost(
    work: Work, mode: str, founded: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "journal_mode", lambda: TRIED[mode])
    bench = Bench(work, founded, memory)
    points = _points(bench, mode)
    if PART == 1:  # a walk is made whole, in the first share
        _walked(bench, mode)
    _each_by_itself(bench, mode, points)


def _walked(bench: Bench, mode: str) -> None:
    """Killed before each call, in one walk."""
    began, kills = monotonic(), sum(1 for _ in bench.walk())
    assert bench.wrong == []
    calls, outcomes = len(bench.listed), len(bench.oracle.states)
    assert kills >= calls * REACHED
    told = f"killed before {kills} of {calls} calls, {outcomes} outcomes, 0 lost"
    figure(
        f"R1 {bench.work.name}, {mode}: {told}, {kills / (monotonic() - began):.0f}/s",
        points=kills, outcomes=outcomes, lost=0,
    )  # fmt: skip


def _each_by_itself(bench: Bench, mode: str, points: Sequence[tuple[str, Call]]) -> None:
    """Each point in a run of its own: killed there, or failed there."""
    began, tried, stopped = monotonic(), Counter[str](), Counter[str]()
    for kind, call in in_time(points):
        fault = Fault(call.at, FAULTS[kind], LASTING.get(kind, frozenset()))
        end = bench.once(fault)
        tried[kind] += 1
        stopped[kind] += end.killed or bool(end.refused)
        bench.judge(call, end, untidied=kind in LASTING)
    bench.strike()
    assert bench.wrong == []
    assert stopped["KILL"] >= tried["KILL"] * REACHED
    speed = tried.total() / (monotonic() - began)
    _tell(f"{bench.work.name}, {mode}", tried, stopped, len(bench.oracle.states), speed)


def _tell(what: str, tried: Counter[str], stopped: Counter[str], outcomes: int, speed: float) -> None:
    figure(
        f"R1 {what}: {stopped['KILL']} runs killed, {outcomes} outcomes of all faults, 0 lost, {speed:.0f}/s",
        points=stopped["KILL"], outcomes=outcomes, lost=0,
    )  # fmt: skip
    kinds = [kind for kind in FAULTS if kind != "KILL"]
    told = ", ".join(f"{kind} at {tried[kind]} calls ({stopped[kind]} refused)" for kind in kinds)
    count = sum(tried[kind] for kind in kinds)
    figure(f"R2/R27 {what}: {told}; 0 lost, 0 raw", points=count, lost=0)


def test_without_a_journal_the_same_bench_finds_the_damage(
    founded: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a store that does not protect itself must be seen to break, or the bench sees nothing."""
    monkeypatch.setattr(engine, "journal_mode", lambda: ("OFF", "OFF"))
    bench = Bench(BATCH, founded, memory)
    writes = [one for one in bench.calls() if one.name == "pwrite64"]
    for call in writes:
        bench.judge(call, bench.once(Fault(call.at, "KILL")))
    alone = len(bench.wrong)
    assert alone
    kills = sum(1 for _ in bench.walk())
    walked = len(bench.wrong) - alone
    assert walked
    figure(
        f"R1 control, no journal: {alone} faults by {len(writes)} runs killed at writes, {walked} by {kills} kills",
        control=alone + walked,
    )  # fmt: skip
