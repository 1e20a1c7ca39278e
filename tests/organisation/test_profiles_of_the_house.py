"""What holds of every profile that travels with the program, a technopark's and plain ISO 9001."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from qms import i18n
from qms.base.label import label, spellings
from qms.organisation.profile import Profile, load_profile, profiles
from qms.organisation.rows import Bilingual
from qms.organisation.settings import PeriodUse
from qms.organisation.terms import CaseType, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

HANGUL = re.compile(r"[가-힣]")
EVERY_PROFILE = pytest.mark.parametrize("every", [load_profile(name) for name in profiles()], ids=lambda one: one.id)
LETTERS = ["a", "b", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "d", "e", "f"]


def _said(value: object) -> Iterator[Bilingual]:
    if isinstance(value, Bilingual):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _said(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _said(one)
    elif isinstance(value, BaseModel):
        for _, one in value:
            yield from _said(one)


@EVERY_PROFILE
def test_everything_is_said_in_korean_and_in_english(every: Profile) -> None:
    said = list(_said(every))
    assert len(said) > 90
    assert [one.ko for one in said if not HANGUL.search(one.ko)] == []
    assert [one.en for one in said if HANGUL.search(one.en)] == []


@EVERY_PROFILE
def test_a_profile_kept_as_a_record_comes_back_the_same(every: Profile) -> None:
    kept = every.model_dump_json()
    assert Profile.model_validate_json(kept) == every
    assert Profile.model_validate_json(kept).model_dump_json() == kept


@pytest.mark.req("I-9.3.2", "I-4.1")
@EVERY_PROFILE
def test_every_letter_of_the_review_has_its_input_and_its_output(every: Profile) -> None:
    assert [item.key for item in every.inputs()] == LETTERS
    assert [one.clause for one in every.outputs] == ["9.3.3 a)", "9.3.3 b)", "9.3.3 c)"]
    assert {item.owner for item in every.agenda} <= set(every.roles)


@EVERY_PROFILE
def test_every_open_type_of_case_has_a_term_and_an_acknowledgement(every: Profile) -> None:
    for type in every.case_types:
        assert every.periods_for(PeriodUse.ANSWER, type), type
        assert len(every.periods_for(PeriodUse.ACKNOWLEDGE, type)) == 1


@EVERY_PROFILE
def test_rows_stand_in_the_order_of_the_manual_and_are_found_by_their_id(every: Profile) -> None:
    rows = list(every.rows().values())
    assert [row.id for row in rows] == list(every.rows())
    parts = (every.scope, every.duties, every.services, every.promised(), every.clauses)
    wanted = [row for part in parts for row in part]
    assert [row for row in rows if row is not every.contacts] == wanted


def test_the_plain_profile_knows_neither_charter_nor_petitions_nor_audit_office() -> None:
    plain = load_profile("iso9001")
    assert (plain.charter, plain.contacts, plain.reserved, plain.real_name) == (None, None, (), ())
    assert not any(one.petition for one in plain.periods)
    assert Role.AUDIT_OFFICE not in plain.roles
    assert not any(Role.AUDIT_OFFICE in scopes for scopes in plain.authority.values())
    assert plain.standards() == ("ISO 9001:2015",)
    assert {"5.3", "7.5", "9.3.2", "10.2"} <= {one.clause for one in plain.clauses}
    words = " ".join(f"{one.ko} {one.en}" for one in _said(plain))
    assert not re.search("민원|헌장|감사|테크노파크|petition|charter|technopark", words, re.IGNORECASE)


def test_a_private_firms_requests_are_not_called_petitions() -> None:
    plain, public = load_profile("iso9001"), load_profile("technopark")
    assert plain.called_type(CaseType.REQUEST).ko == "고객 요청"
    assert public.called_type(CaseType.REQUEST).ko == "민원 신청·요구사항"
    assert plain.called_type(CaseType.COMPLAINT) == public.called_type(CaseType.COMPLAINT)
    said = [text for one in _said(plain) for text in (one.ko, one.en)]
    assert [text for text in said if "민원" in text or "petition" in text] == []


@EVERY_PROFILE
def test_inside_its_own_words_everything_is_called_as_the_profile_says(every: Profile) -> None:
    outside = label(CaseType.REQUEST, "ko")
    with i18n.own_words(every.words()):
        assert label(CaseType.REQUEST, "ko") == every.called_type(CaseType.REQUEST).ko != outside
        assert label(CaseType.COOPERATION, "en") == "request for cooperation"
        for role, title in every.roles.items():
            assert (label(role, "ko"), label(role, "en")) == (title.label.ko, title.label.en)
        with i18n.own_words(None):
            assert label(CaseType.REQUEST, "ko") == outside
    assert label(CaseType.REQUEST, "ko") == outside


def test_a_figure_names_the_types_that_the_organisation_takes_in() -> None:
    with i18n.own_words(load_profile("iso9001").words()):
        assert i18n.text("case.figure.complaints.method", "ko") == "기간에 접수된 건 가운데 불만을 셉니다."
        assert "(complaint)" in i18n.text("case.figure.disposed_share.method", "en")
    with i18n.own_words(load_profile("technopark").words()):
        assert i18n.text("case.figure.complaints.label", "ko") == "불만·고충·부당 처리 신고"


def test_every_spelling_is_understood_and_its_own_holds_over_the_programs() -> None:
    own = {"ko": {"organisation.case_type.request": "질의", "organisation.case_type.inquiry": "문의"}, "en": {}}
    with i18n.own_words(own):  # type: ignore[arg-type]
        found = spellings(CaseType)
    assert (found["질의"], found["문의"], found["신청·요청"]) == (CaseType.REQUEST, CaseType.INQUIRY, CaseType.REQUEST)
    assert (found["request"], found["inquiry"]) == (CaseType.REQUEST, CaseType.INQUIRY)
    assert spellings(CaseType)["질의"] is CaseType.INQUIRY
