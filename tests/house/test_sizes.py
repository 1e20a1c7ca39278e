"""A file has one subject and a function one thought; what is longer stands here with its reason."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE, FUNCTION = 300, 40

LONG_FILES: dict[str, str] = {
    "cli/__main__.py": "runs before anything is installed, so it has nothing of ours to import",
    "qms/ledger/standalone.py": "it travels alone in every bundle and imports nothing of ours",
}
LONG_FUNCTIONS: dict[str, str] = {}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_a_file_has_one_subject(root: Path, sources: list[Path]) -> None:
    lines = {str(p.relative_to(root)): len(p.read_text(encoding="utf-8").splitlines()) for p in sources}
    long = {name: count for name, count in lines.items() if count > FILE}
    assert set(long) == set(LONG_FILES), f"files over {FILE} lines: {long}"


def test_a_function_has_one_thought(root: Path, sources: list[Path]) -> None:
    found = ((f"{p.relative_to(root)}:{name}", lines) for p in sources for name, lines in _functions(p))
    long = {name: count for name, count in found if count > FUNCTION}
    assert set(long) == set(LONG_FUNCTIONS), f"functions over {FUNCTION} lines: {long}"
