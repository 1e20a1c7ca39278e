"""What is wrong with a cell is said with its row and column, in both languages; so is what was left out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from qms import i18n
from qms.base.finding import Weight
from tests.exchange.ledgers import HEAD, csv_text, mapping, read, row

if TYPE_CHECKING:
    from pathlib import Path

HANGUL = re.compile("[가-힣]")


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
        "이미지 등이 2개",
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
        "resident_number",
        "경로",
        "주민등록번호나 외국인등록번호가 있는 것으로 보여 받지 않습니다",
        "it seems to hold a resident or alien registration number, which may be processed only",
        {"경로": "800101-1234567"},
        {"columns": {"channel": {"column": "상태", "values": {"처리": "phone"}}, "service": "경로"}},
    ),
    Trap(
        "resident_number",
        "내용",
        "법령에 근거가 있어야 처리할 수 있는 번호입니다",
        "which may be processed only where a law asks for it",
        {"내용": "제 번호는 800101-1234567입니다"},
    ),
    Trap(
        "particulars",
        "제목",
        "전자우편 주소가 있는 것으로 보이는데, '주제' 항목은 가리지 않고",
        "it seems to hold an e-mail address, and the field 'topic' is kept where nothing is masked or erased",
        {"제목": "a@b.kr 건"},
        {"columns": {"title": "내용", "topic": "제목"}},
        "warning",
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


@pytest.mark.req("ALCOA-Accurate", "KR-PI-24-2")
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


def test_every_rule_of_a_cell_is_tried_above() -> None:
    """A finding whose sentence speaks of row and column is one of those that the traps provoke, or has its own test."""
    words = {key: i18n.text(key, "en") for key in i18n.keys("exchange", "en") if key.endswith(".sentence")}
    of_cells = {
        key.split(".")[2]
        for key, text in words.items()
        if text.startswith("row {row}, column '{column}'") and not key.startswith("exchange.finding.own_")
    }
    elsewhere = {"same_key", "not_there", "nested", "double_inside", "not_finite", "no_text", "astray"}
    assert of_cells - {trap.rule for trap in TRAPS} == elsewhere


def test_every_sentence_belongs_to_a_rule_of_the_code(root: Path) -> None:
    """Words that nothing says any more are found here; a rule without words is found by the traps."""
    source = "".join(path.read_text(encoding="utf-8") for path in (root / "qms" / "exchange").rglob("*.py"))
    rules = {key.split(".")[2] for key in i18n.keys("exchange", "en") if key.startswith("exchange.finding.")}
    assert {rule for rule in rules if f'"{rule}"' not in source and not rule.startswith("own_")} == set()
