"""Which tests show which row: read off the marks ``@pytest.mark.req("P11-10e", …)`` without running anything."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MARK = "pytest.mark.req"


class Shown(NamedTuple):
    """A test that shows a row: its file below the tests, its name without ``test_``."""

    file: str
    name: str


def marked(tests: Path) -> Mapping[str, tuple[Shown, ...]]:
    """The tests of each row, in the order of their files."""
    found: dict[str, list[Shown]] = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if MARK in source:
            for id, name in _of_file(ast.parse(source)):
                found[id].append(Shown(path.relative_to(tests).as_posix(), name.removeprefix("test_")))
    return {id: tuple(dict.fromkeys(shown)) for id, shown in found.items()}


def _of_file(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Row and test; a mark of the whole file (``pytestmark``) is that of each of its tests."""
    whole = [id for node in tree.body if _is_whole(node) for id in ids(node)]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield from ((id, node.name) for id in (*whole, *(id for one in node.decorator_list for id in ids(one))))


def _is_whole(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["pytestmark"]


def ids(node: ast.AST) -> Iterator[str]:
    """The rows that a piece of code marks."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and ast.unparse(one.func) == MARK:
            yield from (str(ast.literal_eval(id)) for id in one.args)
