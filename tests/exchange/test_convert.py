"""Rows become records, or everything that stands in the way is said, with row and column, in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms import i18n
from qms.base.finding import Weight
from qms.records.case.model import Case
from tests.exchange.ledgers import HEAD, csv_text, mapping, read, row, rules, workbook

if TYPE_CHECKING:
    from qms.exchange import Register

HANGUL = re.compile("[가-힣]")


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


@dataclass(frozen=True)
class Trap:
    """Cells that go wrong, and what is said of them.

    Attributes:
        changes: of the good row's cells.
        plan: changes of the mapping.

    """

    rule: str
    column: str
    korean: str
    english: str
    changes: dict[str, str] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)
    weight: str = "error"


TITLE = {"column": "제목"}
NEW_YORK = {"zone": "America/New_York"}
TRAPS = [
    Trap(
        "bad_date",
        "접수일시",
        "'어제'는 %Y-%m-%d %H:%M 꼴의 날짜가 아닙니다",
        "'어제' is not a date of the form %Y-%m-%d %H:%M",
        {"접수일시": "어제"},
    ),
    Trap(
        "bad_date",
        "종결일시",
        "'2026-02-30 09:00'은 %Y",
        "'2026-02-30 09:00' is not a date",
        {"종결일시": "2026-02-30 09:00"},
    ),
    Trap(
        "no_zone",
        "접수일시",
        "어느 시간대인지",
        "does not say in which time zone",
        {"접수일시": "2026-03-02T09:30", "종결일시": "2026-03-05T17:00+09:00"},
        {"formats": ["iso"], "zone": None, "columns": {"closed_at": {"column": "종결일시", "formats": ["iso"]}}},
    ),
    Trap(
        "skipped",
        "접수일시",
        "없던 시각입니다",
        "never was in America/New_York",
        {"접수일시": "2026-03-08 02:30"},
        NEW_YORK,
        "warning",
    ),
    Trap(
        "twice",
        "종결일시",
        "두 번 있던 시각입니다",
        "came twice in America/New_York",
        {"종결일시": "2026-11-01 01:30"},
        NEW_YORK,
        "warning",
    ),
    Trap(
        "unknown_value",
        "유형",
        "'민원'이 무슨 값인지 대응표에 없습니다. 있는 것: 불만, 질의",
        "does not say what '민원' means",
        {"유형": "민원"},
    ),
    Trap(
        "not_a_choice",
        "유형",
        "정해진 값이 아닙니다(가능한 값: 'complaint'",
        "the text is not one of 'complaint'",
        plan={"columns": {"type": "유형"}},
    ),
    Trap("missing", "유형", "값이 있어야 합니다", "a value is needed", {"유형": " "}),
    Trap("missing", "접수일시", "값이 있어야 합니다", "a value is needed", {"접수일시": "-"}, {"blank": ["-"]}),
    Trap("no_key", "번호", "행을 가리키는 값이 없습니다", "the row has no key", {"번호": ""}),
    Trap("long", "제목", "글이 200자를 넘습니다", "longer than 200 characters", {"제목": "가" * 201}),
    Trap("long", "번호", "글이 200자를 넘습니다", "longer than 200 characters", {"번호": "1" * 201}),
    Trap("control", "내용", "기록할 수 없는 글자(U+0000)", "cannot be kept (U+0000)", {"내용": "가\0나"}),
    Trap("marks", "내용", "결합 기호가 너무 많습니다", "too many combining marks", {"내용": "가" + "\u0301" * 9}),
    Trap(
        "form",
        "경로",
        "기록할 수 없는 꼴",
        "a form that cannot be kept",
        plan={"columns": {"term": {"column": "경로"}}},
    ),
    Trap(
        "not_a_switch",
        "경로",
        "예 또는 아니오여야 합니다",
        "must be yes or no",
        plan={"columns": {"satisfied": "경로"}},
    ),
    Trap(
        "control_removed",
        "내용",
        "글자 2개를 지웠습니다",
        "2 characters that cannot be kept were removed",
        {"내용": "가\0나\x1b"},
        {"columns": {"text": {"column": "내용", "control": "remove"}}},
        "warning",
    ),
    Trap(
        "cut",
        "제목",
        "201자의 글을 200자로 줄였습니다",
        "the text of 201 characters was cut to 200",
        {"제목": "가" * 201},
        {"columns": {"title": TITLE | {"long": "cut"}}},
        "warning",
    ),
    Trap(
        "pictures",
        "내용",
        "그림 등이 2개",
        "pictures and the like left out: 2",
        {"내용": "<p>가<img src=a><IMG></p>"},
        {"columns": {"text": {"column": "내용", "markup": "strip"}}},
        "note",
    ),
    Trap(
        "disagrees",
        "상태",
        "'접수'라고 적혀 있으나 '종결일시'가 채워져 있어 '종결'로",
        "it says '접수', yet '종결일시' is filled in",
        {"상태": "접수"},
        {
            "columns": {
                "status": {"column": "상태", "values": {"접수": "received"}, "when_filled": {"종결일시": "closed"}}
            }
        },
        "warning",
    ),
    Trap(
        "expected_pattern",
        "번호",
        "'가-1'은 이 열의 값 같지 않습니다(기대하는 꼴: [0-9]+)",
        "does not look like a value of this column",
        plan={"expect": {"번호": {"pattern": "[0-9]+"}}},
    ),
    Trap(
        "expected_one_of",
        "경로",
        "기대하는 값: 우편, 팩스",
        "expected: 우편, 팩스",
        plan={"expect": {"경로": {"one_of": ["우편", "팩스"]}}},
    ),
    Trap("expected_number", "제목", "수가 아닙니다", "is not a number", plan={"expect": {"제목": {"number": True}}}),
    Trap(
        "bad_date",
        "제목",
        "iso 꼴의 날짜가 아닙니다",
        "is not a date of the form iso",
        plan={"expect": {"제목": {"formats": ["iso"]}}},
    ),
    Trap(
        "blank",
        "내용",
        "비워 둘 수 없는 칸입니다",
        "may not be empty",
        {"내용": ""},
        {"expect": {"내용": {"filled": True}}},
    ),
]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: f"{trap.rule}-{trap.column}")
def test_what_is_wrong_with_a_cell_is_said_with_its_place(trap: Trap) -> None:
    register = read(csv_text([row(번호="가-0"), row(**trap.changes)]), mapping(**trap.plan))
    found = [f for f in register.findings if f.values["row"] == "3"]
    assert [f.rule for f in found] == [f"exchange.finding.{trap.rule}"], found
    (finding,) = found
    assert finding.weight.value == trap.weight
    at = HEAD.index(trap.column)
    assert finding.place == f"대장.csv:3:{chr(ord('A') + at)}"
    korean, english = finding.say("ko"), finding.say("en")
    assert korean.startswith(f"3행 '{trap.column}' 열: ")
    assert english.startswith(f"row 3, column '{trap.column}': ")
    assert trap.korean in korean
    assert trap.english in english
    assert HANGUL.search(finding.hint("ko"))
    assert finding.hint("en")
    assert register.refused == any(one.weight is Weight.ERROR for one in register.findings)


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


def test_every_rule_of_a_cell_is_tried_above() -> None:
    """A finding whose sentence speaks of row and column is one of those that the traps provoke, or has its own test."""
    words = {key: i18n.text(key, "en") for key in i18n.keys("exchange", "en") if key.endswith(".sentence")}
    of_cells = {key.split(".")[2] for key, text in words.items() if text.startswith("row {row}, column '{column}'")}
    assert of_cells - {trap.rule for trap in TRAPS} == {"same_key", "not_there"}
