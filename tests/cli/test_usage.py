"""A command line that was not understood: what was probably meant, and the way on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

from qms import i18n

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

HANGUL = re.compile("[가-힣]")


# --- did you mean ---


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["cse"], "qms case"),
        (["help", "format"], "formats"),
        (["case", "recieve"], "qms case receive"),
        (["case", "list", "--overdu"], "--overdue"),
        (["case", "list", "--status", "recieved"], "received"),
        (["case", "list", "--status", "접쑤"], "received"),
        (["case", "list", "--department", "기업지원틴"], "기업지원팀"),
        (["org", "people", "-d", "suport"], "support"),
        (["role", "list", "--person", "kim.mnji"], "kim.minji"),
        (["case", "list", "--fields", "stauts"], "status"),
        (["figures", "explain", "case.recieved"], "case.received"),
        (["explain", "capa.need_cause"], "capa.needs_cause"),
    ],
    ids=" ".join,
)
def test_did_you_mean(terminal: Terminal, words: list[str], meant: str) -> None:
    ran = terminal(*words)
    assert ran.code in {Exit.USAGE, Exit.NOT_FOUND}
    assert f"did you mean{':' if meant.startswith('qms ') else ''} {meant}" in ran.err


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (["case", "list", "--lang", "ko"], "qms --lang … case list"),
        (["case", "list", "--by", "kim"], "qms --by … case list"),
        (["--json", "case", "list"], "qms case list --json"),
    ],
    ids=" ".join,
)
def test_an_option_in_the_wrong_place_is_told_its_place(terminal: Terminal, words: list[str], right: str) -> None:
    ran = terminal(*words)
    assert ran.code == Exit.USAGE
    assert right in ran.err


@pytest.mark.parametrize(
    "words",
    [
        [], ["case"], ["case", "receive"], ["case", "show"], ["case", "show", "a", "b"], ["case", "list", "--status"],
        ["case", "list", "--overdue=yes"], ["case", "list", "--since", "yesterday"],
        ["capa", "finish", "CA-26-1", "-a", "one"], ["verify", "--against", "12"], ["calendar", "due", "2026-03-02"],
        ["calendar", "show", "99999"], ["case", "-x"], ["figures", "show", "case.received", "--period", "soon"],
        ["--lang", "fr", "status"], ["case", "show", "CA-2026-0001"],
        ["review", "state", "2026H1", "--input", "b"], ["case", "supplement", "CS-2026-0001"], ["export", "nothing"],
        ["case", "withdraw", "CS-2026-0001", "--at", "soon"],
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_wrong_usage_is_told_in_the_readers_language(terminal: Terminal, words: list[str], lang: str) -> None:
    ran = terminal(*words, lang=lang)
    assert ran.code == Exit.USAGE, ran
    assert ran.out == ""
    assert bool(HANGUL.search(ran.err.splitlines()[0])) is (lang == "ko")
