"""Questions to the store: records, entries, hashes, contents."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, select

from qms import errors
from qms.base.record import Record
from qms.ledger.commitment import Sealed
from qms.ledger.entry import Entry
from qms.ledger.proof import ConsistencyProof, InclusionProof
from qms.ledger.tree import consistency, inclusion, root
from qms.store.asking import (
    CHUNK,
    COUNTER,
    FIRST,
    HASHES,
    NEWEST,
    SEALED_OF_ONE,
    SEALED_OF_SEVERAL,
    chunks,
    commitment_in,
    last_of,
    mark,
    named,
    of_one,
    of_several,
    owner,
    with_marks,
)
from qms.store.prepared import ask, ask_all
from qms.store.rows import Loaded, assemble, tables_of
from qms.store.sealing import DataKeys, Seals
from qms.store.table import contents, entries, personal, shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Column, Connection, MappingResult, Table

    from qms.base.kind import Kind

R = TypeVar("R", bound=Record)
HASH, ORIGIN_LENGTH = 32, 16
LEDGER = "ledger"


class Reading:
    """What one connection can be asked, inside one transaction: all answers belong to the same moment."""

    def __init__(self, connection: Connection, seals: Seals | None = None) -> None:
        """Ask over this connection; ``seals`` is what the process knows of the store's keys already."""
        self._connection = connection
        self.seals = seals or Seals()
        self._data_keys: DataKeys = {}

    @property
    def connection(self) -> Connection:
        """Where all of it is asked."""
        return self._connection

    # --- records ---

    def load(self, kind: Kind[R], code: str) -> Loaded[R]:
        """Return the record with this code; raise `NoRecord`."""
        tables = tables_of(kind)
        tables_of_parts = {name: tables.child(name) for name in (*tables.children, *shared)}
        wanted = with_marks(tables.main, *tables_of_parts.values(), *((personal,) if kind.subject else ()))
        found = ask_all(self.connection, wanted, {"of": code})
        if not found:
            raise errors.NoRecord(kind=f"{kind.words}.name", code=code)
        (row,) = found
        # Most records have few of the parts that they may have: the others are not asked for.
        there = {name: row.pop(mark(table)) for name, table in tables_of_parts.items()}
        parts = {name: self._parts(tables_of_parts[name], [code])[code] for name, any_ in there.items() if any_}
        sealed = self._sealed([code]).get(code, {}) if kind.subject and row.pop(mark(personal)) else {}
        if not all(one.salt for one in sealed.values()):
            sealed = self._committed(code, sealed)
        return assemble(kind, row, parts, sealed)

    def find(self, kind: Kind[R], **equal: object) -> list[R]:
        """Return the records whose columns equal, or are among, the given values, ordered by code."""
        return [one.record for one in self._found(kind, **equal)]

    def codes(self, kind: Kind[Any], **equal: object) -> list[str]:
        """Codes of those records, in order."""
        main = tables_of(kind).main
        wanted = select(main.c.code).where(*self._conditions(main, equal)).order_by(main.c.code)
        return list(self.connection.scalars(wanted))

    def rows(self, kind: Kind[Any], names: Sequence[str], **equal: object) -> list[Mapping[str, Any]]:
        """These columns of those records, ordered by code; nothing personal is among a kind's columns."""
        main = tables_of(kind).main
        wanted = select(*(main.c[name] for name in names)).where(*self._conditions(main, equal)).order_by(main.c.code)
        return [dict(row) for row in self.connection.execute(wanted).mappings()]

    def taken(self, code: str) -> bool:
        """Whether a record of any kind has this code: the ledger tells records apart by their codes alone."""
        return ask(self.connection, FIRST, {"of": code}) is not None

    def newest_code(self, kind: Kind[Any]) -> str | None:
        """Code of the record of a kind that was entered or changed last; None where there is none."""
        last = select(entries.c.code).where(entries.c.kind == kind.name).order_by(entries.c.position.desc()).limit(1)
        return self.connection.scalar(last)

    def keys(self, kind: Kind[Any], source: str) -> set[str]:
        """Source keys of the records that came from this register."""
        main = tables_of(kind).main
        return set(self.connection.scalars(select(main.c.source_key).where(main.c.source == source)))

    def _found(self, kind: Kind[R], **equal: object) -> list[Loaded[R]]:
        tables = tables_of(kind)
        main = tables.main
        wanted = select(main).where(*self._conditions(main, equal)).order_by(main.c.code)
        rows = [dict(row) for row in self.connection.execute(wanted).mappings()]
        found = [row["code"] for row in rows] if equal else None
        parts = {name: self._parts(tables.child(name), found) for name in tables.children}
        for name, table in shared.items():
            parts[name] = self._parts(table, found if found is not None else [row["code"] for row in rows])
        sealed = self._sealed([row["code"] for row in rows]) if kind.subject else {}
        return [
            assemble(
                kind,
                row,
                {name: of.get(row["code"], []) for name, of in parts.items()},
                sealed.get(row["code"], {}),
            )
            for row in rows
        ]

    @staticmethod
    def _conditions(main: Table, equal: Mapping[str, object]) -> list[ColumnElement[bool]]:
        return [
            main.c[name].in_(value) if isinstance(value, tuple) else main.c[name] == value  # pyright: ignore[reportUnknownArgumentType] - any values
            for name, value in equal.items()
        ]

    def _parts(self, table: Table, codes: Sequence[str] | None) -> dict[str, list[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for some in chunks(codes):
            for row in self._rows_of(table, some, table.c.seq):
                found.setdefault(row["record"], []).append(dict(row))
        return found

    def _rows_of(
        self, table: Table, codes: Sequence[str] | None, then: Column[Any]
    ) -> MappingResult | list[dict[str, Any]]:
        """What a table has of these records, or (None) of all; in the order of their codes, and by ``then``."""
        if codes is None:
            return self.connection.execute(select(table).order_by(owner(table), then)).mappings()
        if len(codes) == 1:
            return ask_all(self.connection, of_one(table, then), {"of": codes[0]})
        return self.connection.execute(of_several(table, then), {"codes": codes}).mappings()

    def _sealed(self, codes: Sequence[str]) -> dict[str, dict[str, Sealed]]:
        """The newest version of each personal value; a version without value (salt and text empty) ends it."""
        found: dict[str, dict[str, Sealed]] = {}
        for some in chunks(codes):
            newest: dict[tuple[str, str], Mapping[Any, Any]] = {}
            for row in self._personal_of(some or ()):
                newest[row["code"], row["field"]] = row
            for (code, field), row in newest.items():
                if row["wrapping"]:
                    self._data_keys[row["subject"]] = row["wrapping"], bytes(row["wrapped"])
                if row["sealed"]:
                    found.setdefault(code, {})[field] = self.seals.sealed(row)
        return found

    def _personal_of(self, codes: Sequence[str]) -> Iterable[Mapping[Any, Any]]:
        if len(codes) == 1:
            return ask_all(self.connection, SEALED_OF_ONE, {"of": codes[0]})
        return self.connection.execute(SEALED_OF_SEVERAL, {"codes": codes}).mappings()

    def _committed(self, code: str, sealed: Mapping[str, Sealed]) -> dict[str, Sealed]:
        """The same, locked ones with the commitments that the record's newest entry has."""
        (spelled,) = ask(self.connection, NEWEST, {"of": code}) or ("{}",)
        told = json.loads(spelled)
        return {name: one if one.salt else replace(one, kept=commitment_in(told, name)) for name, one in sealed.items()}

    # --- ledger ---

    def size(self) -> int:
        """Number of entries."""
        return self.counted(LEDGER) or 0

    def counted(self, name: str) -> int | None:
        """How many have been given out under this name; None: nothing was ever counted under it."""
        found = ask(self.connection, COUNTER, {"of": name})
        return found[0] if found else None

    def hash_at(self, end: int, level: int) -> bytes:
        """Hash of the perfect subtree of ``2**level`` entries that ends before position ``end``."""
        return hash_over(self.connection, end, level)

    def origin(self) -> str:
        """What tells this ledger from all others: the first letters of the hash of its first entry."""
        return origin_of(self.hash_at(1, 0)) if self.size() else "qms"

    def root(self, size: int | None = None) -> bytes:
        """Root over the first ``size`` entries; None: over all."""
        return root(self.size() if size is None else size, self.hash_at)

    def inclusion(self, entry: Entry, size: int | None = None) -> InclusionProof:
        """Proof that an entry is among the first ``size`` (None: all); raise `LedgerBroken` where it is not."""
        size = self.size() if size is None else size
        proof = inclusion(entry.position, size, self.hash_at)
        return InclusionProof(self.origin(), entry.position, size, self.root(size), entry.spelled(), proof)

    def consistency(self, first: int, old: bytes, second: int | None = None) -> ConsistencyProof:
        """Proof from a checkpoint kept elsewhere to the first ``second`` entries (None: all); it may not hold.

        Raises:
            LedgerBroken: there are not so many entries.

        """
        second = self.size() if second is None else second
        proof = consistency(first, second, self.hash_at)
        return ConsistencyProof(self.origin(), first, old, second, self.root(second), proof)

    def entries(self, begin: int = 0, end: int | None = None, *, code: str | None = None) -> Iterator[Entry]:
        """Entries of ``[begin, end)`` in order; of one record only, where ``code`` is given."""
        wanted = select(*(column for column in entries.c if column.name != "hashes")).order_by(entries.c.position)
        wanted = wanted.where(entries.c.position >= begin)
        if end is not None:
            wanted = wanted.where(entries.c.position < end)
        if code is not None:
            wanted = wanted.where(entries.c.code == code)
        for row in self.connection.execute(wanted.execution_options(yield_per=CHUNK)).mappings():
            fields: dict[str, Any] = {**row, "origin": str(row["origin"])}
            yield Entry(**fields)

    def newest(self, kinds: Sequence[str]) -> int:
        """Position of the newest entry of these kinds; -1 where there is none."""
        found = ask(self.connection, last_of(tuple(kinds)), named(tuple(kinds))) or ()
        return max((one for one in found if one is not None), default=-1)

    def changed(self, kind: Kind[Any], position: int) -> tuple[str, ...]:
        """Codes of the records of a kind that entries after a position tell of."""
        later = select(entries.c.code).distinct().where(entries.c.kind == kind.name, entries.c.position > position)
        return tuple(self.connection.scalars(later))

    # --- contents ---

    def media(self, digest: str) -> str | None:
        """Media type of what is kept under this SHA-256; None: nothing is."""
        return self.connection.scalar(select(contents.c.media).where(contents.c.digest == digest))

    def content(self, digest: str) -> bytes:
        """Bytes kept under this SHA-256; raise `NoRecord`."""
        found = self.connection.scalar(select(contents.c.content).where(contents.c.digest == digest))
        if found is None:
            raise errors.NoRecord(kind="store.content", code=digest)
        return bytes(found)


def hash_over(connection: Connection, end: int, level: int) -> bytes:
    """See `Reading.hash_at`; raise `LedgerBroken` where it does not stand beside the entry."""
    row = ask(connection, HASHES, {"at": end - 1})
    found = row[0] if row else b""
    if len(found) < (level + 1) * HASH:
        raise errors.LedgerBroken(position=end - 1, what="ledger.broken.index")
    return bytes(found[level * HASH : (level + 1) * HASH])


def origin_of(first: bytes) -> str:
    """What tells a ledger from all others, of the hash of its first entry."""
    return f"qms/{first.hex()[:ORIGIN_LENGTH]}"


__all__ = ["CHUNK", "COUNTER", "HASH", "LEDGER", "ORIGIN_LENGTH", "Reading", "hash_over", "origin_of"]
