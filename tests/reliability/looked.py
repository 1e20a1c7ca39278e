"""What SQLite looks at when it puts right a store after a power cut: states that differ in nothing of it end alike.

By SQLite's file formats (https://sqlite.org/fileformat2.html). A journal counts only with a whole header, and no
further than the records that the header counts, as far as their sums are right. It overwrites the pages that it has
and cuts the store to the length that it tells; what is in these pages, or behind that length, is not read before,
but for the first hundred bytes of the file. A log counts up to the last commit before the first frame whose sum is
wrong; its pages are copied over those of the store. The shared memory of a log is made anew.

Whatever is not as described here is opened by itself (`None`), and of the states that are recognised a sample is
opened too: `tests.reliability.explorer`.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.reliability.unsure import PAGE, SECTOR
from tests.reliability.work import STORE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.reliability.unsure import Fate, Unsure

    One = tuple[str, Unsure, tuple[Fate, ...]]
    """A path, the file that has this name, and what became of what was done to it."""

_MAGIC: Final = bytes.fromhex("d9d505f920a163d7")
_ALL: Final = 1 << 62
_RECORD, _FRAME, _LOG_HEAD = PAGE + 8, PAGE + 24, 32
_EACH = 200
"""Every so many bytes of a page are in the sum of a journal's record."""
_WORD = 0xFFFFFFFF


class Restored(NamedTuple):
    """What a journal or log does to the store: ``told`` says which one it is."""

    told: Any
    pages: frozenset[int]
    """Numbers, from 0, of the pages that it overwrites."""
    length: int
    """In bytes; what is behind is cut off."""


def key(files: Sequence[One]) -> Any:  # noqa: ANN401 - only ever compared
    """The same for states that SQLite cannot tell apart; None: it is not known what it looks at."""
    by_name = {path.rpartition("/")[2]: (file, fates) for path, file, fates in files}
    by_name = {end: by_name[f"{STORE}{end}"] for end in ("", "-journal", "-wal") if f"{STORE}{end}" in by_name}
    if "" not in by_name or len(by_name) != 2:
        return None
    store, fates = by_name.pop("")
    ((kind, (beside, became)),) = by_name.items()
    if store.cut or beside.cut:
        return None
    restored = _journal(beside.whole(became)) if kind == "-journal" else _log_of(beside, became)
    if restored is None:
        return kind, beside.part(became, 0, 1) != b"\0", store.key(fates)
    return kind, restored.told, store.key_beyond(fates, restored.pages, restored.length)


def _journal(data: bytes) -> Restored | None:
    """None: nothing of it counts."""
    if len(data) < SECTOR or data[:8] != _MAGIC:
        return None
    count, _, length, sector, page = struct.unpack(">5I", data[8:28])
    if (sector, page) != (SECTOR, PAGE) or count == _WORD:
        return Restored(data, frozenset(), _ALL)
    end = SECTOR + count * _RECORD
    behind = -(-end // SECTOR) * SECTOR  # where another header may stand, with more records
    if count == 0 or data[behind : behind + 8] == _MAGIC:
        told = data[:28], data[SECTOR : SECTOR + 28] if count == 0 else data, len(data) < 2 * SECTOR
        return Restored(told, frozenset(), _ALL)
    return _records(data[:end], count, length)


@cache
def _records(data: bytes, count: int, length: int) -> Restored:
    pages = set[int]()
    nonce = struct.unpack(">I", data[12:16])[0]
    for at in range(SECTOR, SECTOR + count * _RECORD, _RECORD):
        record = data[at : at + _RECORD]
        if len(record) < _RECORD:
            break
        (number,), (told,) = struct.unpack(">I", record[:4]), struct.unpack(">I", record[-4:])
        if number == 0 or told != (nonce + sum(record[4 + PAGE - _EACH : 4 : -_EACH])) & _WORD:
            break
        pages.add(number - 1)
    return Restored(data, frozenset(pages), length * PAGE)


def _log_of(file: Unsure, fates: Sequence[Fate]) -> Restored | None:
    """Of a log: up to where it is as if nothing was lost, its frames are those of that."""
    same, whole = file.same_until(fates), file.kept
    if same >= len(whole):
        return _log(whole)[-1]
    after, count = _log(whole), (same - _LOG_HEAD) // _FRAME
    begin, end = _LOG_HEAD + count * _FRAME, _LOG_HEAD + (count + 1) * _FRAME
    if same < _LOG_HEAD or count >= len(after) or file.part(fates, begin, end) == whole[begin:end].ljust(_FRAME, b"\0"):
        return _log(file.whole(fates))[-1]  # perhaps an older log, or more of this one
    return after[count]


@cache
def _log(data: bytes) -> list[Restored | None]:
    """What the head and each further frame of a log do to the store, as far as they are right."""
    if len(data) < _LOG_HEAD:
        return [None]
    head = data[:_LOG_HEAD]
    magic, _, page = struct.unpack(">3I", head[:12])
    sums = _summed(head[:24], 0, 0, big=bool(magic & 1))
    if magic & ~1 != 0x377F0682 or page != PAGE or struct.pack(">2I", *sums) != head[24:]:
        return [None]
    found: list[Restored | None] = [None]
    seen, told = set[int](), hash(head)
    for at in range(_LOG_HEAD, len(data) - _FRAME + 1, _FRAME):
        frame = data[at : at + _FRAME]
        sums = _framed(frame, *sums, big=bool(magic & 1))
        if frame[8:16] != head[16:24] or struct.pack(">2I", *sums) != frame[16:24]:
            break
        number, size = struct.unpack(">2I", frame[:8])
        seen.add(number - 1)
        told = hash((told, frame))
        found.append(Restored(told, frozenset(seen), size * PAGE) if size else found[-1])
    return found


@cache
def _framed(frame: bytes, first: int, second: int, *, big: bool) -> tuple[int, int]:
    return _summed(frame[24:], *_summed(frame[:8], first, second, big=big), big=big)


def _summed(data: bytes, first: int, second: int, *, big: bool) -> tuple[int, int]:
    words: Iterable[int] = struct.unpack(f"{'>' if big else '<'}{len(data) // 4}I", data)
    each = iter(words)
    for one, other in zip(each, each, strict=True):
        first = (first + one + second) & _WORD
        second = (second + other + first) & _WORD
    return first, second
