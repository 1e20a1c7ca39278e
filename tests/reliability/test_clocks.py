"""A clock that is wrong, or goes back: the order of the ledger is that of the acts, and the store goes on."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

import qms
from qms.errors import QmsError
from tests.office import BEGIN, QUALITY, SUPPORT_STAFF, Clock
from tests.reliability.level import SEED, figure, share

if TYPE_CHECKING:
    from pathlib import Path

    from qms import Registry

pytestmark = pytest.mark.slow
SCENARIOS = share(200, 1_000)
_MOMENTS = [
    datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC), datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(2106, 2, 7, 6, 28, 16, tzinfo=UTC), datetime(9999, 12, 31, 14, 59, 59, tzinfo=UTC),
    datetime(1948, 5, 31, 15, 0, tzinfo=UTC), datetime(1951, 9, 7, 14, 59, tzinfo=UTC),
    datetime(1987, 5, 9, 17, 0, tzinfo=UTC), datetime(1988, 10, 8, 16, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    datetime(2024, 2, 29, 15, 0, tzinfo=UTC), datetime(2026, 12, 31, 15, 0, tzinfo=UTC),
    datetime(2016, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]  # fmt: skip
"""Ends of counters and of the calendar, summer times of Seoul and elsewhere, leap days and seconds, new years."""
_STEPS = [
    timedelta(milliseconds=-1), timedelta(seconds=-1), timedelta(hours=-1), timedelta(days=-1), timedelta(days=-366),
    timedelta(days=-3653), timedelta(0), timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1),
]  # fmt: skip


def _scenario(chance: random.Random) -> list[datetime]:
    now = chance.choice([*_MOMENTS, BEGIN.astimezone(UTC)])
    times = [now]
    for _ in range(4):
        try:
            now = chance.choice(_MOMENTS) if chance.random() < 0.2 else now + chance.choice(_STEPS)
        except OverflowError:
            now = BEGIN.astimezone(UTC)
        times.append(now)
    return times


def _received(registry: Registry) -> str:
    return registry.cases.receive(
        type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title="Fee?", department="support"
    ).code


def test_whatever_the_clock_says_the_order_is_that_of_the_acts(founded: Path, tmp_path: Path) -> None:
    chance, clock, place = random.Random(f"{SEED} clocks"), Clock(), tmp_path / "records.db"
    shutil.copy(founded, place)
    done: list[tuple[str, datetime]] = []
    refused = 0
    with qms.open(place, actor=SUPPORT_STAFF, clock=clock) as registry:
        size = registry.checkpoint()[1]
        for _ in range(SCENARIOS):
            for moment in _scenario(chance):
                clock.now = moment
                try:
                    done.append((_received(registry), moment))
                except QmsError:
                    refused += 1
        clock.now = BEGIN
        told = [entry for code, _ in done for entry in registry.history(code)]
        assert [entry.position for entry in told] == list(range(size, size + len(done)))
        assert [entry.recorded_at for entry in told] == [moment for _, moment in done]
        assert registry.acting(QUALITY).verify() == ()
    assert done
    kept = len(done)
    figure(f"R15: {SCENARIOS} clocks, {kept} acts kept in their order, {refused} refused as faults of ours")
