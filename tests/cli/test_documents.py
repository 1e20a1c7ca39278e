"""Controlled documents on the command line: entered, adopted, and which revision held on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

ADOPTED = (
    ("헌장 제정", "기획-1", "2012-12-21"),
    ("이행표준 제정", "기획-2", "2013-10-10"),
    ("통합", "기획-3", "2016-12-19"),
)


@pytest.fixture
def charter(terminal: Terminal) -> str:
    code: str = terminal.done("document", "enter", "--type", "charter", "--title", "고객서비스헌장", "--json").json[
        "code"
    ]
    for text, number, day in ADOPTED:
        terminal.done(
            "document", "adopt", code, "--text", text, "--external-document", number, "--approved-on", day,
            "--effective-on", day, "--review-by", "2026-12-31",
        )  # fmt: skip
    return code


@pytest.mark.req("I-753-ext")
@pytest.mark.parametrize(
    ("day", "revision", "until"),
    [("2012-12-20", None, None), ("2012-12-21", 1, "2013-10-10"), ("2016-12-18", 2, "2016-12-19"), (None, 3, None)],
)
def test_the_revision_of_a_day_is_one_command(
    terminal: Terminal, charter: str, day: str | None, revision: int | None, until: str | None
) -> None:
    told = terminal.done("document", "on", charter, *([day] if day else []), "--json").json
    assert (told["revision"], told["holds_until"]) == (revision, until)
    assert told["external_document"] == (None if revision is None else ADOPTED[revision - 1][1])


def test_it_is_said_in_words(terminal: Terminal, charter: str) -> None:
    shown = terminal.done("document", "on", charter, "2013-12-01", "--format", "table", lang="ko").out
    assert "이행표준 제정" in shown
    assert "기획-2" in shown
    assert (
        "시행 중인 개정본 없음"
        in terminal.done("document", "on", charter, "2010-01-01", "--format", "table", lang="ko").out
    )
    terminal.done("document", "withdraw", charter, "--reason", "통합")
    assert terminal.done("document", "on", charter, "--json").json["revision"] is None
    assert terminal("document", "on", "DC-2026-0999").code == Exit.NOT_FOUND
