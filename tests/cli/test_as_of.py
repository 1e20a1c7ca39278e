"""``--as-of``: every reading command tells what the store said then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from qms_cli.frame import Group, Question, load
from qms_cli.tree import TREE

from tests.office import AUDITOR, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Terminal

DAY, LATER, TODAY = "2026-03-03", "2026-03-10", "2026-03-24T10:00+09:00"
RECEIVE = ("case", "receive", "--type", "complaint", "--channel", "phone", "-d", "support", "--subject")


@pytest.fixture
def lived(terminal: Terminal) -> Terminal:
    """A case of 3 March, assigned a week later, and one more; it is 24 March."""
    terminal.done(*RECEIVE, "첫 불만")
    terminal.clock(f"{LATER}T10:00+09:00")
    terminal.done("case", "assign", "cs-26-1", "support")
    terminal.done(*RECEIVE, "둘째 불만")
    terminal.done("org", "rename", "support", "--name", "고객지원팀", "--name-en", "Customer Team")
    terminal.clock(TODAY)
    return terminal


def _codes(terminal: Terminal, *words: str) -> dict[str, str]:
    found = terminal.done("case", "list", "--json", *words).json["records"]
    return {one["code"]: one["status"] for one in found}


def test_a_list_and_a_record_are_those_of_then(lived: Terminal) -> None:
    assert _codes(lived) == {"CS-2026-0001": "assigned", "CS-2026-0002": "received"}
    assert _codes(lived, "--as-of", DAY) == {"CS-2026-0001": "received"}
    assert _codes(lived, "--as-of", DAY, "--overdue") == {}
    page = lived.done("case", "show", "cs-26-1", "--as-of", DAY, "--json").json
    assert (page["version"], page["assigned_at"]) == (1, None)
    acts = lived.done("case", "history", "cs-26-1", "--as-of", DAY, "--json").json["entries"]
    assert [one["act"] for one in acts] == ["case.receive"]
    assert lived("case", "show", "cs-26-2", "--as-of", DAY).code == 5
    assert lived.done("figures", "show", "case.received", "--as-of", DAY, "--json").json["readings"][0]["n"] == 1


def test_json_carries_the_moment_with_its_root(lived: Terminal) -> None:
    told = lived.done("case", "list", "--as-of", DAY, "--json").json["as_of"]
    kept = lived.done("checkpoint", "--as-of", DAY, "--json").json
    assert told == {"when": DAY, "position": told["size"] - 1, "size": kept["size"], "root": kept["root"]}
    assert lived.done("case", "list", "--as-of", str(told["position"]), "--json").json["as_of"]["root"] == kept["root"]
    assert "as_of" not in lived.done("case", "list", "--json").json
    assert '"as_of"' in lived.done("case", "list", "--as-of", DAY, "--format", "jsonl").out


def test_people_are_told_the_moment_in_their_language(lived: Terminal) -> None:
    table = ("case", "list", "--as-of", DAY, "--format", "table")
    position = lived.done(*table[:-2], "--json").json["as_of"]["position"]
    assert lived.done(*table).out.splitlines()[-1] == f"As known on {DAY}: the ledger up to entry {position}"
    assert lived.done(*table, lang="ko").out.splitlines()[-1] == f"{DAY} 기준: 기록장 {position}번까지 기록된 내용"
    rows = lived.done("case", "list", "--as-of", DAY, lang="ko")
    assert (len(rows.out.splitlines()), rows.err.count("기준: 기록장")) == (1, 1)
    assert "2026-03-03 18:00:00" in lived.done("case", "list", "--as-of", f"{DAY}T18:00").err


def test_names_of_departments_are_those_of_then(lived: Terminal) -> None:
    assert _codes(lived, "--as-of", DAY, "-d", "기업지원팀") == {"CS-2026-0001": "received"}
    assert lived("case", "list", "--as-of", DAY, "-d", "고객지원팀").code == 5
    assert lived("case", "list", "-d", "고객지원팀", "--as-of", DAY).code == 5
    shown = lived.done("org", "show", "--as-of", DAY, "--format", "table", lang="ko").out
    assert "기업지원팀" in shown
    assert "고객지원팀" not in shown


def test_a_review_is_compiled_as_it_was_known_and_nothing_is_kept(lived: Terminal) -> None:
    before = lived.done("checkpoint", "--json").json["size"]
    then = lived.done("review", "compile", "2026H1", "--as-of", DAY, "--json").json
    now = lived.done("review", "compile", "2026H1", "--as-of", "2026-03-24", "--json").json

    def received(found: dict[str, Any]) -> int:
        return next(int(one["n"]) for one in found["key_figures"] if one["id"] == "case.received")

    assert (received(then), received(now)) == (1, 2)
    assert then["source"]["root"] == then["as_of"]["root"]
    assert lived.done("checkpoint", "--json").json["size"] == before
    assert lived("review", "show", "2026H1").code == 5
    page = lived.done("review", "compile", "2026H1", "--as-of", DAY, "--format", "table", lang="ko").out
    assert "입력사항" in page
    assert page.splitlines()[-1].startswith(f"{DAY} 기준")
    lived.done("review", "compile", "2026H1")
    assert (
        lived.done("review", "compile", "2026H1", "--as-of", DAY, "--json").json["key_figures"] == then["key_figures"]
    )


@pytest.mark.parametrize(
    ("said", "code", "key"),
    [
        ("2026-03-25", 5, "registry.not_known_yet"),
        ("2026-03-24T10:01", 5, "registry.not_known_yet"),
        ("2019-12-31", 5, "registry.before_the_beginning"),
        ("123456", 5, "registry.beyond_the_end"),
        ("1234567890", 2, "registry.bad_moment"),
        ("yesterday", 2, "registry.bad_moment"),
        ("2026-02-30", 2, "registry.bad_moment"),
    ],
)
def test_a_moment_that_cannot_be_read_is_refused(lived: Terminal, said: str, code: int, key: str) -> None:
    ran = lived("case", "list", "--as-of", said, "--json")
    assert (ran.code, ran.error["code"]) == (code, key)
    for lang in ("ko", "en"):
        assert len(lived("case", "list", "--as-of", said, lang=lang).err.splitlines()) == 3


def test_who_may_see_what_is_judged_by_the_roles_of_today(lived: Terminal) -> None:
    lived.done(
        "case", "receive", "--type", "integrity", "--channel", "phone", "--subject", "금품 요구 신고", "-d", "support"
    )
    lived.clock("2026-03-25T10:00+09:00")
    lived.done("--by", TOP, "role", "assign", SUPPORT_STAFF, "audit_office", "-d", "audit")
    page = ("case", "show", "cs-26-3", "--as-of", "2026-03-24", "--json")
    # Who holds the office today sees the word of a day on which it was held by others; the rest see none.
    assert lived.done("--by", SUPPORT_STAFF, *page).json["title"] == "금품 요구 신고"
    assert lived.done("--by", AUDITOR, *page).json["title"] == "금품 요구 신고"
    assert lived.done("--by", SUPPORT_HEAD, *page).json["title"] is None


def _commands() -> Iterator[tuple[str, Any]]:
    for name in TREE:
        found = load(name)
        if isinstance(found, Group):
            commands: Any = found.commands
            yield from ((f"{name} {one}", command) for one, command in commands.items())
        else:
            yield name, found


def test_every_command_that_reads_has_the_option_and_no_other() -> None:
    reading = {name for name, command in _commands() if isinstance(command, Question)}
    assert {"status", "log", "checkpoint", "proof", "export", "packet render", "figures explain"} <= reading
    assert {
        f"{kind} {verb}" for kind in ("case", "capa", "review", "document") for verb in ("list", "show", "history")
    } <= reading
    others = {name for name, command in _commands() if not isinstance(command, Question)}
    assert {"verify", "migrate", "backup", "init", "demo", "doctor", "help", "case receive", "review freeze"} <= others


def test_every_reading_command_answers_of_a_day(lived: Terminal) -> None:
    lived.done("review", "compile", "2026H1")
    moment = ("--as-of", "2026-03-24")
    for words in (
        ("status",), ("log",), ("checkpoint",), ("proof", "cs-26-1"), ("export", "case"), ("figures", "list"),
        ("figures", "explain", "case.received"), ("charter", "show"), ("duty", "list"), ("duty", "matrix"),
        ("handover", SUPPORT_HEAD), ("org", "people"), ("org", "export"), ("role", "list"), ("profile", "list"),
        ("calendar", "show"), ("calendar", "due", "2026-03-02", "--days", "7"), ("attachment", "list", "cs-26-1"),
        ("case", "next", "cs-26-1"), ("case", "due", "cs-26-1"), ("review", "missing", "2026H1"),
        ("document", "list"), ("capa", "list"),
    ):  # fmt: skip
        lived.done(*words, *moment)
