"""Personal data erased: whose, whether it may be, by whom, and until nothing is left that was looked for."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qms import errors
from qms.base.files import File
from qms.base.record import Origin
from qms.kinds import all_kinds
from qms.records.erasure import ErasedRecord, Erasure, ErasureBasis, Erasures, ErasureStatus, Scanned
from qms.records.erasure.rules import LIFECYCLE
from qms.registry.authority import check
from qms.registry.clearance import refuse_kept
from qms.registry.holds import Holding, kind_named, record_of
from qms.registry.sight import Sight
from qms.store import erasing as stored
from qms.store.rows import personal_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.registry.outside import Left
    from qms.registry.registry import Registry
    from qms.store.forensic import Looked

REPORT: Final = "qms.erasure-scan/1"
_SIGNS: Final = re.compile(r"[\s\-+().·]")


class Target(NamedTuple):
    """A record whose personal values could be erased.

    Attributes:
        kind, code: the record.
        subject: number that stands for the person.
        fields: names of the fields that hold something now.
        open: whether the matter is not closed, or the person still here: then it is still needed.
        hold: code of the hold that keeps it; None: there is none.

    """

    kind: str
    code: str
    subject: str
    fields: tuple[str, ...]
    open: bool
    hold: str | None = None


class CarriedErasures(Erasures):
    """Erasures with what they take out of the store."""

    def __init__(self, registry: Registry) -> None:
        """Put the acts at the registry."""
        super().__init__(registry)
        self._registry = registry

    def plan(
        self, codes: Sequence[str] = (), *, subject: str | None = None, contact: str | None = None
    ) -> tuple[Target, ...]:
        """What an erasure would take, without asking for one: of these records, of this person, or with this contact.

        ``subject`` is the number that stands for a person; ``contact`` is compared by its letters and digits alone,
        with the contacts of all customers that the reader may see.

        Raises:
            NoRecord: there is no such record.
            NothingPersonal: a record of such a kind holds nothing personal apart.

        """
        today = self._registry.facts().today
        holds = Holding(self._registry, today)
        found = {record.code: _target(kind, record, holds, today) for kind, record in map(self._found, codes)}
        wanted = _plain(contact) if contact else ""
        for kind, record in self._of_people() if subject or wanted else ():
            same = subject is not None and getattr(record, kind.subject or "", None) == subject
            if same or (wanted and wanted in _contacts(record)):
                found.setdefault(record.code, _target(kind, record, holds, today))
        return tuple(found.values())

    def copies(self) -> tuple[str, ...]:
        """Names of the copies of the store, of before it was migrated, that lie beside it and that nothing erases."""
        return stored.copies(self._registry.store)

    def left(self, codes: Sequence[str]) -> tuple[Left, ...]:
        """Backups, exports, packets and files that left with values of these records, as the log of accesses knows."""
        from qms.registry.outside import left

        return left(self._registry, codes)

    def ask(  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, with what it is about
        self,
        *,
        basis: ErasureBasis,
        law: str,
        codes: Sequence[str],
        department: str | None = None,
        disposal: str | None = None,
    ) -> Erasure:
        """Ask for the personal values of these records to be erased.

        ``disposal`` is the one by which a board decided to dispose of them; then records that hold nothing personal
        are taken too. None: it is about what is personal alone.

        Raises what `plan` does, and:
            KeptFromYou: one of them is kept for a role that the actor does not hold: nobody asks for what they may
                not read to be gone.
            NotAllowed: the actor may not ask for it in the department of one of them.
            StillNeeded: a matter is not closed, or a person still works here.
            UnderHold, PeriodRuns, NotOnList: see `qms.registry.clearance.refuse_kept`.

        """
        given = [self._found(code, whole=disposal is not None) for code in codes]
        found = list({record.code: (kind, record) for kind, record in given}.values())
        for kind, record in found:
            if self._registry.sight(kind, record) is not Sight.FULL:
                raise errors.KeptFromYou(code=record.code)
            check(self._registry.facts(), self.kind, "ask", record)
        _refuse_open(found, self._registry.facts().today)
        refuse_kept(self._registry, found, basis, disposal)
        records = tuple(ErasedRecord(matter=record.code) for _, record in found)
        return super().ask(basis=basis, law=law, records=records, department=department, disposal=disposal)

    def approve(self, which: str | Erasure) -> Erasure:  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, with what it is about
        """Approve it, as somebody who may in the department of each of its records.

        Raises:
            OwnWork: whoever asked, or had it asked for, may not approve.
            NotAllowed: the actor may not, in the department of one of the records.
            UnderHold, PeriodRuns, NotOnList: see `qms.registry.clearance.refuse_kept`.

        """
        with self._registry.batch():
            made = super().approve(which)
            found = self._all_of(made)
            for _, record in found:
                check(self._registry.facts(), self.kind, "approve", record)
            refuse_kept(self._registry, found, made.basis, made.disposal)
            return made

    def carry_out(self, which: str | Erasure) -> Erasure:
        """Erase what was approved, and go on with what was broken off; done once, it stays as it is.

        The values go in one transaction with the entry that says so; then the files of the store are written anew,
        and every file of its folder is looked through for what was to be gone, in eight spellings. Where something
        is found the erasure ends all the same, and says how often and in which files: what the ledger or another file
        says in the clear no program takes back. Whatever breaks it off, it is begun again with the same call.

        Raises:
            WrongStep: it is not approved, or was approved in another store.
            StillNeeded: a matter was opened again meanwhile.
            UnderHold: a hold was placed meanwhile.
            NotAllowed: the actor may not erase.
            PersonalLocked: the key that opens personal values is not here.
            BadJournal: the journal of erasures, beside the keys, cannot be written; call it again.
            StoreLocked: somebody writes; call it again.
            NotScrubbed: somebody reads on or the disk fails, so that the files cannot be written anew; call it again.

        """
        erasure = self.get(which.code if isinstance(which, Erasure) else which)
        if erasure.status in {ErasureStatus.APPROVED, ErasureStatus.ASKED, ErasureStatus.REFUSED}:
            erasure = self._taken(erasure)
        if erasure.status is ErasureStatus.ERASING:
            erasure = self._concluded(erasure)
        stored.close_log(self._registry.store)
        return erasure

    def _taken(self, erasure: Erasure) -> Erasure:
        """In one transaction the values go, and the entry says so."""
        codes = [one.matter for one in erasure.records]
        with self._registry.batch(), self._registry.writing() as writing:
            if erasure.status is ErasureStatus.APPROVED and erasure.origin is Origin.NATIVE:
                found = self._all_of(erasure)
                _refuse_open(found, self._registry.facts().today)
                refuse_kept(self._registry, found, erasure.basis, erasure.disposal)
                taken = stored.take(writing, erasure.code, codes)
                records = tuple(one.but(until=taken.until[one.matter]) for one in erasure.records)
                begun = super().begin(erasure, records=records, taken=taken.values, people=taken.subjects)
                stored.put_note(writing, erasure.code, taken.note)
                return begun
            # What was approved elsewhere and brought here nobody approved of the records of this store.
            unapproved = ErasureStatus.ASKED if erasure.status is ErasureStatus.APPROVED else erasure.status
            LIFECYCLE.check("begin", unapproved, erasure.code)
            return erasure

    def _concluded(self, erasure: Erasure) -> Erasure:
        registry = self._registry
        stored.journal(registry.store, erasure.code, _ground(erasure), _until(erasure))
        looked = stored.look(registry.store, stored.noted(registry.store, erasure.code), erasure.code)
        outside = [one.told() for one in self.left([one.matter for one in erasure.records])]
        report = _report(erasure, looked, stored.copies(registry.store), outside)
        scanned = Scanned(
            files=looked.files, found=looked.hits, closed=len(looked.packed) + len(looked.unread),
            digest=sha256(report).hexdigest(),
        )  # fmt: skip
        with registry.batch(), registry.writing() as writing:
            done = super().finish(erasure, scanned=scanned)
            stored.forget_note(writing, erasure.code)
            return self.attach(done, File(f"{erasure.code}-scan.txt", report))

    def _all_of(self, erasure: Erasure) -> list[tuple[Kind[Any], Record]]:
        return [self._found(one.matter, whole=erasure.disposal is not None) for one in erasure.records]

    def _found(self, code: str, *, whole: bool = False) -> tuple[Kind[Any], Record]:
        """A record that is named; ``whole``: what holds nothing personal apart is taken too."""
        if not (kind_named(code).subject or whole):
            raise errors.NothingPersonal(code=code)
        return record_of(self._registry, code)

    def _of_people(self) -> Iterator[tuple[Kind[Any], Record]]:
        for kind in all_kinds():
            if kind.subject:
                yield from ((kind, one) for one in self._registry.find(kind))


def _target(kind: Kind[Any], record: Record, holds: Holding, today: date) -> Target:
    fields = tuple(name for name, _ in personal_values(kind, record))
    subject = str(getattr(record, kind.subject or ""))
    return Target(kind.name, record.code, subject, fields, _needed(kind, record, today), holds.over(kind, record))


def _needed(kind: Kind[Any], record: Record, today: date) -> bool:
    """Whether it is not closed, or a person still works here, be the last day known already."""
    if kind.closed is None:
        return False
    since = getattr(record, kind.closed)
    return since is None or (not isinstance(since, datetime) and since > today)


def _refuse_open(found: Sequence[tuple[Kind[Any], Record]], today: date) -> None:
    still = tuple(record.code for kind, record in found if _needed(kind, record, today))
    if still:
        raise errors.StillNeeded(codes=still)


def _contacts(record: Record) -> set[str]:
    named = ("customer_contact", "email", "phone")
    return {_plain(value) for name in named if (value := getattr(record, name, None))}


def _plain(contact: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", contact)).casefold()


def _ground(erasure: Erasure) -> dict[str, str | None]:
    """What the journal of erasures says of ground and people."""
    names = ("basis", "law", "asked_by", "asked_on", "approved_by", "approved_on")
    said = erasure.model_dump(mode="json")
    return {name: said[name] for name in names}


def _until(erasure: Erasure) -> dict[str, int]:
    return {one.matter: one.until for one in erasure.records if one.until is not None}


def _report(erasure: Erasure, looked: Looked, copies: Sequence[str], outside: Sequence[Any]) -> bytes:
    """What was looked through and found, without any value; file names are those of the folder of the store."""
    told = {
        "schema": REPORT, "erasure": erasure.code, "taken": erasure.taken, "people": erasure.people,
        "files": looked.files, "bytes": looked.bytes, "found": looked.found, "packed": looked.packed,
        "unread": looked.unread, "too_short": looked.short, "tables": looked.tables, "anew": looked.anew,
        "part": looked.part, "copies": copies,
        "outside": outside,
    }  # fmt: skip
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
