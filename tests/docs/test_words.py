"""Links lead somewhere, commands exist, and the reference says what the code says."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

import qms
from tests.docs.console import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
INLINE = re.compile(r"`(qms [^`]+)`")
TYPED = re.compile(r"(?:^|\$ |do |\"\$\()(qms [^#|;\n]*)", re.MULTILINE)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|[\"'].*")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|TBD|XXX|lorem ipsum|coming soon|to be written)\b", re.IGNORECASE)
MEANT = {"qms handover": "qms handover sheet"}
"""Groups that mean one of their commands where none is named."""
LARGEST_PAGE, LARGEST_PICTURE = 100_000, 250_000


def _pages(root: Path) -> list[Path]:
    return [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").rglob("*.md"))]


def _written(root: Path) -> list[Path]:
    return [path for path in _pages(root) if path.parent.name != "reference"]


def _anchors(page: Path) -> set[str]:
    titles = HEADING.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _broken(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    to = (page.parent / path).resolve() if path else page
    return not to.exists() or bool(anchor and anchor not in _anchors(to))


def test_every_link_inside_the_repository_leads_somewhere(root: Path) -> None:
    broken = [
        f"{page.relative_to(root)}: {link}"
        for page in _pages(root)
        for link in ("".join(one) for one in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))))
        if "://" not in link and _broken(page, link)
    ]
    assert broken == []


def test_every_page_can_be_reached_from_the_index(root: Path) -> None:
    index = root / "docs" / "README.md"
    linked = {
        (index.parent / "".join(one).partition("#")[0]).resolve() for one in LINK.findall(index.read_text("utf-8"))
    }
    assert [str(page) for page in sorted((root / "docs").rglob("*.md")) if page not in linked | {index}
            and page.parent.name != "reference"] == []  # fmt: skip


# --- commands ---


def _helps(root: Path) -> dict[str, str]:
    """Every command with its help and the options that it shares with others, from the reference."""
    found: dict[str, str] = {}
    shared = (root / "docs" / "reference" / "commands.md").read_text(encoding="utf-8").partition("## Records")[0]
    for page in (root / "docs" / "reference").glob("commands-*.md"):
        parts = re.split(r"^##+ (qms .+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        found |= {name: shared + text for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    return found


def _commands(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    yield from INLINE.findall(FENCED.sub("", text))
    for block in blocks(page, "sh", "console"):
        yield from TYPED.findall(block.text.replace("\\\n", " "))


def _unknown(command: str, helps: dict[str, str]) -> str | None:
    """What in a command does not exist."""
    words = [word for word in QUOTED.sub("x", command).rstrip(")").split() if word != "…"]
    while len(words) > 1 and words[1].startswith("--"):
        if words[1] in {"--help", "--version"}:
            return None
        del words[1 : 2 if words[1] == "--debug" else 3]
    path = max((name for name in helps if name.split() == words[: len(name.split())]), key=len, default=None)
    path = MEANT.get(path, path) if path and words[len(path.split()) :] else path
    below = [name for name in helps if path and name.startswith(f"{path} ")]
    if path is None or (below and words[len(path.split()) :]):
        return command
    used = {word.partition("=")[0] for word in words if re.fullmatch(r"--?[a-z][\w-]*(=.*)?", word)}
    return next((f"{path} {one}" for one in used if not re.search(rf"(?<![\w-]){one}(?![\w-])", helps[path])), None)


def test_every_command_that_is_named_exists_with_its_options(root: Path) -> None:
    helps = _helps(root)
    named = [(page, command) for page in _written(root) for command in _commands(page)]
    assert len(named) > 80
    unknown = [f"{page.name}: {what}" for page, command in named if (what := _unknown(command, helps))]
    assert unknown == []


def test_an_unknown_command_or_option_would_be_found(root: Path) -> None:
    helps = _helps(root)
    assert _unknown("qms frobnicate", helps) == "qms frobnicate"
    assert _unknown("qms --by x case recieve CS-2026-0001", helps) == "qms --by x case recieve CS-2026-0001"
    assert _unknown("qms --by x case close CS-2026-0001 --no-such", helps) == "qms case close --no-such"


# --- reference ---


def _build(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "docs" / "build.py"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.mark.slow
def test_the_reference_says_what_the_code_says(root: Path) -> None:
    done = _build(root, "--check")
    assert done.stderr == ""
    assert done.returncode == 0


def test_every_public_name_is_in_the_reference(root: Path) -> None:
    page = (root / "docs" / "reference" / "library.md").read_text(encoding="utf-8")
    assert [name for name in qms.__all__ if f"### `qms.{name}`\n" not in page] == []


def test_the_drawing_of_the_floors_is_that_of_the_contract(root: Path) -> None:
    (floors,) = (one for one in tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
                 ["contracts"] if one["id"] == "floors")  # fmt: skip
    expected = [re.findall(r"\w+", layer) for layer in floors["layers"]]
    (drawing,) = (one.text for one in blocks(root / "docs" / "why.md", "") if "qms_cli" in one.text)
    drawn = [line.split() for line in drawing.splitlines()[2:]]
    assert [line[: len(names)] for line, names in zip(drawn, expected, strict=True)] == expected


# --- size and finish ---


def test_pages_and_pictures_are_of_a_reasonable_size(root: Path) -> None:
    docs = root / "docs"
    large = [page.name for page in docs.rglob("*.md") if page.stat().st_size > LARGEST_PAGE]
    large += [picture.name for picture in docs.rglob("*.png") if picture.stat().st_size > LARGEST_PICTURE]
    assert large == []


def test_the_readme_has_two_screens(root: Path) -> None:
    assert len((root / "README.md").read_text(encoding="utf-8").splitlines()) <= 100


def test_nothing_is_left_for_later(root: Path) -> None:
    hits = [f"{p.name}: {hit}" for p in _pages(root) for hit in UNFINISHED.findall(p.read_text(encoding="utf-8"))]
    assert hits == []
