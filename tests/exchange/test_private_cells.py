"""What may be personal is never quoted by a finding: it would stand on screens, in files and in logs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from qms import i18n
from tests.exchange.conftest import Memory
from tests.exchange.ledgers import csv_text, mapping, read, row
from tests.exchange.partly import bring, errors, how_partly

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from qms.base.finding import Finding

PHONE, MAIL = "010-1234-5678", "someone@example.org"
PATTERN = {"pattern": "[가-힣]+"}


def _said(findings: tuple[Finding, ...]) -> str:
    told = json.dumps([one.model_dump(mode="json") for one in findings], ensure_ascii=False)
    for language in i18n.LANGUAGES:
        told += " ".join(f"{one.say(language)} {one.hint(language)}" for one in findings)
    return told


@pytest.mark.parametrize(
    ("rule", "cells", "plan"),
    [
        ("bad_date", {"접수일시": f"어제 {PHONE}"}, {}),
        ("unknown_value", {"유형": MAIL}, {}),
        ("expected_pattern", {"상태": PHONE}, {"expect": {"상태": PATTERN}}),
        ("expected_number", {"내용": "홍길동 씨"}, {"expect": {"내용": {"number": True}}}),
        ("expected_one_of", {"제목": "홍길동 씨"}, {"expect": {"제목": {"one_of": ["가"]}}}),
    ],
)
def test_a_cell_that_may_be_personal_is_not_quoted(rule: str, cells: dict[str, str], plan: dict[str, Any]) -> None:
    found = read(csv_text([row(**cells)]), mapping(**plan))
    assert f"exchange.finding.{rule}" in [one.rule for one in found.findings]
    said = _said(found.findings)
    assert "…" in said
    assert not [text for text in (PHONE, MAIL, "홍길동") if text in said]


def test_what_is_not_personal_is_quoted_all_the_same() -> None:
    found = read(csv_text([row(접수일시="어제", 내용=PHONE)]))
    assert "'어제'" in _said(found.findings)


def test_of_columns_put_together_one_that_is_personal_hides_all() -> None:
    type_ = {"column": ["유형", "경로"], "values": {"불만": "complaint"}}
    found = read(csv_text([row(경로=PHONE)]), mapping(columns={"type": type_}))
    assert "exchange.finding.unknown_value" in [one.rule for one in found.findings]
    assert PHONE not in _said(found.findings)


def test_a_key_that_is_a_telephone_number_is_not_told_again() -> None:
    rows = [row(번호=PHONE, 종결일시="2020-01-01 09:00"), row(번호=PHONE)]
    found = read(csv_text(rows))
    assert "exchange.finding.same_key" in [one.rule for one in found.findings]
    assert PHONE not in _said(found.findings)


def test_a_doubt_about_a_record_does_not_tell_such_a_key(tmp_path: Path, shelf: Memory) -> None:
    data = csv_text([row(번호=PHONE, 종결일시="2020-01-01 09:00")])
    result = bring(shelf, data.encode(), mapping(), tmp_path, how_partly(None, dry_run=True))
    assert "closed_before_received" in str(result.findings)
    assert PHONE not in _said(result.findings)


def test_a_row_that_is_taken_for_the_head_is_not_told() -> None:
    text = csv_text([row(번호=PHONE), row(번호="가-2")]).replace(csv_text([]), "")
    found = read(text)
    assert {one.rule for one in found.findings} >= {"exchange.finding.no_column"}
    assert PHONE not in _said(found.findings)


def test_a_department_that_is_a_telephone_number_is_not_told(tmp_path: Path, shelf: Memory) -> None:
    plan = mapping(columns={**mapping().model_dump()["columns"], "department": {"column": "번호"}})
    result = bring(shelf, csv_text([row(번호=PHONE)]).encode(), plan, tmp_path, how_partly(None, dry_run=True))
    assert "not_there" in errors(result)
    assert PHONE not in _said(result.findings)
