"""How long it takes to refuse a PIN tells nothing of whose it is."""

from __future__ import annotations

import math
import secrets
import statistics
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from qms import errors
from tests.office import GROWTH_HEAD, TOP
from tests.signing import PIN, cheap

if TYPE_CHECKING:
    from qms import Registry
    from tests.office import Office


def _seconds(registry: Registry, person: str) -> float:
    begun = time.perf_counter()
    with pytest.raises(errors.WrongPin):
        registry.signing(pin="not this one", person=person)
    return time.perf_counter() - begun


@pytest.mark.req("ASVS-6.2")
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_how_long_a_refusal_takes_does_not_tell_who_has_a_pin(office: Office) -> None:
    """R20: |t| < 4.5 (Welch) over 2×10³ refusals, of people who have a PIN and of people who are not there.

    The two are asked in turn, in an order of chance, and each pair is near in time: what else the machine does meets
    both. The slowest of each tenth are left out on both sides alike.
    """
    with cheap(10):
        office.by(TOP).signers.enrol(person=GROWTH_HEAD, pin=PIN)
    known, unknown = office.by(GROWTH_HEAD), office.by("gil.dong")
    for _ in range(10):  # the lock, which is told by an entry, comes at the fifth
        _seconds(known, GROWTH_HEAD)
        _seconds(unknown, "gil.dong")
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(1_000):
        for there in sorted(taken, key=lambda _: secrets.randbits(32)):
            taken[there].append(_seconds(known, GROWTH_HEAD) if there else _seconds(unknown, "gil.dong"))
    t = _welch(*(sorted(one)[: len(one) * 9 // 10] for one in taken.values()))
    print(f"\n|t| = {abs(t):.2f}")  # noqa: T201 - shown with -s
    assert abs(t) < 4.5, t


def _welch(one: list[float], other: list[float]) -> float:
    spread = math.sqrt(statistics.variance(one) / len(one) + statistics.variance(other) / len(other))
    return (statistics.fmean(one) - statistics.fmean(other)) / spread


@pytest.mark.req("ASVS-6.2")
def test_the_measure_of_time_does_find_a_difference() -> None:
    """The control: refusals that cost half as much again for one of the two are told apart."""
    steps = [secrets.randbelow(1_000) / 1_000 for _ in range(1_001)]
    near = [3.0 + abs(one - other) for one, other in pairwise(steps)]
    assert abs(_welch(near, [one * 1.5 for one in near])) > 4.5
