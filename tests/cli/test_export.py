"""Records out to files and back in, at a prompt."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from qms_cli.exits import Exit

from qms.kinds import kind
from tests.office import QUALITY, SUPPORT_STAFF

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

SECRETS = ("홍길동", "1234-5678", "지봉로", "예약 취소")
FORMS = ["csv", "tsv", "json", "jsonl", "xlsx"]


def _fresh(terminal: Terminal, founded: Path) -> None:
    """Another store of the same organisation in the place of this one."""
    shutil.copy(founded, terminal.folder / "records.db")


@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_masked_and_says_so_and_comes_back(full: Terminal, founded: Path, form: str) -> None:
    ran = full.done("export", "case", "-o", f"out.{form}")
    assert ran.out == ""
    assert f"out.{form}: 1 records at level L1" in ran.err
    data = (full.folder / f"out.{form}").read_bytes()
    assert not any(secret.encode() in data for secret in SECRETS)
    known = full.done("import", f"out.{form}", "--json").json
    assert (known["new"], known["known"]) == (0, 1)
    _fresh(full, founded)
    tried = full.done("import", f"out.{form}", "-n", "--json").json
    assert (tried["state"], tried["new"]) == ("tried", 1)
    back = full.done("import", f"out.{form}", "--kind", "case", "--json").json
    assert (back["state"], back["new"], back["rows"]) == ("done", 1, 1)
    assert [one["rule"] for one in back["findings"]] == ["exchange.finding.own_masked"]
    shown = full.done("case", "show", "cs-26-1", "--json").json
    assert (shown["title"], shown["customer_name"], shown["type"]) == (None, None, "complaint")


def test_a_table_has_every_field_its_schema_and_level_first(full: Terminal) -> None:
    out = full.done("export", "case", "--format", "csv").out
    head, row = csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline=""))
    assert head == ["schema", "level", *kind("case").model.model_fields, "signed"]
    assert row[:3] == ["qms.case/1", "L1", "CS-2026-0001"]
    assert row[head.index("received_at")] == "2026-03-03T09:30:00+09:00"


def test_all_kinds_are_one_workbook_or_a_folder(full: Terminal) -> None:
    full.done("export", "-o", "all.xlsx")
    book = load_workbook(full.folder / "all.xlsx", read_only=True)
    assert {"case", "capa", "review"} <= set(book.sheetnames)
    assert not {"department", "person"} & set(book.sheetnames)
    full.done("export", "case", "capa", "--format", "csv", "-o", "all")
    assert sorted(path.name for path in (full.folder / "all").iterdir()) == ["capa.csv", "case.csv"]
    assert full.done("import", "all", "--json").json["known"] == 1


def test_only_some_records_leave_when_asked_for(full: Terminal) -> None:
    assert "0 records" in full.done("export", "case", "--since", "2026-03-04", "-o", "x.csv").err
    assert "1 records" in full.done("export", "case", "-d", "support", "-o", "x.csv").err
    assert "0 records" in full.done("export", "case", "-d", "equipment", "-o", "x.csv").err


def test_chosen_fields_are_masked_too(full: Terminal) -> None:
    out = full.done("export", "case", "--fields", "code,customer_name,title", "--format", "json").json
    assert out["records"] == [{"code": "CS-2026-0001", "customer_name": None, "title": None}]


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--format", "csv"), ("export", "case", "capa", "--fields", "code"), ("import", "x.csv", "--partial"),
        ("import", "x.csv", "--source", "voc"), ("import", "x.csv", "--kind", "person"), ("export", "case", "nothing"),
        ("import", "x.csv", "--map", "x.toml", "--kind", "case"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_said(full: Terminal, words: tuple[str, ...]) -> None:
    ran = full(*words, lang="ko")
    assert ran.code == Exit.USAGE
    assert ran.out == ""


def test_a_file_that_is_no_export_is_told_how_it_can_come_in(full: Terminal) -> None:
    (full.folder / "register.csv").write_text("no,title\n1,x\n", encoding="utf-8")
    ran = full("import", "register.csv", "--format", "table")
    assert ran.code == Exit.FINDINGS
    assert "no export of this program" in ran.out


@pytest.mark.req("I-753.2a", "KR-PI-N8")
@pytest.mark.parametrize("form", FORMS)
def test_what_is_personal_leaves_by_an_act_with_its_reason(full: Terminal, founded: Path, form: str) -> None:
    before = full.done("case", "show", "cs-26-1", "--json").json
    ran = full.done("--by", QUALITY, "export", "case", "--unmasked", "--reason", "감사 자료 제출", "-o", f"out.{form}")
    assert "1 records at level L3, everything\n" in ran.err
    path = full.folder / f"out.{form}"
    assert path.stat().st_mode & 0o077 == 0
    told = full.done("log", "--json").json["entries"][-1]
    assert (told["act"], told["actor"], told["code"]) == ("person.take_out", QUALITY, QUALITY)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert told["reason"] == f"감사 자료 제출 [case 1; sha256 {digest}]"
    _fresh(full, founded)
    assert full.done("import", f"out.{form}", "--json").json["findings"] == []
    after = full.done("case", "show", "cs-26-1", "--json").json
    aside = dict.fromkeys(("source_file", "source_row", "version"))
    assert before | aside == after | aside
    assert full.done("verify").code == 0


@pytest.mark.req("KR-PI-N8")
def test_nobody_takes_out_what_is_personal_without_a_reason_or_the_right(full: Terminal) -> None:
    size = full.done("checkpoint", "--json").json["size"]
    for words in (("--unmasked",), ("--reason", "x")):
        assert full("export", "case", *words, "-o", "x.csv").code == Exit.USAGE
    ran = full("--by", SUPPORT_STAFF, "export", "case", "--unmasked", "--reason", "x", "-o", "x.csv", lang="ko")
    assert ran.code == Exit.NOT_PERMITTED
    assert [path.name for path in full.folder.iterdir() if "x.csv" in path.name or "export" in path.name] == []
    assert full.done("checkpoint", "--json").json["size"] == size


def test_a_report_for_the_audit_office_stays_masked_for_others(full: Terminal) -> None:
    told = ("--subject", "계약 담당자의 금품 요구", "--text", "이름을 적음", "-d", "audit")
    full.done("--by", SUPPORT_STAFF, "case", "receive", "--type", "integrity", "--channel", "web", *told)
    ran = full.done("--by", QUALITY, "export", "case", "--unmasked", "--reason", "x", "-o", "x.jsonl")
    assert "2 records at level L3, everything; 1 of them at L1" in ran.err
    text = (full.folder / "x.jsonl").read_text(encoding="utf-8")
    assert "홍길동" in text
    assert "금품" not in text


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")  # noqa: PTH110
def test_a_device_is_written_to_and_stays_one(full: Terminal) -> None:
    assert full("export", "case", "--format", "csv", "-o", "/dev/full").code == Exit.STORAGE
    assert not os.path.isfile("/dev/full")  # noqa: PTH113 - a device is no path of a file
