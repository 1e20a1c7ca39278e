"""Records of earlier years, brought in as such, are told apart in every figure on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

MAPPING = """
kind = "case"
source = "register-2026"
zone = "Asia/Seoul"
formats = ["%Y-%m-%d %H:%M"]
key = "no"
origin = "historical"

[columns]
received_at = "received"
title = "title"

[defaults]
type = "complaint"
channel = "phone"
status = "received"
"""
REGISTER = "no,received,title\n1,2026-01-02 09:30,첫 건\n2,2026-02-02 10:30,둘째\n"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_figure_says_how_many_of_its_records_are_historical(terminal: Terminal, lang: str) -> None:
    (terminal.folder / "map.toml").write_text(MAPPING, encoding="utf-8")
    (terminal.folder / "old.csv").write_text(REGISTER, encoding="utf-8")
    terminal.done("import", "old.csv", "--map", "map.toml")
    terminal.done("case", "receive", "--type", "inquiry", "--channel", "phone", "--subject", "주차")
    (told,) = terminal.done("figures", "show", "case.received", "--period", "2026H1", "--json").json["readings"]
    assert (told["n"], told["historical"], told["imported"]) == (3, 2, 0)
    shown = terminal.done("figures", "show", "case.received", "--period", "2026H1", "--format", "table", lang=lang).out
    explained = terminal.done(
        "figures", "explain", "case.received", "--period", "2026H1", "--format", "table", lang=lang
    ).out
    for text in (shown, explained):
        assert {"ko": "과거 기록", "en": "Historical"}[lang] in text
    by_month = terminal.done("figures", "show", "case.received", "--period", "2026H1", "--by", "month", "--json").json
    assert [one["historical"] for one in by_month["readings"]] == [1, 1, 0, 0, 0, 0]
