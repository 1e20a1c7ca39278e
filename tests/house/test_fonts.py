"""The fonts are the ones their page speaks of, unmodified, with their licence."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

TRUETYPE = b"\x00\x01\x00\x00"


@pytest.fixture
def fonts(root: Path) -> Path:
    return root / "templates" / "fonts"


def _told(fonts: Path) -> dict[str, tuple[int, str]]:
    page = (fonts / "ORIGIN.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\S+\.ttf)` \| (\d+) \| `([0-9a-f]{64})` \|$", page, re.MULTILINE)
    return {name: (int(size), digest) for name, size, digest in rows}


def test_each_font_is_the_file_that_its_origin_names(fonts: Path) -> None:
    data = {path.name: path.read_bytes() for path in fonts.glob("*.ttf")}
    assert {name: (len(d), hashlib.sha256(d).hexdigest()) for name, d in data.items()} == _told(fonts)
    assert set(data) == {f"Pretendard-{weight}.ttf" for weight in ("Regular", "SemiBold", "Bold")}


def test_fonts_have_truetype_outlines(fonts: Path) -> None:
    assert {path.read_bytes()[:4] for path in fonts.glob("*.ttf")} == {TRUETYPE}


def test_the_licence_of_the_fonts_lies_beside_them(fonts: Path) -> None:
    licence = (fonts / "OFL.txt").read_text(encoding="utf-8")
    assert "Reserved Font Name Pretendard" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_nothing_else_lies_there(fonts: Path) -> None:
    assert {path.suffix for path in fonts.iterdir()} == {".ttf", ".txt", ".md"}
