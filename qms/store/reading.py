"""Questions to the store: records, entries, hashes, contents."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import ColumnElement, bindparam, exists, func, literal_column, select

from qms import errors
from qms.base.record import Record
from qms.ledger.commitment import Sealed
from qms.ledger.entry import Entry
from qms.ledger.proof import ConsistencyProof, InclusionProof
from qms.ledger.tree import consistency, inclusion, root
from qms.store.prepared import ask, ask_all
from qms.store.rows import Loaded, assemble, tables_of
from qms.store.table import contents, counters, entries, personal, shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Column, Connection, MappingResult, Select, Table

    from qms.base.kind import Kind

R = TypeVar("R", bound=Record)
HASH, CHUNK, ORIGIN_LENGTH = 32, 500, 16
LEDGER = "ledger"


class Reading:
    """What one connection can be asked, inside one transaction: all answers belong to the same moment."""

    def __init__(self, connection: Connection) -> None:
        """Ask over this connection."""
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """Where all of it is asked."""
        return self._connection

    # --- records ---

    def load(self, kind: Kind[R], code: str) -> Loaded[R]:
        """Return the record with this code; raise `NoRecord`."""
        tables = tables_of(kind)
        tables_of_parts = {name: tables.child(name) for name in (*tables.children, *shared)}
        wanted = _with_marks(tables.main, *tables_of_parts.values(), *((personal,) if kind.subject else ()))
        found = ask_all(self.connection, wanted, {"of": code})
        if not found:
            raise errors.NoRecord(kind=f"{kind.words}.name", code=code)
        (row,) = found
        # Most records have few of the parts that they may have: the others are not asked for.
        there = {name: row.pop(_mark(table)) for name, table in tables_of_parts.items()}
        parts = {name: self._parts(tables_of_parts[name], [code])[code] for name, any_ in there.items() if any_}
        sealed = self._sealed([code]).get(code, {}) if kind.subject and row.pop(_mark(personal)) else {}
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
        return ask(self.connection, _FIRST, {"of": code}) is not None

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
        for some in _chunks(codes):
            for row in self._rows_of(table, some, table.c.seq):
                found.setdefault(row["record"], []).append(dict(row))
        return found

    def _rows_of(
        self, table: Table, codes: Sequence[str] | None, then: Column[Any]
    ) -> MappingResult | list[dict[str, Any]]:
        """What a table has of these records, or (None) of all; in the order of their codes, and by ``then``."""
        if codes is None:
            return self.connection.execute(select(table).order_by(_owner(table), then)).mappings()
        if len(codes) == 1:
            return ask_all(self.connection, _of_one(table, then), {"of": codes[0]})
        return self.connection.execute(_of_several(table, then), {"codes": codes}).mappings()

    def _sealed(self, codes: Sequence[str]) -> dict[str, dict[str, Sealed]]:
        """The newest version of each personal value; a version without value (salt and text empty) ends it."""
        found: dict[str, dict[str, Sealed]] = {}
        for some in _chunks(codes):
            for row in self._rows_of(personal, some or (), personal.c.version):
                of = found.setdefault(row["code"], {})
                if row["salt"]:
                    of[row["field"]] = Sealed(
                        row["subject"], row["code"], row["field"], bytes(row["salt"]), row["value"]
                    )
                else:
                    of.pop(row["field"], None)
        return found

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
        found = ask(self.connection, _last_of(tuple(kinds)), _named(tuple(kinds))) or ()
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
    row = ask(connection, _HASHES, {"at": end - 1})
    found = row[0] if row else b""
    if len(found) < (level + 1) * HASH:
        raise errors.LedgerBroken(position=end - 1, what="ledger.broken.index")
    return bytes(found[level * HASH : (level + 1) * HASH])


def origin_of(first: bytes) -> str:
    """What tells a ledger from all others, of the hash of its first entry."""
    return f"qms/{first.hex()[:ORIGIN_LENGTH]}"


# Statements are kept, here and below: to put one together takes longer than to run it.
COUNTER: Final = select(counters.c.value).where(counters.c.name == bindparam("of"))
_FIRST: Final = select(entries.c.position).where(
    entries.c.code == bindparam("of"), entries.c.version == literal_column("1")
)
_HASHES: Final = select(entries.c.hashes).where(entries.c.position == bindparam("at"))


@cache
def _last_of(kinds: tuple[str, ...]) -> Select[Any]:
    """The last position of each kind."""
    # Kind by kind: each is the last step of an index, where a list of kinds would be read through.
    last = [select(func.max(entries.c.position)).where(entries.c.kind == bindparam(one)) for one in _named(kinds)]
    return select(*(one.scalar_subquery() for one in last))


@cache
def _named(kinds: tuple[str, ...]) -> Mapping[str, str]:
    return {f"kind_{number}": one for number, one in enumerate(kinds)}


@cache
def _with_marks(main: Table, *parts: Table) -> Select[Any]:
    """The row of one record, and of each of the other tables whether it has anything of the record."""
    marks = [exists().where(_owner(one) == main.c.code).label(_mark(one)) for one in parts]
    return select(main, *marks).where(main.c.code == bindparam("of"))


def _owner(table: Table) -> Column[Any]:
    return next(iter(table.primary_key))


def _mark(table: Table) -> str:
    return f"has {table.name}"


@cache
def _of_one(table: Table, then: Column[Any]) -> Select[Any]:
    return select(table).where(_owner(table) == bindparam("of")).order_by(then)


@cache
def _of_several(table: Table, then: Column[Any]) -> Select[Any]:
    of = _owner(table)
    return select(table).where(of.in_(bindparam("codes", expanding=True))).order_by(of, then)


def _chunks(codes: Sequence[str] | None) -> Iterator[Sequence[str] | None]:
    if codes is None:
        yield None
        return
    for start in range(0, len(codes), CHUNK):
        yield codes[start : start + CHUNK]
