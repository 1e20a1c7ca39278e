"""What an organisation brings: every row of its manual, its terms, and what its standard leaves out."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from qms import i18n
from qms.base.term import Term, Unit
from qms.errors import InvalidProfile, NoProfile, StorageFailed
from qms.organisation.profile import Profile, coverage_gaps, load_profile, profiles
from qms.organisation.rows import Basis
from qms.organisation.settings import PeriodUse
from qms.organisation.standard import MeasureKind
from qms.organisation.terms import CaseType, PetitionKind, Role

if TYPE_CHECKING:
    from pathlib import Path

HANGUL = re.compile(r"[가-힣]")


# --- every row --------------------------------------------------------------------------------------------------


def test_each_row_of_the_manual_and_of_the_standards_stands_there_exactly_once(root: Path, file: Path) -> None:
    wanted = (root / "tests" / "data" / "requirement_ids.txt").read_text(encoding="utf-8").split()
    found = re.findall(r'^id = "([A-Z]-[^"]+)"$', file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert Counter(found) == Counter(wanted)


def test_each_row_is_carried_and_says_what_shows_it(root: Path, technopark: Profile) -> None:
    wanted = (root / "tests" / "data" / "requirement_ids.txt").read_text(encoding="utf-8").split()
    assert sorted(technopark.rows()) == sorted(wanted)
    assert [row.id for row in technopark.rows().values() if not row.shown_by] == []


def test_roles_carry_the_titles_of_the_house(technopark: Profile) -> None:
    assert technopark.role_label(Role.TOP_MANAGEMENT, "ko") == "원장"
    assert technopark.role_label(Role.QUALITY_REPRESENTATIVE, "ko") == "품질경영책임자"
    assert [duty.id for duty in technopark.duties_of(Role.STAFF)] == ["R-ST-1", "R-ST-2", "R-ST-3"]


def test_a_role_without_a_title_is_called_by_the_common_word(technopark: Profile) -> None:
    plain = technopark.model_copy(update={"roles": {}})
    assert plain.role_label(Role.STAFF, "ko") == "실무자"


# --- charter and standard ---------------------------------------------------------------------------------------


@pytest.mark.req("H-6", "I-10001")
def test_the_standard_leaves_out_redress_one_stop_service_and_publicity(technopark: Profile) -> None:
    gaps = {gap.topic.id: [aspect.id for aspect in gap.missing] for gap in coverage_gaps(technopark)}
    assert gaps == {"one_stop": ["safe", "one_stop"], "redress": ["redress"], "publicity": ["publicity"]}


@pytest.mark.req("H-6")
def test_a_commitment_on_publicity_closes_that_gap(tables: dict[str, Any]) -> None:
    tables["commitments"][0]["covers"].append("publicity")
    gaps = coverage_gaps(Profile.model_validate(tables))
    assert {gap.topic.id for gap in gaps} == {"one_stop", "redress"}


@pytest.mark.req("V-1", "V-2", "V-3")
@pytest.mark.parametrize(
    ("day", "revision"),
    [
        (date(2012, 12, 20), None),
        (date(2012, 12, 21), "V-1"),
        (date(2013, 10, 9), "V-1"),
        (date(2013, 10, 10), "V-2"),
        (date(2016, 12, 18), "V-2"),
        (date(2016, 12, 19), "V-3"),
        (date(2030, 1, 1), "V-3"),
    ],
)
def test_which_revision_of_the_charter_held(technopark: Profile, day: date, revision: str | None) -> None:
    assert technopark.charter
    found = technopark.charter.revision_on(day)
    assert (found.id if found else None) == revision


@pytest.mark.req("I-10001")
@pytest.mark.parametrize(
    ("id", "value", "kept"),
    [
        ("P-2.3", Decimal("4.99"), True),
        ("P-2.3", Decimal(5), False),  # 5분 이상: exactly five minutes is broken
        ("P-2.5", 2, True),
        ("P-2.5", 3, False),
    ],
)
def test_a_measured_commitment_is_kept_or_broken(
    technopark: Profile, id: str, value: Decimal | int, *, kept: bool
) -> None:
    assert technopark.commitment(id).kept(value) is kept


def test_what_is_not_measured_cannot_be_asked_for_a_value(technopark: Profile) -> None:
    with pytest.raises(ValueError, match=r"P-1\.1 is not measured"):
        technopark.commitment("P-1.1").kept(1)


def test_measures_of_the_standard(technopark: Profile) -> None:
    kinds = {one.id: one.measure for one in technopark.commitments}
    assert {id for id, kind in kinds.items() if kind is MeasureKind.MEASURED} == {"P-2.3", "P-2.5"}
    assert kinds["P-1.1"] is MeasureKind.OBSERVED
    assert technopark.commitment("P-1.1").target_basis is Basis.MANUAL


# --- terms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type", "petition", "period", "unit", "amount"),
    [
        (CaseType.INQUIRY, PetitionKind.INQUIRY, "petition.inquiry", Unit.DAYS, 7),
        (CaseType.SUGGESTION, PetitionKind.PROPOSAL, "petition.proposal", Unit.DAYS, 14),
        (CaseType.REQUEST, PetitionKind.OTHER, "petition.other", Unit.HOURS, 3),
        (CaseType.GRIEVANCE, PetitionKind.GRIEVANCE, "petition.grievance", Unit.DAYS, 7),
        (CaseType.COMPLAINT, None, "own.general", Unit.DAYS, 7),
        (CaseType.SUGGESTION, None, "own.suggestion", Unit.DAYS, 14),
        (CaseType.INTEGRITY, None, "own.integrity", Unit.CALENDAR_DAYS, 30),
    ],
)
def test_the_usual_term_to_answer(
    technopark: Profile, type: CaseType, petition: PetitionKind | None, period: str, unit: Unit, amount: int
) -> None:
    usual = technopark.periods_for(PeriodUse.ANSWER, type, petition)[0]
    term = technopark.term(usual.id)
    assert usual.id == period
    assert isinstance(term, Term)
    assert (term.id, term.unit, term.amount) == (period, unit, amount)


def test_an_inquiry_that_asks_for_the_law_may_take_the_longer_term(technopark: Profile) -> None:
    found = technopark.periods_for(PeriodUse.ANSWER, CaseType.INQUIRY, PetitionKind.INQUIRY)
    assert [one.id for one in found] == ["petition.inquiry", "petition.inquiry_legal"]


def test_a_statutory_petition_is_timed_by_the_catalogue(technopark: Profile) -> None:
    (found,) = technopark.periods_for(PeriodUse.ANSWER, CaseType.REQUEST, PetitionKind.STATUTORY)
    assert technopark.term(found.id) is None


def test_five_days_of_a_petition_are_forty_working_hours(tables: dict[str, Any]) -> None:
    tables["periods"][0]["length"]["amount"] = 5
    term = Profile.model_validate(tables).term("petition.inquiry")
    assert term == Term.petition("petition.inquiry", 5)
    assert (term.unit, term.amount) == (Unit.HOURS, 40)


@pytest.mark.parametrize("type", CaseType)
def test_every_type_of_case_has_a_term_and_an_acknowledgement(technopark: Profile, type: CaseType) -> None:
    assert technopark.periods_for(PeriodUse.ANSWER, type)
    assert [one.id for one in technopark.periods_for(PeriodUse.ACKNOWLEDGE, type)] == ["own.acknowledge"]


def test_what_the_law_was_weakly_read_for_is_marked(technopark: Profile) -> None:
    weak = {one.id for one in technopark.periods if not one.source.certain}
    weak |= {one.id for one in technopark.limits if not one.source.certain}
    assert weak == {
        "petition.other", "petition.grievance", "petition.field_investigation", "repeats", "repeat_notices",
    }  # fmt: skip
    assert technopark.limit("extensions").times == 1


def test_the_clock_of_the_house_becomes_a_calendar(technopark: Profile) -> None:
    calendar = technopark.clock.calendar((), first_year=2026, last_year=2026)
    assert technopark.zone == "Asia/Seoul"
    assert calendar.worked(datetime(2026, 1, 5, 9, tzinfo=UTC)) > 0


# --- review -----------------------------------------------------------------------------------------------------


@pytest.mark.req("I-5.2")
def test_the_inputs_of_the_review_stand_in_order(technopark: Profile) -> None:
    assert [item.clause for item in technopark.inputs()][2] == "9.3.2 c) 1)"
    assert {"policy", "legal", "decisions"} <= {item.key for item in technopark.agenda if not item.input}


def test_a_target_is_found_by_its_figure(technopark: Profile) -> None:
    target = technopark.target("case.on_time_share")
    assert target
    assert (target.value, target.better, target.source.basis) == ("95", "higher", Basis.OWN)
    assert technopark.target("case.received") is None


@pytest.mark.parametrize(
    ("days", "roles"),
    [
        (0, ()),
        (1, (Role.UNIT_HEAD,)),
        (6, (Role.UNIT_HEAD, Role.SENIOR_HEAD)),
        (400, (Role.UNIT_HEAD, Role.SENIOR_HEAD, Role.QUALITY_REPRESENTATIVE, Role.TOP_MANAGEMENT)),
    ],
)
def test_what_is_overdue_goes_up_the_ladder(technopark: Profile, days: int, roles: tuple[Role, ...]) -> None:
    assert technopark.told(days) == roles


# --- other organisations ----------------------------------------------------------------------------------------


def test_an_organisation_without_charter_and_manual_brings_a_profile_too(tables: dict[str, Any]) -> None:
    for name in ("scope", "duties", "services", "charter", "headings", "commitments", "contacts", "clauses"):
        del tables[name]
    plain = Profile.model_validate(tables)
    assert plain.rows() == {}
    assert coverage_gaps(plain) == ()


def test_the_profiles_of_the_house_are_found_by_name(tmp_path: Path) -> None:
    assert "technopark" in profiles()
    for name in ("nobody", "../technopark", "technopark.toml", ""):
        with pytest.raises(NoProfile):
            load_profile(name)
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(NoProfile):
            load_profile(path)


def test_a_profile_of_ones_own_is_read_by_path(tmp_path: Path, file: Path, technopark: Profile) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())  # as a Windows editor saves it
    assert load_profile(own) == technopark


def test_the_terms_have_labels_in_both_languages() -> None:
    lists = {
        "role": Role, "case_type": CaseType, "petition_kind": PetitionKind, "period_use": PeriodUse, "basis": Basis,
        "measure": MeasureKind,
    }  # fmt: skip
    for name, values in lists.items():
        for value in values:
            assert HANGUL.search(i18n.text(f"organisation.{name}.{value.value}", "ko"))
            assert i18n.text(f"organisation.{name}.{value.value}", "en")


def test_a_fault_of_a_profile_can_be_said(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("id = 1\n", encoding="utf-8")
    with pytest.raises(InvalidProfile) as refused:
        load_profile(bad)
    assert "bad.toml" in refused.value.say("ko")
    assert "roles: missing" in refused.value.say("en")


def test_a_disk_that_fails_while_profiles_are_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qms.organisation.profile._folder", lambda: tmp_path / "nowhere")
    with pytest.raises(StorageFailed):
        profiles()
    with pytest.raises(StorageFailed):
        load_profile("technopark")
