"""Whatever is asked for in a filter is looked for and never run: it finds records or none, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

TRICKS = (
    "' OR 1=1 --", '" OR ""="', "'; DROP TABLE cases; --", "1); DELETE FROM entries; --", "%", "_", "\\",
    "' UNION SELECT salt, value FROM personal --", "x' AND (SELECT count(*) FROM pins) > 0 --", "/*", "{0}", ":code",
    "'||(SELECT value FROM personal)||'", "\u2019 OR \u20181\u2019=\u20181", "0x27204f5220313d31", "$1", "NULL", "?",
)  # fmt: skip


@pytest.mark.req("ASVS-1.2.4")
def test_a_filter_finds_what_it_says_and_runs_nothing(full: Terminal) -> None:
    before = full.done("checkpoint", "--json").json["root"]
    for trick in TRICKS:
        assert full.done("case", "list", "--match", trick, "--json").json["records"] == [], trick
        assert full.done("log", "--act", trick, "--json").json["entries"] == [], trick
        for words in (("case", "list", "--department"), ("log",), ("export", "case", "--fields"), ("figures", "show")):
            assert "홍길동" not in full(*words, trick).out, trick
    assert full.done("checkpoint", "--json").json["root"] == before
    assert full.done("verify").out == ""
    assert full.done("case", "list", "--json").json["records"]


@pytest.mark.req("P-2.10")
def test_the_share_that_needed_no_visit_is_counted(full: Terminal) -> None:
    """One case came by telephone already."""
    for channel in ("visit", "email", "web"):
        full.done("case", "receive", "--type", "inquiry", "--channel", channel, "-s", "x", "-d", "support")
    (reading,) = full.done("figures", "show", "case.no_visit_share", "--period", "2026", "--json").json["readings"]
    assert (reading["n"], reading["top"], reading["bottom"]) == (4, 3, 4)


def test_two_syllables_find_every_case_in_which_they_stand(full: Terminal) -> None:
    """Beside a plain look at every text; the trigram index of SQLite finds no word of two syllables."""
    texts = (
        "회의실 예약 취소",
        "재예약이 되지 않습니다",
        "예 약",
        "주차 요금",
        "장비예약",
        "요금 문의",
        "예금",
        "과다 청구",
    )
    for text in texts:
        full.done("case", "receive", "--type", "inquiry", "--channel", "phone", "-s", text, "-d", "support")
    for word in ("예약", "요금", "취소", "과다", "없음"):
        found = full.done("case", "list", "--match", word, "--json").json["records"]
        assert sorted(one["title"] for one in found if one["title"] in texts) == sorted(
            text for text in texts if word in text
        ), word
