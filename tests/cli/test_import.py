"""`qms import` from the command line: how it ends, what it tells, where the refused rows go."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

MAPPING = """
kind = "case"
source = "counter"
zone = "Asia/Seoul"
formats = ["%Y-%m-%d %H:%M"]
key = "no"

[columns]
received_at = "when"
title = "what"

[defaults]
type = "complaint"
channel = "phone"
status = "received"
"""
ROWS = "no,when,what\n1,2026-03-02 09:30,eins\n2,yesterday,zwei\n"


@pytest.fixture
def register(terminal: Terminal) -> Path:
    """A register with one good row and one bad one, beside its mapping."""
    (terminal.folder / "map.toml").write_text(MAPPING, encoding="utf-8")
    path = terminal.folder / "r.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


IMPORT = ("import", "r.csv", "--map", "map.toml")


def test_without_partial_one_bad_row_keeps_the_file_out(terminal: Terminal, register: Path) -> None:
    assert register.exists()
    ran = terminal(*IMPORT, "--json")
    assert (ran.code, ran.json["state"], ran.json["new"], ran.json["left_out"]) == (1, "refused", 0, 0)


def test_partly_done_is_seven_and_the_mended_rows_make_it_whole(terminal: Terminal, register: Path) -> None:
    ran = terminal(*IMPORT, "--partial", "--refused", "bad.csv", "--json")
    assert (ran.code, ran.json["state"], ran.json["new"], ran.json["left_out"]) == (7, "partly", 1, 1)
    back = terminal.folder / "bad.csv"
    assert "[qms] row 3, column 'when'" in back.read_text(encoding="utf-8")
    register.write_bytes(back.read_bytes().replace(b"yesterday", b"2026-03-03 09:30", 1))
    ran = terminal.done(*IMPORT, "--partial", "--refused", "none.csv", "--json")
    assert (ran.json["state"], ran.json["new"], ran.json["left_out"]) == ("done", 1, 0)
    assert not (terminal.folder / "none.csv").exists()
    ran = terminal.done(*IMPORT, "--json")
    assert (ran.json["new"], ran.json["known"]) == (0, 1)


def test_a_dry_run_shows_both_counts_and_writes_nothing(terminal: Terminal, register: Path) -> None:
    assert register.exists()
    for more in ((), ("--refused", "bad.csv")):
        ran = terminal(*IMPORT, "--partial", *more, "-n", "--json")
        assert (ran.code, ran.json["state"], ran.json["new"], ran.json["left_out"]) == (7, "tried", 1, 1)
    assert not (terminal.folder / "bad.csv").exists()
    told = terminal(*IMPORT, "--partial", "-n", "--format", "table", lang="ko").out
    assert "거절된 행" in told
    assert terminal.done("case", "list", "--json").json["records"] == []


@pytest.mark.parametrize("more", [("--partial",), ("--refused", "bad.csv")])
def test_partial_and_refused_belong_together(terminal: Terminal, register: Path, more: tuple[str, ...]) -> None:
    assert register.exists()
    ran = terminal(*IMPORT, *more)
    assert ran.code == 2
    assert "--partial, --refused" in ran.err
    assert "cli.together" in ran.err


def test_a_file_that_is_there_is_left_alone(terminal: Terminal, register: Path) -> None:
    ran = terminal(*IMPORT, "--partial", "--refused", "r.csv")
    assert ran.code == 2
    assert register.read_text(encoding="utf-8") == ROWS


def test_of_many_findings_each_is_counted_and_all_go_to_a_file(terminal: Terminal, register: Path) -> None:
    bad = "".join(f"{number},yesterday,=x\n" for number in range(1_200))
    register.write_text(f"no,when,what\n{bad}", encoding="utf-8")
    ran = terminal(*IMPORT, "-n", "--findings", "all.csv", "--json")
    assert (ran.code, ran.json["found"], len(ran.json["findings"])) == (1, 1_200, 1_000)
    assert ran.json["rules"] == {"exchange.finding.bad_date": 1_200}
    rows = list(csv.DictReader(io.StringIO((terminal.folder / "all.csv").read_text(encoding="utf-8-sig"))))
    assert [row["Place"] for row in rows] == [f"r.csv:{number}:B" for number in range(2, 1_202)]
    assert {row["Weight"] for row in rows} == {"error"}
    told = terminal(*IMPORT, "--format", "table", lang="ko")
    assert "… 그 밖에 1180건. 모두 파일로 받으려면 --findings" in told.err
    assert "file_there" in terminal(*IMPORT, "--findings", "all.csv").err
    assert "yesterday" not in str(terminal.done("case", "list", "--json").json)
