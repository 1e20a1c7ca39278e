"""Customers on the screen: enough to recognise, too little to use; some matters for one role alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.base.mask import address, contact, name
from qms.flows.levels import rules
from qms.kinds import all_kinds
from tests.office import AUDITOR, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


@pytest.mark.req("I-753.1b", "H-3", "P-3.3", "I-8.5.3")
def test_customers_are_masked_wherever_they_are_shown(full: Terminal) -> None:
    for command in ("case show cs-26-1", "case list", "export case", "status"):
        for format in ("table", "csv", "json"):
            out = full.done(*command.split(), "--format", format).out
            assert not any(secret in out for secret in ("홍길동", "010-1234", "1234-5678", "지봉로")), (command, format)
    shown = full.done("case", "show", "cs-26-1", "--json").json
    assert shown["customer_name"] == "홍*동"
    assert shown["customer_contact"] == "010-****-5678"
    assert shown["customer_address"] == "전라남도 순천시 ***"


@pytest.mark.req("ASVS-8.1")
def test_every_particular_of_a_customer_has_its_mask() -> None:
    personal = {name for one in all_kinds() for name in one.personal() if name.startswith("customer_")}
    assert personal == {name for name, rule in rules("case").items() if rule.mask and not rule.text}


@pytest.mark.parametrize(
    ("mask", "told", "shown"),
    [
        (name, "홍길동", "홍*동"),
        (name, "김철", "김*"),
        (name, "선우용녀", "선**녀"),
        (name, "정", "*"),
        (name, "Anna Lee", "A**a L*e"),
        (contact, "010-1234-5678", "010-****-5678"),
        (contact, "01012345678", "010****5678"),
        (contact, "061-729-2500", "061-***-2500"),
        (contact, "02-729-2500", "02-***-2500"),
        (contact, "hong@example.kr", "h***@example.kr"),
        (contact, "내선 1234", "내선 ****"),
        (contact, "카카오톡", "****"),
        (address, "전라남도 순천시 해룡면 지봉로 1", "전라남도 순천시 ***"),
        (address, "순천시 지봉로", "***"),
    ],
)
def test_masks(mask: object, told: str, shown: str) -> None:
    assert callable(mask)
    assert mask(told) == shown


@given(st.text(min_size=4, max_size=30))
def test_a_mask_never_shows_all(told: str) -> None:
    if told.strip():
        assert name(told) != told or set(told.split()) <= {"*"} or all(len(set(part)) == 1 for part in told.split())
    if any(letter.isdigit() for letter in told) and "@" not in told:
        assert sum(letter.isdigit() for letter in contact(told)) < sum(letter.isdigit() for letter in told)


@pytest.mark.req("KR-REC-27/28", "P-6.1", "P-6.3")
def test_a_report_for_the_audit_office_is_read_there_alone(terminal: Terminal) -> None:
    told = ("--subject", "계약 담당자의 금품 요구", "--text", "이름을 적음", "--name", "홍길동", "-d", "audit")
    terminal.done("--by", SUPPORT_STAFF, "case", "receive", "--type", "integrity", "--channel", "web", *told)
    for command in ("case show cs-26-1", "case list", "export case", "status", "case list --match 금품"):
        for format in ("table", "tsv", "json"):
            out = terminal.done(*command.split(), "--format", format).out
            assert not any(word in out for word in ("금품", "이름을", "홍")), (command, format)
    assert terminal.done("case", "list", "--match", "금품").out == ""
    theirs = terminal.done("--by", AUDITOR, "case", "show", "cs-26-1", "--json").json
    assert (theirs["title"], theirs["customer_name"]) == ("계약 담당자의 금품 요구", "홍*동")
    assert terminal.done("--by", AUDITOR, "case", "list", "--match", "금품").out != ""


@pytest.mark.req("KR-REC-27/28")
def test_no_reason_of_what_is_kept_for_one_role_is_shown_to_another(terminal: Terminal) -> None:
    told = ("--subject", "금품 요구", "-d", "audit", "--json")
    received = ("case", "receive", "--type", "integrity", "--channel", "web", *told)
    code = terminal.done("--by", SUPPORT_STAFF, *received).json["code"]
    (terminal.folder / "files").mkdir()
    (terminal.folder / "files" / "a.txt").write_text("x")
    audit = ("--by", AUDITOR)
    terminal.done(*audit, "attach", code, str(terminal.folder / "files" / "a.txt"))
    terminal.done(*audit, "attachment", "withdraw", code, "a.txt", "--reason", "홍길동의 다른 건")
    terminal.done(*audit, "case", "dispose", code, "--as", "share", "--reason", "홍길동 건과 같음")
    terminal.done(*audit, "case", "transfer", code, "--to", "국민권익위원회", "--reason", "홍길동이 바람")
    for command in (f"case show {code}", "case list", "export case", f"attachment list {code}", f"log --code {code}"):
        for format in ("table", "tsv", "json"):
            out = terminal(*command.split(), "--format", format).out
            assert "홍" not in out, (command, format)
    for command in ("log", f"case history {code}"):
        assert "홍" not in terminal(*command.split(), "--json").out
    theirs = terminal.done(*audit, "case", "show", code, "--json").json
    assert theirs["disposition_reason"] == "홍길동 건과 같음"
    assert theirs["attachments"][0]["withdrawn_reason"] == "홍길동의 다른 건"
