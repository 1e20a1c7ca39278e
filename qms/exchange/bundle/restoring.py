"""A store made of a bundle, and the drill that shows it can be."""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlalchemy.exc import StatementError

from qms import errors
from qms.base.finding import Weight
from qms.errors import BadBundle, Fault, NotRestored, OtherVersion, WithoutPersonal
from qms.exchange.bundle.erased import Held, owed, tell
from qms.kinds import all_kinds
from qms.kinds import kind as kind_of
from qms.ledger import standalone
from qms.ledger.canonical import canonical
from qms.ledger.commitment import Sealed
from qms.ledger.entry import Entry
from qms.registry.opening import now
from qms.store import engine as engines
from qms.store.accesses import bring, broken
from qms.store.engine import file_of
from qms.store.migrate import HEAD, is_older
from qms.store.rebuild import Rebuild
from qms.store.replay import Unfit
from qms.store.rows import tables_of
from qms.store.store import Store
from qms.store.summary import TableSummary, summarise
from qms.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qms.ledger.note import VerifierKey
    from qms.store.writing import Writing

Tables = Mapping[str, TableSummary]


@dataclass(frozen=True)
class Restored:
    """A store that was made of a bundle.

    Attributes:
        place: the store, as people write it.
        origin, size, root: its ledger, as the bundle's checkpoint has it; ``root`` in hexadecimal.
        found: version of the store that the bundle was made of; the new one has that of this program.
        signed: names of whoever signed its checkpoint, of the keys that were given.
        erased: erasures of since the bundle was written that were carried out again, as the new store numbers them.

    """

    place: str
    origin: str
    size: int
    root: str
    found: str
    signed: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drill:
    """What a drill found.

    Attributes:
        restored: what was made, and is gone again.
        tables: rows and digest of each table of it.
        live: the same of the store that it was compared with; None: of none, or of one that has more entries.
        later: number of entries that the store compared with has besides; None: it was compared with none.

    """

    restored: Restored
    tables: Tables
    live: Tables | None = None
    later: int | None = None

    @property
    def differing(self) -> tuple[str, ...]:
        """Tables that are not the same in both."""
        return tuple(name for name, one in self.tables.items() if self.live is not None and self.live.get(name) != one)


def restore(
    bundle: Path,
    place: str | Path,
    keys: Sequence[VerifierKey] = (),
    *,
    by: str | None = None,
    clock: Callable[[], datetime] = now,
) -> Restored:
    """Make a new store of a bundle: the whole bundle is checked first, and the whole store before it is kept.

    Every table is what replaying the ledger makes of it, so that a bundle of an earlier version becomes a store of
    this one, and rows that were changed past the program are not carried along. Personal values that were erased since
    the bundle was written, as the journal beside the keys tells (`qms.ledger.erasures`), do not come back: the ledger
    of the new store says so, in the name of who restores.

    Args:
        bundle: zip file or folder.
        place: path of a new SQLite file, or URL of an empty PostgreSQL database.
        keys: public keys, one of which must have signed the bundle's checkpoint; none: who signed is not asked.
        by: code of who restores; needed where there were erasures since.
        clock: what time it is, for what the ledger says of these.

    Raises:
        ErasedSince: there were, and ``by`` is None.
        UnknownActor: whoever ``by`` names does not work there today, as the bundle knows it.
        BadJournal: the journal of erasures cannot be read.
        BadBundle: it is no bundle, or not as it was written, or no key given signed it.
        OtherVersion: a newer program made it.
        WithoutPersonal: it was written without personal values.
        StoreExists: there is something at this place.
        NotRestored: its entries cannot be played, or what comes of them does not hold; no store was made.
        NoStore, StorageFailed: the place cannot be written.

    """
    return _Restoring(bundle, keys, by, clock).into(place)


def drill(bundle: Path, live: Store | None = None, keys: Sequence[VerifierKey] = ()) -> Drill:
    """Make a store of a bundle in a temporary place, look at it, and leave nothing.

    Args:
        bundle: zip file or folder.
        live: a store to compare it with, table by table; one that has gone on since is asked only whether its
            ledger begins with the bundle's.
        keys: as for `restore`.

    Raises:
        LedgerBroken: the ledger of the store compared with does not begin with the bundle's.
        BadBundle, OtherVersion, WithoutPersonal, NotRestored, StorageFailed: as `restore`.

    """
    with tempfile.TemporaryDirectory(prefix="qms-drill-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "records.db"
        restored = _Restoring(bundle, keys, None, None).into(place)
        store = Store.open(place)
        try:
            tables = summary(store)
        finally:
            store.seals.forget()  # its key with it
            store.close()
    if live is None:
        return Drill(restored, tables)
    with live.reading() as reading:
        size = reading.size()
        if size < restored.size or reading.root(restored.size).hex() != restored.root:
            raise errors.LedgerBroken(position=min(size, restored.size), what="exchange.bundle.other_ledger")
    return Drill(restored, tables, summary(live) if size == restored.size else None, size - restored.size)


def summary(store: Store) -> Tables:
    """Rows and digest of every table of a store."""
    for one in all_kinds():
        tables_of(one)
    with store.reading() as reading:
        return summarise(reading)


class _Restoring:
    """A bundle that was found whole. Without a clock it is made for a moment, as it is: nothing is erased again."""

    def __init__(
        self, place: Path, keys: Sequence[VerifierKey], by: str | None, clock: Callable[[], datetime] | None
    ) -> None:
        self._spoken, self._by, self._clock = str(place), by, clock
        self._erased: tuple[str, ...] = ()
        try:
            spelled = [key.spelled() for key in keys]
            standalone.check_bundle(place, spelled)
            self._bundle = standalone.Bundle(place)
            self._signed = standalone.read_checkpoint(self._bundle.read("checkpoint.txt"), spelled).signed
            self._manifest: dict[str, Any] = json.loads(self._bundle.read("manifest.json"))
            self._media = {str(name): str(one) for name, one in dict(self._manifest.get("media") or {}).items()}
        except (standalone.Wrong, ValueError, KeyError, TypeError, RecursionError) as fault:
            raise BadBundle(place=self._spoken, what=str(fault)) from None
        except OSError:
            raise errors.NoSuchFile(path=self._spoken) from None
        self.version = str(self._manifest.get("store"))
        if self.version != HEAD and not is_older(self.version):
            raise OtherVersion(place=self._spoken, found=self.version, known=HEAD)
        if not self._has("personal.jsonl"):
            raise WithoutPersonal(place=self._spoken)

    def into(self, place: str | Path) -> Restored:
        store = Store.create(place, self._fill, tokens=secrets.token_bytes)
        try:
            url, path = store.url, file_of(store.url)
        finally:
            store.close()
        told = self._manifest
        spoken = str(path) if path else engines.spoken(url)
        return Restored(spoken, told["origin"], told["size"], told["root"], self.version, self._signed, self._erased)

    def _fill(self, writing: Writing) -> None:
        rebuild = Rebuild(writing.connection, kind_of, writing.seals)
        try:
            rebuild.entries(self._entries())
            rebuild.contents(self._contents())
            rebuild.tables()
            self._fill_personal(writing, rebuild)
            bring(writing.connection, self._accesses())
        except (*Unfit, errors.NoRecord, ValidationError, StatementError) as fault:
            said = (("position", str(rebuild.size)), ("what", type(fault).__name__))
            raise NotRestored(
                place=self._spoken, faults=(Fault("ledger", "exchange.fault.unplayable", said),)
            ) from None
        faults = tuple(
            Fault(one.place, f"{one.rule}.sentence", tuple(one.values.items()))
            for one in chain(
                verify(writing, all_kinds(), (self._manifest["size"], bytes.fromhex(self._manifest["root"]))),
                broken(writing.connection, self._manifest["origin"]),
            )
            if one.weight is Weight.ERROR
        )
        if faults:
            raise NotRestored(place=self._spoken, faults=faults)

    def _fill_personal(self, writing: Writing, rebuild: Rebuild) -> None:
        if self._clock is None:
            rebuild.personal(self._personal())
            return
        found = owed(writing)
        held = Held(found)
        rebuild.personal(held.past(self._personal()))
        self._erased = tell(writing, found, held, self._by, self._clock)

    def _entries(self) -> Iterator[Entry]:
        for line in self._bundle.lines("entries.jsonl"):
            told: dict[str, Any] = json.loads(line)
            times = {name: datetime.fromisoformat(told[name]) for name in ("recorded_at", "occurred_at")}
            fields: dict[str, Any] = {**told, **times, "record": canonical(told["record"]).decode()}
            entry = Entry(**fields)
            if entry.spelled() != line:
                raise ValueError(entry.position)
            yield entry

    def _personal(self) -> Iterator[tuple[Sealed, int]]:
        for line in self._bundle.lines("personal.jsonl"):
            told: dict[str, Any] = json.loads(line)
            texts = {name: str(told[name]) for name in ("subject", "code", "field", "value")}
            yield Sealed(**texts, salt=bytes.fromhex(told["salt"])), int(told["version"])

    def _accesses(self) -> Iterator[dict[str, Any]]:
        yield from map(json.loads, self._bundle.lines("accesses.jsonl") if self._has("accesses.jsonl") else ())

    def _has(self, name: str) -> bool:
        return name in self._bundle.names()

    def _contents(self) -> Iterator[tuple[str, str, bytes]]:
        for name in sorted(self._bundle.names()):
            if name.startswith("contents/"):
                yield name.partition("/")[2], self._media.get(name, ""), self._bundle.read(name)
