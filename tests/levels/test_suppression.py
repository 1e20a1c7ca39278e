"""What is held back of published counts cannot be worked out: a solver tries every way to fill the gaps."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.figures.suppression import LEAST, hidden, hides_whole

COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=5)


def _ways(counts: list[int], gone: frozenset[int]) -> list[tuple[int, ...]]:
    """Every filling of the gaps, none of them 0, that agrees with what is told: the other counts and the whole."""
    rest = sum(counts) - sum(one for at, one in enumerate(counts) if at not in gone)
    return [way for way in product(range(1, rest + 1), repeat=len(gone)) if sum(way) == rest]


@pytest.mark.req("ASVS-14.1")
@given(COUNTS)
def test_no_small_count_is_told(counts: list[int]) -> None:
    gone = hidden(counts)
    assert all(at in gone for at, one in enumerate(counts) if 0 < one < LEAST)


@pytest.mark.req("ASVS-14.1")
@given(COUNTS)
def test_nothing_hidden_follows_from_what_is_told(counts: list[int]) -> None:
    gone = hidden(counts)
    if not gone or hides_whole(counts) or any(counts[at] == 0 for at in gone):
        return
    ways = _ways(counts, gone)
    for place in range(len(gone)):
        values = {way[place] for way in ways}
        assert len(values) >= LEAST
        assert max(values) >= LEAST


@given(COUNTS)
def test_where_the_whole_is_told_it_is_not_small(counts: list[int]) -> None:
    if sum(counts) and not hides_whole(counts):
        assert sum(counts) >= LEAST


@given(st.lists(st.integers(5, 1000), max_size=8))
def test_nothing_is_hidden_where_nothing_is_small(counts: list[int]) -> None:
    assert hidden([*counts, 0]) == frozenset()


def test_the_least_is_hidden_with_a_lonely_one() -> None:
    assert hidden([3, 9, 7, 0]) == {0, 2}
    assert hidden([1, 1, 40]) == {0, 1, 2}
    assert hides_whole([3])
    assert hides_whole([1, 1, 0])
    assert not hides_whole([3, 9])
    assert not hides_whole([7])
