"""PDF, looked into as far as it takes to say that it does nothing by itself and can be read by everybody.

By the names that ISO 32000-2 gives to what runs (12.6.4), to encryption (7.6) and to embedded files (7.11.4), however
they are spelled (7.3.5), in the file itself and in its object streams (7.5.7). What stands in a place where a reader
would find it and this cannot look is refused. That a harmless file holds one of these names in a text of an unpacked
page is possible, and hardly ever met.
"""

from __future__ import annotations

import re
import zlib
from itertools import islice
from typing import TYPE_CHECKING, Final

from qms.base.unfit import Unfit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOST_HITS, _MOST_UNPACKED, _MOST_FILES = 100_000, 128 * 1024 * 1024, 200
_NEAR, _PIECE = 4096, 65_536
_GAP: Final = rb"[\x00\t\n\x0c\r ]"
_ENDS: Final = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"


def _spelled(*names: str) -> bytes:
    """What finds a name, each of whose letters may stand as ``#`` and its number."""
    found = ("".join(f"(?:{one}|#{_digits(ord(one))})" for one in name).encode() for name in names)
    first = "".join(sorted({one[0] for one in names})).encode()
    return rb"/(?=[#" + first + rb"])(?:" + rb"|".join(found) + rb")" + _ENDS


def _digits(code: int) -> str:
    return "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in f"{code:02x}")


_RUNNING: Final = ("JavaScript", "Launch", "ImportData", "SubmitForm", "RichMedia", "Rendition")
_SPELLED: Final = ("Encrypt", *_RUNNING, "XFA", "EF", "ObjStm", "First")
_REFERENCE: Final = _GAP + rb"*(\d{1,10})" + _GAP + rb"+(\d{1,5})" + _GAP + rb"+R"
_ANY: Final = re.compile(_spelled(*_SPELLED))
"""The one search that every byte goes through; what is found of it is looked at more closely."""
_LOCKED: Final = re.compile(_spelled("Encrypt") + rb"(?:" + _REFERENCE + rb"|" + _GAP + rb"*<<)")
_ACTIVE: Final = re.compile(
    _spelled(*_RUNNING)
    + rb"|" + _spelled("XFA") + rb"(?:" + _REFERENCE + rb"|" + _GAP + rb"*\[)"
)  # fmt: skip
_FILES: Final = re.compile(_spelled("EF") + _GAP + rb"*(?=<<|\d)")
_WITHIN: Final = re.compile(rb"<<([^>]{0,512})>>")
_REFERENCES: Final = re.compile(_REFERENCE)
_OBJECTS: Final = re.compile(_spelled("ObjStm", "First"))
_OBJECT: Final = re.compile(rb"(?<=[\x00\t\n\x0c\r ])obj(?!\w)")
_NUMBER: Final = re.compile(rb"(?<!\d)(\d{1,10})" + _GAP + rb"+(\d{1,5})" + _GAP + rb"+\Z")
_LONGEST_NUMBER: Final = 32
_STREAM: Final = re.compile(rb"stream(?:\r\n|\n|\r)")
_FILTER: Final = re.compile(_spelled("Filter") + rb"|/(?:F|#46)" + _ENDS + rb"(?=" + _GAP + rb"*[/\[(<])")
_FLATE: Final = re.compile(
    _spelled("Filter") + _GAP + rb"*(?:" + _spelled("FlateDecode") + rb"|\[" + _GAP + rb"*"
    + _spelled("FlateDecode") + _GAP + rb"*\])"
)  # fmt: skip
_PREDICTED: Final = re.compile(_spelled("Predictor", "DecodeParms"))


def judge_pdf(content: bytes, judge_file: Callable[[bytes], object] | None) -> None:
    """Raise `Unfit` where a PDF is none that is kept.

    Args:
        content: its bytes.
        judge_file: raises `Unfit` for an embedded file that is none that is kept; None: there must be none at all.

    Raises:
        Unfit: ``locked``; ``active`` (a script, or what starts or loads something); ``embedded`` (such a file in it);
            ``hidden`` (parts that cannot be looked into); ``packed`` (unpacks to far too much).

    """
    budget = _Budget()
    hits = _hits(content)
    if any(_LOCKED.match(content, at) for at in hits):
        raise Unfit("locked")
    texts = [(content, hits)]
    texts += [(text, _hits(text)) for text in _object_streams(content, hits, budget)]
    if any(_ACTIVE.match(text, at) for text, places in texts for at in places):
        raise Unfit("active")
    numbers = {number for text, places in texts for number in _embedded(text, places)}
    if numbers and (judge_file is None or len(numbers) > _MOST_FILES):
        raise Unfit("embedded")
    if numbers and judge_file:
        _judge_files(content, numbers, judge_file, budget)


def _hits(text: bytes) -> list[int]:
    """Where a name stands that is looked for."""
    found = [one.start() for one in islice(_ANY.finditer(text), _MOST_HITS + 1)]
    if len(found) > _MOST_HITS:
        raise Unfit("packed")
    return found


def _judge_files(
    content: bytes, numbers: set[tuple[int, int]], judge_file: Callable[[bytes], object], budget: _Budget
) -> None:
    places = _places(content)
    if not numbers <= places.keys():
        raise Unfit("hidden")
    for number in sorted(numbers):
        for file in _versions(content, places[number], budget):
            try:
                judge_file(file)
            except Unfit:
                raise Unfit("embedded") from None


class _Budget:
    """How much may be unpacked in all."""

    def __init__(self) -> None:
        self.left = _MOST_UNPACKED

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise Unfit("packed")


def _object_streams(content: bytes, hits: list[int], budget: _Budget) -> Iterator[bytes]:
    """What stands in the streams that hold objects, where it is packed; unpacked ones stand in the file itself."""
    seen = set[int]()
    for at in hits:
        found = _OBJECTS.match(content, at)
        stream = _STREAM.search(content, found.end(), found.end() + _NEAR) if found else None
        if stream is None or stream.end() in seen or b"endobj" in content[at : stream.start()]:
            continue
        seen.add(stream.end())
        head = content[_head(content, at) : stream.start()]
        if _FILTER.search(head):
            yield _unpacked(content, head, stream.end(), budget)


def _head(content: bytes, at: int) -> int:
    return max(content.rfind(b"obj", max(0, at - _NEAR), at), at - _NEAR, 0)


def _unpacked(content: bytes, head: bytes, begin: int, budget: _Budget) -> bytes:
    if len(_FILTER.findall(head)) > 1 or not _FLATE.search(head) or _PREDICTED.search(head):
        raise Unfit("hidden")
    reader, view, found = zlib.decompressobj(), memoryview(content), list[bytes]()
    for at in range(begin, len(content), _PIECE):
        try:
            some = reader.decompress(view[at : at + _PIECE], budget.left + 1)
        except zlib.error:
            break  # readers show what came before a fault, and so does this
        budget.spend(len(some))
        found.append(some)
        if reader.eof:
            break
    return b"".join(found)


def _embedded(text: bytes, hits: list[int]) -> Iterator[tuple[int, int]]:
    """Numbers of the objects that are embedded files."""
    for at in hits:
        if found := _FILES.match(text, at):
            within = _WITHIN.match(text, found.end())
            numbers = _REFERENCES.findall(within[1]) if within else []
            if not numbers:
                raise Unfit("hidden")
            yield from ((int(number), int(generation)) for number, generation in numbers)


def _places(content: bytes) -> dict[tuple[int, int], list[int]]:
    """Number of each object → where its versions begin; raise `Unfit` where one begins in a way nobody writes."""
    found: dict[tuple[int, int], list[int]] = {}
    for one in _OBJECT.finditer(content):
        number = _NUMBER.search(content[max(0, one.start() - _LONGEST_NUMBER) : one.start()])
        if number is None:
            raise Unfit("hidden")
        found.setdefault((int(number[1]), int(number[2])), []).append(one.end())
    return found


def _versions(content: bytes, places: list[int], budget: _Budget) -> Iterator[bytes]:
    """The bytes of an embedded file, in every version of it that stands in the file."""
    for place in places:
        stream = _STREAM.search(content, place, place + _NEAR)
        if stream is None:
            raise Unfit("hidden")
        head = content[place : stream.start()]
        if _FILTER.search(head):
            yield _unpacked(content, head, stream.end(), budget)
        else:
            end = content.find(b"endstream", stream.end())
            file = content[stream.end() : end if end >= 0 else None]
            budget.spend(len(file))
            yield file.removesuffix(b"\n").removesuffix(b"\r")


__all__ = ["judge_pdf"]
