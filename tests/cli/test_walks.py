"""Whole walks as people type them, from the counter to the review."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

from tests.marks import BOTH_PROFILES
from tests.office import DEPUTY, EQUIPMENT_HEAD, GROWTH_HEAD, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


HANGUL = re.compile("[가-힣]")


# --- one complaint from the counter to a CAPA and the review ---

COMPLAINT = rf"""
{SUPPORT_STAFF} 2026-03-03T10:00 case receive --type 불만 --channel 전화 --subject "예약이 두 번 취소됨" \
  --name 홍길동 --contact 010-1234-5678
{SUPPORT_STAFF} 2026-03-03T10:20 case assign cs-26-1 기업지원팀 --handler 장우리
{SUPPORT_STAFF} 2026-03-03T10:30 case acknowledge CS-2026-0001 --via "휴대전화 문자" \
  --told "기업지원팀이 11일까지 답합니다"
{SUPPORT_HEAD} 2026-03-03T11:00 case assess cs-26-1 --severity 주요 --reason "이달 들어 세 번째"
{SUPPORT_HEAD} 2026-03-03T11:10 case report cs-26-1
{GROWTH_HEAD} 2026-03-03T13:00 case policy cs-26-1 --text "먼저 되살린다"
{SUPPORT_STAFF} 2026-03-04T09:30 case investigate cs-26-1 --finding "두 시스템이 따로 취소함"
{SUPPORT_HEAD} 2026-03-05T14:00 case answer cs-26-1 --text "되살렸습니다"
{SUPPORT_STAFF} 2026-03-05T15:00 case notify cs-26-1 --via sms
{SUPPORT_HEAD} 2026-03-06T09:00 case dispose cs-26-1 --as capa --reason "되풀이될 수 있음"
{SUPPORT_HEAD} 2026-03-06T09:10 case close cs-26-1 --satisfied
{QUALITY} 2026-03-09T10:00 capa open -t "이중 취소" --problem "같은 예약이 두 번 취소됨" -d support \
  --from cs-26-1 --owner 김민지
{SUPPORT_HEAD} 2026-03-09T11:00 capa contain ca-26-1 --what "손으로 되살림"
{SUPPORT_HEAD} 2026-03-10T10:00 capa analyse ca-26-1 --cause "잠금 없음" --verified "재현함" \
  --method 5Why --why 하나 --why 둘
{SUPPORT_HEAD} 2026-03-11T10:00 capa plan ca-26-1 -a "잠금을 둔다" -a "교육" --owner 장우리 \
  --due 2026-03-20 --due 2026-03-25 --criterion "0건" --check-on 2026-05-20 --checker {QUALITY}
{GROWTH_HEAD} 2026-03-12T10:00 capa approve ca-26-1
{SUPPORT_STAFF} 2026-03-13T10:00 capa start ca-26-1 --by-hand
{SUPPORT_HEAD} 2026-03-13T10:00 capa start ca-26-1
{SUPPORT_STAFF} 2026-03-18T10:00 capa finish ca-26-1 --action 1 --evidence "배포 기록"
{GROWTH_HEAD} 2026-03-19T10:00 capa cancel ca-26-1 --action 2 --reason "필요 없음"
{SUPPORT_STAFF} 2026-03-19T11:00 capa implement ca-26-1
{QUALITY} 2026-05-20T11:00 capa evaluate ca-26-1 --verdict effective --measured "60일 동안 0건"
{QUALITY} 2026-05-21T11:00 capa close ca-26-1
"""
REVIEW = rf"""
{QUALITY} 2026-07-06T10:00 review compile 2026H1 --on 2026-07-20
{GROWTH_HEAD} 2026-07-07T10:00 review state 2026H1 -i b --text "새 경쟁 기관"
{GROWTH_HEAD} 2026-07-07T10:10 review state 2026H1 -i c7 --nothing
{QUALITY} 2026-07-08T10:00 review propose 2026H1 --kind 자원 --text "창구 인력 1명" \
  --budget 48,000천원 --option "증원" --option "재배치"
{QUALITY} 2026-07-10T10:00 review freeze 2026H1
{QUALITY} 2026-07-20T15:00 review hold 2026H1 --chair {TOP} -a 한도윤 -a seo.hana=실무자 \
  --minutes "논의함" --suitable yes --adequate partly --effective yes
{QUALITY} 2026-07-20T16:00 review decide 2026H1 --kind improvement --text "예약 통합" --owner 김민지 --due 2026-12-31
{SUPPORT_HEAD} 2026-12-01T10:00 review follow 2026H1 1 --what "통합함"
{QUALITY} 2026-12-02T10:00 review verify 2026H1 1
"""


def _walk(terminal: Terminal, steps: str) -> None:
    for line in steps.replace("\\\n", " ").strip().splitlines():
        actor, at, *words = shlex.split(line)
        if "--by-hand" in words:
            assert terminal("--by", actor, *words).code == Exit.USAGE
            continue
        terminal.clock(f"{at}:00+09:00")
        terminal.done("--by", actor, *words, lang="ko")


@pytest.mark.req("S-1")
@BOTH_PROFILES
def test_a_complaint_walks_to_its_capa_and_both_close(terminal: Terminal) -> None:
    _walk(terminal, COMPLAINT)
    case, capa = (
        terminal.done("case", "show", "cs-26-1", "--json").json,
        terminal.done("capa", "show", "ca-26-1", "--json").json,
    )
    assert (case["status"], case["disposition"], case["satisfied"], case["handler"]) == (
        "closed",
        "capa",
        True,
        SUPPORT_STAFF,
    )
    assert (capa["status"], capa["verdict"], capa["implement_due_on"]) == ("closed", "effective", "2026-03-25")
    assert capa["links"] == [{"relation": "cause", "target": "CS-2026-0001"}]
    assert [(one["owner"], one["due_on"]) for one in capa["actions"]] == [
        (SUPPORT_STAFF, "2026-03-20"),
        (SUPPORT_STAFF, "2026-03-25"),
    ]
    acts = [line.split("\t")[2] for line in terminal.done("capa", "history", "ca-26-1").out.splitlines()]
    assert acts[:3] == ["capa.open", "capa.contain", "capa.analyse"]
    assert acts[-1] == "capa.close"
    assert terminal.done("verify").out == ""


@pytest.mark.req("I-9.3.1")
@BOTH_PROFILES
def test_a_review_is_compiled_frozen_held_and_followed(terminal: Terminal) -> None:
    terminal.done(
        "--by",
        SUPPORT_STAFF,
        "case",
        "receive",
        "--type",
        "complaint",
        "--channel",
        "phone",
        "-s",
        "x",
        "-d",
        "support",
    )
    _walk(terminal, REVIEW)
    review = terminal.done("review", "show", "2026h1", "--json").json
    assert (review["status"], review["chair"]) == ("held", TOP)
    assert [one["role"] for one in review["attendees"]] == ["top_management", "staff"]
    assert review["decisions"][0]["verified_by"] == QUALITY
    owed = terminal("review", "missing", "2026H1", "--fail-if-any", "--json")
    assert owed.code == Exit.FINDINGS
    assert {"b", "c7"} & {one["key"] for one in owed.json["inputs"]} == set()
    refused = terminal("--by", TOP, "review", "approve", "2026H1", lang="ko")
    assert refused.code == Exit.REFUSED
    assert "qms review missing MR-2026H1" in refused.err


@pytest.mark.req("P11-10g")
def test_whoever_did_it_may_not_approve_it(terminal: Terminal) -> None:
    _walk(terminal, COMPLAINT[: COMPLAINT.index(f"{GROWTH_HEAD} 2026-03-12")])
    refused = terminal("--by", SUPPORT_HEAD, "capa", "approve", "ca-26-1", lang="ko")
    assert refused.code == Exit.NOT_PERMITTED or "본인" in refused.err


@pytest.mark.req("KR-CIV")
def test_each_due_day_is_explained(terminal: Terminal) -> None:
    terminal.done("case", "receive", "--type", "complaint", "--channel", "phone", "-s", "x", "-d", "support")
    told = terminal.done("case", "due", "cs-26-1", "--explain", "--format", "table", lang="ko").out
    assert told.splitlines()[0] == "CS-2026-0001 처리기한: 2026-03-11 23:59"
    assert "2026-03-07(토): 제외 (토요일)" in told
    document = terminal.done("case", "due", "cs-26-1", "--explain", "--json").json
    assert [day["counted"] for day in document["count"]["days"]].count(1) == 7


@pytest.mark.req("ALCOA-Contemporaneous")
def test_what_happened_earlier_is_recorded_with_its_time_reason_and_whom_for(terminal: Terminal) -> None:
    terminal.done("role", "delegate", "김민지", "임나리", "--until", "2026-04-01")
    terminal.done(
        "--by", DEPUTY, "case", "receive", "--type", "complaint", "--channel", "phone", "-s", "x", "-d", "support",
        "--at", "2026-03-03 09:00", "--reason", "전산 장애", "--for", "김민지",
    )  # fmt: skip
    (entry,) = terminal.done("case", "history", "cs-26-1", "--json").json["entries"]
    assert entry["occurred_at"] == "2026-03-03T00:00:00+00:00"
    assert entry["recorded_at"] == "2026-03-03T00:30:00+00:00"
    assert (entry["reason"], entry["on_behalf_of"]) == ("전산 장애", SUPPORT_HEAD)
    assert terminal("case", "withdraw", "cs-26-1", "--at", "2026-03-03 09:31").code == Exit.REFUSED


def test_today_shows_what_is_owed(terminal: Terminal) -> None:
    terminal.done("case", "receive", "--type", "complaint", "--channel", "phone", "-s", "곧", "-d", "support")
    terminal.clock("2026-03-09T10:00:00+09:00")
    assert [one["code"] for one in terminal.done("status", "--json").json["soon"]] == ["CS-2026-0001"]
    terminal.clock("2026-03-12T10:00:00+09:00")
    status = terminal.done("status", "--json").json
    assert [one["code"] for one in status["overdue"]] == ["CS-2026-0001"]
    assert status["soon"] == []
    mine = terminal.done("--by", SUPPORT_STAFF, "status", "--mine", "--json").json
    assert [one["code"] for one in mine["overdue"]] == ["CS-2026-0001"]
    elsewhere = terminal.done("--by", EQUIPMENT_HEAD, "status", "--mine", "--json").json
    assert elsewhere["overdue"] == []
    assert terminal.done("status", "-d", "장비지원팀", "--json").json["overdue"] == []


def test_a_ledger_whose_tail_was_cut_is_found_with_a_checkpoint(terminal: Terminal) -> None:
    kept = terminal.folder / "before.db"
    kept.write_bytes((terminal.folder / "records.db").read_bytes())
    terminal.done("case", "receive", "--type", "complaint", "--channel", "phone", "-s", "x", "-d", "support")
    checkpoint = terminal.done("checkpoint", "--json").json["against"]
    assert terminal.done("verify", "--against", checkpoint).out == ""
    (terminal.folder / "records.db").write_bytes(kept.read_bytes())
    assert terminal("verify").code == Exit.DONE
    cut = terminal("verify", "--against", checkpoint, "--json")
    assert cut.code == Exit.FINDINGS
    assert [one["rule"] for one in cut.json["findings"]] == ["store.finding.tail_cut"]
