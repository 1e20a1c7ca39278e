"""A clock that is wrong, or goes back: the order of the ledger is that of the acts, and where it went back is told."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from qms_cli.faults import BadTime
from qms_cli.surroundings import now_of

import qms
from qms.errors import ClockImpossible, QmsError
from tests.office import BEGIN, QUALITY, SUPPORT_STAFF, Clock, found
from tests.reliability.level import SEED, figure, share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qms import Registry
    from qms.base.finding import Finding

    Times = list[datetime]

pytestmark = pytest.mark.slow
SCENARIOS, ACTS = share(200, 1_000), 4
EVER = date(1900, 1, 1)
MINUTE = timedelta(minutes=1)
ZONES = ("Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
"""Seoul had summer time in 1948–51 and 1987–88; Lord Howe changes by half an hour, Casablanca around Ramadan."""
ENDS = [
    datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC), datetime(2106, 2, 7, 6, 28, 15, tzinfo=UTC),
    datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(1900, 1, 2, tzinfo=UTC),
    datetime(2016, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), datetime(2024, 2, 29, 15, tzinfo=UTC),
]  # fmt: skip
"""Ends of counters and of the calendar, a leap second, a leap day."""
IMPOSSIBLE = [
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), datetime(1899, 12, 31, tzinfo=UTC)
]  # fmt: skip
CHANGES = [
    datetime(1948, 5, 31, 15, tzinfo=UTC), datetime(1949, 4, 2, 15, tzinfo=UTC), datetime(1950, 9, 9, 14, tzinfo=UTC),
    datetime(1951, 9, 8, 14, tzinfo=UTC), datetime(1987, 5, 9, 17, tzinfo=UTC), datetime(1988, 10, 8, 17, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 2, 15, 2, tzinfo=UTC),
]  # fmt: skip
"""Begins and ends of summer time, in Seoul and in the other zones."""
BACK = [
    timedelta(milliseconds=1), timedelta(seconds=1), timedelta(seconds=59), timedelta(seconds=61), timedelta(hours=1),
    timedelta(days=1), timedelta(days=366), timedelta(days=3653),
]  # fmt: skip

# --- the scenarios: each gives what a clock says at one act after the other ---


def _back(chance: random.Random) -> Times:
    now = BEGIN + timedelta(seconds=chance.randrange(10**6))
    gone = now - chance.choice(BACK)
    return [now, gone, gone + timedelta(seconds=chance.randrange(10)), now + timedelta(seconds=1)]


def _end(chance: random.Random) -> Times:
    end = chance.choice(ENDS)
    return [BEGIN, end, min(end + timedelta(microseconds=1), ENDS[4]), BEGIN]


def _change(chance: random.Random) -> Times:
    """The same quarters of an hour around a change of the clocks, in zones that change in the middle of the run."""
    at = chance.choice(CHANGES) - timedelta(minutes=30)
    return [(at + n * timedelta(minutes=20)).astimezone(ZoneInfo(chance.choice(ZONES))) for n in range(ACTS)]


def _hosts(chance: random.Random) -> Times:
    """Two machines by turns, a day apart."""
    ahead = timedelta(days=chance.choice([1, -1]))
    return [BEGIN + n * timedelta(seconds=30) + (ahead if n % 2 else timedelta(0)) for n in range(ACTS)]


def _backward(chance: random.Random) -> Times:
    """A clock that runs backwards, now and then by less than would be told at one step."""
    step = timedelta(seconds=chance.choice([25, 45, 3600]))
    return [BEGIN - n * step for n in range(ACTS)]


def _impossible(chance: random.Random) -> Times:
    return [BEGIN, chance.choice(IMPOSSIBLE), BEGIN, BEGIN + timedelta(seconds=1)]


FAMILIES: tuple[Callable[[random.Random], Times], ...] = (_back, _end, _change, _hosts, _backward, _impossible)


# --- the invariants ---


def _told(moments: Sequence[datetime]) -> list[int]:
    """Where a clock went back, said as plainly as can be: by more than a minute since it last did."""
    places: list[int] = []
    seen: Times = []
    for place, moment in enumerate(moments):
        if seen and max(seen) - moment > MINUTE:
            places.append(place)
            seen = []
        seen.append(moment)
    return places


def _differing(done: Sequence[datetime], kept: Sequence[datetime], findings: Sequence[Finding], size: int) -> list[str]:
    """What is not as it must be, of entries from ``size`` on whose acts were done at these times."""
    wrong = [] if list(kept) == list(done) else ["recorded_at"]
    skews = [one for one in findings if one.rule == "store.finding.clock_skew"]
    places = [size + place for place in _told(done)]
    named = [int(one.values["position"]) for one in skews]
    further = sum(int(one.values["count"]) for one in findings if one.rule == "store.finding.clock_skew_more")
    if named != places[:20] or further != max(0, len(places) - 20):
        wrong.append("clock_skew")
    return wrong + [one.rule for one in findings if one.weight != "warning"]


def _act(registry: Registry, number: int) -> None:
    registry.departments.rename("audit", name_ko=f"감사{number}", name_en=f"Audit {number}")


def _acted(registry: Registry, clock: Clock, chance: random.Random) -> tuple[Times, int]:
    """Every scenario one after the other: when what was kept was done, and how many acts were refused."""
    done: Times = []
    refused = 0
    for number in range(SCENARIOS):
        for moment in FAMILIES[number % len(FAMILIES)](chance):
            clock.now = moment
            try:
                _act(registry, len(done))
            except ClockImpossible:
                refused += 1
            else:
                done.append(moment.astimezone(UTC))  # by PEP 495 times of two zones around a change are never equal
    return done, refused


@pytest.mark.req("ALCOA-Consistent")
def test_whatever_the_clock_says_the_order_is_that_of_the_acts(place: str) -> None:
    clock = Clock()
    with found(place, clock, since=EVER) as registry:
        size = registry.checkpoint()[1]
        done, refused = _acted(registry, clock, random.Random(f"{SEED} clocks"))
        clock.now = BEGIN
        entries = registry.history("audit")[-len(done) :]
        assert [one.position for one in entries] == list(range(size, size + len(done)))
        kept = [one.recorded_at for one in entries]
        findings = registry.verify()
        assert _differing(done, kept, findings, size) == []
        # The control: the same measure, put to a store that puts its times right by itself, and to one that is silent.
        mended = [max(kept[: at + 1]) for at in range(len(kept))]
        assert _differing(done, mended, findings, size) == ["recorded_at"]
        assert _differing(done, kept, (), size) == ["clock_skew"]
        assert sorted(range(len(kept)), key=kept.__getitem__) != list(range(len(kept)))
        later = registry.verify(since=_at(registry, size))
        assert _differing(done, kept, later, size) == []
    assert refused
    told = len(_told(done))
    figure(
        f"R15: {SCENARIOS} clocks, {len(done)} acts kept, {refused} refused as impossible, {told} told by verify",
        points=SCENARIOS,
    )


def _at(registry: Registry, size: int) -> tuple[int, str]:
    with registry.reading() as reading:
        return size, reading.root(size).hex()


def test_an_act_with_a_term_is_kept_or_refused_with_its_reason(place: str) -> None:
    """A case falls due by the calendar, and may not fall before what was done with it: beyond, it is refused."""
    clock, chance = Clock(), random.Random(f"{SEED} terms")
    kept = refused = 0
    with found(place, clock, since=EVER) as registry:
        acting = registry.acting(SUPPORT_STAFF)
        for number in range(share(30, 300)):
            code = ""
            for moment in FAMILIES[number % len(FAMILIES)](chance):
                clock.now = moment
                try:
                    if code:
                        acting.cases.assign(code, department="support", handler=SUPPORT_STAFF)
                    else:
                        code = acting.cases.receive(
                            type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title="Fee?", department="support"
                        ).code
                    kept += 1
                except QmsError:
                    refused += 1
        clock.now = BEGIN
        assert [one for one in registry.acting(QUALITY).verify() if one.weight == "error"] == []
    assert kept
    assert refused
    figure(f"R15: cases by wrong clocks: {kept} acts kept, {refused} refused as faults of ours")


@pytest.mark.parametrize("text", ["2016-12-31T23:59:60Z", "2017-01-01T08:59:60+09:00", "2016-12-31 23:59:60"])
def test_a_leap_second_is_no_time_that_can_be_said(text: str) -> None:
    with pytest.raises(BadTime):
        now_of({"QMS_NOW": text})
