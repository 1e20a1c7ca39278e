"""The tree of commands: every one loads, helps in both languages, and is what the rest of the program calls it."""

from __future__ import annotations

import inspect
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from qms_cli.about import example, key_of
from qms_cli.frame import load
from qms_cli.front import HELP
from qms_cli.main import _program
from qms_cli.session import Session
from qms_cli.tree import ACT_COMMANDS, SECTIONS, TREE, command_of

from qms import i18n
from qms.base.act import Changes, Creates, Enters
from qms.kinds import KINDS, ORGANISATION, room_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from qms.i18n import Language
    from tests.cli.conftest import Terminal

HEAVY = ("alembic", "holidays", "jinja2", "pydantic", "python_calamine", "rich", "sqlalchemy", "weasyprint")
STORES = tuple(one for one in HEAVY if one != "pydantic")
PARSER = (*HEAVY, "asyncio", "cryptography", "email", "http", "importlib.metadata", "tomllib", "typer", "xml")
UPSTAIRS = (
    "qms.compile",
    "qms.figures",
    "qms.flows.handover",
    "qms.packet",
    "qms.registry.founding",
    "qms.store.verify",
)
MORE = (*(one for one in STORES if one != "sqlalchemy"), "cryptography", "xml", *UPSTAIRS)
"""What a list has no need of, though it has to open a store."""
INSIDE: set[str] = set()
"""Acts with a command under another name, because the registry does more than the rule."""


def _leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - of Typer
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, below in command.commands.items():
        yield from _leaves(below, (*path, name))


COMMANDS = {path: command for name in TREE for path, command in _leaves(load(name), (name,))}
GROUPS = [(), *((name,) for name, entry in TREE.items() if entry.group)]
PAGES = [*GROUPS, *COMMANDS]
by_path = pytest.mark.parametrize("path", PAGES, ids=lambda path: " ".join(path) or "qms")


# --- loading ---


def test_every_command_of_the_tree_loads() -> None:
    assert {entry.section for entry in TREE.values()} == set(SECTIONS)
    assert all(hasattr(load(name), "commands") is entry.group for name, entry in TREE.items())
    assert len(COMMANDS) > 60


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        ([], HEAVY),
        (["--help"], PARSER),
        (["--lang", "ko", "-h"], PARSER),
        (["cse"], STORES),
        (["case", "-h"], STORES),
        (["capa", "plan", "-h"], STORES),
    ],
    ids=" ".join,
)
def test_help_loads_nothing_heavy(words: list[str], absent: tuple[str, ...]) -> None:
    code = f"from qms_cli.main import run; run({words!r}); import sys; print(*sys.modules, file=sys.stderr)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stderr
    loaded = set(told.splitlines()[-1].split())
    assert "qms_cli.main" in loaded
    assert loaded.isdisjoint(absent)


def test_a_list_loads_nothing_that_only_other_commands_need(terminal: Terminal) -> None:
    code = "import sys; from qms_cli.main import main; main(); print(*sys.modules, file=sys.stderr)"
    store = str(terminal.folder / "records.db")
    ran = subprocess.run(
        [sys.executable, "-c", code, "--store", store, "case", "list"], check=True, capture_output=True, text=True
    )
    loaded = set(ran.stderr.splitlines()[-1].split())
    assert {"qms.records.case.table", "sqlalchemy.engine"} <= loaded
    assert loaded.isdisjoint(MORE)


# --- help ---


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_first_page_is_the_one_that_the_parser_would_make(elsewhere: Terminal, language: Language) -> None:
    session = Session({}, _nowhere(), language)
    with _program().make_context("qms", [], resilient_parsing=True, obj=session, help_option_names=HELP) as ctx:
        told = ctx.command.get_help(ctx)
    for words in (["--lang", language, "--help"], [f"--lang={language}", "-h"]):
        assert elsewhere.done(*words).out == f"{told}\n"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@by_path
def test_each_help_begins_with_what_it_does_and_has_an_example(
    elsewhere: Terminal, path: tuple[str, ...], language: Language
) -> None:
    ran = elsewhere.done("--lang", language, *path, "-h")
    first, *rest = ran.out.splitlines()
    assert first.endswith((".", "니다.")), first
    heading = {"ko": "예:", "en": "Example:"}[language]
    assert rest[rest.index(heading) + 1].lstrip().startswith("qms ")
    assert bool(re.search("[가-힣]", first)) is (language == "ko")


@pytest.mark.parametrize("heading", ["기록", "검토", "도구"])
def test_the_first_page_groups_commands_by_who_uses_them(elsewhere: Terminal, heading: str) -> None:
    assert f"\n{heading}:\n" in elsewhere.done("--help", lang="ko").out


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_parameter_has_words_of_its_own(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    with command.make_context(
        "qms", ["-h"], resilient_parsing=True, obj=Session({}, _nowhere()), help_option_names=HELP
    ) as ctx:
        params = command.get_params(ctx)
    keys = {key_of(param.name, ".".join(path)) for param in params}
    assert {key for key in keys if not i18n.has(key)} == set()


def _nowhere() -> Path:
    from pathlib import Path

    return Path("/")


def _examples(path: tuple[str, ...], language: Language) -> list[list[str]]:
    told = example(COMMANDS[path], ".".join(path), language)
    return [shlex.split(line) for line in told.replace("\\\n", " ").splitlines() if line.strip()]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_program_understands_every_example_of_its_help(terminal: Terminal, language: Language) -> None:
    """Parsed as far as the function that would run; departments and people are those of the small organisation."""
    session = Session({}, terminal.folder)
    for path in COMMANDS:
        examples = _examples(path, language)
        assert examples
        for program, *words in examples:
            assert program == "qms"
            _parsed(words, path, session)
    session.close()


def _parsed(words: list[str], path: tuple[str, ...], session: Session) -> None:
    root: Any = _program()
    ctx = root.make_context("qms", list(words), obj=session, help_option_names=HELP)
    found: list[str] = []
    while hasattr(ctx.command, "resolve_command"):
        name, command, rest = ctx.command.resolve_command(ctx, [*ctx._protected_args, *ctx.args])  # noqa: SLF001
        found.append(name)
        ctx = command.make_context(name, rest, parent=ctx)
    assert tuple(found) == path


# --- what the rest of the program says of the tree ---


def _rules() -> Iterator[tuple[str, str, Callable[..., object]]]:
    """Kind, name and rule of every act."""
    for kind in KINDS:
        for name, act in vars(room_of(kind)).items():
            if isinstance(act, Creates | Enters | Changes):
                yield kind, name, act.rule


def test_each_act_has_a_command() -> None:
    acts = [f"{kind}.{act}" for kind, act, _ in _rules() if kind not in ORGANISATION]
    assert len(acts) > 40
    assert [act for act in acts if tuple(command_of(act).split()) not in COMMANDS] == []


CALLED = {
    "title": "subject", "remedy_asked": "remedy", "petition_kind": "petition", "policy": "text", "by_on": "by",
    "disposition": "as_", "whys": "why", "actions": "action", "key": "input", "statement": "text", "due_on": "due",
    "number": "decision", "attendees": "attendee", "options": "option", "hold_on": "on", "receiver": "to",
    "effective_on": "on", "until_on": "until", "members": "member", "matter": "code", "letter": "kind", "medium": "via",
}  # fmt: skip
"""What an act calls a thing → what its command calls it."""
FOUND = {("review.plan", "title"), ("review.plan", "follows"), ("review.collect_found", "found")}
FOUND |= {("review.freeze_snapshot", "snapshot"), ("signer.enrol", "alone"), ("signer.reset", "alone")}
FOUND |= {("signer.unlock", "alone")}
FOUND |= {("review.approve", "external_document"), ("review.approve", "approved_on")}  # by --groupware
FOUND |= {(f"handover.{act}", name) for act in ("prepare", "renew", "give", "accept") for name in ("items", "now")}
FOUND |= {("erasure.ask", "disposal"), ("disposal.draw_up", "department"), ("disposal.order", "erasure")}
FOUND |= {("erasure.begin", name) for name in ("records", "taken", "people")} | {("erasure.finish", "scanned")}
FOUND |= {("notice.remind", name) for name in ("person", "items", "department")}
FOUND |= {("notice.queue", "department"), ("notice.claim", "matter_version")}
FOUND |= {(f"notice.{act}", "fault") for act in ("fail", "give_up", "doubt")}
"""What the registry finds out itself."""


def test_whatever_an_act_takes_its_command_takes() -> None:
    lacking = []
    for kind, act, rule in _rules():
        if kind in ORGANISATION:
            continue
        command = COMMANDS[tuple(command_of(f"{kind}.{act}").split())]
        offered = {param.name for param in command.params}
        for name, param in inspect.signature(rule).parameters.items():
            if param.kind is param.KEYWORD_ONLY and (f"{kind}.{act}", name) not in FOUND:
                lacking += [f"{kind}.{act}: {name}"] if not {name, CALLED.get(name)} & offered else []
    assert lacking == []


def test_commands_that_acts_are_known_by_are_there() -> None:
    assert [command for command in ACT_COMMANDS.values() if tuple(command.split()) not in COMMANDS] == []


_SAID = re.compile(r"\bqms (?:--\w+ \S+ )?((?:[a-z][a-z-]+)(?: [a-z][a-z-]+)?)((?: [^\n;:()]*)?)")


def _said(root: Path) -> Iterator[tuple[str, str]]:
    """Every command line that words mention, with the file."""
    for folder in ("qms", "cli/qms_cli"):
        for path in sorted((root / folder).rglob("*.toml")):
            if path.name in {"ko.toml", "en.toml"}:
                yield from ((path.parent.name, found[0]) for found in _SAID.finditer(path.read_text(encoding="utf-8")))


def test_every_command_that_a_hint_names_is_there_with_its_options(root: Path) -> None:
    wrong = [(where, said) for where, said in _said(root) if not _known(said)]
    assert wrong == []


def _known(said: str) -> bool:
    words = re.sub(r"^qms (?:--\w+ \S+ )?", "", said).split()
    one = words[0]
    command = COMMANDS.get((one,)) or COMMANDS.get(tuple(words[:2]))
    if command is None:
        return (one,) in GROUPS and (len(words) == 1 or words[1].startswith(("{", "COMMAND", "명령", "-")))
    with command.make_context(
        "qms", ["-h"], resilient_parsing=True, obj=Session({}, _nowhere()), help_option_names=HELP
    ) as ctx:
        options = {name for param in command.get_params(ctx) for name in (*param.opts, *param.secondary_opts)}
    named = {word.strip('\\"…,.') for word in words if word.startswith("--")}
    return named <= {*options, "--help"}
