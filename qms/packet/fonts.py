"""The one type family of the packet: what it can draw, how wide it runs, and how the renderer finds it.

Pretendard travels with the templates in three weights of the same coverage. No font of the system is ever used,
so that a packet has the same lines and pages on every machine.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from qms.base.place import templates
from qms.errors import PartMissing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WEIGHTS = ("Regular", "SemiBold", "Bold")
_EM_OF_UNKNOWN = 1.0
_DIGIT = 0.615
"""Width of each digit where they are set to stand below one another, in em."""
_NOT_DRAWN = frozenset(" \t\n\r")


def font_folder() -> Path:
    """The folder of the three font files; `PartMissing` when one of them is not there."""
    folder = templates() / "fonts"
    for weight in WEIGHTS:
        if not (folder / f"Pretendard-{weight}.ttf").is_file():
            raise PartMissing(part=f"Pretendard-{weight}.ttf", install="pip install --force-reinstall qms-records")
    return folder


def missing_glyphs(text: str) -> set[str]:
    """The characters of ``text`` that the three fonts cannot draw, those of private use among them.

    A space, a tab and a line end are never missing: they are not drawn.
    """
    known = advances("Regular")
    return {letter for letter in set(text) if letter not in _NOT_DRAWN and (letter not in known or _is_private(letter))}


def _is_private(letter: str) -> bool:
    """Whether the character means what its sender likes; a file for decades may not hold it (PDF/A-3, 6.2.11.7)."""
    return unicodedata.category(letter) == "Co"


@cache
def advances(weight: str) -> Mapping[str, float]:
    """Width of each character that the font can draw, in em."""
    from fontTools import ttLib  # pyright: ignore[reportMissingTypeStubs] - untyped

    reader: Any = ttLib
    with reader.TTFont(font_folder() / f"Pretendard-{weight}.ttf", lazy=True) as font:
        em: int = font["head"].unitsPerEm
        metrics: Mapping[str, tuple[int, int]] = font["hmtx"].metrics
        cmap: Mapping[int, str] = font.getBestCmap()
        return {chr(point): metrics[glyph][0] / em for point, glyph in cmap.items()}


@lru_cache(maxsize=1 << 14)
def width(text: str, weight: str = "Regular") -> float:
    """Width of ``text`` in em, without kerning, its digits as wide as in a table."""
    known = advances(weight)
    return sum(_DIGIT if "0" <= letter <= "9" else known.get(letter, _EM_OF_UNKNOWN) for letter in text)


def fontconfig(fonts: Path, cache_folder: Path) -> str:
    """A configuration that knows this folder of fonts and nothing else of the system."""
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f"<dir>{escape(str(fonts))}</dir><cachedir>{escape(str(cache_folder))}</cachedir>"
        "</fontconfig>\n"
    )
