"""Rows become records, or everything that stands in the way is said, with row and column, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.base.finding import Weight
from qms.records.case.model import Case
from tests.exchange.ledgers import HEAD, csv_text, mapping, read, row, rules, workbook

if TYPE_CHECKING:
    from qms.exchange import Register


def _case(register: Register) -> Case:
    assert [finding for finding in register.findings if finding.weight is Weight.ERROR] == []
    (incoming,) = register.incoming
    assert isinstance(incoming.record, Case)
    return incoming.record


def test_a_good_row_becomes_a_case() -> None:
    register = read(csv_text([row()]))
    case = _case(register)
    assert register.findings == ()
    assert (case.type.value, case.channel.value, case.status.value) == ("complaint", "phone", "closed")
    assert case.received_at == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
    assert (case.title, case.text) == ("장비 예약 취소", "예약이 두 번 취소되었습니다.")
    assert (case.source_key, case.source_row, case.source_file) == ("가-1", 2, register.digest)


@pytest.mark.parametrize("content", [csv_text([row()]).encode(), workbook([row()])], ids=["csv", "xlsx"])
def test_a_register_is_the_same_in_either_format(content: bytes) -> None:
    case = _case(read(content))
    assert case.but(source_file=None) == _case(read(csv_text([row()]))).but(source_file=None)


@pytest.mark.req("A11-5")
def test_all_faults_of_all_rows_are_said_at_once() -> None:
    broken = row(번호="", 접수일시="어제", 유형="민원", 경로="", 제목="가" * 300)
    register = read(csv_text([broken, row(), row(번호="가-2", 내용="\x1b")]))
    assert [(f.rule.rpartition(".")[2], f.place.partition(":")[2]) for f in register.findings] == [
        ("no_key", "2:A"), ("bad_date", "2:B"), ("unknown_value", "2:C"), ("missing", "2:D"), ("long", "2:F"),
        ("control", "4:G"),
    ]  # fmt: skip
    assert [incoming.row for incoming in register.incoming] == [3]
    assert register.refused


def test_a_column_that_is_missing_is_said_once_and_the_others_are_still_looked_at() -> None:
    plan = mapping(key="관리번호", expect={"경로": {"one_of": ["우편"]}})
    register = read(csv_text([row(), row(번호="가-2")]), plan)
    assert rules(register) == ["no_column", "expected_one_of", "expected_one_of"]
    assert register.findings[0].say("ko") == "'관리번호' 열이 없습니다"
    assert register.findings[0].hint("en") == f"The file has: {', '.join(HEAD)}"
    assert register.incoming == ()


@pytest.mark.req("ASVS-1.1.1")
def test_names_of_columns_are_compared_without_spacing_and_composed() -> None:
    head = [" 번호 ", "접수\n일시", *HEAD[2:5], "\u110c\u1166\u1106\u1169\u11a8", *HEAD[6:]]  # 제목, in pieces
    plan = mapping(columns={"received_at": "접수 일시"})
    assert _case(read(csv_text([row()], head), plan)).title == "장비 예약 취소"


def test_a_name_that_stands_twice_matters_only_where_it_is_used() -> None:
    used = read(csv_text([row()], [*HEAD[:6], "번호", HEAD[7]]))
    assert rules(used) == ["no_column", "double_column"]
    assert used.findings[1].weight is Weight.ERROR
    assert used.findings[1].say("ko") == "열 이름 '번호'가 A, G 열에 거듭 나옵니다"
    unused = read(csv_text([(*row(), "1", "2", "3", "4")], [*HEAD, "비고", "비고", "", ""]))
    assert [(f.weight.value, f.say("en")) for f in unused.findings] == [
        ("note", "The column name '비고' stands more than once, over I, J"),
        ("note", "The column K, L has no name and is not read"),
    ]
    assert not unused.refused


def test_a_key_of_two_columns_tells_rows_apart() -> None:
    content = csv_text([row(), row(경로="방문"), row()])
    assert rules(read(content)) == ["same_key", "same_key"]
    assert rules(read(content, mapping(key=["번호", "경로"]))) == ["same_key"]
    assert read(content, mapping(key=["번호", "경로"])).findings[0].say("ko") == (
        "4행 '번호' 열: '가-1 / 전화'는 2행에도 있습니다"
    )


def test_several_columns_make_one_text_and_blank_ones_leave_no_trace() -> None:
    plan = mapping(columns={"text": {"column": ["제목", "내용", "경로"], "join": " | "}}, blank=["없음"])
    assert _case(read(csv_text([row(내용="없음")]), plan)).text == "장비 예약 취소 | 전화"


def test_a_default_stands_where_there_is_no_column_or_nothing_in_it() -> None:
    plan = mapping(defaults={"channel": "other", "identity": "anonymous"})
    assert _case(read(csv_text([row(경로="")]), plan)).channel.value == "other"
    case = _case(read(csv_text([row()]), plan))
    assert (case.channel.value, case.identity.value) == ("phone", "anonymous")


def test_any_other_text_can_be_given_a_value() -> None:
    plan = mapping(columns={"channel": {"column": "경로", "values": {"전화": "phone"}, "otherwise": "other"}})
    assert _case(read(csv_text([row(경로="창구")]), plan)).channel.value == "other"


def test_an_unknown_text_is_a_fault_even_where_another_column_decides() -> None:
    status = {"column": "상태", "values": {"접수": "received"}, "when_filled": {"종결일시": "closed"}}
    assert rules(read(csv_text([row(상태="보류")]), mapping(columns={"status": status}))) == ["unknown_value"]
    assert _case(read(csv_text([row(상태="")]), mapping(columns={"status": status}))).status.value == "closed"
    assert (
        _case(read(csv_text([row(상태="접수", 종결일시="")]), mapping(columns={"status": status}))).status.value
        == "received"
    )


def test_a_register_without_rows_is_told() -> None:
    register = read(csv_text([]))
    assert [(f.rule, f.weight.value) for f in register.findings] == [("exchange.finding.no_rows", "warning")]


def test_a_row_that_does_not_fit_the_head_is_not_read_into_the_wrong_fields() -> None:
    register = read(csv_text([row()[1:], row(번호="가-2")]), mapping(expect={"번호": {"pattern": "가-[0-9]+"}}))
    assert rules(register) == ["few_cells", "expected_pattern"]
    assert [incoming.key for incoming in register.incoming] == ["가-2"]


CELLS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("가\0\x1b<>&;\"'"), max_size=12),
    min_size=8,
    max_size=8,
)
PLAN = mapping(
    columns={
        "title": {"column": "제목", "markup": "strip", "control": "remove", "long": "cut"},
        "text": {"column": "내용", "markup": "strip"},
    }
)


@given(st.lists(CELLS, max_size=3))
def test_whatever_the_cells_hold_they_are_records_or_findings(cells: list[list[str]]) -> None:
    content = csv_text([[cell.replace('"', '""') for cell in each] for each in cells])
    register = read(content, PLAN)
    told = {finding.values.get("row") for finding in register.findings if finding.weight is Weight.ERROR}
    taken = {str(incoming.row) for incoming in register.incoming}
    assert taken.isdisjoint(told)
    assert register.rows == len(told | taken)
    for finding in register.findings:
        assert finding.say("ko")
        assert finding.say("en")
