"""Decisions of earlier reviews: followed until verified, late by their date, shown as done just once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from qms.organisation.terms import Role
from qms.records.review import Conclusion, DecisionKind
from tests.office import GROWTH_HEAD, QUALITY, SEOUL, SUPPORT_HEAD, TOP

if TYPE_CHECKING:
    from qms.compile.snapshot import FollowUp
    from tests.office import Office


pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def decided(office: Office, period: str, *dues: date) -> str:
    """A review of the period, held at the clock's time, with one decision for each date."""
    reviews, top = office.registry.reviews, office.by(TOP).reviews
    code = reviews.compile(period).code
    reviews.freeze(code)
    top.hold(
        code, attendees=[(TOP, Role.TOP_MANAGEMENT)], minutes="…", chair=TOP, suitable=Conclusion.YES,
        adequate=Conclusion.YES, effective=Conclusion.YES,
    )  # fmt: skip
    for number, due in enumerate(dues, start=1):
        top.decide(code, kind=DecisionKind.IMPROVEMENT, text=f"결정 {number}", owner=SUPPORT_HEAD, due_on=due)
    return code


def done(office: Office, code: str, number: int, *, verified: bool = True) -> None:
    office.by(SUPPORT_HEAD).reviews.follow(code, number=number, what="마침")
    if verified:
        office.by(TOP).reviews.verify(code, number=number)


def shown(office: Office, code: str) -> dict[str, str]:
    return {one.code: one.state for one in earlier(office, code)}


def earlier(office: Office, code: str) -> tuple[FollowUp, ...]:
    return office.registry.reviews.content(code).snapshot.earlier


def at(office: Office, day: date, hour: int = 10) -> None:
    office.clock.now = datetime(day.year, day.month, day.day, hour, tzinfo=SEOUL)


@pytest.fixture
def held(office: Office) -> str:
    """The review of the half year before, held on 10 March with four decisions."""
    at(office, date(2026, 3, 10))
    dues = (date(2026, 4, 30), date(2026, 7, 9), date(2026, 7, 10), date(2026, 9, 30))
    return decided(office, "2025H2", *dues)


@pytest.mark.req("I-9.3.3", "I-10.3")
def test_each_decision_by_its_date(office: Office, held: str) -> None:
    at(office, date(2026, 4, 1))
    done(office, held, 1)
    at(office, date(2026, 7, 10))
    office.registry.reviews.compile("2026H1")
    assert shown(office, "MR-2026H1") == {
        "MR-2025H2-D1": "done", "MR-2025H2-D2": "late", "MR-2025H2-D3": "going_on", "MR-2025H2-D4": "going_on",
    }  # fmt: skip
    (first, *_) = earlier(office, "MR-2026H1")
    assert (first.text, first.owner, first.due_on, first.done_on) == (
        "결정 1",
        "김민지",
        date(2026, 4, 30),
        date(2026, 4, 1),
    )
    message = office.registry.reviews.content("MR-2026H1").snapshot.sections[0].message
    assert "4건 중 완료 확인 1건, 기한 경과 1건" in message.ko
    assert message.en == "Earlier decisions: 4; verified as done: 1, past their date: 1."


def test_what_only_waits_for_verification_is_not_late_unless_it_was_done_late(office: Office, held: str) -> None:
    at(office, date(2026, 4, 30))
    done(office, held, 1, verified=False)
    at(office, date(2026, 7, 20))
    done(office, held, 2, verified=False)
    office.registry.reviews.compile("2026H1")
    states = shown(office, "MR-2026H1")
    assert (states["MR-2025H2-D1"], states["MR-2025H2-D2"]) == ("going_on", "late")


def test_an_edit_does_not_make_a_late_decision_timely(office: Office, held: str) -> None:
    at(office, date(2026, 7, 20))
    office.registry.reviews.compile("2026H1")
    before = shown(office, "MR-2026H1")
    done(office, held, 4)
    after = shown(office, "MR-2026H1")
    assert {code: state for code, state in after.items() if code != "MR-2025H2-D4"} == {
        code: state for code, state in before.items() if code != "MR-2025H2-D4"
    }
    assert before["MR-2025H2-D2"] == "late"


def test_a_done_decision_is_shown_once_and_never_again(office: Office, held: str) -> None:
    at(office, date(2026, 7, 10), 9)
    done(office, held, 1)
    at(office, date(2026, 7, 10), 11)
    decided(office, "2026H1", date(2026, 10, 31))
    # On the very day of the freeze, after it: shown as going on there, and as done in the next.
    at(office, date(2026, 7, 10), 16)
    done(office, held, 2)
    assert shown(office, "MR-2026H1") == {
        "MR-2025H2-D1": "done", "MR-2025H2-D2": "late", "MR-2025H2-D3": "going_on", "MR-2025H2-D4": "going_on",
    }  # fmt: skip
    at(office, date(2027, 1, 12))
    decided(office, "2026H2", date(2027, 3, 31))
    assert shown(office, "MR-2026H2") == {
        "MR-2025H2-D2": "done", "MR-2025H2-D3": "late", "MR-2025H2-D4": "late", "MR-2026H1-D1": "late",
    }  # fmt: skip
    done(office, held, 3)
    done(office, held, 4)
    done(office, "MR-2026H1", 1)
    at(office, date(2027, 7, 12))
    decided(office, "2027H1")
    assert shown(office, "MR-2027H1") == {
        "MR-2025H2-D3": "done", "MR-2025H2-D4": "done", "MR-2026H1-D1": "done", "MR-2026H2-D1": "late",
    }  # fmt: skip
    done(office, "MR-2026H2", 1)
    at(office, date(2028, 1, 12))
    office.registry.reviews.compile("2027H2")
    assert shown(office, "MR-2027H2") == {"MR-2026H2-D1": "done"}


def test_what_was_verified_before_but_recorded_late_is_still_shown_once(office: Office, held: str) -> None:
    at(office, date(2026, 7, 10))
    decided(office, "2026H1")
    at(office, date(2026, 7, 20))
    yesterday = office.clock.now - timedelta(days=40)
    office.by(SUPPORT_HEAD, at=yesterday).reviews.follow(held, number=1, what="마침")
    office.by(TOP, at=yesterday).reviews.verify(held, number=1)
    at(office, date(2027, 1, 12))
    office.registry.reviews.compile("2026H2")
    assert shown(office, "MR-2026H2")["MR-2025H2-D1"] == "done"


def test_when_all_is_done_and_shown_nothing_is_owed(office: Office) -> None:
    at(office, date(2026, 3, 10))
    code = decided(office, "2025H2", date(2026, 4, 30))
    done(office, code, 1)
    at(office, date(2026, 7, 10))
    decided(office, "2026H1")
    assert shown(office, "MR-2026H1") == {"MR-2025H2-D1": "done"}
    at(office, date(2027, 1, 12))
    office.registry.reviews.compile("2026H2")
    first = office.registry.reviews.content("MR-2026H2").snapshot.sections[0]
    assert (first.key, first.state) == ("a", "collected")
    assert "남은 것이 없습니다" in first.message.ko
    assert shown(office, "MR-2026H2") == {}


@pytest.mark.parametrize(
    ("first", "second"),
    [("2026H1", "2026"), ("2026Q2", "2026H1"), ("2026-03", "2026Q1")],
)
def test_a_shorter_period_within_a_longer_one_came_before_it(office: Office, first: str, second: str) -> None:
    at(office, date(2026, 12, 1))
    decided(office, first, date(2027, 1, 31))
    review = office.registry.reviews.compile(second)
    assert shown(office, review.code) == {f"MR-{first}-D1": "going_on"}
    assert [one.target for one in review.links] == [f"MR-{first}"]


def test_a_later_period_is_not_followed_up_by_an_earlier_one(office: Office) -> None:
    at(office, date(2026, 12, 1))
    decided(office, "2026H1", date(2027, 1, 31))
    review = office.registry.reviews.compile("2025H2")
    assert shown(office, review.code) == {}
    assert review.links == ()


def test_an_accepted_gap_is_followed_up_like_a_decision(office: Office) -> None:
    at(office, date(2026, 7, 10))
    office.registry.reviews.compile("2026H1")
    office.by(TOP).reviews.accept_gap(
        "MR-2026H1", key="c7", reason="평가를 마칠 것", owner=GROWTH_HEAD, due_on=date(2026, 9, 30)
    )
    at(office, date(2027, 1, 12))
    office.registry.reviews.compile("2026H2")
    (one,) = earlier(office, "MR-2026H2")
    assert (one.text, one.owner, one.state) == ("평가를 마칠 것", "문세라", "late")


def test_the_owner_of_a_decision_who_left_is_still_named(office: Office, held: str) -> None:
    office.registry.people.leave(SUPPORT_HEAD, until=date(2026, 3, 20))
    at(office, date(2026, 7, 10))
    assert office.registry.reviews.compile("2026H1").planned_by == QUALITY
    assert {one.owner for one in earlier(office, "MR-2026H1")} == {"김민지"}
    assert held == "MR-2025H2"
