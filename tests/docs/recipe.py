"""Follows the recipes of ``docs/house.md`` to the letter: lays their blocks over a copy of the house."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FENCE = r"^```(?P<language>\w+) (?P<file>\S+/\S+)\n(?P<text>.*?)^```$"
BLOCK = re.compile(rf"{FENCE}|(?P<red>Red without it:[^\n]*)", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^## Recipe: (.+)$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)`")
HEAD = re.compile(r'^HEAD = "(\d{4})"$', re.MULTILINE)
LEFT = shutil.ignore_patterns(".git", ".venv", "*_cache", "__pycache__", ".hypothesis", "qms-demo", "build", "dist")


@dataclass(frozen=True)
class Block:
    """A file that a recipe writes, or (a ``diff``) lines that it changes in one, or in each of a pattern."""

    language: str
    file: str
    text: str


@dataclass(frozen=True)
class Step:
    """Blocks that go together, and the tests that fail without them."""

    blocks: tuple[Block, ...]
    red: tuple[str, ...]


def steps(page: Path, recipe: str) -> list[Step]:
    """The steps of a recipe, in their order."""
    parts = SECTION.split(page.read_text(encoding="utf-8"))
    text = dict(zip(parts[1::2], parts[2::2], strict=True))[recipe]
    found: list[Step] = []
    waiting: list[Block] = []
    for one in BLOCK.finditer(text):
        if one["red"] is None:
            waiting.append(Block(one["language"], one["file"], one["text"]))
        elif waiting:
            found.append(Step(tuple(waiting), tuple(TEST.findall(one["red"]))))
            waiting = []
        tests = [block for block in waiting if block.file.startswith("tests/") and block.language == "python"]
        if one["red"] is None and tests and recipe != "a kind":
            found.append(Step(tuple(waiting), ()))
            waiting = []
    return found + ([Step(tuple(waiting), ())] if waiting else [])


class House:
    """A copy of the house in which recipes are followed."""

    def __init__(self, root: Path, folder: Path) -> None:
        """Copy it."""
        self.folder = Path(shutil.copytree(root, folder, ignore=LEFT))
        newest = HEAD.search((root / "qms" / "store" / "migrate.py").read_text(encoding="utf-8"))
        assert newest is not None
        self._numbers = {"PPPP": newest[1], "NNNN": f"{int(newest[1]) + 1:04}"}

    def follow(self, step: Step) -> None:
        """Do a step."""
        for block in step.blocks:
            for path in self._files(block):
                text = self._said(block.text)
                if block.language == "diff":
                    text = changed(path.read_text(encoding="utf-8"), text, path)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")

    @contextmanager
    def without(self, step: Step) -> Iterator[None]:
        """The house as it is when a step was forgotten."""
        kept = {path: path.read_text(encoding="utf-8") for block in step.blocks for path in self._files(block)}
        self._undo(step)
        yield
        for path, text in kept.items():
            path.write_text(text, encoding="utf-8")

    def _undo(self, step: Step) -> None:
        for block in reversed(step.blocks):
            for path in self._files(block):
                if block.language != "diff":
                    path.unlink()
                    continue
                after = path.read_text(encoding="utf-8")
                path.write_text(changed(after, _turned(self._said(block.text)), path), encoding="utf-8")

    def tests(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run tests of the copy."""
        here = ("-m", "not needs_postgresql and not needs_pdf")
        return self.run("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *here, *words)

    def fails(self, *tests: str) -> bool:
        """Whether some of these tests fail."""
        return self.tests(*tests).returncode in {1, 2, 4}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run Python with the copy in the place of the house."""
        paths = os.pathsep.join(str(self.folder / one) for one in (".", "cli", "docs"))
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": paths},
            check=False,
            capture_output=True,
            text=True,
        )

    def _files(self, block: Block) -> list[Path]:
        name = self._said(block.file)
        return sorted(self.folder.glob(name)) if "*" in name else [self.folder / name]

    def _said(self, text: str) -> str:
        for place, number in self._numbers.items():
            text = text.replace(place, number)
        return text


def changed(before: str, diff: str, path: Path) -> str:
    """The text after a change: context and ``-`` lines are found, once; ``+`` lines alone stand at the end."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] or "\n" for line in lines if line[:1] != "+")
    new = "".join(line[1:] or "\n" for line in lines if line[:1] != "-")
    if not old:
        return before + new
    found = len(re.findall(rf"^{re.escape(old)}", before, re.MULTILINE))
    assert found == 1, f"{path}: found {found} times\n{old}"
    return before.replace(old, new, 1)


def _turned(diff: str) -> str:
    """The change that takes a change back."""
    lines = diff.splitlines(keepends=True)
    return "".join({"+": "-", "-": "+"}.get(line[:1], line[:1]) + line[1:] for line in lines)


def touched(every: list[Step]) -> tuple[list[str], list[str]]:
    """The files that steps make, and those that they change."""
    blocks = [block for step in every for block in step.blocks]
    made = [block.file for block in blocks if block.language != "diff"]
    return made, sorted({block.file for block in blocks if block.language == "diff"} - set(made))
