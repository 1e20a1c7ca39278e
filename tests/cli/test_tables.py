"""Tables on a terminal, measured in cells, and colour where it is wanted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qms_cli.exits import Exit
from qms_cli.main import run
from qms_cli.show.table import table, wrap

from qms.base.sight import cells

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


def test_a_table_is_as_wide_as_the_terminal_and_codes_stay_whole(terminal: Terminal) -> None:
    words = ("case", "receive", "--type", "complaint", "--channel", "phone", "-d", "support")
    terminal.done(*words, "--subject", "가나다라마바사" * 20)
    for width in (70, 80, 100):
        terminal.patch.setenv("COLUMNS", str(width))
        lines = terminal.done("case", "list", "--format", "table", lang="ko").out.splitlines()
        assert max(cells(line) for line in lines) <= width
        assert "CS-2026-0001" in lines[1]
        assert "2026-03-11 23:59" in lines[1]
        assert lines[1].endswith("…")


def test_columns_stand_below_their_heads(full: Terminal) -> None:
    head, row = full.done("case", "list", "--format", "table", lang="ko").out.splitlines()
    for label, value in (("상태", "접수"), ("담당부서", "기업지원팀"), ("제목", "예약 취소")):
        assert cells(head[: head.index(label)]) == cells(row[: row.index(value)])


def test_what_is_overdue_says_so_in_words(full: Terminal) -> None:
    full.clock("2026-04-01T10:00:00+09:00")
    out = full.done("case", "list", "--overdue", "--format", "table", lang="ko").out
    assert "2026-03-11 23:59 기한 지남" in out
    assert full("case", "list", "--overdue", "--fail-if-any").code == Exit.FINDINGS
    full.clock("2026-03-11T23:00:00+09:00")
    assert full("case", "list", "--overdue", "--fail-if-any").code == Exit.DONE


@given(
    st.lists(st.tuples(st.text(max_size=30), st.text(max_size=80)), min_size=1, max_size=5),
    st.integers(30, 120),
    st.booleans(),
)
def test_a_table_never_outgrows_its_width(rows: list[tuple[str, str]], width: int, wrapped: bool) -> None:  # noqa: FBT001
    plain = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    head, lines = table(("a", "b"), plain, width=width, fixed=(False, False), wrapped=wrapped)
    assert max(cells(line) for line in (*head, *lines)) <= width


@given(st.text(max_size=200), st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split(" ")) == "".join(text.split(" "))
    assert all(cells(line) <= width for line in lines)


# --- colour ---


@pytest.mark.parametrize(
    ("environ", "words", "coloured"),
    [
        ({}, [], False),
        ({}, ["--color", "always"], True),
        ({"CLICOLOR_FORCE": "1"}, [], True),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, [], False),
        ({"CLICOLOR_FORCE": "1"}, ["--color", "never"], False),
    ],
)
def test_colour_is_used_where_it_is_wanted(
    full: Terminal,
    environ: dict[str, str],
    words: list[str],
    coloured: bool,  # noqa: FBT001
) -> None:
    for variable, value in environ.items():
        full.patch.setenv(variable, value)
    full.capsys.readouterr()
    assert run(["case", "list", "--format", "table", *words]) == 0
    assert ("\x1b[" in full.capsys.readouterr().out) is coloured


def test_a_terminal_gets_a_table_and_a_pipe_gets_tabs(full: Terminal) -> None:
    assert "\t" in full.done("case", "list").out
    full.patch.setattr(sys.stdout, "isatty", lambda: True)
    full.patch.setenv("TERM", "dumb")
    assert "\t" not in full.done("case", "list").out


# --- more than a screen ---


def _on_a_screen(full: Terminal, pager: str) -> Terminal:
    """The prompt on a terminal of ten lines; the pager keeps what it is given."""
    full.patch.setattr("sys.stdin.isatty", lambda: True)
    full.patch.setattr("sys.stdout.isatty", lambda: True)
    full.patch.setenv("LINES", "10")
    full.patch.setenv("TERM", "dumb")
    full.patch.setenv("QMS_PAGER", pager)
    return full


def test_more_than_a_screen_is_leafed_through(full: Terminal) -> None:
    screen = _on_a_screen(full, "tee leafed.txt")
    assert screen.done("duty", "matrix").out == ""
    assert "R-QM-1" in (screen.folder / "leafed.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("pager", "words"),
    [
        ("tee leafed.txt", ["case", "list"]),
        ("tee leafed.txt", ["duty", "matrix", "--json"]),
        ("tee leafed.txt", ["duty", "matrix", "-o", "out.txt"]),
        ("cat", ["duty", "matrix"]),
        ("", ["duty", "matrix"]),
        ("no-such-pager -x", ["duty", "matrix"]),
    ],
)
def test_nothing_else_is(full: Terminal, pager: str, words: list[str]) -> None:
    screen = _on_a_screen(full, pager)
    told = screen.done(*words)
    assert bool(told.out) is ("-o" not in words)
    assert not (screen.folder / "leafed.txt").exists()


# --- what belongs to a record ---


def test_parts_of_a_record_are_shown_whole(full: Terminal) -> None:
    long = "처음부터 끝까지 " * 20
    full.done("case", "assign", "cs-26-1", "support")
    full.done("case", "acknowledge", "cs-26-1", "--via", "sms", "--told", long)
    out = full.done("case", "show", "cs-26-1", "--format", "table", lang="ko").out
    assert out.count("처음부터 끝까지") == 20
    assert max(cells(line) for line in out.splitlines()) <= 100
