"""Levels on the command line: masked by default, everything with a reason and an entry in the log of accesses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.office import QUALITY, SUPPORT_HEAD

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

SECRETS = ("홍길동", "010-1234-5678", "지봉로")


@pytest.mark.req("KR-PI-29/30", "KR-PI-N8")
def test_everything_is_shown_with_a_reason_alone_and_the_log_tells_of_it(full: Terminal) -> None:
    refused = full("case", "show", "cs-26-1", "--level", "L3")
    assert refused.code != 0
    assert "--reason" in refused.err
    assert not any(one in refused.out for one in SECRETS)
    shown = full.done("case", "show", "cs-26-1", "--level", "전체", "--reason", "회신 전화", "--json").json
    assert shown["customer_name"] == "홍길동"
    masked = full.done("case", "show", "cs-26-1", "--level", "L1", "--json").json
    assert masked["customer_name"] is None
    assert masked["text"] is None
    log = full.done("access-log", "list", "--json").json["accesses"]
    assert [(one["act"], one["whose"], one["outcome"], one["reason"]) for one in log] == [
        ("case show", "CS-2026-0001", "refused", None),
        ("case show", "CS-2026-0001", "given", "회신 전화"),
    ]
    assert not any(one in json.dumps(log, ensure_ascii=False) for one in SECRETS)


@pytest.mark.req("ASVS-14.1")
def test_records_are_not_for_the_public(full: Terminal) -> None:
    refused = full("case", "list", "--level", "L0", lang="ko")
    assert refused.code != 0
    assert "건수와 비율만" in refused.err


@pytest.mark.req("KR-PI-35/36/37")
def test_a_report_of_a_person_is_given_as_a_page_to_print(full: Terminal, tmp_path: Path) -> None:
    import pypdfium2

    to = tmp_path / "report.pdf"
    full.done("subject", "report", "cs-26-1", "--reason", "asked for", "-o", str(to))
    text = "".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(to))
    assert all(one in text for one in ("홍길동", "010-1234-5678", "read by"))
    told = full.done("subject", "report", "--contact", "01012345678", "--reason", "asked for", "--json").json
    assert "홍길동" in [one["value"] for one in told["held"]]
    assert full("subject", "report", "cs-26-1").code != 0


@pytest.mark.req("KR-PI-N8")
def test_a_month_is_reviewed(full: Terminal) -> None:
    full.done("case", "show", "cs-26-1", "--level", "L3", "--reason", "check")
    month = full.done("access-log", "list", "--json").json["accesses"][0]["at"][:7]
    refused = full("access-log", "review", "--month", month, "--found", "nothing")
    assert refused.code != 0
    assert "is over" in refused.err


def test_small_counts_are_held_back_for_the_public(full: Terminal) -> None:
    shown = full.done("figures", "show", "case.received", "-p", "2026H1", "--by", "type", "--json").json["readings"]
    assert any(0 < one["n"] < 5 for one in shown)
    ran = full.done("figures", "show", "case.received", "-p", "2026H1", "--by", "type", "--level", "L0", "--json")
    assert "held back" in ran.err
    for one in ran.json["readings"]:
        assert one["n"] is None or one["n"] == 0 or one["n"] >= 5
        assert set(one) <= {"period", "group", "value", "unit", "n"}


@pytest.mark.parametrize("split", [None, "month", "type"])
def test_nor_is_told_how_few_are_open(full: Terminal, split: str | None) -> None:
    for _ in range(6):
        full.done(
            "case",
            "settle",
            "--type",
            "compliment",
            "--channel",
            "phone",
            "--subject",
            "Thanks",
            "--answer",
            "Ok",
            "-d",
            "support",
        )
    ask = ("figures", "show", "case.balance", "-p", "2026", *(("--by", split) if split else ()), "--json")
    every = full.done(*ask).json["readings"]
    told = full.done(*ask, "--level", "L0").json["readings"]
    few = [0 < one["open_at_end"] < 5 and one["n"] >= 5 for one in every]
    assert split == "type" or any(few)
    assert all(one["value"] is None for one, is_few in zip(told, few, strict=True) if is_few)


@pytest.mark.parametrize("split", ["handler", "code", "subject", "topic"])
def test_for_the_public_nothing_is_split_by_people_or_records(full: Terminal, split: str) -> None:
    ran = full("figures", "show", "case.received", "-p", "2026H1", "--by", split, "--level", "L0")
    assert (ran.code, ran.out) == (2, "")
    assert "month, department" in ran.err


def test_a_list_of_everything_leaves_silent_what_is_kept_for_others(full: Terminal) -> None:
    full.done(
        "--by", "noh.eunchae", "case", "receive", "--type", "integrity", "--channel", "web", "--subject", "비밀",
        "--name", "고발인",
    )  # fmt: skip
    ran = full.done("case", "list", "--level", "L3", "--reason", "check", "--json")
    assert "홍길동" in ran.out
    assert "고발인" not in ran.out
    (one,) = full.done("access-log", "list", "--json").json["accesses"]
    assert "CS-2026-0001" in one["whose"].split()


@pytest.mark.req("KR-PI-29/30")
@pytest.mark.parametrize("form", ["", "--without-personal", "--as-database"])
def test_a_backup_is_for_who_may_take_data_out_says_why_and_stands_in_the_log(
    full: Terminal, tmp_path: Path, form: str
) -> None:
    to = str(tmp_path / ("all.db" if "database" in form else "all.zip"))
    words = ("backup", to, *([form] if form else []))
    assert full(*words).code == 4
    assert full("--by", "lee.junho", *words, "--reason", "주간 백업").code == 4
    assert not Path(to).exists()
    full.done(*words, "--reason", "주간 백업")
    why = f"주간 백업 ({Path(to).name})"  # which file it was
    told = full.done("access-log", "list", "--json").json["accesses"]
    assert [(one["person"], one["act"].split()[0], one["outcome"], one["reason"]) for one in told] == [
        (QUALITY, "backup", "refused", None),
        ("lee.junho", "backup", "refused", why),
        (QUALITY, "backup", "given", why),
    ]


@pytest.mark.req("KR-PI-29/30")
def test_in_the_name_of_nobody_nothing_is_shown_in_the_clear(full: Terminal) -> None:
    refused = full("--by", "no.one", "case", "show", "cs-26-1", "--level", "L3", "--reason", "check", "--json")
    assert refused.code == 4
    assert not any(one in refused.out for one in SECRETS)
    assert [one["outcome"] for one in full.done("access-log", "list", "--json").json["accesses"]] == ["refused"]


SAID = "홍길동 010-1234-5678 요청, 담당 02-987-6543"
MASKED = "홍*동 010-****-5678 요청, 담당 **-***-6543"


@pytest.mark.req("ASVS-14.1", "KR-PI-29/30")
def test_reasons_are_told_at_the_level_that_is_asked_for(full: Terminal) -> None:
    full.done("--by", SUPPORT_HEAD, "case", "withdraw", "cs-26-1", "--reason", SAID)
    for words, name in (
        (("case", "history", "cs-26-1"), "entries"),
        (("log", "--act", "case.withdraw"), "entries"),
    ):
        assert [one["reason"] for one in full.done(*words, "--json").json[name] if one["reason"]] == [MASKED]
        assert MASKED in full.done(*words, lang="ko").out
        assert {one["reason"] for one in full.done(*words, "--level", "L1", "--json").json[name]} == {None}
        assert full(*words, "--level", "L0").code
        assert full(*words, "--level", "L3").code == 4
        shown = full.done(*words, "--level", "L3", "--reason", "확인", "--json").json[name]
        assert [one["reason"] for one in shown if one["reason"]] == [SAID]
    told = full.done("access-log", "list", "--json").json["accesses"]
    assert [(one["act"], one["outcome"], one["whose"]) for one in told] == [
        (act, outcome, "CS-2026-0001") for act in ("case history", "log") for outcome in ("refused", "given")
    ]


@pytest.mark.req("ASVS-14.1", "KR-PI-24-2")
def test_reasons_in_the_log_of_accesses_are_masked_too(full: Terminal) -> None:
    full.done("case", "show", "cs-26-1", "--level", "L3", "--reason", SAID)
    full("--by", "no.one", "case", "show", "cs-26-1", "--level", "L3", "--reason", "800101-1234567")
    full("--by", "lee.junho", "backup", "all.zip", "--reason", "번호 800101-1234567")
    told = [one["reason"] for one in full.done("access-log", "list", "--json").json["accesses"]]
    assert told[0] == MASKED
    assert "1234567" not in str(told)
    whole = full.done("access-log", "list", "--level", "L3", "--reason", "점검", "--json").json["accesses"]
    assert whole[0]["reason"] == SAID
    assert "1234567" not in str(whole)


@pytest.mark.req("ASVS-14.1")
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_refusal_does_not_repeat_a_contact_that_was_typed(full: Terminal, lang: str) -> None:
    for words in (
        ("subject", "report", "--contact", "010-5555-6666", "--reason", "본인 요구"),
        ("case", "show", "010-5555-6666"),
        ("case", "show", "someone@example.kr"),
        ("attachment", "list", "010-5555-6666"),
        ("--by", "someone@example.kr", "case", "withdraw", "cs-26-1", "--reason", "취하"),
    ):
        for json_too in ((), ("--json",)):
            ran = full(*words, *json_too, lang=lang)
            assert ran.code
            assert "5555" not in ran.err + ran.out
            assert "someone@" not in ran.err + ran.out


@pytest.mark.req("KR-PI-29/30")
def test_a_full_packet_takes_a_release_by_somebody_else_and_a_passphrase(full: Terminal, tmp_path: Path) -> None:
    full.done("review", "compile", "2026H1")
    words, file = tmp_path / "words", tmp_path / "full.pdf"
    words.write_text("바다 건너 세 마리 고래\n", encoding="utf-8")
    asked = ("packet", "render", "2026H1", "--level", "full", "--reason", "자료 제출", "-o", str(file))
    assert full(*asked).code == 2  # nobody is there to be asked for a passphrase
    refused = full(*asked, "--passphrase-file", str(words))
    assert refused.code == 4
    assert "qms review release MR-2026H1 --reader" in refused.err
    assert full("packet", "render", "2026H1", "--level", "full", "--format", "html").code == 2
    assert full("packet", "render", "2026H1", "--level", "L2", "--reader", "somebody").code == 2
    assert not file.exists()


def test_the_public_has_its_page_with_its_level_in_the_name(full: Terminal, tmp_path: Path) -> None:
    full.done("review", "compile", "2026H1")
    file = tmp_path / "public.html"
    told = full.done("packet", "render", "2026H1", "--level", "공개용", "-o", str(file), "--json").json
    assert told["level"] == "L0"
    page = file.read_text(encoding="utf-8")
    assert "CS-2026" not in page
    assert not any(one in page for one in SECRETS)
