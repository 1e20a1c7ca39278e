"""A complaint register as a Korean office keeps it (all of it invented), saved as CSV in CP949."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qms.exchange import Mapping, Verdict, verdict
from qms.exchange.importing import Register, register_of
from qms.records.case.model import Case
from tests.exchange.conftest import example
from tests.exchange.ledgers import rules

REGISTER = """\
2025년 민원 처리 대장,,,,,,,,,,,,,,,

연도,접수번호,접수일시,구분,경로,분야,제목,민원내용,민원인,연락처,상태,처리기한,처리일시,처리내용,결과,만족
2025,제1호,2025-03-04 09:10,불만,전화,장비 지원,장비 예약이 취소됨,"예약이 두 번
취소되었습니다. ""다시"" 부탁.",나하늘,053-000-0001,완료,2025. 3. 11.,2025-03-11 18:00,다시 예약함,수용,예
2025,제2호,2025. 3. 5. 오후 2:30,건의,홈페이지,시설,주차장,"안내판이
없음",다바다,-,완료,2025. 3. 12.,2025. 3. 13. 오전 9:00,세움,일부수용,아니오
2025,제3호,2025. 3. 6.,질의,게시판,창업 지원,신청 자격,,라별,없음,처리중,2025-03-13,,,-,해당없음
2026,제1호,2026-01-05 10:00,칭찬,방문,교육,친절한 안내,고맙습니다.,,,완료,,2026-01-05 10:00,,,
"""


@pytest.fixture
def plan() -> Mapping:
    return example("ko-complaint-register")


def _cases(register: Register) -> dict[str, Case]:
    return {one.key: one.record for one in register.incoming if isinstance(one.record, Case)}


def test_the_register_comes_in_as_it_is(plan: Mapping) -> None:
    register = register_of(REGISTER.encode("cp949"), "대장.csv", plan)
    assert (register.rows, register.findings) == (4, ())
    cases = _cases(register)
    # The number begins anew each year: only with the year does it tell rows apart.
    assert list(cases) == ["2025 / 제1호", "2025 / 제2호", "2025 / 제3호", "2026 / 제1호"]
    first, second, third, fourth = cases.values()
    assert [case.source_row for case in cases.values()] == [4, 6, 8, 9]
    assert first.text == '예약이 두 번\n취소되었습니다. "다시" 부탁.'
    assert (first.customer_name, first.customer_contact, first.satisfied) == ("나하늘", "053-000-0001", True)
    assert second.received_at == datetime(2025, 3, 5, 5, 30, tzinfo=UTC)
    assert (str(second.outcome), second.satisfied, second.customer_contact) == (
        "partly",
        False,
        None,
    )
    assert (third.channel.value, third.status.value, third.satisfied) == ("other", "investigating", None)
    assert (fourth.type.value, fourth.due_at, fourth.title) == ("compliment", None, "친절한 안내")


def test_a_due_day_without_a_time_ends_with_the_day(plan: Mapping) -> None:
    cases = _cases(register_of(REGISTER.encode("cp949"), "대장.csv", plan))
    assert cases["2025 / 제1호"].due_at == datetime(2025, 3, 11, 15, 0, tzinfo=UTC)  # midnight in Seoul
    assert [verdict(case) for case in cases.values()] == [
        Verdict.ON_TIME, Verdict.LATE, Verdict.OPEN, Verdict.NO_TERM,
    ]  # fmt: skip


def test_closed_at_the_due_instant_is_on_time(plan: Mapping) -> None:
    last = REGISTER.replace("2025-03-11 18:00", "2025-03-12 00:00")
    past = REGISTER.replace("2025-03-11 18:00", "2025-03-12 00:01")
    found = [_cases(register_of(text.encode("cp949"), "r.csv", plan))["2025 / 제1호"] for text in (last, past)]
    assert [verdict(case) for case in found] == [Verdict.ON_TIME, Verdict.LATE]


def test_saved_as_utf_8_the_mapping_is_told_to_say_so(plan: Mapping) -> None:
    register = register_of(REGISTER.encode("utf-8"), "대장.csv", plan)
    assert rules(register) == ["encoding"]
    assert register.findings[0].say("ko") == "1행: 글자가 cp949 방식이 아닙니다. 맞는 방식: utf-8"


def test_a_byte_order_mark_outweighs_the_mapping(plan: Mapping) -> None:
    """Whoever opens the register and saves it as *CSV (UTF-8)* changes nothing by that."""
    marked = register_of(REGISTER.encode("utf-8-sig"), "대장.csv", plan)
    plain = register_of(REGISTER.encode("cp949"), "대장.csv", plan)
    assert [one.record.but(source_file=None) for one in marked.incoming] == [
        one.record.but(source_file=None) for one in plain.incoming
    ]
    assert marked.findings == plain.findings


def test_every_fault_is_told_with_row_and_column_in_both_languages(plan: Mapping) -> None:
    broken = REGISTER.replace("2025. 3. 5. 오후 2:30", "3월 5일").replace(",질의,", ",문의,")
    broken = broken.replace("2026,제1호", "2025,제2호")
    register = register_of(broken.encode("cp949"), "대장.csv", plan)
    assert [finding.place for finding in register.findings] == ["대장.csv:6:C", "대장.csv:8:D", "대장.csv:9:A"]
    known = "불만, 민원, 질의, 건의, 고충, 칭찬"
    formats = "%Y-%m-%d %H:%M, %Y. %m. %d. %p %I:%M, %Y. %m. %d., %Y-%m-%d"
    assert [finding.say("ko") for finding in register.findings] == [
        f"6행 '접수일시' 열: '3월 5일'은 {formats} 꼴의 날짜가 아닙니다",
        f"8행 '구분' 열: '문의'가 무슨 값인지 대응표에 없습니다. 있는 것: {known}",
        "9행 '연도' 열: '2025 / 제2호'는 6행에도 있습니다",
    ]
    assert [finding.say("en") for finding in register.findings] == [
        f"row 6, column '접수일시': '3월 5일' is not a date of the form {formats}",
        f"row 8, column '구분': the mapping does not say what '문의' means; it knows: {known}",
        "row 9, column '연도': the key '2025 / 제2호' is that of row 6 too",
    ]
