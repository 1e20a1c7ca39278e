"""Steps that fall together and days that are past, as the command line tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.office import PLANNING_HEAD, QUALITY, TOP

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


def _received(terminal: Terminal, department: str) -> None:
    terminal.done("case", "receive", "--type", "complaint", "--channel", "phone", "-s", "x", "-d", department)
    terminal.done("case", "assign", "cs-26-1", department)


def test_a_merged_report_is_shown_on_the_case_and_in_its_history(terminal: Terminal) -> None:
    _received(terminal, "strategy")
    terminal.done("--by", PLANNING_HEAD, "case", "report", "cs-26-1")
    assert terminal.done("case", "show", "cs-26-1", "--json").json["report_merged"] is True
    for words in (("case", "show", "cs-26-1"), ("case", "history", "cs-26-1")):
        assert "보고 단계 통합(겸직)" in terminal.done(*words, "--format", "table", lang="ko").out


def test_an_overdue_case_names_who_is_to_be_told(terminal: Terminal) -> None:
    _received(terminal, "strategy")
    assert "알릴 사람" not in terminal.done("case", "due", "cs-26-1", lang="ko").out
    terminal.clock("2026-04-20T10:00+09:00")
    found = terminal.done("case", "due", "cs-26-1", "--json").json["told"]
    assert [(one["person"], one["merged"]) for one in found] == [
        (PLANNING_HEAD, False), (TOP, True), (QUALITY, False), (None, True),
    ]  # fmt: skip
    lines = terminal.done("case", "due", "cs-26-1", "--format", "table", lang="ko").out.splitlines()
    assert lines[1:] == [
        "알릴 사람: 단위부서장 윤지호",
        "알릴 사람: 한도윤(상위부서장 단계는 겸직이어서 그 위의 책임자)",
        "알릴 사람: 품질경영책임자 서하나",
        "알릴 사람 없음: 원장",
    ]
