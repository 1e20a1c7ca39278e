"""Separation of duties at the desk: by what the record says, and by who did what on it, as the ledger has it."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from qms.errors import OwnWork

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from qms.base.apart import Apart
    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.ledger.entry import Entry
    from qms.store.reading import Reading


def check_apart(reading: Reading, kind: Kind[Any], act: str, change: tuple[Record, Record], *who: str | None) -> None:
    """Raise `OwnWork` where one of ``who`` (who acts, for whom) had a part in what the act judges.

    ``change`` is the record before the act and after it: of an act on one part, that part alone counts.
    """
    apart = kind.apart.get(act)
    if apart is None:
        return
    before, after = change
    parts = _touched(getattr(before, apart.each), getattr(after, apart.each)) if apart.each else None
    found = involved(reading, kind, apart, before, parts)
    for one in who:
        if one in found:
            raise OwnWork(code=before.code, act=f"{kind.words}.act.{act}", actor=one)


def involved(
    reading: Reading, kind: Kind[Any], apart: Apart, record: Record, parts: Collection[int] | None = None
) -> frozenset[str]:
    """Codes of the people who are kept from an act on a record; ``parts``: of an act on these parts, from 0.

    None: of an act on the whole, and of one on a part whoever is kept from it on some part.
    """
    found = apart.people(record, parts)
    if not (apart.acts or apart.last):
        return found
    acts = {f"{kind.name}.{one}" for one in apart.acts}
    entries = list(reading.entries(code=record.code))
    found |= _doers(
        {one.act: one for one in entries if one.act in {f"{kind.name}.{last}" for last in apart.last}}.values()
    )
    begun = max((i + 1 for i, one in enumerate(entries) if one.act == f"{kind.name}.{kind.anew}"), default=0)
    if apart.each is None:
        return found | _doers(one for one in entries[begun:] if one.act in acts)
    did = _doers_of_parts(entries, acts, apart.each)
    return found | frozenset(chain.from_iterable(of for i, of in enumerate(did) if parts is None or i in parts))


def _doers(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(one for entry in entries for one in (entry.actor, entry.on_behalf_of) if one is not None)


def _doers_of_parts(entries: Iterable[Entry], acts: Collection[str], each: str) -> list[frozenset[str]]:
    """For each part that there is in the end, who did one of the acts on it; one that was taken away is forgotten."""
    did: list[frozenset[str]] = []
    before: list[Any] = []
    for entry in entries:
        now: list[Any] = json.loads(entry.record)[each]
        did = [*did[: len(now)], *([frozenset[str]()] * (len(now) - len(did)))]
        if entry.act in acts:
            for i in _touched(before, now):
                did[i] |= _doers((entry,))
        before = now
    return did


def _touched(before: Sequence[Any], after: Sequence[Any]) -> frozenset[int]:
    """Which parts an act changed or added."""
    return frozenset(i for i, part in enumerate(after) if i >= len(before) or part != before[i])
