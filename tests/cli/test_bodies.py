"""A command is five lines: it parses, calls one act or query, prints. What decides stands below."""

from __future__ import annotations

import ast
from statistics import median
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MOST, MEDIAN = 12, 5
MAKERS = {"acts", "answers", "does", "writes_many"}


def _commands(root: Path) -> dict[str, ast.FunctionDef]:
    found: dict[str, ast.FunctionDef] = {}
    for path in sorted((root / "cli" / "qms_cli" / "commands").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(_makes_command(one) for one in node.decorator_list):
                found[f"{path.stem}.{node.name}"] = node
    return found


def _makes_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id in MAKERS


def _lines(function: ast.FunctionDef) -> int:
    """Lines of the body, without its docstring."""
    docstring, *body = function.body
    assert isinstance(docstring, ast.Expr), function.name
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.fixture(scope="module")
def commands(root: Path) -> dict[str, ast.FunctionDef]:
    return _commands(root)


def test_bodies_of_commands_are_short(commands: dict[str, ast.FunctionDef]) -> None:
    lines = {name: _lines(one) for name, one in commands.items()}
    assert len(lines) > 60
    assert {name: count for name, count in lines.items() if count > MOST} == {}
    assert median(lines.values()) <= MEDIAN


def test_no_command_decides(commands: dict[str, ast.FunctionDef]) -> None:
    deciding = (ast.If, ast.Match, ast.For, ast.While, ast.Try)
    assert [name for name, one in commands.items() if any(isinstance(node, deciding) for node in ast.walk(one))] == []


def test_no_status_is_known_to_the_command_line(root: Path) -> None:
    found = [
        f"{path.name}: {node.id}"
        for path in sorted((root / "cli" / "qms_cli").rglob("*.py"))
        if "demo" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id.endswith("Status")
    ]
    assert found == []
