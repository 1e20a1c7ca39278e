"""What a file is, judged by its bytes alone; never by what its name says.

Kept are forms that people can still open in twenty years and that do nothing by themselves: PDF, pictures, the office
forms of Microsoft and of Korea, plain text. A packed form is judged by the list at its end (APPNOTE of the ZIP form,
4.3.12 and 4.3.16); but for one short part nothing is unpacked, so a file that unpacks to terabytes costs nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
HWP, HWPX, TEXT, ZIP = "application/x-hwp", "application/hwp+zip", "text/plain", "application/zip"

ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "application/pdf": ("pdf",),
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
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HWP_SIGNATURE: Final = b"HWP Document File"
_PACKED: Final = (b"PK\x03\x04", b"PK\x05\x06")
_END, _END_LENGTH, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_MOST_PARTS, _MOST_UNPACKED, _MOST_TIMES, _SHORT = 10_000, 512 * 1024 * 1024, 200, 1024 * 1024
_ROOTS: Final = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_MACROS: Final = re.compile(r"(?i)(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/.*)$")
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HEAD_OF_MAIL: Final = re.compile(r"[!-9;-~]{1,76}:[ \t]?\S?")


class Unfit(ValueError):
    """The bytes are none that are kept; ``rule`` is the last part of the fault's key."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def media_of(content: bytes) -> str:
    """The media type of these bytes, one of `ENDINGS`.

    Raises:
        Unfit: ``unknown``, ``two_forms`` (a file of one form and a ZIP file at once), ``packed`` (unpacks to far
            too much), ``broken`` (the list of a packed file is damaged), ``locked`` (with a password), ``macros``.

    """
    if content.startswith(_PACKED):
        return _of_packed(content)
    found = next((media for begin, media in _BEGINNINGS if content.startswith(begin)), None)
    if found is None and content.startswith(_OLE):
        found = HWP if _HWP_SIGNATURE in content else None
    elif found is None and _is_text(content):
        return TEXT
    if found is None:
        raise Unfit("unknown")
    if _ends_packed(content):
        raise Unfit("two_forms")
    return found


def fits(media: str, name: str, content: bytes) -> bool:
    """Whether the end of a name is one of those of the media type; a mail must begin like one."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending == "eml" and media == TEXT:
        return _HEAD_OF_MAIL.match(content[:200].decode("utf-8", "replace").lstrip("\ufeff")) is not None
    return ending in ENDINGS.get(media, ())


def _is_text(content: bytes) -> bool:
    """Text in UTF-8, in UTF-16 that says so, or in the code page of Korean Windows, without control characters."""
    codes = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "cp949")
    for code in codes:
        try:
            return not _CONTROLS.search(content.decode(code))
        except UnicodeDecodeError:
            continue
    return False


def _ends_packed(content: bytes) -> bool:
    """Whether programs that read from the end would take it for a ZIP file."""
    tail = content[-(_END_LENGTH + _LONGEST_COMMENT) :]
    at = tail.rfind(_END)
    while at >= 0:
        said = tail[at + 20 : at + _END_LENGTH]
        if len(said) == 2 and at + _END_LENGTH + int.from_bytes(said, "little") == len(tail):  # noqa: PLR2004
            return True
        at = tail.rfind(_END, 0, at)
    return False


def _of_packed(content: bytes) -> str:
    if content[-_END_LENGTH : -_END_LENGTH + 4] != _END:
        raise Unfit("broken")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _judged(packed, len(content))
    except Unfit:
        raise
    except _DAMAGED:
        raise Unfit("broken") from None


def _judged(packed: zipfile.ZipFile, size: int) -> str:
    parts = packed.infolist()
    names = [one.filename for one in parts]
    unpacked = sum(one.file_size for one in parts)
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or unpacked > max(size * _MOST_TIMES, _SHORT):
        raise Unfit("packed")
    # Parts that lie over one another are how a small file unpacks to an endless one.
    if sum(one.compress_size for one in parts) > size or len({one.header_offset for one in parts}) < len(parts):
        raise Unfit("packed")
    if len(set(names)) < len(names) or any(_leads_out(name) for name in names):
        raise Unfit("broken")
    if any(one.flag_bits & 1 for one in parts):
        raise Unfit("locked")
    if any(map(_MACROS.search, names)):
        raise Unfit("macros")
    return _form(packed, names)


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _form(packed: zipfile.ZipFile, names: list[str]) -> str:
    if "mimetype" in names:
        if _short(packed, "mimetype").strip() == HWPX.encode():
            return HWPX
        raise Unfit("unknown")
    if "[Content_Types].xml" not in names:
        raise Unfit("unknown")
    if b"macroenabled" in _short(packed, "[Content_Types].xml").lower():
        raise Unfit("macros")
    forms = {media for root, media in _ROOTS if any(name.startswith(root) for name in names)}
    if len(forms) != 1:
        raise Unfit("unknown")
    return forms.pop()


def _short(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        return part.read(_SHORT)


__all__ = ["ENDINGS", "Unfit", "fits", "media_of"]
