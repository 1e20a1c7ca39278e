"""Who may do what: denied unless the profile's own table says otherwise, for every act, person and department."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import qms
from qms import errors
from qms.base.act import Changes, Creates, Enters, Room
from qms.kinds import all_kinds
from qms.registry.authority import check
from tests.office import (
    ADMINISTRATION_HEAD,
    AUDITOR,
    BEGIN,
    DEPARTMENTS,
    DEPUTY,
    EQUIPMENT_HEAD,
    GROWTH_HEAD,
    LEAVER,
    NOBODY,
    PEOPLE,
    QUALITY,
    SEOUL,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    TOP,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qms.base.kind import Kind
    from tests.office import Office

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
PLACES: tuple[str | None, ...] = (*DEPARTMENTS, "head-office", None)
ROLES: dict[str, tuple[tuple[str, str], ...]] = {
    **{code: roles for code, (_, _, roles) in PEOPLE.items() if code not in {LEAVER, NOBODY}},
    QUALITY: (("quality_representative", "head-office"),),
}
"""Who holds what on the day on which the tests begin."""
BESIDE = ("bring", "attach", "withdraw_attachment")
"""Acts on records of every kind."""


@pytest.fixture(scope="session")
def table(root: Path) -> dict[str, Any]:
    """The technopark's profile as it is written, read without the program."""
    path = root / "qms" / "organisation" / "profiles" / "technopark.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _above(department: str | None) -> list[str]:
    found = []
    while department in DEPARTMENTS:
        found.append(department)
        department = DEPARTMENTS[department][3]
    return [*found, department] if department else []


def _may(table: dict[str, Any], person: str, act: str, place: str | None, of: str | None) -> bool:
    """By the table's letter: the role's scope reaches, and the type is not kept for another role."""
    for role, over in ROLES.get(person, ()):
        scope = table["authority"].get(act, {}).get(role)
        kept = any(
            one["case_type"] == of and one["role"] != role and act not in one.get("save", ())
            for one in table["reserved"]
        )
        reached = scope == "all" or (scope == "own" and over == place) or (scope == "branch" and over in _above(place))
        if reached and not kept:
            return True
    return False


def _acts(of: Kind[Any], below: type[Room[Any, Any]] = Room) -> Iterator[str]:
    for room in below.__subclasses__():
        if getattr(room, "kind", None) is of:
            yield from (name for name, act in vars(room).items() if isinstance(act, Changes | Creates | Enters))
        yield from _acts(of, room)


def _all_acts() -> dict[str, set[str]]:
    return {of.name: {*_acts(of), *(of.lifecycle.acts() if of.lifecycle else ()), *BESIDE} for of in all_kinds()}


@pytest.mark.req("P11-10d", "I-753.1b", "ASVS-8.1", "I-5.3")
def test_every_act_person_and_department(office: Office, table: dict[str, Any]) -> None:
    facts = office.registry.facts()
    kinds = {of.name: of for of in all_kinds()}
    types: list[str | None] = ["complaint", "unfair_handling", "integrity"]
    wrong, allowed = [], 0
    for kind, acts in _all_acts().items():
        for of in types if kind == "case" else [None]:
            for place in PLACES:
                changed = {"department": place} | ({"type": of} if of else {})
                record = kinds[kind].example.but(**changed)
                for person in ROLES:
                    acting = replace(facts, actor=person)
                    for act in acts:
                        wanted = _may(table, person, f"{kind}.{act}", place, of)
                        allowed += wanted
                        if _allowed(acting, kinds[kind], act, record) != wanted:
                            wrong.append((person, kind, act, place, of))
    assert wrong == []
    assert allowed > 1000


def _allowed(facts: Any, of: Kind[Any], act: str, record: Any) -> bool:  # noqa: ANN401 - facts and a record
    try:
        check(facts, of, act, record)
    except errors.NotAllowed:
        return False
    return True


# --- through the front door ---


@pytest.mark.req("P11-10d", "ALCOA-Attributable")
@pytest.mark.parametrize("person", [LEAVER, NOBODY, "no.one", "seo.hana ", "SEO.HANA", "한도윤"])
def test_who_holds_nothing_does_nothing(office: Office, person: str) -> None:
    before = office.registry.checkpoint()
    with pytest.raises(errors.UnknownActor) as refused:
        office.by(person).cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="x")
    assert person in refused.value.say("ko")
    assert office.registry.checkpoint() == before


def test_own_reaches_down_the_tree_and_not_across(office: Office) -> None:
    case = office.receive(department="support")
    done = []
    for person in (SUPPORT_STAFF, SUPPORT_HEAD, GROWTH_HEAD, EQUIPMENT_HEAD, ADMINISTRATION_HEAD, TOP, AUDITOR):
        try:
            office.by(person).cases.withdraw(case.code)
        except errors.NotAllowed:
            continue
        done.append(person)
        case = office.receive(department="support")
    assert done == [SUPPORT_STAFF, SUPPORT_HEAD, GROWTH_HEAD]


def test_a_refusal_says_who_could(office: Office) -> None:
    capa = office.registry.capas.open(title="x", problem="y", department="support", owner=SUPPORT_HEAD)
    with pytest.raises(errors.NotAllowed) as refused:
        office.by(SUPPORT_STAFF).capas.void(capa.code, reason="중복")
    assert (
        refused.value.say("ko") == "장우리(jang.woori)는 기업지원팀(support)에 대하여 '무효 처리'를 할 권한이 없습니다"
    )
    assert refused.value.hint("ko") == "할 수 있는 역할: 원장, 품질경영책임자"


@pytest.mark.parametrize("type", [qms.CaseType.UNFAIR_HANDLING, qms.CaseType.INTEGRITY])
def test_reports_to_the_audit_office_are_handled_by_it_alone(office: Office, type: qms.CaseType) -> None:
    case = office.receive(type, department="audit")
    for person in (SUPPORT_STAFF, SUPPORT_HEAD, QUALITY, TOP):
        with pytest.raises(errors.NotAllowed):
            office.by(person).cases.contact(
                case.code, purpose=qms.Purpose.INTERIM, via=qms.Medium.PHONE, said="확인 중"
            )
    assert office.by(AUDITOR).cases.assign(case.code, department="audit").version == 2


def test_a_deputy_may_act_on_the_days_of_the_deputation_alone(office: Office) -> None:
    def extended(on: date) -> bool:
        office.clock.now = datetime.combine(on, BEGIN.timetz())
        case = office.receive(department="support")
        try:
            office.by(DEPUTY).cases.extend(case.code, until=on + timedelta(days=13), reason="조사")
        except errors.NotAllowed:
            return False
        return True

    days = [date(2026, 4, 30), date(2026, 5, 4), date(2026, 5, 29), date(2026, 6, 1)]
    assert [extended(day) for day in days] == [False, True, True, False]


@pytest.mark.req("P11-10e", "ALCOA-Attributable")
def test_acting_for_somebody_is_said_in_the_ledger_and_only_by_their_deputy(office: Office) -> None:
    office.clock.now = datetime(2026, 5, 6, 10, tzinfo=SEOUL)
    case = office.receive(department="support")
    for actor, principal in ((DEPUTY, GROWTH_HEAD), (SUPPORT_STAFF, SUPPORT_HEAD), (DEPUTY, "no.one")):
        with pytest.raises(errors.NotDeputy) as refused:
            office.registry.acting(actor, on_behalf_of=principal).cases.withdraw(case.code)
        assert principal in refused.value.say("ko")
    standing_in = office.registry.acting(DEPUTY, on_behalf_of=SUPPORT_HEAD, reason="출장")
    standing_in.cases.extend(case.code, until=date(2026, 5, 20), reason="조사")
    entry = office.registry.history(case.code)[-1]
    assert (entry.actor, entry.on_behalf_of, entry.reason) == (DEPUTY, SUPPORT_HEAD, "출장")
    office.clock.now = datetime(2026, 6, 1, 10, tzinfo=SEOUL)
    with pytest.raises(errors.NotDeputy):
        office.registry.acting(DEPUTY, on_behalf_of=SUPPORT_HEAD).cases.contact(
            case.code, purpose=qms.Purpose.INTERIM, via=qms.Medium.PHONE, said="확인 중"
        )


@pytest.mark.req("ASVS-8.1")
def test_a_role_that_ended_is_held_no_more_from_that_day_on(office: Office) -> None:
    (held,) = office.registry.assignments.find(person=SUPPORT_STAFF)
    office.registry.assignments.end(held.code, until=date(2026, 3, 4))
    assert office.receive(department="support").version == 1
    office.clock.ahead(days=1)
    with pytest.raises(errors.UnknownActor):
        office.receive(department="support")


def test_who_left_is_not_let_in_by_writing_an_earlier_day(office: Office) -> None:
    with pytest.raises(errors.UnknownActor):
        office.by(LEAVER, at=datetime(2026, 1, 15, 9, tzinfo=SEOUL)).cases.receive(
            type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="x"
        )
