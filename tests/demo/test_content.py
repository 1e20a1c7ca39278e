"""What the sample shows: enough of everything, all of it made up, and a story that the review can tell."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from qms_cli.demo.script import capas, cases, customers, reviews
from qms_cli.demo.stage import TODAY, ZONE

from qms import CaseSeverity, CaseType, Channel, Disposition, Ground, Outcome, Period, Role, Verdict
from qms.records.capa import CapaStatus
from qms.records.case import CaseStatus, Identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qms_cli.demo.stage import Stage

    from qms import Registry
    from qms.records.case import Case

FIRST, SECOND = "MR-2025H2", "MR-2026H1"


def _received_in(registry: Registry, period: str) -> list[Case]:
    begin, end = Period.of(period).instants(ZONE)
    return [one for one in registry.cases.all() if begin <= one.received_at < end]


def _ever(registry: Registry, kind: str, field: str) -> set[object]:
    """Every value that a field of some record of the kind has had."""
    with registry.reading() as reading:
        return {json.loads(entry.record).get(field) for entry in reading.entries() if entry.kind == kind}


def test_it_is_as_large_as_promised(registry: Registry) -> None:
    assert len(registry.departments.all()) in range(12, 17)
    assert len(registry.people.all()) in range(55, 66)
    assert len(registry.cases.all()) == 400
    assert len(registry.capas.all()) == 60
    assert [one.code for one in registry.reviews.all()] == [FIRST, SECOND]


def test_the_script_is_played_to_its_end(registry: Registry) -> None:
    written = {one.title for one in cases()} | {one.title for one in capas()}
    facts = registry.facts()
    audit = facts.directory.holders(Role.AUDIT_OFFICE, facts.today)[0]
    assert written <= {one.title for one in registry.acting(audit).cases.all()} | {
        one.title for one in registry.capas.all()
    }
    assert (len(cases()), len(capas()), len(reviews())) == (120, 20, 2)
    assert registry.reviews.get(SECOND).held_on is not None


def _missing_from(wanted: Iterable[object], found: Iterable[object]) -> set[object]:
    return set(wanted) - set(found)


def test_every_sort_of_case_is_shown(registry: Registry) -> None:
    every = registry.cases.all()
    assert not _missing_from(CaseType, (one.type for one in every))
    assert not _missing_from(Channel, (one.channel for one in every))
    assert not _missing_from(Outcome, (one.outcome for one in every))
    assert not _missing_from(Identity, (one.identity for one in every))
    assert not _missing_from(CaseSeverity, (one.severity for one in every))
    assert not _missing_from(Disposition, (one.disposition for one in every))
    assert {Ground.FACT, Ground.RULE} <= {one.ground for one in every}
    assert not _missing_from(CaseStatus, _ever(registry, "case", "status"))


def test_the_rarer_turns_of_a_case_are_shown(registry: Registry) -> None:
    every = registry.cases.all()
    acts = Counter(entry.act for one in every for entry in registry.history(one.code))
    assert {"case.extend", "case.reopen", "case.transfer", "case.withdraw", "case.settle"} <= acts.keys()
    assert {"case.ask_supplement", "case.receive_supplement", "case.set_policy", "case.report"} <= acts.keys()
    assert any(one.due_at and one.due_at < TODAY and one.answered_at is None and not one.closed_at for one in every)
    assert any(one.recorded_at > one.received_at for one in every)


def test_every_status_and_verdict_of_a_capa_is_shown(registry: Registry) -> None:
    every = registry.capas.all()
    assert not _missing_from(CapaStatus, (one.status for one in every))
    assert set(Verdict) <= _ever(registry, "capa", "verdict")
    assert sum(one.reopened for one in every) == 3
    open_ = [one for one in every if one.implemented_on is None and one.status is not CapaStatus.VOID]
    due = [one.implement_due_on for one in open_ if one.implement_due_on]
    assert sum(day < TODAY.date() for day in due) == 2


def test_offices_change_hands_in_the_year(year: Stage) -> None:
    directory = year.facts.directory
    summer, spring = TODAY.date().replace(year=2025, month=9), TODAY.date().replace(month=4)
    assert directory.head("equipment", summer) != directory.head("equipment", spring)
    assert len(directory.holders(Role.UNIT_HEAD, spring, "testing")) == 2  # the head on leave, and a deputy
    assert [one.code for one in directory.people.values() if one.until] == ["hwang.bora"]
    merged = [one for one in directory.departments if len(_both(year, one)) == 1]
    assert merged == ["planning"]


def _both(year: Stage, department: str) -> set[str]:
    """Who holds both headships of a department."""
    roles = (Role.UNIT_HEAD, Role.SENIOR_HEAD)
    heads = [set(year.facts.directory.holders(role, TODAY.date(), department)) for role in roles]
    return heads[0] & heads[1]


def test_nobody_in_it_can_be_reached(registry: Registry) -> None:
    for person in registry.people.all():
        if person.email:
            assert person.email.endswith("@example.org")
            assert re.fullmatch(r"000-0000-\d{4}", person.phone or "")
    assert all(one.contact.startswith("000-") for one in customers().values())
    names = [one.name for one in registry.people.all()] + [one.name for one in customers().values()]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_the_story_of_the_year(registry: Registry) -> None:
    def complaints(period: str, topic: str) -> int:
        found = _received_in(registry, period)
        return sum(one.topic == topic and one.type is CaseType.COMPLAINT for one in found)

    assert complaints("2025H2", "장비 예약") > 2 * complaints("2026H1", "장비 예약")
    assert complaints("2025H2", "정산 서류") < complaints("2026H1", "정산 서류")


def test_the_second_review_takes_up_the_decisions_of_the_first(registry: Registry) -> None:
    first, second = registry.reviews.get(FIRST), registry.reviews.content(SECOND)
    assert [one.text for one in second.snapshot.earlier] == [one.text for one in first.decisions]
    assert Counter(one.state for one in second.snapshot.earlier) == {"done": 4, "going_on": 1, "late": 1}
    assert len(second.snapshot.asked) == 3
    assert len(second.outcome.decisions) >= 4


def test_an_input_is_owed_and_one_gap_is_accepted(registry: Registry) -> None:
    assert [one.key for one in registry.reviews.missing(SECOND)] == ["c6"]
    accepted = [one for one in registry.reviews.get(SECOND).inputs if one.gap_accepted_by]
    assert [(one.key, one.gap_accepted_by) for one in accepted] == [("c7", "yoon.taeseok")]
    assert registry.reviews.missing(FIRST) == ()


def test_the_figures_turn_with_the_story(registry: Registry) -> None:
    figures = {one.id: one for one in registry.reviews.content(SECOND).snapshot.key_figures}
    on_time = figures["case.on_time_share"]
    assert on_time.met is False
    assert on_time.value is not None
    assert on_time.before is not None
    assert float(on_time.value) < float(on_time.before)
    assert figures["capa.overdue"].value == "2"


def test_people_work_by_day(year: Stage) -> None:
    with year.registry.reading() as reading:
        times = [entry.recorded_at.astimezone(ZONE) for entry in reading.entries()]
    assert all(year.calendar.is_working(one.date()) for one in times)
    assert all((9, 0) <= (one.hour, one.minute) <= (18, 0) for one in times)


def test_the_ledger_holds(registry: Registry) -> None:
    assert registry.verify() == ()
