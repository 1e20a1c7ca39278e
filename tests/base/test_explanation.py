"""A due date explained: in Korean for the one who answers for it, in English for the one who reviews."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from qms.base.calendar import Holiday, WorkingCalendar
from qms.base.deadline import count
from qms.base.explanation import explain, say_date
from qms.base.term import Pause, PauseReason, Term, Unit
from qms.i18n import LANGUAGES, Language

SEOUL = ZoneInfo("Asia/Seoul")
CHUSEOK = (
    (date(2026, 9, 24), "추석 전날", "Eve of Chuseok"),
    (date(2026, 9, 25), "추석", "Chuseok"),
    (date(2026, 9, 26), "추석 다음 날", "Day after Chuseok"),
)
CALENDAR = WorkingCalendar(
    first_year=2026,
    last_year=2026,
    holidays=tuple(Holiday(on=on, name_ko=ko, name_en=en) for on, ko, en in CHUSEOK),
)
RULE_OF_HOURS = (
    "Rule: 5 days or less: {} working hours from the time of receipt, 8 for a day, Saturdays and public holidays "
    "left out (Civil Petitions Treatment Act, article 19 (1))"
)
RECEIVED = datetime(2026, 9, 23, 10, tzinfo=SEOUL)


def test_a_week_over_chuseok_with_a_supplement_in_korean() -> None:
    pause = Pause(begin=date(2026, 9, 28), end=date(2026, 9, 29), reason=PauseReason.SUPPLEMENT)
    lines = explain(count(CALENDAR, Term.petition("six", 6), RECEIVED, [pause]), "ko")
    assert lines == (
        "계산 기준: 6일 이상: 6일, 첫날을 산입하고 토요일과 공휴일은 산입하지 않음 (민원 처리에 관한 법률 제19조제2항)",
        "접수: 2026-09-23(수) 10:00",
        "2026-09-23(수): 1일 산입, 누계 1일",
        "2026-09-24(목): 제외 (추석 전날)",
        "2026-09-25(금): 제외 (추석)",
        "2026-09-26(토): 제외 (추석 다음 날 · 토요일)",
        "2026-09-27(일): 제외 (일요일)",
        "2026-09-28(월): 제외 (보완 기간)",
        "2026-09-29(화): 제외 (보완 기간)",
        "2026-09-30(수): 1일 산입, 누계 2일",
        "2026-10-01(목): 1일 산입, 누계 3일",
        "2026-10-02(금): 1일 산입, 누계 4일",
        "2026-10-03(토): 제외 (토요일)",
        "2026-10-04(일): 제외 (일요일)",
        "2026-10-05(월): 1일 산입, 누계 5일",
        "2026-10-06(화): 1일 산입, 누계 6일",
        "처리기한: 2026-10-06(화)",
    )


def test_hours_over_chuseok_in_english() -> None:
    lines = explain(count(CALENDAR, Term.petition("two", 2), RECEIVED.replace(hour=17, minute=15)), "en")
    assert lines == (
        RULE_OF_HOURS.format(16),
        "Received: Wed 2026-09-23 17:15",
        "Wed 2026-09-23: 45 min counted, 45 min in all",
        "Thu 2026-09-24: left out (Eve of Chuseok)",
        "Fri 2026-09-25: left out (Chuseok)",
        "Sat 2026-09-26: left out (Day after Chuseok · Saturday)",
        "Sun 2026-09-27: left out (Sunday)",
        "Mon 2026-09-28: 8 h counted, 8 h 45 min in all",
        "Tue 2026-09-29: 7 h 15 min counted, 16 h in all",
        "Due: Tue 2026-09-29 17:15",
    )


def test_a_filing_after_closing_time_is_named() -> None:
    lines = explain(count(CALENDAR, Term.at_once("at-once"), RECEIVED.replace(hour=19)), "ko")
    assert lines[0] == "계산 기준: 즉시: 근무시간 3시간 이내 (민원 처리에 관한 법률 시행령 제19조)"
    assert lines[2] == "2026-09-23(수): 제외 (근무시간이 끝난 뒤 접수)"
    assert lines[-1] == "처리기한: 2026-09-28(월) 12:00"


def test_an_end_that_moves_shows_the_day_off_it_fell_on() -> None:
    term = Term.petition_by_date("week", 1, Unit.WEEKS)
    lines = explain(count(CALENDAR, term, datetime(2026, 9, 20, 9, tzinfo=SEOUL)), "en")
    assert lines[-4:] == (
        "Sat 2026-09-26: 1 d counted, 7 d in all",
        "Sun 2026-09-27: left out (Sunday)",
        "Mon 2026-09-28: left out (the end moved here from a day off)",
        "Due: Mon 2026-09-28",
    )
    assert "1 week(s)" in lines[0]


def test_a_supplement_still_awaited_says_what_is_left() -> None:
    pause = Pause(begin=date(2026, 9, 30), reason=PauseReason.SUPPLEMENT)
    found = count(CALENDAR, Term.petition("seven", 7), RECEIVED, [pause])
    assert explain(found, "ko")[-1] == "처리기한: 미정 (2026-09-30(수)부터 보완 기간이 끝나지 않음), 남은 기간 4일"
    assert explain(found, "en")[-1] == (
        "Due: not known yet (awaiting supplement since Wed 2026-09-30 has not ended); 4 d left"
    )


def test_no_term_is_said_in_one_line() -> None:
    lines = explain(count(CALENDAR, Term(id="none", unit=Unit.NONE), RECEIVED), "en")
    assert lines == ("Rule: no set period", "Received: Wed 2026-09-23 10:00", "Due: no deadline")


def test_a_profile_may_word_its_own_rule() -> None:
    term = Term(id="house", unit=Unit.DAYS, amount=2, rule="House rule 7. Two days.")
    assert explain(count(CALENDAR, term, RECEIVED), "ko")[0] == "계산 기준: House rule 7. Two days."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("reason", PauseReason)
def test_every_unit_and_reason_has_words(language: Language, unit: Unit, reason: PauseReason) -> None:
    pause = Pause(begin=RECEIVED.date(), end=RECEIVED.date(), reason=reason)
    amount = 0 if unit is Unit.NONE else 1
    calendar = CALENDAR.model_copy(update={"last_year": 2028})
    assert all(explain(count(calendar, Term(id="any", unit=unit, amount=amount), RECEIVED, [pause]), language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_day_of_the_week_has_a_name_of_its_own(language: Language) -> None:
    week = [date(2026, 9, day) for day in range(21, 28)]
    assert len({say_date(day, language).replace(day.isoformat(), "") for day in week}) == 7
