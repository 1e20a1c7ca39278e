"""Periods of retention on the command line: what is over, in both languages, without a name."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from tests.office import TOP

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

SETTLE = (
    "case",
    "settle",
    "--type",
    "inquiry",
    "--channel",
    "phone",
    "--subject",
    "주차장 위치",
    "--department",
    "support",
)
WHO = ("--name", "가나리아", "--contact", "010-7777-8888", "--answer", "지하 1층")


@pytest.mark.req("KR-REC-26", "I-753.2d")
def test_what_is_over_is_listed_and_nothing_is_deleted(terminal: Terminal) -> None:
    terminal.done(*SETTLE, *WHO)
    size = terminal.done("checkpoint", "--json").json["size"]
    assert terminal.done("retention", "due", "--json").json["records"] == []
    (erase,) = terminal.done("retention", "due", "--on", "2030-01-01", "--json").json["records"]
    assert (erase["code"], erase["retained"], erase["state"]) == (
        "CS-2026-0001", "personal values", "over: to be erased",
    )  # fmt: skip
    assert (erase["keep"], erase["clock_from"], erase["ends_on"]) == ("years_3", "2027-01-01", "2029-12-31")
    every = terminal.done("retention", "due", "--on", "2032-01-01", "--json").json["records"]
    assert [one["retained"] for one in every] == ["personal values", "record"]
    assert terminal.done("checkpoint", "--json").json["size"] == size


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ko", ("기산일", "만료일", "보존기간 만료: 파기 대상", "보존기간 만료: 평가 대상", "5년")),
        ("en", ("from", "until", "over: to be erased", "over: to be appraised", "5 years")),
    ],
)
def test_people_read_it_in_their_language_and_no_name_is_in_it(
    terminal: Terminal, lang: str, words: tuple[str, ...]
) -> None:
    terminal.done(*SETTLE, *WHO)
    shown = terminal.done("retention", "due", "--on", "2032-01-01", "--format", "table", lang=lang).out
    assert [one for one in words if one not in shown] == []
    assert "가나리아" not in shown
    assert "주차장" not in shown


def test_a_kind_without_a_class_is_named(terminal: Terminal) -> None:
    text = (files("qms.organisation") / "profiles" / "technopark.toml").read_text(encoding="utf-8")
    head, mark, rest = text.partition("[retention.capa]\n")
    assert mark
    without = (head + rest[rest.index("[retention.") :]).replace('edition = "2016-12-19"', 'edition = "2027"', 1)
    (terminal.folder / "own.toml").write_text(without, encoding="utf-8")
    assert "no class" not in terminal.done("retention", "due").err
    terminal.done("--by", TOP, "profile", "adopt", "own.toml")
    assert "시정 및 예방조치" in terminal.done("retention", "due", lang="ko").err
    assert "no class of retention for: CAPA" in terminal.done("retention", "due").err
