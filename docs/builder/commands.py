"""The command line: every command with its own help, exit codes, formats, variables of the environment."""

from __future__ import annotations

import contextlib
import io
import os
import re
from typing import TYPE_CHECKING, Any, get_type_hints
from unittest.mock import patch

from qms_cli import options
from qms_cli.about import told
from qms_cli.exits import Exit
from qms_cli.frame import load
from qms_cli.main import run
from qms_cli.options import Format
from qms_cli.surroundings import VARIABLES
from qms_cli.tree import SECTIONS, TREE
from qms_cli.words import say

from builder.markdown import block, code, page, section, table

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = "100"
OF_MANY = {
    options.of_results: "Every command",
    options.of_acts: "Every act",
    options.of_many: "What writes many records",
}
"""The options that are declared once for many commands, and who has them."""
OPTION, LEFT = re.compile(r"  -{1,2}[\w]"), 34


def paths() -> Iterator[tuple[str, ...]]:
    """Every command and group by its place: ``("case",)``, ``("case", "receive")``, ``("verify",)``."""
    for name, entry in TREE.items():
        yield (name,)
        if entry.group:
            yield from ((name, inner) for inner in load(name).commands)


def help_of(*path: str) -> str:
    """The help of a command without the options that all have, in English and as wide as a page."""
    return _without(_shown(*path), {*_common(), "--help"} - _own(path))


def _shown(*path: str) -> str:
    out = io.StringIO()
    surroundings = {"QMS_LANG": "en", "COLUMNS": WIDTH, "PATH": os.environ.get("PATH", "")}
    with patch.dict(os.environ, surroundings, clear=True), contextlib.redirect_stdout(out):
        run([*path, "--help"])
    return out.getvalue()


def _own(path: tuple[str, ...]) -> set[str]:
    """The options that a command or group declares itself."""
    command: Any = load(path[0]) if path else None
    command = command.commands[path[1]] if len(path) > 1 else command
    return {name for param in getattr(command, "params", ()) for name in param.opts}


def _common() -> dict[str, tuple[str, str]]:
    """Each of the options of many commands → its name in code, and who has it."""
    return {
        spelled: (name, who)
        for of, who in OF_MANY.items()
        for name, hint in get_type_hints(of, include_extras=True).items()
        for about in getattr(hint, "__metadata__", ())
        for spelled in (about.default, *about.param_decls)  # in Annotated, Typer takes the first for a default
    }


def _without(text: str, names: set[str]) -> str:
    """A help page without these options; a heading with nothing left under it goes too."""
    kept: list[str] = []
    dropping = False
    for line in text.splitlines():
        if OPTION.match(line):
            dropping = bool(names & set(re.findall(r"--[\w-]+", line[:LEFT])))
        elif not line.startswith("   "):
            dropping = False
        if not dropping:
            kept.append(line)
    return re.sub(r"\n\nOptions:\n*(?=\n\n|\Z)", "", "\n".join(kept))


def pages() -> dict[str, str]:
    """The index, and a page for each section of the help."""
    return {
        "commands.md": page("Commands", _about(), block(_shown()), _options(), *(_index(one) for one in SECTIONS)),
        **{f"commands-{one}.md": _page(one) for one in SECTIONS},
        "exit-codes.md": page("Exit codes, formats, environment", *_topics()),
    }


def _about() -> str:
    return (
        "What `qms --help` prints, in English; with `--lang ko` or a Korean locale it speaks Korean. "
        "Exit codes, formats and variables: [exit-codes.md](exit-codes.md). Errors: [errors.md](errors.md)."
    )


def _options() -> str:
    said: dict[str, tuple[list[str], str]] = {}
    for spelled, (name, who) in _common().items():
        said.setdefault(name, ([], who))[0].append(spelled)
    rows = (
        (", ".join(map(code, sorted(names, key=len))), say(f"option.{name}", "en"), who)
        for name, (names, who) in said.items()
    )
    note = "These are left out on the pages of the commands."
    return section("Options of many commands", note, table(("Option", "What it does", "Who has it"), rows))


def _first_line(path: tuple[str, ...]) -> str:
    return told(".".join(path), "help", "en").splitlines()[0]


def _of(name: str) -> list[tuple[str, ...]]:
    return [path for path in paths() if TREE[path[0]].section == name]


def _index(name: str) -> str:
    file = f"commands-{name}.md"
    rows = [(f"[`qms {' '.join(path)}`]({file}#{'-'.join(('qms', *path))})", _first_line(path)) for path in _of(name)]
    return section(say(f"section.{name}", "en"), table(("Command", "What it does"), rows))


def _page(name: str) -> str:
    parts = (
        section(" ".join(("qms", *path)), block(help_of(*path)), level=2 if len(path) == 1 else 3) for path in _of(name)
    )
    return page(f"Commands: {say(f'section.{name}', 'en')}", *parts)


def _topics() -> Iterator[str]:
    exits = (
        (str(one.value), say(f"exit.{one.name.lower()}", "en"), say(f"exit.{one.name.lower()}", "ko")) for one in Exit
    )
    yield section("Exit codes", "`qms help exit-codes`", table(("Code", "Meaning", "뜻"), exits))
    formats = ((code(one.value), say(f"format.{one.value}", "en")) for one in Format)
    yield section("Formats", "`qms help formats`", table(("--format", "Meaning"), formats))
    variables = ((code(one), say(f"variable.{one}", "en")) for one in VARIABLES)
    yield section("Environment", "`qms help environment`", table(("Variable", "Meaning"), variables))
