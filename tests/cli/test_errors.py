"""What goes wrong ends in a documented exit code, and in three lines that show the way on."""

from __future__ import annotations

import errno
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from qms_cli import faults, main
from qms_cli.exits import EXIT_CODES, Exit, exit_of
from qms_cli.faults import BadChoice, NoStoreFound

from qms import errors, i18n
from tests.office import AUDITOR, NOBODY, SUPPORT_HEAD, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

FAULTS = [one for one in errors.all_of((errors.QmsError,)) if one.key]
OWN_FAULT = {errors.BatchBroken, errors.RenderFailed}
"""Nothing that the person at the prompt did, and nothing that the machine lacks."""
OURS = [one for one in FAULTS if one.__module__ == faults.__name__ and one.key]
HANGUL = re.compile("[가-힣]")


# --- exit codes ---


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_ends_in_a_code_of_its_own_sort(fault: type[errors.QmsError]) -> None:
    assert (exit_of(fault) is Exit.BUG) is (fault in OWN_FAULT)


def test_codes_are_those_that_are_documented(elsewhere: Terminal) -> None:
    told = elsewhere.done("help", "exit-codes", "--json").json["topics"]
    assert [one["exit"] for one in told] == [one.value for one in Exit]
    assert len({one["meaning"] for one in told}) == len(Exit)
    assert {*EXIT_CODES.values()} <= set(Exit)


def test_the_table_names_each_class_once_and_none_that_its_base_covers() -> None:
    for fault, code in EXIT_CODES.items():
        assert all(EXIT_CODES.get(base) is not code for base in fault.__mro__[1:]), fault


# --- three lines ---


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "ko",
            [
                "오류[case.needs_answer]: CS-2026-0001에는 회신이 없어 종결할 수 없습니다",
                "  힌트: 지금 할 수 있는 일을 보십시오: qms case next CS-2026-0001",
                "  자세히: qms explain case.needs_answer",
            ],
        ),
        (
            "en",
            [
                "error[case.needs_answer]: CS-2026-0001 cannot be closed: it was not answered",
                "  hint: See what can be done now: qms case next CS-2026-0001",
                "  more: qms explain case.needs_answer",
            ],
        ),
    ],
)
def test_a_refusal_names_the_rule_and_the_way_on(terminal: Terminal, lang: str, lines: list[str]) -> None:
    terminal.done(
        "case", "receive", "--type", "complaint", "--channel", "phone", "-s", "x", "--name", "Hong", "-d", "support"
    )
    ran = terminal("--by", SUPPORT_HEAD, "case", "close", "cs-26-1", lang=lang)
    assert ran.code == Exit.REFUSED
    assert ran.out == ""
    assert ran.err.splitlines() == lines


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
@pytest.mark.parametrize("fault", OURS, ids=lambda fault: fault.__name__)
def test_our_own_faults_have_words_with_all_their_facts(fault: type[errors.QmsError], lang: i18n.Language) -> None:
    samples: dict[str, Any] = {
        "str": "CA-2026-0007", "int": 2, "str | None": "qms case", "tuple[str, ...]": ("--a", "--b"),
        "tuple[Enum | str, ...]": (Exit.DONE, "b"),
    }  # fmt: skip
    made = fault(**{name: samples[of] for name, of in fault.spelled().items()})
    for said in (made.say(lang), made.hint(lang)):
        assert said.strip()
        assert not re.search(r"\{[^}]*\}", said)
    assert bool(HANGUL.search(made.say("en") + made.hint("en"))) is False
    if "near" in made.facts():
        assert "qms case" in made.hint(lang)


def test_a_choice_is_told_by_its_label(elsewhere: Terminal) -> None:
    del elsewhere
    from qms import Medium

    fault = BadChoice(text="x", choices=(Medium.SMS,), near=None)
    assert "sms (휴대전화 문자)" in fault.say("ko")
    assert "sms (text message)" in fault.say("en")


# --- each sort, as it comes about ---


def test_no_store_names_every_place_looked_at(elsewhere: Terminal) -> None:
    ran = elsewhere("case", "list")
    assert ran.code == Exit.NO_STORE
    for place in ("--store", "QMS_STORE", str(elsewhere.folder / "qms.toml"), "home/qms/qms.toml"):
        assert place in ran.err
    assert "qms init" in ran.err


def test_opening_never_makes_a_store(elsewhere: Terminal) -> None:
    ran = elsewhere("--store", "none.db", "case", "list")
    assert ran.code == Exit.NO_STORE
    assert list(elsewhere.folder.iterdir()) == []


def test_what_is_no_store_is_refused(elsewhere: Terminal) -> None:
    (elsewhere.folder / "some.db").write_bytes(b"no database at all" * 100)
    assert elsewhere("--store", "some.db", "case", "list").code == Exit.NO_STORE


@pytest.mark.req("ALCOA-Attributable")
def test_an_act_needs_somebody_who_does_it(terminal: Terminal) -> None:
    (terminal.folder / "qms.toml").write_text('store = "records.db"\n', encoding="utf-8")
    ran = terminal("case", "withdraw", "CS-2026-0001")
    assert ran.code == Exit.USAGE
    assert "--by" in ran.err
    assert terminal("case", "list").code == Exit.DONE


def test_no_such_record(terminal: Terminal) -> None:
    ran = terminal("case", "show", "cs-26-9")
    assert ran.code == Exit.NOT_FOUND
    assert "CS-2026-0009" in ran.err


def test_somebody_without_the_role_is_refused_with_the_roles_that_may(terminal: Terminal) -> None:
    ran = terminal("--by", NOBODY, "case", "receive", "--type", "complaint", "--channel", "phone", "-s", "x", lang="ko")
    assert ran.code == Exit.NOT_PERMITTED
    ran = terminal("--by", SUPPORT_STAFF, "role", "assign", NOBODY, "staff", "-d", "support", lang="ko")
    assert ran.code == Exit.NOT_PERMITTED
    assert "품질경영책임자" in ran.err


@pytest.mark.req("P11-10f")
def test_a_step_that_does_not_follow_is_refused_with_those_that_do(terminal: Terminal) -> None:
    terminal.done("case", "receive", "--type", "complaint", "--channel", "phone", "-s", "x")
    ran = terminal("case", "acknowledge", "cs-26-1", "--via", "sms", "--told", "x", lang="ko")
    assert ran.code == Exit.REFUSED
    assert "지금 할 수 있는 일: 배정" in ran.err


@pytest.mark.parametrize("wrong", ["\0", "\x1b[2J", "\ud800", "a" + "\u0301" * 10, "x" * 201])
def test_text_that_no_record_can_hold_is_refused(terminal: Terminal, wrong: str) -> None:
    ran = terminal("case", "receive", "--type", "complaint", "--channel", "phone", "--subject", wrong)
    assert ran.code == Exit.USAGE
    assert "title: " in ran.err
    assert terminal.done("case", "list").out == ""


def test_what_the_program_does_not_know_of_itself_is_one_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret\x1b[2J")

    monkeypatch.setattr("qms_cli.today.standing", fail)
    ran = terminal("status", lang="ko")
    assert ran.code == Exit.BUG
    assert len(ran.err.splitlines()) == 1
    assert "--debug" in ran.err


@pytest.mark.usefixtures("terminal")
def test_debug_shows_where_it_happened(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--debug", "case", "show", "cs-26-9"]) == Exit.NOT_FOUND
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.req("ASVS-16.2")
@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (KeyboardInterrupt(), Exit.INTERRUPTED),
        (BrokenPipeError(), Exit.DONE),
        (OSError(errno.ENOSPC, "No space left on device"), Exit.STORAGE),
        (errors.StaleRecord(code="CS-2026-0001", seen=1, now=2), Exit.STALE),
        (errors.StoreLocked(place="x"), Exit.LOCKED),
        (errors.OtherVersion(place="x", found="a", known="b"), Exit.OTHER_VERSION),
        (errors.LedgerBroken(position=3, what="ledger.broken.index"), Exit.LEDGER_BROKEN),
        (errors.PartMissing(part="x", install="y"), Exit.PART_MISSING),
        (RecursionError(), Exit.BUG),
        (MemoryError(), Exit.STORAGE),
        (errors.ClockImpossible(now="9999-12-31"), Exit.STORAGE),
    ],
    ids=lambda one: type(one).__name__,
)
def test_whatever_happens_ends_in_its_code(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: Exit
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("qms_cli.today.standing", fail)
    monkeypatch.setattr("qms_cli.main._stop_writing", lambda: None)
    assert terminal("status").code == code


def test_an_error_is_one_line_of_json_where_json_is_asked_for(terminal: Terminal) -> None:
    ran = terminal("case", "show", "cs-26-9", "--json", lang="ko")
    assert ran.out == ""
    assert ran.error["code"] == "store.no_record"
    assert ran.error["record"] == "CS-2026-0009"
    assert not HANGUL.search(ran.err)
    wrong = terminal("case", "receive", "--type", "complaint", "--channel", "phone", "-s", "x" * 300, "--json")
    assert wrong.error["field"] == "title"
    assert terminal("nonsense", "--json").error["code"] == "cli.unknown_command"


def test_the_json_of_an_error_is_ascii(terminal: Terminal) -> None:
    ran = terminal("case", "list", "--status", "없는 상태\x1b[2J", "--json")
    assert ran.err.isascii()
    assert json.loads(ran.err)["error"]["code"] == "cli.bad_choice"


def test_a_wrong_configuration_is_named(elsewhere: Terminal) -> None:
    config = elsewhere.folder / "qms.toml"
    for text in ("store = 1", "stroe = 'x'", "not toml", "lang = 'fr'", "\udcff", "x = " + "[" * 5000):
        config.write_bytes(text.encode("utf-8", "surrogateescape"))
        ran = elsewhere("status", lang="ko")
        assert ran.code == Exit.USAGE, text
        assert str(config) in ran.err
        assert elsewhere("--help").code == Exit.DONE


def test_who_reports_what_stands_below_them(terminal: Terminal) -> None:
    """A case for the audit office is nobody else's: the refusal says whose it is."""
    terminal.done("case", "receive", "--type", "integrity", "--channel", "web", "-s", "x", "-d", "audit")
    refused = terminal("case", "assign", "cs-26-1", "support", lang="ko")
    assert refused.code == Exit.NOT_PERMITTED
    assert "감사실" in refused.err
    terminal.done("--by", AUDITOR, "case", "assign", "cs-26-1", "audit")


def test_a_fault_has_the_exit_code_of_its_base() -> None:
    assert exit_of(NoStoreFound) is exit_of(errors.NoStore)
