"""On PostgreSQL: who writes is killed at any system call, or cut off; the server keeps what it said."""

from __future__ import annotations

from itertools import count as count_from
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from tests.office import QUALITY, SUPPORT_STAFF, TECHNOPARK
from tests.reliability import stops
from tests.reliability.level import RELEASE, figure, in_time, portion, sampled, share
from tests.reliability.stops import Fault
from tests.reliability.work import AFTER, opened, receive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qms import Registry
    from tests.postgres import Server
    from tests.reliability.stops import Call
    from tests.reliability.traced import Ended, Say

    Acts = Callable[[Registry, Say], None]

pytestmark = [pytest.mark.needs_stops, pytest.mark.needs_postgresql, pytest.mark.slow]
POINTS = max(10, share(25, 1_000_000))
VERIFIED = 20
"""The whole store is verified after so many faults, and at the end."""
SPEAKING = frozenset({"sendto", "recvfrom", "sendmsg", "recvmsg", "write", "read", "connect"})
"""The calls at which a connection breaks."""


def _one(registry: Registry, say: Say) -> None:
    say(receive(registry))


def _twenty(registry: Registry, say: Say) -> None:
    with registry.batch():
        codes = [receive(registry, f"Question {number}") for number in range(20)]
    for code in codes:
        say(code)


WORKS = pytest.mark.parametrize(("acts", "count"), [(_one, 1), (_twenty, 20)], ids=["one case", "a batch of twenty"])


class _Client:
    """Acts on one database that goes on growing, each time with a fault, and looks at what it holds."""

    def __init__(self, place: str, acts: Acts, count: int) -> None:
        self._place, self._acts, self._count = place, acts, count
        self.tried = self.stopped = 0
        self._seeds = count_from(AFTER)  # the database goes on: each that writes makes other people
        self.wrong: list[str] = []

    def once(self, fault: Fault | None = None, listed: list[Call] | None = None) -> Ended:
        """The acts, in a process of their own."""
        seed = next(self._seeds)

        def work(say: Say) -> None:
            with opened(self._place, seed=seed) as registry:
                self._acts(registry, say)

        return stops.run(work, fault, listed)

    def judged(self, call: Call, what: str) -> None:
        """The acts with a fault at a call, and what does not hold afterwards."""
        with opened(self._place, QUALITY) as registry:
            before = registry.checkpoint()[1]
        end = self.once(Fault(call.at, what))
        self.tried, self.stopped = self.tried + 1, self.stopped + (end.killed or bool(end.refused))
        with opened(self._place, SUPPORT_STAFF, seed=next(self._seeds)) as registry:
            receive(registry)  # waits for what the server is still doing with the lost connection
            kept = registry.checkpoint()[1] - before - 1
            found = [f"lost: {code}" for code in end.acknowledged if not registry.history(code)]
            if kept not in ({self._count} if end.acknowledged else {0, self._count}):
                found.append(f"{len(end.acknowledged)} acknowledged, {kept} kept")
            if self.tried % VERIFIED == 0:
                found += [f"verify: {one.rule}" for one in registry.verify()]
        found += [end.raw] if end.raw else []
        self.wrong += [f"call {call.at}, {call.name}, {what}: {one}" for one in found]


@pytest.fixture
def server_place(postgresql: Server, founding_on_postgresql: Callable[[str], str]) -> Iterator[str]:
    """The small organisation in a database of the test's own."""
    url = postgresql.make(founding_on_postgresql(TECHNOPARK))
    yield url
    postgresql.drop(url)


@pytest.mark.parametrize("what", ["KILL", "CUT"])
@WORKS
def test_a_client_that_dies_or_is_cut_off_loses_nothing_acknowledged(
    acts: Acts, count: int, what: str, server_place: str
) -> None:
    client = _Client(server_place, acts, count)
    listed: list[Call] = []
    with opened(server_place) as registry:
        acts(registry, lambda _: None)
    client.once()
    client.once(None, listed)
    calls = listed if what == "KILL" else [one for one in listed if one.name in SPEAKING and "socket:" in one.path]
    chosen = portion(calls, what) if RELEASE else sampled(calls, POINTS, what)
    began = monotonic()
    for call in in_time(chosen):
        client.judged(call, what)
    with opened(server_place, QUALITY) as registry:
        assert registry.verify() == ()
    assert client.wrong == []
    assert client.stopped >= client.tried * 0.7
    goal, speed = "R1" if what == "KILL" else "R2", client.tried / (monotonic() - began)
    figure(
        f"{goal} PostgreSQL, {count} acts: {what} at {client.tried} of {len(calls)} calls, 0 lost, {speed:.0f}/s",
        points=client.tried, calls=len(calls), lost=0,
    )  # fmt: skip
