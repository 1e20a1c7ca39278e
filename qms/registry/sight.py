"""What whoever opened the registry may read, for every way of reading: records, entries, files (manual P-6.1, P-6.3).

This is the one place where what is kept for one role is kept from others. Nothing above it has to ask again; whatever
goes out to people is built from what is given here.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from sqlalchemy import select, union

from qms import errors
from qms.base.kind import personal_fields
from qms.base.record import Record
from qms.kinds import all_kinds
from qms.kinds import kind as kind_of
from qms.ledger.canonical import canonical
from qms.organisation.concern import KEPT_KIND, About
from qms.organisation.sight import Reader, Sight
from qms.registry.shared import now_by
from qms.store.reading import Reading
from qms.store.rows import Loaded, tables_of
from qms.store.table import shared

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from qms.base.kind import Kind
    from qms.ledger.entry import Entry
    from qms.registry.registry import Registry
    from qms.registry.shared import Acting, Shared

R = TypeVar("R", bound=Record)
UNTOLD: Final = ("links", "attachments")
"""Parts that are not told of a silent record: what it is about shows by what it names, and by the digest of a file."""


def silent(kind: Kind[Any], record: R) -> R:
    """The record without a word that a person wrote, without files and without links.

    Its topic and the body that it went to are for statistics, and stay.
    """
    changes: dict[str, Any] = dict.fromkeys(_hidden(kind)) | dict.fromkeys(UNTOLD, ())
    for name, of in kind.parts().items():
        if name not in UNTOLD:
            gone = dict.fromkeys(personal_fields(of))
            changes[name] = tuple(one.model_copy(update=gone) for one in getattr(record, name))
    return record.model_copy(update=changes)


def silent_entry(kind: Kind[Any], entry: Entry) -> Entry:
    """The entry without its reason, and with what `silent` leaves of the record; it has another hash."""
    record = json.loads(entry.record)
    record |= dict.fromkeys(_hidden(kind) & record.keys()) | {name: [] for name in UNTOLD if name in record}
    for name, of in kind.parts().items():
        for part in record.get(name, ()):
            part.update(dict.fromkeys(personal_fields(of) & part.keys()))
    return replace(entry, reason=None, record=canonical(record).decode())


class SeenReading(Reading):
    """A reading in which whoever reads is given what they may see. It asks in the transaction of another.

    What is counted in the database itself (`connection`), the hashes and the size of the ledger are of all records.
    """

    def __init__(
        self, whole: Reading, reader: Callable[[], Reader], present: Callable[[], AbstractContextManager[Reading]]
    ) -> None:
        """Read by ``whole``; ``reader`` tells who does, once something is asked that may be kept from them.

        ``present`` reads the store as it is now: whom a case is about now, it is about in the past too.
        """
        self._whole, self._reader, self._present = whole, reader, present
        self.seals = whole.seals

    @property
    def connection(self) -> Connection:
        """Where all of it is asked; what a batch has not written yet is written first."""
        return self._whole.connection

    def newest(self, kinds: Sequence[str]) -> int:
        """See `Reading.newest`."""
        return self._whole.newest(kinds)

    def sight(self, kind: Kind[Any], record: Record) -> Sight:
        """How much of a record whoever reads may see."""
        return self._sight(kind, record.code, getattr(record, "type", None))

    def gives(self, kind: Kind[R], made: R) -> R:
        """What an act made, as whoever did it may see it: the record itself says whom it is about."""
        if kind.name != KEPT_KIND:
            return made
        seen = self._by.sight(kind.name, getattr(made, "type", None), About.of(made))
        return made if seen is Sight.FULL else silent(kind, made)

    def codes_about(self) -> tuple[str, ...]:
        """Codes of the cases that are about somebody now."""
        return tuple(sorted(self._about))

    def said_about(self, kind: Kind[Any], code: str) -> dict[str, str | None]:
        """The fields that say whom a record is about now, whether or not whoever reads is told."""
        about = self._about.get(code) if kind.about else None
        return {} if about is None else dict(zip(kind.about, (about.department, about.person), strict=True))

    def load(self, kind: Kind[R], code: str) -> Loaded[R]:
        """See `Reading.load`; a silent record comes without salts too."""
        found = self._whole.load(kind, code)
        if self.sight(kind, found.record) is Sight.FULL:
            return found
        return Loaded(silent(kind, found.record))

    def find(self, kind: Kind[R], **equal: object) -> list[R]:
        """See `Reading.find`; what is not told of a silent record does not find it either."""
        found = self._whole.find(kind, **equal)
        if kind.name != KEPT_KIND:
            return found
        known = equal.keys() & _hidden(kind)
        seen = ((one, self.sight(kind, one) is Sight.FULL) for one in found)
        return [one if full else silent(kind, one) for one, full in seen if full or not known]

    def codes(self, kind: Kind[Any], **equal: object) -> list[str]:
        """See `Reading.codes`."""
        if kind.name == KEPT_KIND and equal.keys() & _hidden(kind):
            return [one.code for one in self.find(kind, **equal)]
        return self._whole.codes(kind, **equal)

    def rows(self, kind: Kind[Any], names: Sequence[str], **equal: object) -> list[Mapping[str, Any]]:
        """See `Reading.rows`; a column of what is not told of a silent record is empty in its row."""
        gone, known = _hidden(kind) & set(names), equal.keys() & _hidden(kind)
        if kind.name != KEPT_KIND or not (gone or known):
            return self._whole.rows(kind, names, **equal)
        found = self._whole.rows(kind, [*names, "code", "type"], **equal)
        seen = ((row, self._sight(kind, row["code"], row["type"]) is Sight.FULL) for row in found)
        return [
            {one: None if one in gone and not full else row[one] for one in names}
            for row, full in seen
            if full or not known
        ]

    def entries(self, begin: int = 0, end: int | None = None, *, code: str | None = None) -> Iterator[Entry]:
        """See `Reading.entries`; one of a silent record tells what a silent record does, and has another hash."""
        for entry in self._whole.entries(begin, end, code=code):
            yield entry if self.sees(entry) else silent_entry(kind_of(entry.kind), entry)

    def sees(self, entry: Entry) -> bool:
        """Whether whoever reads may see all that an entry tells."""
        if entry.kind != KEPT_KIND:
            return True
        # Canonical JSON spells it so, whatever else the record holds; texts stand there as commitments.
        if entry.code not in self._about and not any(f'"{one}"' in entry.record for one in self._by.withheld):
            return True
        return self._sight(kind_of(entry.kind), entry.code, json.loads(entry.record).get("type")) is Sight.FULL

    def content(self, digest: str) -> bytes:
        """See `Reading.content`; raise `KeptFromYou` for a file that silent records alone have."""
        for code in self._only_silent(digest):
            raise errors.KeptFromYou(code=code)
        return self._whole.content(digest)

    # --- inside ---

    @cached_property
    def _by(self) -> Reader:
        return self._reader()

    @cached_property
    def _about(self) -> Mapping[str, About]:
        """Code → whom a case is about now, of those that are about somebody: few are."""
        cases = tables_of(kind_of(KEPT_KIND)).main
        names = (cases.c.code, cases.c.about, cases.c.about_person)
        # Every index has these; of what is not null it would have to look at all.
        some = [select(*names).where(one > "") for one in names[1:]]
        with self._present() as present:
            return {code: About(*of) for code, *of in present.connection.execute(union(*some))}

    def _sight(self, kind: Kind[Any], code: str, type: str | None) -> Sight:
        return self._by.sight(kind.name, type, self._about.get(code)) if kind.name == KEPT_KIND else Sight.FULL

    def _only_silent(self, digest: str) -> list[str]:
        """Codes of silent records that have a file, where no record has it that is seen in full; else none."""
        case = kind_of(KEPT_KIND)
        files, cases = shared["attachments"], tables_of(case).main
        of = select(files.c.record, cases.c.type).outerjoin(cases, cases.c.code == files.c.record)
        rows = self.connection.execute(of.where(files.c.digest == digest)).all()
        kept = [row.record for row in rows if row.type and self._sight(case, row.record, row.type) is not Sight.FULL]
        if len(kept) < len(rows) or not kept or self._is_kept_for_more(digest):
            return []
        return sorted(kept)

    def _is_kept_for_more(self, digest: str) -> bool:
        """Whether a record of a kind that nobody is kept from names what is kept under this digest."""
        others = (one for one in all_kinds() if one.name != KEPT_KIND)
        return any(self._whole.codes(one, **{name: digest}) for one in others for name in one.contents)


def _hidden(kind: Kind[Any]) -> frozenset[str]:
    """Fields that are not told of a silent record."""
    return kind.personal().union(kind.about)


class Sees:
    """What every view of a store gives to read; the registry is the only one.

    Records come whole, with everything that is personal in them, and **nobody logs that they were read**: a program
    that shows them to people calls `registry.accesses.disclose` (or `note`) first, as the command line does, or shows
    them through `qms.flows.levels.at_level`. What is kept for a role is silent here, or refused, and the refusal is
    logged.
    """

    _shared: Shared
    _acting: Acting

    @contextmanager
    def reading(self) -> Generator[SeenReading]:
        """Ask the store, as whoever opened it may see it; inside a batch what the batch has written is seen."""
        with self._shared.reading() as whole:
            now = self._shared.present
            yield SeenReading(whole, lambda: self._reader(whole), now.reading if now else lambda: nullcontext(whole))

    def sight(self, kind: Kind[Any], record: Record) -> Sight:
        """How much of a record whoever opened the store may see."""
        with self.reading() as reading:
            return reading.sight(kind, record)

    def get(self, kind: Kind[R], code: str) -> R:
        """Return the record with this code; raise `NoRecord`."""
        with self.reading() as reading:
            return reading.load(kind, kind.read_code(code)).record

    def find(self, kind: Kind[R], **equal: object) -> Sequence[R]:
        """Return the records whose fields equal, or are among, the given values, by code."""
        with self.reading() as reading:
            return reading.find(kind, **equal)

    def whole(self, kind: Kind[R], code: str) -> R:
        """The same as `get`; raise `KeptFromYou` where it is not to be seen in full, which is logged."""
        with self.refusals_logged("attachment get"), self.reading() as reading:
            record = reading.load(kind, kind.read_code(code)).record
            if reading.sight(kind, record) is not Sight.FULL:
                raise errors.KeptFromYou(code=record.code)
            return record

    def history(self, code: str) -> tuple[Entry, ...]:
        """All entries of one record, oldest first."""
        with self.reading() as reading:
            return tuple(reading.entries(code=code))

    def content(self, digest: str) -> bytes:
        """Return the bytes that are kept under this SHA-256; raise `NoRecord`, `KeptFromYou`, which is logged."""
        with self.refusals_logged("content"), self.reading() as reading:
            return reading.content(digest)

    def known(self, kind_name: str, source: str) -> set[str]:
        """Keys of the records that came from this register already."""
        with self.reading() as reading:
            return reading.keys(kind_of(kind_name), source)

    def when_written(self, work: Callable[[], None]) -> None:
        """Do something now, or once the batch that is under way has ended, however it ends."""
        self._shared.when_written(work)

    @contextmanager
    def refusals_logged(self, act: str) -> Generator[None]:
        """Log what is refused inside as it is kept for a role (row KR-REC-27/28)."""
        try:
            yield
        except errors.KeptFromYou as fault:
            log = cast("Registry", self).accesses
            log.refused([fault.code], act=act, reason=self._acting.reason)
            raise

    def _seen(self, kind: Kind[R], record: R) -> R:
        """What an act made, as whoever did it may see it."""
        with self.reading() as reading:
            return reading.gives(kind, record)

    def _reader(self, whole: Reading) -> Reader:
        # Of a view of the past too: by the roles and rules of now.
        now = self._shared.present
        if now is None:
            return _reader(self._shared, whole, self._acting.by)
        with now.reading() as present:
            return _reader(now, present, self._acting.by)


def _reader(of: Shared, whole: Reading, actor: str) -> Reader:
    stood = of.standing.at(whole)
    return Reader(actor, now_by(of.clock).astimezone(stood.zone).date(), stood.directory, stood.profile)


__all__ = ["SeenReading", "Sees", "Sight", "silent"]
