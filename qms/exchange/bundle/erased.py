"""Erasures since a backup was made, carried out again in the store that is made of it: what was erased stays erased."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from qms import errors
from qms.ledger import erasures
from qms.records.erasure import KIND, ErasedRecord, Erasure, ErasureBasis, ErasureStatus
from qms.registry.shared import now_by
from qms.registry.standing import Standing
from qms.store.commitments import erased_until
from qms.store.table import entries
from qms.store.writing import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from qms.ledger.commitment import Sealed
    from qms.ledger.erasures import Told
    from qms.store.writing import Writing

ACT = f"{KIND.name}.replay"


class Owed(NamedTuple):
    """An erasure that a ledger does not know, and the records of it with the last version that was erased."""

    told: Told
    until: Mapping[str, int]


def owed(writing: Writing) -> tuple[Owed, ...]:
    """What the journal tells of this ledger's records and the ledger does not; raise `BadJournal`."""
    known, found = erased_until(writing.connection, [KIND]), list[Owed]()
    for told in erasures.read(writing.origin()):
        until = {code: _same(writing, code, leaves) for code, leaves in told.leaves.items()}
        until = {code: version for code, version in until.items() if version > known.get(code, 0)}
        if until:
            known |= until
            found.append(Owed(told, until))
    return tuple(found)


def _same(writing: Writing, code: str, leaves: Iterable[str]) -> int:
    """Up to which version the entries of a record are those that were erased from; 0: none is."""
    if writing.connection.scalar(select(entries.c.position).where(entries.c.code == code).limit(1)) is None:
        return 0
    same = 0
    for entry, leaf in zip(sorted(writing.entries(code=code), key=lambda one: one.version), leaves, strict=False):
        if entry.leaf().hex() != leaf:
            break
        same = entry.version
    return same


class Held:
    """Personal values on their way into the store, without those that are not to come back."""

    def __init__(self, found: Iterable[Owed]) -> None:
        """Hold these back."""
        self._until = {code: (version, one) for one in found for code, version in one.until.items()}
        self.values: dict[str, int] = {}
        self.people: dict[str, set[str]] = {}

    def past(self, given: Iterable[tuple[Sealed, int]]) -> Iterator[tuple[Sealed, int]]:
        """Those that go in."""
        for value, version in given:
            until, one = self._until.get(value.code, (0, None))
            if one is None or version > until:
                yield value, version
                continue
            of = one.told.erasure
            self.values[of] = self.values.get(of, 0) + 1
            self.people.setdefault(of, set()).add(value.subject)


def tell(
    writing: Writing, found: Iterable[Owed], held: Held, by: str | None, clock: Callable[[], datetime]
) -> tuple[str, ...]:
    """Let the ledger say what was held back, in the name of who restores; return the codes of the erasures.

    Raises:
        ErasedSince: nobody is named.
        UnknownActor: whoever it is does not work here today, as the backup knows it.

    """
    found = tuple(found)
    if not found:
        return ()
    if by is None:
        raise errors.ErasedSince(codes=tuple(one.told.erasure for one in found))
    now, stood = now_by(clock), Standing().at(writing)
    today = now.astimezone(stood.zone).date()
    if stood.directory.person(by, today) is None:
        raise errors.UnknownActor(actor=by)
    made: list[str] = []
    for one in found:
        number = writing.next_number(f"{KIND.name}-{today.year}")
        try:
            record = _record(one, held, KIND.number(today.year, number), by, now)
        except (KeyError, ValueError):  # the second: of pydantic too
            raise errors.BadJournal(place=str(erasures.file_of(writing.origin()))) from None
        head = Head(now, str(stood.zone), now, by, ACT, reason=one.told.erasure)
        writing.append(KIND, None, record, head)
        made.append(record.code)
    writing.settle()
    return tuple(made)


def _record(one: Owed, held: Held, code: str, by: str, now: datetime) -> Erasure:
    told, said = one.told, one.told.said
    return Erasure(
        code=code, status=ErasureStatus.ERASED, basis=ErasureBasis(said["basis"] or ""), law=said["law"] or "",
        asked_by=said["asked_by"] or "", asked_on=date.fromisoformat(said["asked_on"] or ""),
        approved_by=said["approved_by"], approved_on=date.fromisoformat(said["approved_on"] or ""),
        begun_by=by, begun_at=now, erased_at=now, taken=held.values.get(told.erasure, 0),
        people=len(held.people.get(told.erasure, ())),
        records=tuple(ErasedRecord(matter=matter, until=until) for matter, until in one.until.items()),
    )  # fmt: skip
