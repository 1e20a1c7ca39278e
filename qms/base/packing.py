"""Packed documents: DOCX, XLSX, PPTX and HWPX, judged by the list at their end.

That list is the one of the ZIP form (APPNOTE, 4.3.12 and 4.3.16); but for a few short parts nothing is unpacked, so a
file that unpacks to terabytes costs nothing.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from qms.base.script import decoded, runs
from qms.base.unfit import Unfit

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
HWPX: Final = "application/hwp+zip"
MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
_END, _END_LENGTH, _LONGEST_COMMENT, _LISTED = b"PK\x05\x06", 22, 65_535, b"PK\x01\x02"
_MOST_PARTS, _MOST_UNPACKED, _MOST_TIMES, _SHORT = 10_000, 512 * 1024 * 1024, 200, 1024 * 1024
_ROOTS: Final = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_TYPES: Final = "[Content_Types].xml"
_MACROS: Final = re.compile(r"(?i)(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/.*)$")
_MACRO_TYPES: Final = re.compile(r"(?i)macroenabled|vbaproject|intlmacrosheet|ms-excel\.macrosheet")
_SCRIPTS: Final = re.compile(r"(?i)^scripts/|\.js$")
_SCRIPT_ITEM: Final = re.compile(r"(?i)<[^<>]*(?:javascript|jscript)[^<>]*>")
_HREF: Final = re.compile(r"""href\s*=\s*["']([^"']*)["']""")
_DECLARED: Final = re.compile(r"<!(?!--)")
_ENCODING: Final = re.compile(r"""\ufeff?<\?xml[^<>]*?encoding\s*=\s*["']([^"']*)["']""")
_CODES: Final = frozenset({"utf-8", "utf8", "utf-16", "utf-16le", "us-ascii", "ascii"})
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)


def ends_packed(content: bytes) -> bool:
    """Whether programs that read from the end would take it for a ZIP file, whatever follows the end of its list."""
    first = max(0, len(content) - _END_LENGTH - _LONGEST_COMMENT - 1)
    at = content.rfind(_END, first)
    while at >= 0:
        size = int.from_bytes(content[at + 12 : at + 16], "little")
        comment = int.from_bytes(content[at + 20 : at + _END_LENGTH], "little")
        listed = 0 < size <= at and content.startswith(_LISTED, at - size)
        if listed or at + _END_LENGTH + comment == len(content):
            return True
        at = content.rfind(_END, first, at)
    return False


@contextmanager
def _opened(content: bytes) -> Generator[zipfile.ZipFile]:
    if content[-_END_LENGTH : -_END_LENGTH + 4] != _END:
        raise Unfit("broken")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield packed
    except Unfit:
        raise
    except _DAMAGED:
        raise Unfit("broken") from None


def form_of_packed(content: bytes) -> str:
    """The media type of a packed document by the names of its parts; raise `Unfit` (``unknown``, ``broken``)."""
    with _opened(content) as packed:
        names = [one.filename for one in packed.infolist()]
        if "mimetype" in names:
            if _short(packed, "mimetype").strip() == HWPX.encode():
                return HWPX
            raise Unfit("unknown")
        forms = {media for root, media in _ROOTS if any(name.startswith(root) for name in names)}
        if _TYPES not in names or len(forms) != 1:
            raise Unfit("unknown")
        return forms.pop()


def judge_packed(content: bytes) -> None:
    """Raise `Unfit`: ``packed``, ``broken``, ``locked`` or ``macros``."""
    with _opened(content) as packed:
        _judge_list(packed, len(content))
        if HWPX.encode() in (_short(packed, "mimetype").strip() if "mimetype" in packed.namelist() else b""):
            _judge_hwpx(packed)
        elif _MACRO_TYPES.search(_text(packed, _TYPES)):
            raise Unfit("macros")


def _judge_list(packed: zipfile.ZipFile, size: int) -> None:
    parts = packed.infolist()
    names = [one.filename for one in parts]
    unpacked = sum(one.file_size for one in parts)
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or unpacked > max(size * _MOST_TIMES, _SHORT):
        raise Unfit("packed")
    # Parts that lie over one another are how a small file unpacks to an endless one.
    if sum(one.compress_size for one in parts) > size or len({one.header_offset for one in parts}) < len(parts):
        raise Unfit("packed")
    if len({name.lower() for name in names}) < len(names) or any(_leads_out(name) for name in names):
        raise Unfit("broken")
    if any(one.flag_bits & 1 for one in parts):
        raise Unfit("locked")
    if any(map(_MACROS.search, names)):
        raise Unfit("macros")


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _judge_hwpx(packed: zipfile.ZipFile) -> None:
    """HWPX says in its list of parts which of them are enciphered, and in another which are scripts."""
    names = packed.namelist()
    lists = {name: _text(packed, name) for name in names if name.lower().endswith((".hpf", "manifest.xml"))}
    if "META-INF/encryption.xml" in names or any("encryption-data" in text.lower() for text in lists.values()):
        raise Unfit("locked")
    named = {one for text in lists.values() for one in _script_items(text)}
    for name in names:
        if _SCRIPTS.search(name) or any(one.endswith(name) or name.endswith(one) for one in named):
            script = decoded(_whole(packed, name))
            if script is None or runs(script):
                raise Unfit("macros")


def _script_items(text: str) -> Iterator[str]:
    for item in _SCRIPT_ITEM.findall(text):
        yield from (one.removeprefix("./") for one in _HREF.findall(item) if one.strip("./"))


def _text(packed: zipfile.ZipFile, name: str) -> str:
    """A short part as the programs that open it read it: in UTF-8 or UTF-16, its references to letters resolved."""
    text = decoded(_whole(packed, name))
    if text is None or _DECLARED.search(text) or ((said := _ENCODING.match(text)) and said[1].lower() not in _CODES):
        raise Unfit("hidden")
    return html.unescape(text)


def _whole(packed: zipfile.ZipFile, name: str) -> bytes:
    if packed.getinfo(name).file_size > _SHORT:
        raise Unfit("packed")
    return _short(packed, name)


def _short(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        return part.read(_SHORT)


__all__ = ["DOCX", "HWPX", "MAGIC", "PPTX", "XLSX", "ends_packed", "form_of_packed", "judge_packed"]
