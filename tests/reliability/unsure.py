"""A file of which some writes may be lost: what it may hold, and how that is known without building it."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.reliability.recorded import Op

SECTOR: Final = 512
PAGE: Final = 4096
LOST, KEPT, LENGTH = 0, 1, 2
Fate = int | tuple[str, int]
"""Of one write: lost, kept, kept as length with zeros in it, or its head or tail kept up to or from a byte."""
Write = tuple[int, bytes | None]
"""Bytes written at a place, or None: cut to that length."""
_ZEROS: Final = bytes(PAGE)


@dataclass(frozen=True)
class Built:
    """What a file holds.

    Attributes:
        durable: the bytes that were durable; None: that says nothing about it.
        length: how long it is.
        pages: number of a page → its bytes, filled up with zeros, where they may differ from the durable ones; others
            beyond these are zeros.

    """

    durable: bytes | None
    length: int
    pages: dict[int, bytes]


@dataclass
class _Page:
    """A page that writes touch."""

    writes: list[int]
    fates: Callable[[Sequence[Fate]], Any]
    known: dict[Any, tuple[int, bytes]] = field(default_factory=dict[Any, tuple[int, bytes]])
    """What became of these writes → what the page adds to the sum then, and its bytes."""


class Unsure:
    """A file: its durable bytes, and what was done to it since."""

    def __init__(self, durable: bytes = b"") -> None:
        """With these bytes, all durable."""
        self.pending: list[Write] = []
        self._all: bytes | None = None
        self._length = len(durable)
        self._settle(durable)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """From which to which byte each pending write goes."""
        return [(at, at + len(data or b"")) for at, data in self.pending]

    def do(self, op: Op) -> None:
        """Do an operation to it."""
        self._all = None
        if op.what == "sync" and self.pending:
            self._settle(self.whole((KEPT,) * len(self.pending)))
        elif op.what == "cut":
            self.pending.append((op.at, None))
            self._length, self.cut = op.at, True
        elif op.what == "write" and op.data:
            at = self._length if op.at < 0 else op.at
            self.pending.append((at, op.data))
            self._length = max(self._length, at + len(op.data))
            for page in range(at // PAGE, (at + len(op.data) - 1) // PAGE + 1):
                writes = [*(self._pages[page].writes if page in self._pages else ()), len(self.pending) - 1]
                self._pages[page] = _Page(writes, itemgetter(*writes))

    def _settle(self, durable: bytes) -> None:
        self.durable, self.pending = durable, []
        self._pages = dict[int, _Page]()
        self.cut = False
        self._sum = summed(durable)
        self._beyond = dict[tuple[frozenset[int], int], int]()

    def key(self, fates: Sequence[Fate]) -> int:
        """A number that is the same for the same bytes; see `summed`."""
        if self.cut:
            data = self.whole(fates)
            return hash((summed(data), len(data)))
        sum_ = self._sum + sum([self._of(number, page, fates)[0] for number, page in self._pages.items()])
        return hash((sum_, self._long(fates)))

    def key_beyond(self, fates: Sequence[Fate], pages: frozenset[int], length: int) -> int:
        """The same of what is neither in these pages nor behind that length, and of its first hundred bytes."""
        sum_ = self._durable_beyond(pages, length)
        for number, page in self._pages.items():
            if number not in pages and number * PAGE < length:
                sum_ += self._of(number, page, fates)[0]
        return hash((sum_, min(self._long(fates), length), self._at(0, fates)[:100]))

    def _durable_beyond(self, pages: frozenset[int], length: int) -> int:
        known = self._beyond.get((pages, length))
        if known is None:
            each = enumerate(_pages(self.durable))
            known = sum(
                _of_page(number, page) for number, page in each if number not in pages and number * PAGE < length
            )
            self._beyond[pages, length] = known
        return known

    def built(self, fates: Sequence[Fate]) -> Built:
        """What it holds, when this became of what is pending."""
        if self.cut:  # what later writes do depends on how long it was
            data = self.whole(fates)
            return Built(None, len(data), dict(enumerate(map(bytes, _pages(data)))))
        found = {number: self._of(number, page, fates)[1] for number, page in self._pages.items()}
        return Built(self.durable, self._long(fates), found)

    def whole(self, fates: Sequence[Fate]) -> bytes:
        """The same in the obvious way: one write after the other."""
        made = bytearray(self.durable)
        for (at, data), fate in zip(self.pending, fates, strict=True):
            if fate != LOST:
                applied(made, at, data, fate)
        return bytes(made)

    @property
    def kept(self) -> bytes:
        """What it holds when nothing is lost."""
        if self._all is None:
            self._all = self.whole((KEPT,) * len(self.pending))
        return self._all

    def same_until(self, fates: Sequence[Fate]) -> int:
        """The first byte that may differ from what it holds when nothing is lost."""
        at = max(len(self.kept), self._length)
        for (begin, _), fate in zip(self.pending, fates, strict=True):
            if fate != KEPT:
                at = min(at, begin + (fate[1] if isinstance(fate, tuple) and fate[0] == "head" else 0))
        return at

    def part(self, fates: Sequence[Fate], begin: int, end: int) -> bytes:
        """Some of what it holds, filled up with zeros; nothing was cut."""
        numbers = range(begin // PAGE, (end - 1) // PAGE + 1)
        return b"".join(self._at(number, fates) for number in numbers)[begin - numbers[0] * PAGE :][: end - begin]

    def _at(self, number: int, fates: Sequence[Fate]) -> bytes:
        if number in self._pages:
            return self._of(number, self._pages[number], fates)[1]
        return self.durable[number * PAGE : (number + 1) * PAGE].ljust(PAGE, b"\0")

    def _of(self, number: int, page: _Page, fates: Sequence[Fate]) -> tuple[int, bytes]:
        became = page.fates(fates)
        found = page.known.get(became)
        if found is None:
            found = page.known[became] = self._page(number, page, fates)
        return found

    def _long(self, fates: Sequence[Fate]) -> int:
        """How long it is; nothing was cut."""
        long = len(self.durable)
        if long < self._length:
            for (at, data), fate in zip(self.pending, fates, strict=True):
                if fate != LOST:
                    end = at + (fate[1] if isinstance(fate, tuple) and fate[0] == "head" else len(data or b""))
                    long = max(long, end)
        return long

    def _page(self, number: int, page: _Page, fates: Sequence[Fate]) -> tuple[int, bytes]:
        """What a page adds to the sum when this became of its writes, less what it adds as it is durable; its bytes."""
        begin = number * PAGE
        before = self.durable[begin : begin + PAGE].ljust(PAGE, b"\0")
        made = bytearray(before)
        for one in page.writes:
            fate, (at, data) = fates[one], self.pending[one]
            if fate in {LOST, LENGTH} or data is None:
                continue  # what is kept as length alone is zeros, where nothing else is
            if isinstance(fate, tuple):
                at, data = (at, data[: fate[1]]) if fate[0] == "head" else (at + fate[1], data[fate[1] :])
            low, high = max(at, begin), min(at + len(data), begin + PAGE)
            if low < high:
                made[low - begin : high - begin] = data[low - at : high - at]
        return _of_page(number, bytes(made)) - _of_page(number, before), bytes(made)


def applied(made: bytearray, at: int, data: bytes | None, fate: Fate) -> None:
    """Do one write to a file."""
    if data is None:
        made[at:] = bytes(max(0, at - len(made)))
        return
    end = at + len(data)
    if fate == LENGTH:
        data = bytes(max(0, end - max(at, len(made))))
        at = end - len(data)
    elif isinstance(fate, tuple):
        at, data = (at, data[: fate[1]]) if fate[0] == "head" else (at + fate[1], data[fate[1] :])
    if at > len(made):
        made.extend(bytes(at - len(made)))
    made[at : at + len(data)] = data


def summed(data: bytes) -> int:
    """A sum over pages, each filled up with zeros, of which nothing but zeros adds none."""
    return sum(_of_page(number, page) for number, page in enumerate(_pages(data)))


def _pages(data: bytes) -> Iterator[bytes]:
    return (data[at : at + PAGE].ljust(PAGE, b"\0") for at in range(0, len(data), PAGE))


def _of_page(number: int, page: bytes) -> int:
    return 0 if page == _ZEROS else hash((number, page))
