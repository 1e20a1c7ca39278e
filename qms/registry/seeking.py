"""Records that are like a text or another record, among those that whoever asks may read.

No index stands behind it. What a customer wrote is sealed under a key of the customer's own, and goes with the key: its
pairs of syllables in a table would outlive it. What is compared is opened for the question, in its masked form, so that
nobody can try out whose number or name stands in a text; see `qms.base.similar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from qms.base.level import Level
from qms.base.similar import alike, nearest
from qms.errors import BadCode
from qms.flows.levels import at_level
from qms.kinds import kind_of_code
from qms.ledger.commitment import LOCKED
from qms.organisation.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.registry.registry import Registry
    from qms.registry.sight import SeenReading

LEAST: Final = 0.2
"""How alike a record must be to be named at all."""
_CHUNK: Final = 500


@dataclass(frozen=True)
class Alike:
    """A record, masked as those who work with it see it, and how alike it is, from 0 to 1."""

    record: Record
    share: float


def similar(registry: Registry, kind: Kind[Any], to: str, *, limit: int = 10, least: float = LEAST) -> list[Alike]:
    """Records of a kind that are like ``to``: the code of a record of any kind that has a text, or a text.

    The most alike come first; a record that is kept for a role is neither compared nor compared with, for whoever
    does not hold it. All readable records of the kind are opened.

    Raises:
        NoRecord: ``to`` is a code, and there is no record with it.
        KeptFromYou: it is that of a record which is kept from whoever asks.

    """
    code, text = _asked(registry, to)
    with registry.reading() as reading:
        found = [one for one in _readable(reading, kind) if one.code != code]
    shares = alike(text, (_told(kind, one) for one in found))
    return [Alike(found[at], shares[at]) for at in nearest(shares, least, limit)]


def _asked(registry: Registry, to: str) -> tuple[str | None, str]:
    kind = kind_of_code(to.strip().upper())
    if kind is None or not kind.alike:
        return None, to
    try:
        record = registry.whole(kind, to)
    except BadCode:
        return None, to
    return record.code, _told(kind, at_level(kind, record, Level.INTERNAL))


def _readable(reading: SeenReading, kind: Kind[Any]) -> Iterator[Record]:
    codes = reading.codes(kind)
    for start in range(0, len(codes), _CHUNK):
        for record in reading.find(kind, code=tuple(codes[start : start + _CHUNK])):
            if reading.sight(kind, record) is Sight.FULL:
                yield at_level(kind, record, Level.INTERNAL)


def _told(kind: Kind[Any], record: Record) -> str:
    said = (getattr(record, name) for name in kind.alike)
    return "\n".join(one for one in said if one and one != LOCKED)


__all__ = ["LEAST", "Alike", "similar"]
