"""What an act names is there, a code is given once, and the newest calendar and profile hold; imports too."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.organisation.terms import Scope
from qms.records.review import Conclusion
from tests.marks import BOTH_PROFILES
from tests.office import (
    NOBODY,
    SEOUL,
    SUPPORT_STAFF,
    TOP,
)

if TYPE_CHECKING:
    from tests.office import Office


COMPLAINT, EMAIL = qms.CaseType.COMPLAINT, qms.Channel.EMAIL


def _state(office: Office) -> tuple[int, str]:
    _, size, root = office.registry.checkpoint()
    return size, root


@pytest.mark.req("P11-100a")
def test_a_code_is_never_given_twice(office: Office) -> None:
    registry = office.registry
    before = _state(office)
    with pytest.raises(errors.CodeTaken):
        registry.departments.establish(code="support", name_ko="가", name_en="a", kind=qms.DepartmentKind.UNIT)
    # The ledger tells records apart by their code alone, whatever their kind.
    with pytest.raises(errors.CodeTaken):
        registry.people.enrol(code="support", name="홍길동", department="support")
    registry.reviews.compile("2025H2")
    with pytest.raises(errors.CodeTaken):
        registry.reviews.plan(period=qms.Period.of("2025H2"), title="또")
    assert registry.checkpoint()[1] == before[0] + 2
    assert registry.verify() == ()


@pytest.mark.req("ALCOA-Traceable")
@BOTH_PROFILES
def test_what_a_record_names_is_there(office: Office) -> None:
    quality, before = office.registry, _state(office)
    case = office.receive(department="support")
    for refused in (
        lambda: quality.cases.assign(case.code, department="nowhere"),
        lambda: quality.cases.assign(case.code, department="support", handler="no.one"),
        lambda: quality.capas.open(title="x", problem="y", department="support", owner="no.one"),
        lambda: quality.capas.open(title="x", problem="y", department="support", source="CS-2026-0099"),
        lambda: quality.assignments.assign(person="no.one", role=qms.Role.STAFF, department="support"),
        lambda: quality.assignments.assign(person=NOBODY, role=qms.Role.STAFF, department="nowhere"),
        lambda: quality.people.enrol(code="a", name="a", department="nowhere"),
        lambda: quality.departments.establish(
            code="a", name_ko="a", name_en="a", kind=qms.DepartmentKind.UNIT, parent="nowhere"
        ),
    ):
        with pytest.raises(errors.NoRecord):
            refused()
    assert quality.checkpoint()[1] == before[0] + 1


def test_a_later_profile_is_in_force_from_the_next_act_on(office: Office) -> None:
    from qms.organisation.profile import load_profile

    profile = load_profile("technopark")
    few = {**profile.authority, "case.receive": {qms.Role.TOP_MANAGEMENT: Scope.ALL}}
    office.receive()
    office.by(TOP).profiles.adopt(profile=profile.model_copy(update={"id": "a-strict-one", "authority": few}))
    with pytest.raises(errors.NotAllowed):
        office.receive()
    office.by(TOP).profiles.adopt(profile=profile, code="technopark-2")
    assert office.receive().code == "CS-2026-0002"
    assert office.registry.verify() == ()


def test_the_newest_calendar_counts(office: Office) -> None:
    from qms.base.calendar import Holiday, HolidayKind

    day_off = Holiday(on=date(2026, 3, 5), name_ko="창립일", name_en="Foundation day", kind=HolidayKind.INSTITUTION)
    first = office.receive().due_at
    office.registry.calendars.add_holiday("working", holiday=day_off)
    second = office.receive().due_at
    office.registry.calendars.adopt(
        code="all-week", zone="Asia/Seoul", hours="09:00-18:00", weekend="", holidays=(), years=(2020, 2030)
    )
    third = office.receive().due_at
    assert first is not None
    assert second is not None
    assert third is not None
    assert third < first < second


# --- imports ---


@pytest.mark.req("A11-5")
@BOTH_PROFILES
def test_imported_records_are_one_entry_each_and_all_or_none(office: Office) -> None:
    example = office.receive()
    size = office.registry.checkpoint()[1]
    brought = [
        example.but(code="CS-0", origin="imported", source="register", source_key=str(n), subject=f"{n:032}",
                    received_at=datetime(2019 + n % 2, 5, 1, tzinfo=UTC))
        for n in range(5)
    ]  # fmt: skip
    kept = office.registry.bring("case", brought)
    assert kept == (
        "CS-2019-0001", "CS-2020-0001", "CS-2019-0002", "CS-2020-0002", "CS-2019-0003",
    )  # fmt: skip
    assert office.registry.checkpoint()[1] == size + 5
    assert office.registry.known("case", "register") == {str(n) for n in range(5)}
    before = _state(office)
    again = [brought[0].but(source_key="new"), brought[1]]
    with pytest.raises(errors.QmsError):
        office.registry.bring("case", again)
    assert _state(office) == before
    assert office.registry.verify() == ()


@BOTH_PROFILES
def test_who_may_not_import_does_not(office: Office) -> None:
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_STAFF).bring("case", [office.receive()])


@BOTH_PROFILES
def test_a_review_is_held_in_the_name_of_who_was_there(office: Office) -> None:
    quality = office.registry.reviews
    review = quality.compile("2025H2")
    office.clock.now = datetime(2026, 3, 20, 10, tzinfo=SEOUL)
    quality.freeze(review.code)
    for attendees, chair in (([("no.one", qms.Role.STAFF)], TOP), ([(TOP, qms.Role.TOP_MANAGEMENT)], "no.one")):
        with pytest.raises(errors.NoRecord):
            quality.hold(
                review.code, attendees=attendees, minutes="회의", chair=chair, suitable=Conclusion.YES,
                adequate=Conclusion.YES, effective=Conclusion.YES,
            )  # fmt: skip


def test_an_import_refused_midway_inside_a_batch_keeps_none_of_its_rows(office: Office) -> None:
    example = office.receive()
    brought = [
        example.but(code="CS-0", origin="imported", source="register", source_key=key, subject=f"{n:032}")
        for n, key in enumerate(["a", "b", "a"])
    ]  # fmt: skip
    with office.registry.batch():
        first = office.receive()
        with pytest.raises(errors.AlreadyBrought):
            office.registry.bring("case", brought)
        second = office.receive()
    assert [one.code for one in office.registry.cases.find()] == [example.code, first.code, second.code]
    assert office.registry.known("case", "register") == set()
    assert office.registry.verify() == ()
    assert office.registry.bring("case", brought[:2]) == ("CS-2026-0004", "CS-2026-0005")
