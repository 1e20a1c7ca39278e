"""What a file is, judged by its bytes alone; never by what its name says.

Kept are forms that people can still open in twenty years and that do nothing by themselves: PDF, pictures, the office
forms of Microsoft and of Korea, plain text.
"""

from __future__ import annotations

import re
from typing import Final

from qms.base.compound import MAGIC as OLE
from qms.base.compound import is_hwp, judge_hwp
from qms.base.packing import DOCX, HWPX, PPTX, XLSX, ends_packed, form_of_packed, judge_packed
from qms.base.packing import MAGIC as PACKED
from qms.base.portable import judge_pdf
from qms.base.unfit import Unfit

PDF, HWP, TEXT, ZIP = "application/pdf", "application/x-hwp", "text/plain", "application/zip"

ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    PDF: ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/tiff": ("tif", "tiff"),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    PPTX: ("pptx",),
    HWP: ("hwp",),
    HWPX: ("hwpx",),
    TEXT: ("txt", "csv", "eml"),
}
"""Media types that are kept, and the ends of names that fit each."""

_BEGINNINGS: Final = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
LONGEST_BEGINNING: Final = max(len(begin) for begin, _ in _BEGINNINGS)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_STEERING: Final = re.compile("[\x80-\x9f\u202a-\u202e\u2066-\u2069]")
"""What steers a terminal (controls of eight bits) or turns the direction of writing, so that text shows as another."""
_HEAD_OF_MAIL: Final = re.compile(r"[!-9;-~]{1,76}:[ \t]?\S?")


def media_of(content: bytes) -> str:
    """The media type of these bytes, one of `ENDINGS`.

    Raises:
        Unfit: ``unknown``, ``two_forms`` (a file of one form and a ZIP file at once), ``packed`` (unpacks to far
            too much), ``broken`` (the list of a packed file is damaged), ``locked`` (with a password), ``macros``,
            ``active`` (a PDF that runs or loads something), ``embedded`` (with a file in it that is none that is
            kept), ``hidden`` (with parts that cannot be looked into), ``steering`` (text that shows as another).

    """
    return _judged(content, within=False)


def _judged(content: bytes, *, within: bool) -> str:
    found = form_of(content)
    if content.startswith(PACKED):
        judge_packed(content)
    elif found == TEXT:
        _judge_text(content)
    elif ends_packed(content):
        raise Unfit("two_forms")
    elif found == HWP:
        judge_hwp(content)
    elif found == PDF:
        judge_pdf(content, None if within else lambda file: _judged(file, within=True))
    return found


def form_of(content: bytes) -> str:
    """The media type of these bytes, whether or not they are such that they are kept.

    Raises:
        Unfit: ``unknown``, ``broken``; ``locked`` where no form can be told for it.

    """
    if content.startswith(PACKED):
        return form_of_packed(content)
    if media := beginning(content):
        return media
    if content.startswith(OLE):
        if is_hwp(content):
            return HWP
    elif (text := _decoded(content)) is not None and not _CONTROLS.search(text):
        return TEXT
    raise Unfit("unknown")


def beginning(content: bytes) -> str | None:
    """The media type that the first `LONGEST_BEGINNING` bytes tell; None: they do not tell it."""
    return next((media for begin, media in _BEGINNINGS if content.startswith(begin)), None)


def fits(media: str, name: str, content: bytes) -> bool:
    """Whether the end of a name is one of those of the media type; a mail must begin like one."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending == "eml" and media == TEXT:
        return _HEAD_OF_MAIL.match(content[:200].decode("utf-8", "replace").lstrip("\ufeff")) is not None
    return ending in ENDINGS.get(media, ())


def _decoded(content: bytes) -> str | None:
    """Text in UTF-8, in UTF-16 that says so, or in the code page of Korean Windows; None: it is none."""
    for code in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "cp949"):
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    return None


def _judge_text(content: bytes) -> None:
    text = _decoded(content) or ""
    if found := _STEERING.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Unfit("steering", point=f"{ord(found[0]):04X}", line=str(line))


__all__ = ["ENDINGS", "LONGEST_BEGINNING", "TEXT", "Unfit", "beginning", "fits", "form_of", "media_of"]
