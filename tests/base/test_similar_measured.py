"""The figures that the docs tell of similar records are those that the command measures."""

from __future__ import annotations

from pathlib import Path

from tests.base.similar_measured import Measured, Question, audit, measured

PAGE = Path(__file__).parents[2] / "docs/how-to/similar.md"


def test_a_search_that_finds_all_at_once_is_told_so() -> None:
    same = Question("예약 취소", ["주차 요금", "예약 취소"], frozenset({1}))
    assert measured([same]) == Measured(1, 0.2, 0.2, 1.0, 1.0)


def test_what_is_found_second_counts_half() -> None:
    second = Question("예약 취소", ["주차 요금", "예약 취소"], frozenset({0}))
    assert measured([second]).reciprocal_rank == 0.5


def test_the_page_tells_what_is_measured() -> None:
    assert f"| {measured(audit()).line()} |" in PAGE.read_text("utf-8")
