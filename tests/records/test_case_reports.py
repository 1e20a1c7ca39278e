"""Who a major case is reported to: heads, deputies, leavers, roles that fall together (manual R-UH-4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.organisation.ladder import Upward, report_to
from qms.organisation.terms import Medium
from qms.records.case import CaseSeverity
from qms.records.case import rules as do
from tests.office import BEGIN, DEPUTY, GROWTH_HEAD, PLANNING_HEAD, QUALITY, SUPPORT_HEAD, TOP
from tests.records.walk import received

if TYPE_CHECKING:
    from tests.records.conftest import World

SMS = Medium.SMS
LATER = BEGIN + timedelta(hours=5)


@pytest.mark.req("S-3", "R-UH-4")
@pytest.mark.parametrize(
    ("department", "reporter", "head", "merged"),
    [
        ("support", SUPPORT_HEAD, GROWTH_HEAD, False),
        ("support", QUALITY, GROWTH_HEAD, False),
        ("support", GROWTH_HEAD, TOP, False),  # the senior head knows: to the next one up
        ("strategy", PLANNING_HEAD, TOP, True),  # unit head and senior head are one: the next person up
        ("strategy", QUALITY, TOP, True),  # whoever reports: who is in charge is not above themselves
        ("growth", GROWTH_HEAD, TOP, True),
        ("audit", "noh.eunchae", TOP, False),
        ("head-office", TOP, None, False),
        ("head-office", QUALITY, TOP, False),
    ],
)
def test_a_report_goes_to_the_next_person_up(
    world: World,
    department: str,
    reporter: str,
    head: str | None,
    merged: bool,  # noqa: FBT001 - of the table above
) -> None:
    walk = received(world).did(do.assign, QUALITY, department=department).did(do.report, reporter, LATER)
    assert (walk.now.reported_to, walk.now.reported_at, walk.now.report_merged) == (head, LATER, merged)


def test_a_report_to_nobody_is_none(world: World) -> None:
    from dataclasses import replace

    directory = world.base.directory
    headless = [one for one in directory.assignments if one.person not in {TOP, GROWTH_HEAD}]
    bare = replace(world, base=replace(world.base, directory=replace(directory, assignments=headless)))
    walk = received(bare).did(do.assign, QUALITY, department="support")
    walk.refuses(errors.NobodyAbove, do.report, SUPPORT_HEAD)
    walk.did(do.assess, SUPPORT_HEAD, severity=CaseSeverity.MAJOR, reason="중대")
    assert walk.now.reported_at is None


def test_a_leaver_heads_nothing(world: World) -> None:
    directory = world.base.directory
    on = date(2026, 3, 3)
    assert directory.head("growth", on) == GROWTH_HEAD
    gone = directory.people[GROWTH_HEAD].but(until=on)
    left = type(directory)(directory.departments, {**directory.people, GROWTH_HEAD: gone}, directory.assignments)
    assert left.head("growth", on) is None
    assert left.head("growth", on - timedelta(days=1)) == GROWTH_HEAD
    assert left.held(GROWTH_HEAD, on) == ()
    assert report_to(left, "support", on, SUPPORT_HEAD) == Upward(TOP, merged=False)


def test_a_deputy_stands_in_for_the_days_that_were_named(world: World) -> None:
    directory = world.base.directory
    role = qms.Role.UNIT_HEAD
    days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1)]
    held = [(role, "support") in directory.held(DEPUTY, day) for day in days]
    assert held == [False, True, True, False]
    assert [directory.deputises(DEPUTY, SUPPORT_HEAD, day) for day in days] == held
    assert directory.holders(role, days[1], "support") == (SUPPORT_HEAD, DEPUTY)
