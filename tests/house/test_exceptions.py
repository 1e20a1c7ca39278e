"""Whoever breaks a rule says which and why."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# A code right after it: `noqa: RULE1`, `type: ignore[code]`, `pyright: ignore[rule]`.
NAMED = re.compile(r"noqa: [A-Z]+[0-9]+|(?:type|pyright): ignore\[[\w, -]+\]")
BARE = re.compile(r"\bnoqa\b|\b(?:type|pyright):\s*ignore|\b(?:ruff|flake8|mypy):|#\s*pyright:")
WHOLE_FILE = re.compile(r"#\s*(?:ruff|flake8):\s*noqa|#\s*mypy:|#\s*pyright:\s*(?:basic|standard|strict|\w+\s*=)")


def _comments(path: Path) -> list[str]:
    read = io.StringIO(path.read_text(encoding="utf-8")).readline
    return [token.string for token in tokenize.generate_tokens(read) if token.type == tokenize.COMMENT]


def test_an_exception_to_a_check_names_the_check(sources: list[Path]) -> None:
    bare = [(str(p), c) for p in sources for c in _comments(p) if BARE.search(NAMED.sub("", c))]
    assert bare == []


def test_no_file_is_taken_out_of_a_check(sources: list[Path]) -> None:
    whole = [(str(p), c) for p in sources for c in _comments(p) if WHOLE_FILE.search(c)]
    assert whole == []


def test_each_rule_switched_off_has_its_reason_beside_it(root: Path) -> None:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    rules = text.partition("\n[tool.ruff.lint]\n")[2].partition("\n[tool.ruff.lint.flake8-builtins]")[0]
    listed = [line for line in rules.splitlines() if re.match(r'\s+"[A-Z]+[0-9]*",', line)]
    assert listed
    assert [line for line in listed if not re.search(r"#\s*\S.{8,}", line)] == []
