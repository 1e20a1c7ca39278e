"""Small files of the forms that are kept, made here byte by byte, so that each part of them can be set."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECTOR, _MINI, _CUTOFF, _FREE, _END, _FATS, _DIFAT, _HERE = (
    512,
    64,
    4096,
    0xFFFFFFFF,
    0xFFFFFFFE,
    0xFFFFFFFD,
    0xFFFFFFFC,
    109,
)
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES: Final = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
FRAME: Final = "var Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n"
"""What the Korean word processor writes before every script."""
NOTHING: Final = "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n"


def packed(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return stream.getvalue()


def office(root: str, /, **more: bytes) -> bytes:
    """A document of Microsoft's forms."""
    return packed({"[Content_Types].xml": TYPES, f"{root}/document.xml": b"<x/>", **more})


def hwpx(**more: bytes) -> bytes:
    """A document of the Korean word processor's newer form."""
    return packed({"mimetype": b"application/hwp+zip", "Contents/section0.xml": b"<x/>", **more}, zipfile.ZIP_STORED)


def compound(parts: dict[str, bytes]) -> bytes:
    """An OLE compound file of these parts; a name may hold one folder. Short parts stand in the mini stream."""
    return _Compound(parts).whole()


class _Compound:
    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.sectors, self.fat, self.mini, self.mini_fat = list[bytes](), list[int](), b"", list[int]()

    def chained(self, data: bytes) -> int:
        begin, count = len(self.sectors), -(-len(data) // _SECTOR)
        self.sectors += [data[at * _SECTOR : (at + 1) * _SECTOR].ljust(_SECTOR, b"\0") for at in range(count)]
        self.fat += [*range(begin + 1, begin + count), _END] if count else []
        return begin if count else _END

    def short(self, data: bytes) -> int:
        begin, count = len(self.mini_fat), -(-len(data) // _MINI)
        self.mini += data.ljust(count * _MINI, b"\0")
        self.mini_fat += [*range(begin + 1, begin + count), _END] if count else []
        return begin if count else _END

    def directory(self) -> int:
        """The list of parts: each names its neighbour to the right, a folder the first within it."""
        rows = list[tuple[str, int, int, int, int]]()  # name, kind, first within, start, size
        folders: dict[str, list[int]] = {"": []}
        for at, (name, data) in enumerate(self.parts.items(), 1):
            folder, _, last = name.rpartition("/")
            folders.setdefault(folder, []).append(at)
            start = self.short(data) if len(data) < _CUTOFF else self.chained(data)
            rows.append((last, 2, _FREE, start, len(data)))
        for name in [one for one in folders if one]:
            rows.append((name, 1, folders[name][0], 0, 0))
            folders[""].append(len(rows))
        top = (folders[""] or [_FREE])[0]
        rows.insert(0, ("Root Entry", 5, top, self.chained(self.mini), len(self.mini)))
        following = {one: other for within in folders.values() for one, other in pairwise(within)}
        return self.chained(b"".join(_entry(*row, following.get(at, _FREE)) for at, row in enumerate(rows)))

    def whole(self) -> bytes:
        directory = self.directory()
        few = struct.pack(f"<{len(self.mini_fat)}L", *self.mini_fat)
        small = self.chained(few.ljust(-(-len(few) // _SECTOR) * _SECTOR, b"\xff"))
        first, count = len(self.fat), -(-(len(self.fat) + 2) // (_SECTOR // 4 - 1))
        fat = [*self.fat, *[_FATS] * count, _DIFAT]
        table = struct.pack(f"<{len(fat)}L", *fat).ljust(count * _SECTOR, b"\xff")
        numbers = [*range(first, first + count)] + [_FREE] * (_HERE - count)
        above = struct.pack(f"<{len(numbers) - _HERE}L", *numbers[_HERE:]).ljust(_SECTOR - 4, b"\xff")
        more = first + count if numbers[_HERE:] else _END
        about = (0, count, directory, 0, _CUTOFF, small, int(small != _END), more, int(more != _END))
        head = MAGIC + bytes(16) + struct.pack("<5H6x9L", 0x3E, 3, 0xFFFE, 9, 6, *about)
        listed = struct.pack(f"<{_HERE}L", *numbers[:_HERE])
        return head + listed + b"".join(self.sectors) + table + above + struct.pack("<L", _END)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int) -> bytes:
    spelled = name.encode("utf-16-le")
    return (
        spelled.ljust(64, b"\0")
        + struct.pack("<HBB3L", len(spelled) + 2, kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<LQ", start, size)
    )


def script(*texts: str, compress: bool = True) -> bytes:
    """The part of a HWP document that holds scripts: header, source, and what is run before and after."""
    four = [*texts, *[""] * (4 - len(texts))]
    plain = b"".join(struct.pack("<L", len(one)) + one.encode("utf-16-le") for one in four) + b"\xff" * 4
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(plain) + packer.flush() if compress else plain


def hwp(marks: int = 1, /, **more: bytes) -> bytes:
    """A document of the Korean word processor."""
    head = (b"HWP Document File".ljust(32, b"\0") + struct.pack("<LL", 0x05010000, marks)).ljust(256, b"\0")
    return compound({"FileHeader": head, "DocInfo": bytes(5000), **more})


def pdf(objects: Sequence[bytes] = (), *, trailer: bytes = b"/Root 1 0 R", streams: Sequence[bytes] = ()) -> bytes:
    """A PDF of one empty page with more objects; numbers from 10 on; ``streams`` are whole objects."""
    parts = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj",
        *(b"%d 0 obj\n%s\nendobj" % (at, one) for at, one in enumerate(objects, 10)),
        *streams,
    ]
    return b"%PDF-1.7\n" + b"\n".join(parts) + b"\ntrailer\n<< " + trailer + b" >>\n%%EOF\n"


def stream(number: int, data: bytes, head: bytes = b"", *, packed: bool = True) -> bytes:
    """An object of a PDF that is a stream."""
    body = zlib.compress(data) if packed else data
    how = b" /Filter /FlateDecode" if packed else b""
    return b"%d 0 obj\n<< /Length %d%s %s >>\nstream\n%s\nendstream\nendobj" % (number, len(body), how, head, body)
