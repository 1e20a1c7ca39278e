"""How alike texts are, beside a slow and obvious reference."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.base.similar import alike, nearest, pairs

TEXTS = st.lists(st.text("가나다라 ABab1-", max_size=12), max_size=5)


def _reference(text: str, others: list[str]) -> list[float]:
    every = [_listed(one) for one in (text, *others)]
    known = sorted({pair for one in every for pair in one})
    vectors = [[_weight(pair, one, every) for pair in known] for one in every]
    return [_cosine(vectors[0], one) for one in vectors[1:]]


def _listed(text: str) -> list[str]:
    words = "".join(one if one.isalnum() else " " for one in text.lower()).split()
    return [a + b for word in words for a, b in pairwise(word)]


def _weight(pair: str, one: list[str], every: list[list[str]]) -> float:
    if pair not in one:
        return 0.0
    return (1 + math.log(one.count(pair))) * math.log((len(every) + 1) / sum(pair in other for other in every))


def _cosine(a: list[float], b: list[float]) -> float:
    length = math.sqrt(sum(x * x for x in a)) * math.sqrt(sum(y * y for y in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / length if length else 0.0


@given(st.text("가나다라 ABab1-", max_size=12), TEXTS)
def test_as_the_obvious_way(text: str, others: list[str]) -> None:
    assert alike(text, others) == pytest.approx(_reference(text, others))


def test_endings_forms_and_case_matter_little() -> None:
    assert pairs("예약이")["예약"] == pairs("예약을")["예약"] == 1
    assert pairs("ＢＯＯＫ") == pairs("book")
    near, far = alike("예약이 두 번 취소됨", ["장비 예약을 취소당했습니다", "주차장이 좁습니다"])
    assert near > 0.1 > far == 0.0
    near, far = alike("Booking cancelled twice", ["my bookings were cancelled", "쉬운 우리말"])
    assert near > 0.3 > far == 0.0


def test_the_nearest_come_first_and_the_later_of_equal_ones() -> None:
    assert list(nearest([0.1, 0.9, 0.5, 0.9, 0.2], 0.2, 3)) == [3, 1, 2]
    assert list(nearest([], 0.2, 3)) == []
