"""The one type family of the packet: what it can draw, how wide it runs, and how the renderer finds it.

Pretendard travels with the templates in three weights of the same coverage. No font of the system is ever used,
so that a packet has the same lines and pages on every machine.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from qms.base.place import templates
from qms.errors import PartMissing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WEIGHTS = ("Regular", "SemiBold", "Bold")
_EM_OF_UNKNOWN = 1.0


def font_folder() -> Path:
    """The folder of the three font files; `PartMissing` when one of them is not there."""
    folder = templates() / "fonts"
    for weight in WEIGHTS:
        if not (folder / f"Pretendard-{weight}.ttf").is_file():
            raise PartMissing(part=f"Pretendard-{weight}.ttf", install="pip install --force-reinstall qms-records")
    return folder


def missing_glyphs(text: str) -> set[str]:
    """The characters of ``text`` that the three fonts cannot draw; white space is never one of them."""
    known = advances("Regular")
    return {letter for letter in set(text) if letter not in known and not letter.isspace()}


@cache
def advances(weight: str) -> Mapping[str, float]:
    """Width of each character that the font can draw, in em."""
    reader: Any = import_module("fontTools.ttLib")
    with reader.TTFont(font_folder() / f"Pretendard-{weight}.ttf", lazy=True) as font:
        em: int = font["head"].unitsPerEm
        metrics: Mapping[str, tuple[int, int]] = font["hmtx"].metrics
        cmap: Mapping[int, str] = font.getBestCmap()
        return {chr(point): metrics[glyph][0] / em for point, glyph in cmap.items()}


def width(text: str, weight: str = "Regular") -> float:
    """Width of ``text`` in em, without kerning."""
    known = advances(weight)
    return sum(known.get(letter, _EM_OF_UNKNOWN) for letter in text)


def fontconfig(fonts: Path, cache_folder: Path) -> str:
    """A configuration that knows this folder of fonts and nothing else of the system."""
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f"<dir>{escape(str(fonts))}</dir><cachedir>{escape(str(cache_folder))}</cachedir>"
        "</fontconfig>\n"
    )
