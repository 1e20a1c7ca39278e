"""Reads a PDF as its users do: text, places of letters, bookmarks, attachments, objects."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

POINTS = 72 / 25.4
_STREAM = re.compile(rb"<<([^\n]*?)>>\nstream\n")
_LENGTH = re.compile(rb"/Length (\d+)")


@dataclass(frozen=True)
class Letter:
    """A drawn character and its box in millimetres from the left and the bottom edge of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


class Pdf:
    """An open PDF."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.document: Any = pypdfium2.PdfDocument(data)

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page."""
        # The reader gives a hyphen at the end of a line as U+FFFE.
        return [page.get_textpage().get_text_range().replace("\ufffe", "-") for page in self.document]

    @cached_property
    def text(self) -> str:
        """All text, with runs of white space as one space."""
        return " ".join(" ".join(self.pages).split())

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page in millimetres; the first is 0."""
        wide, high = self.document[number].get_size()
        return wide / POINTS, high / POINTS

    def letters(self, number: int) -> Iterator[Letter]:
        """The drawn characters of a page; the first is 0."""
        page = self.document[number].get_textpage()
        text = page.get_text_range()
        count = page.count_chars()
        for i in range(count):
            left, bottom, right, top = (edge / POINTS for edge in page.get_charbox(i, loose=False))
            if right > left:
                letter = pdfium.FPDFText_GetUnicode(page.raw, i)
                yield Letter(chr(letter) if letter < 0x110000 else text[:0], left, bottom, right, top)

    def bookmarks(self) -> list[tuple[str, int]]:
        """Titles with their pages; the first is 0."""
        return [(mark.get_title(), mark.get_dest().get_index()) for mark in self.document.get_toc()]

    def attachments(self) -> dict[str, bytes]:
        """The files inside."""
        found = (self.document.get_attachment(i) for i in range(self.document.count_attachments()))
        return {one.get_name(): bytes(one.get_data()) for one in found}

    @cached_property
    def objects(self) -> bytes:
        """Everything but the attachments, unpacked: what a program would act on."""
        parts = [_STREAM.sub(b"", self.data)]
        for head in _STREAM.finditer(self.data):
            length = _LENGTH.search(head[1])
            if length is None or b"/EmbeddedFile" in head[1] or b"/Length1" in head[1]:
                continue
            content = self.data[head.end() : head.end() + int(length[1])]
            parts.append(zlib.decompress(content) if b"/FlateDecode" in head[1] else content)
        return b"\n".join(parts)
