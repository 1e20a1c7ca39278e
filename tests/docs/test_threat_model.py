"""What the page on threats claims is shown by tests and commands that there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    """The page."""
    return (root / "docs/threat-model.md").read_text(encoding="utf-8")


def test_every_test_that_it_names_is_there(root: Path, page: str) -> None:
    named = set(re.findall(r"tests/[\w/]+\.py", page))
    assert len(named) > 8
    assert [one for one in named if not (root / one).is_file()] == []


def test_every_attack_that_it_names_is_in_the_catalogue(root: Path, page: str) -> None:
    tried = (root / "docs/tampering.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\*((?:act|bundle|file)-[\w-]+)\*", page))
    assert len(named) > 2
    assert [one for one in named if f"| {one} |" not in tried] == []


def test_what_is_not_detected_stands_among_what_is_out_of_scope(root: Path, page: str) -> None:
    tried = (root / "docs/tampering.md").read_text(encoding="utf-8")
    unseen = re.findall(r"^\| ([\w-]+) \|.*\| \*\*not detected\*\* \|", tried, re.MULTILINE)
    _, _, outside = page.partition("## Out of scope")
    assert unseen
    assert [one for one in unseen if f"*{one}*" not in outside] == []


@pytest.mark.req("CSA-6")
def test_every_claim_names_what_shows_it(page: str) -> None:
    _, _, rest = page.partition("## Prevented")
    claimed = rest.partition("## Out of scope")[0]
    rows = [line for line in claimed.splitlines() if line.startswith("| ") and "---" not in line]
    shown = re.compile(r"`[^`]*(tests/|qms |verify\.py)|\]\([\w/-]+\.md|the same, once")
    assert [one for one in rows if not one.endswith(("| Shown by |", "| By |")) and not shown.search(one)] == []
