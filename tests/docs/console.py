"""Pages of documentation as their readers use them: their commands typed, their Python run."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from qms_cli.main import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

FENCE = re.compile(r"^```(\w*)(?: ([\w.-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPERATORS = set("|<>;&()")
NOISE = ("QMS_", "LC_", "LANG", "XDG_", "CLICOLOR")
"""Beginnings of variables that a reader has not set."""
WIDTH = "100"


@dataclass(frozen=True)
class Block:
    """A fenced block of a page; ``file`` is the name after its language, ``line`` where it begins."""

    language: str
    file: str | None
    text: str
    line: int


@dataclass(frozen=True)
class Typed:
    """A command as it is typed, and what the page says that comes of it; ``line`` is where it stands."""

    command: str
    told: str
    line: int


def blocks(page: Path, *languages: str) -> list[Block]:
    """The fenced blocks of a page in these languages (all, where none is named)."""
    text = page.read_text(encoding="utf-8")
    found = (Block(one[1], one[2], one[3], text.count("\n", 0, one.start()) + 1) for one in FENCE.finditer(text))
    return [one for one in found if not languages or one.language in languages]


def typed(block: Block) -> list[Typed]:
    """The commands of a console block: a line after ``$``, with those that go on after a backslash."""
    found: list[Typed] = []
    lines = enumerate(block.text.splitlines(), start=block.line + 1)
    for number, line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\"):
                command = command[:-1].rstrip() + " " + next(lines)[1].strip()
            found.append(Typed(command, "", number))
        elif found:
            last = found.pop()
            found.append(Typed(last.command, f"{last.told}{line}\n", last.line))
    return found


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self) -> None:
        """Write to memory."""
        super().__init__(io.BytesIO(), encoding="utf-8")

    def isatty(self) -> bool:
        """Results are shown as to a person."""
        return True

    def shown(self) -> str:
        """Everything written so far."""
        self.flush()
        data: bytes = self.buffer.getvalue()  # type: ignore[attr-defined] # it is a BytesIO
        return data.decode()


@dataclass
class Shell:
    """A person at a terminal: a folder and an environment of their own; ``code`` is what the last command ended in."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    code: int = 0

    def type(self, command: str) -> str:
        """Run a command; what it shows on standard output and error, in their order."""
        words = shlex.split(command, comments=True)
        self.code = 0
        if words[0] == "export":
            self.environment |= dict(one.split("=", 1) for one in words[1:])
            return ""
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return ""
        return self._qms(words[1:]) if words[0] == "qms" and not _needs_shell(command) else self._shell(command)

    def read(self, page: Path) -> Iterator[tuple[Typed, str]]:
        """Go through a page: make the files that it shows, run its Python, type its commands; give what each showed."""
        for block in blocks(page):
            if block.file:
                (self.folder / block.file).write_text(block.text, encoding="utf-8")
            elif block.language == "python":
                self.execute(block)
            elif block.language == "console":
                yield from ((one, self.type(one.command)) for one in typed(block))

    def execute(self, block: Block) -> None:
        """Run a block of Python here."""
        with self._surroundings(), chdir(self.folder), redirect_stdout(Terminal()):
            exec(compile(block.text, f"line {block.line}", "exec"), {"__name__": "__main__"})  # noqa: S102 - ours

    def _surroundings(self) -> AbstractContextManager[object]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(NOISE)}
        here = {"PATH": path, "HOME": str(self.folder), "COLUMNS": WIDTH, "NO_COLOR": "1", "QMS_PAGER": ""}
        return patch.dict(os.environ, {**kept, **here, **self.environment}, clear=True)

    def _qms(self, arguments: list[str]) -> str:
        terminal = Terminal()
        with self._surroundings(), chdir(self.folder), redirect_stdout(terminal), redirect_stderr(terminal):
            self.code = run(arguments)
        return terminal.shown()

    def _shell(self, command: str) -> str:
        with self._surroundings():
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=self.folder,
                check=False,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        self.code = done.returncode
        return done.stdout.decode()


def _needs_shell(command: str) -> bool:
    words = shlex.shlex(command, posix=True, punctuation_chars=True)
    return "$(" in command or any(OPERATORS.issuperset(word) for word in words if word)


PROGRESS = re.compile(r"^(reading rows|storing|verifying) \d+%.*\n|[^\n]*\r(?!\n)", re.MULTILINE)
"""How far a command is: shown only where the machine is slow, and on a terminal written over."""


def agree(shown: str, told: str) -> bool:
    """Whether a page tells what was shown; ``…`` in the page stands for anything, at the end of a line or alone."""
    pattern = "".join(".*?" if part == "…" else re.escape(part) for part in re.split("(…)", _plain(told)))
    return re.fullmatch(pattern, _plain(PROGRESS.sub("", shown)), re.DOTALL) is not None


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
