"""What cannot be printed as it was written: characters that the font lacks, fields that are too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from qms.base.finding import Finding, Weight
from qms.base.level import Level
from qms.packet.fonts import missing_glyphs
from qms.packet.text import LONGEST_FIELD, excess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.compile.content import PacketContent


def undrawable(content: PacketContent) -> tuple[str, ...]:
    """The characters that the font lacks, as ``U+6F22``, in order."""
    if content.level is Level.PUBLIC:
        return ()
    letters = set[str]().union(*(missing_glyphs(text) for _, text in _texts("", content.model_dump(mode="json"))))
    return tuple(f"U+{ord(letter):04X}" for letter in sorted(letters))


def all_of(content: PacketContent) -> tuple[Finding, ...]:
    """All findings, in the order of the content, each with its place; for the public none: it is told no texts."""
    if content.level is Level.PUBLIC:
        return ()
    return tuple(finding for place, text in _texts("", content.model_dump(mode="json")) for finding in _of(place, text))


def _of(place: str, text: str) -> Iterator[Finding]:
    if lacking := sorted(missing_glyphs(text)):
        glyphs = ", ".join(f"U+{ord(letter):04X}" for letter in lacking)
        yield Finding(
            rule="packet.finding.missing_glyph", weight=Weight.WARNING, place=place, values={"glyphs": glyphs}
        )
    if excess(text):
        values = {"count": f"{len(text):,}", "kept": f"{LONGEST_FIELD:,}"}
        yield Finding(rule="packet.finding.cut", weight=Weight.WARNING, place=place, values=values)


def _texts(place: str, value: object) -> Iterator[tuple[str, str]]:
    """Every text of the content with the path to it, such as ``snapshot.sections[3].statement``."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, one in cast("dict[str, object]", value).items():
            yield from _texts(f"{place}.{name}" if place else name, one)
    elif isinstance(value, list):
        for i, one in enumerate(cast("list[object]", value)):
            yield from _texts(f"{place}[{i}]", one)
