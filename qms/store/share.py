"""What one part of the quick check brings along, and how parts are put together."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

PRIME: Final = 2**255 - 19
"""For products over hashes: with a secret added to each, two different sets of hashes have the same product only by
a chance of their number in this one (the lemma of Schwartz and Zippel), whoever chose the hashes."""


class Doubt(Exception):
    """Something does not hold, or is of a form that the quick check does not know."""


@dataclass
class Share:
    """What was seen, of one part or of several.

    Attributes:
        well: whether all of it holds but for what ``codes`` names.
        codes: records whose rows or personal values are not what their entries tell.
        rows: table → rows read, less those that are there by another count.
        hashes: product over the hashes kept of the entries that were read in their order.
        leaves: product over the hashes worked out of the entries that were read with their records.
        numbers: row of numbers → the last one given out.
        named: digest of each content that entries name → position of the first that does, media type it says.
        kept: digest of each content there is → its media type.
        unchecked: personal values of which nothing can be said, the key that opens them not being here.
        erased: personal values that were erased by an act.

    """

    well: bool = True
    codes: set[str] = field(default_factory=set[str])
    rows: dict[str, int] = field(default_factory=dict[str, int])
    hashes: int = 1
    leaves: int = 1
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    named: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    kept: dict[str, str] = field(default_factory=dict[str, str])
    unchecked: int = 0
    erased: int = 0

    def doubt(self, code: object) -> None:
        """Name a record; raise `Doubt` where it has no code that can be asked for."""
        if not isinstance(code, str):
            raise Doubt
        self.codes.add(code)

    def name(self, digest: str, position: int, media: str) -> None:
        """An entry names content; the first that does says of what media type it is."""
        if digest not in self.named or position < self.named[digest][0]:
            self.named[digest] = position, media

    def add(self, other: Self) -> None:
        """Take in what another part brings."""
        self.well = self.well and other.well
        self.codes |= other.codes
        self.kept.update(other.kept)
        self.unchecked += other.unchecked
        self.erased += other.erased
        self.hashes = self.hashes * other.hashes % PRIME
        self.leaves = self.leaves * other.leaves % PRIME
        for digest, (position, media) in other.named.items():
            self.name(digest, position, media)
        for name, count in other.rows.items():
            self.rows[name] = self.rows.get(name, 0) + count
        for name, number in other.numbers.items():
            self.numbers[name] = max(self.numbers.get(name, 0), number)

    def spelled(self) -> str:
        """As one line of JSON."""
        return json.dumps({**asdict(self), "codes": sorted(self.codes)})


def read_share(line: str) -> Share:
    """The share that `Share.spelled` spells."""
    plain: dict[str, Any] = json.loads(line)
    plain["codes"] = set(plain["codes"])
    return Share(**plain)
