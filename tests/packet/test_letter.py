"""Letters to customers: what each tells, to whom, in both languages, and what hostile text in them does not do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from qms import errors, i18n
from qms.base.text import clean
from qms.organisation.terms import CaseType, LetterKind
from qms.packet.letter import draft, letter_html, letter_pdf, letter_text
from qms.records.case import Ground, Outcome
from qms.records.case import Medium as Via
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF
from tests.packet.hostile import ALL
from tests.packet.reading import Pdf

if TYPE_CHECKING:
    from qms.i18n import Language
    from qms.packet.letter import Letter
    from tests.office import Office

WHY = "고객에게 안내"
HOSTILE = "<script>alert(1)</script>{{ organisation }}{% raw %}"


def _made(office: Office, code: str, kind: LetterKind, language: Language = "ko", text: str | None = None) -> Letter:
    return draft(office.by(SUPPORT_STAFF), code, kind, language=language, reason=WHY, text=text)


def _handled(office: Office, **given: Any) -> str:  # noqa: ANN401 - fields of the act
    code = office.receive(department="support", **given).code
    office.by(SUPPORT_HEAD).cases.assign(code, department="support", handler=SUPPORT_STAFF)
    office.by(SUPPORT_STAFF).cases.acknowledge(code, via=Via.EMAIL, told="안내")
    return code


@pytest.mark.req("C-2", "P-1.3", "K-1")
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_an_acknowledgement_tells_procedure_department_handler_due_date_and_contacts(
    office: Office, language: Language
) -> None:
    code = _handled(office)
    told = letter_text(_made(office, code, LetterKind.ACKNOWLEDGEMENT, language))
    wanted: tuple[str, ...] = {
        "ko": ("홍길동 귀하", "담당 부서 지정", "담당 부서: 기업지원팀", "담당자: 장우리", "처리기한: 2026. 3."),
        "en": ("Dear 홍길동,", "department in charge", "Business Support Team", "Handled by: 장우리", "Due: "),
    }[language]
    offices = {"ko": ("행정지원실 061-729-2580", "감사실 061-729-2940"), "en": ("Audit Office 061-729-2940",)}[language]
    if office.registry.facts().profile.contacts is not None:
        wanted += offices
    assert [one for one in wanted if one not in told] == []
    assert code in told


@pytest.mark.req("P-7.3")
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_result_that_was_not_accepted_tells_ground_and_remedies(office: Office, language: Language) -> None:
    code = _handled(office)
    with pytest.raises(errors.NothingToTell):
        _made(office, code, LetterKind.RESULT, language)
    office.by(SUPPORT_HEAD).cases.answer(
        code, text="규정에 따라\n받아들일 수 없습니다", outcome=Outcome.NOT_ACCEPTED, ground=Ground.RULE,
        remedies="60일 안에 이의신청",
    )  # fmt: skip
    told = letter_text(_made(office, code, LetterKind.RESULT, language))
    for one in ("규정에 따라\n받아들일 수 없습니다", "60일 안에 이의신청", i18n.text("case.ground.rule", language)):
        assert one in told
    with pytest.raises(errors.NothingToTell):
        _made(office, code, LetterKind.APOLOGY, language)
    with pytest.raises(errors.NothingToTell):
        _made(office, code, LetterKind.INTERIM, language)


@pytest.mark.req("P-6.2")
def test_an_apology_is_for_what_was_upheld(office: Office) -> None:
    code = _handled(office)
    with pytest.raises(errors.NothingToTell):
        _made(office, code, LetterKind.APOLOGY)
    office.by(SUPPORT_HEAD).cases.answer(code, text="확인했습니다", redress="이용료를 돌려 드림")
    told = letter_text(_made(office, code, LetterKind.APOLOGY, text="담당자가 직접 전화드리겠습니다."))
    assert "깊이 사과드립니다" in told
    assert "조치한 사항: 이용료를 돌려 드림" in told
    assert "담당자가 직접 전화드리겠습니다." in told


def test_a_supplement_and_an_extension_tell_what_and_by_when(office: Office) -> None:
    code = _handled(office)
    for kind in (LetterKind.SUPPLEMENT, LetterKind.EXTENSION):
        with pytest.raises(errors.NothingToTell):
            _made(office, code, kind)
    office.by(SUPPORT_HEAD).cases.extend(code, until=date(2026, 3, 16), reason="현장 확인")
    told = letter_text(_made(office, code, LetterKind.EXTENSION))
    assert "연장 사유: 현장 확인" in told
    assert "2026. 3. 16." in told
    office.by(SUPPORT_STAFF).cases.ask_supplement(code, what="장비 사진 두 장", by_on=date(2026, 3, 20))
    told = letter_text(_made(office, code, LetterKind.SUPPLEMENT))
    assert "장비 사진 두 장" in told
    assert "보완 기한: 2026. 3. 20." in told
    office.by(SUPPORT_STAFF).cases.receive_supplement(code)
    with pytest.raises(errors.NothingToTell):
        _made(office, code, LetterKind.SUPPLEMENT)


def test_a_progress_letter_says_that_it_is_late_once_it_is(office: Office) -> None:
    code = _handled(office)
    assert "늦어지고" not in letter_text(_made(office, code, LetterKind.INTERIM))
    office.clock.ahead(days=40)
    assert "늦어지고" in letter_text(_made(office, code, LetterKind.INTERIM))


def test_nobody_in_charge_makes_no_letter(office: Office) -> None:
    code = office.receive().code
    with pytest.raises(errors.NeedsDepartment):
        _made(office, code, LetterKind.ACKNOWLEDGEMENT)


@pytest.mark.req("KR-PI-29/30")
def test_the_name_is_opened_with_a_reason_and_an_entry_in_the_log_alone(office: Office) -> None:
    code = _handled(office)
    with pytest.raises(errors.ReasonNeeded):
        draft(office.by(SUPPORT_STAFF), code, LetterKind.ACKNOWLEDGEMENT, language="ko", reason=" ")
    _made(office, code, LetterKind.ACKNOWLEDGEMENT)
    logged = [(one.person, one.act, one.outcome.value, one.subjects) for one in office.registry.accesses.all()]
    assert logged == [
        (SUPPORT_STAFF, "notice draft", "refused", (code,)), (SUPPORT_STAFF, "notice draft", "given", (code,)),
    ]  # fmt: skip


@pytest.mark.parametrize("profile", ["technopark"], indirect=True)
def test_a_case_that_is_kept_for_the_audit_office_gives_others_no_letter(office: Office) -> None:
    code = office.receive(CaseType.INTEGRITY, department="audit").code
    with pytest.raises(errors.KeptFromYou):
        _made(office, code, LetterKind.ACKNOWLEDGEMENT)
    with pytest.raises(errors.KeptFromYou):
        draft(office.by(QUALITY), code, LetterKind.ACKNOWLEDGEMENT, language="ko", reason=WHY)


def _kept(text: str) -> bool:
    """Whether a record may hold it at all."""
    try:
        clean(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_hostile_text_stays_text(office: Office, language: Language) -> None:
    code = _handled(office, name="<b>홍</b>{{ 7*7 }}", title="제목<img src=x>\u202e끝")
    office.by(SUPPORT_HEAD).cases.answer(code, text="\n\n".join((HOSTILE, *filter(_kept, ALL)))[:20_000])
    one = _made(office, code, LetterKind.RESULT, language)
    told, html = letter_text(one), letter_html(one)
    assert "{{ 7*7 }}" in told
    assert "{{ organisation }}" in told
    assert "\u202e" not in told + html
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>홍" not in html


@pytest.mark.parametrize("kind", LetterKind)
def test_no_line_of_a_message_breaks_and_most_fit_a_long_message(office: Office, kind: LetterKind) -> None:
    code = _handled(office)
    if kind is LetterKind.EXTENSION:
        office.by(SUPPORT_HEAD).cases.extend(code, until=date(2026, 3, 16), reason="현장\n확인")
    elif kind is LetterKind.SUPPLEMENT:
        office.by(SUPPORT_STAFF).cases.ask_supplement(code, what="사진\n두 장", by_on=date(2026, 3, 20))
    elif kind in {LetterKind.RESULT, LetterKind.APOLOGY}:
        office.by(SUPPORT_HEAD).cases.answer(code, text="확인")
    for language in i18n.LANGUAGES:
        one = _made(office, code, kind, language)
        assert one.message
        assert "\n" not in one.message + one.subject
        assert "  " not in one.message


@pytest.mark.needs_pdf
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_letter_as_a_page_has_all_of_it_on_one_sheet(office: Office, language: Language) -> None:
    code = _handled(office)
    office.by(SUPPORT_HEAD).cases.answer(code, text="장비를 다시 예약해 드렸습니다.", redress="이용료 면제")
    one = _made(office, code, LetterKind.RESULT, language)
    made = letter_pdf(one)
    assert made.pages == 1
    assert letter_pdf(one).pdf == made.pdf
    told = Pdf(made.pdf).text
    for said in ("홍길동", "장비를 다시 예약해 드렸습니다.", "이용료 면제", code, one.sender):
        assert said in told
