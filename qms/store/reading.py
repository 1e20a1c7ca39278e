"""Questions to the store: records, entries, hashes, contents."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, bindparam, func, select

from qms import errors
from qms.base.record import Record
from qms.ledger.commitment import Sealed
from qms.ledger.entry import Entry
from qms.ledger.proof import ConsistencyProof, InclusionProof
from qms.ledger.tree import consistency, inclusion, root
from qms.store.rows import Loaded, assemble, tables_of
from qms.store.table import contents, counters, entries, personal, shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Column, Connection, Select, Table

    from qms.base.kind import Kind

R = TypeVar("R", bound=Record)
HASH, CHUNK, ORIGIN_LENGTH = 32, 500, 16
LEDGER = "ledger"


class Reading:
    """What one connection can be asked, inside one transaction: all answers belong to the same moment."""

    def __init__(self, connection: Connection) -> None:
        """Ask over this connection."""
        self.connection = connection

    # --- records ---

    def load(self, kind: Kind[R], code: str) -> Loaded[R]:
        """Return the record with this code; raise `NoRecord`."""
        found = self._loaded(kind, [code])
        if not found:
            raise errors.NoRecord(kind=f"{kind.words}.name", code=code)
        return found[0]

    def find(self, kind: Kind[R], **equal: object) -> list[R]:
        """Return the records whose columns equal, or are among, the given values, ordered by code."""
        return [one.record for one in self._loaded(kind, None, **equal)]

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
        first = select(entries.c.position).where(entries.c.code == code, entries.c.version == 1)
        return self.connection.scalar(first) is not None

    def newest_code(self, kind: Kind[Any]) -> str | None:
        """Code of the record of a kind that was entered or changed last; None where there is none."""
        last = select(entries.c.code).where(entries.c.kind == kind.name).order_by(entries.c.position.desc()).limit(1)
        return self.connection.scalar(last)

    def keys(self, kind: Kind[Any], source: str) -> set[str]:
        """Source keys of the records that came from this register."""
        main = tables_of(kind).main
        return set(self.connection.scalars(select(main.c.source_key).where(main.c.source == source)))

    def _loaded(self, kind: Kind[R], codes: Sequence[str] | None, **equal: object) -> list[Loaded[R]]:
        tables = tables_of(kind)
        main = tables.main
        if codes is not None:
            wanted, given = _among(main, main.c.code, main.c.code), {"codes": codes}
        else:
            wanted, given = select(main).where(*self._conditions(main, equal)).order_by(main.c.code), {}
        rows = [dict(row) for row in self.connection.execute(wanted, given).mappings()]
        found = [row["code"] for row in rows] if codes is not None or equal else None
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
            if some is not None:
                wanted, given = _among(table, table.c.record, table.c.record, table.c.seq), {"codes": some}
            else:
                wanted, given = select(table).order_by(table.c.record, table.c.seq), {}
            for row in self.connection.execute(wanted, given).mappings():
                found.setdefault(row["record"], []).append(dict(row))
        return found

    def _sealed(self, codes: Sequence[str]) -> dict[str, dict[str, Sealed]]:
        """The newest version of each personal value; a version without value (salt and text empty) ends it."""
        found: dict[str, dict[str, Sealed]] = {}
        for some in _chunks(codes):
            wanted = _among(personal, personal.c.code, personal.c.code, personal.c.version)
            for row in self.connection.execute(wanted, {"codes": some or []}).mappings():
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
        return self.connection.scalar(select(counters.c.value).where(counters.c.name == LEDGER)) or 0

    def hash_at(self, end: int, level: int) -> bytes:
        """Hash of the perfect subtree of ``2**level`` entries that ends before position ``end``."""
        found = self.connection.scalar(select(entries.c.hashes).where(entries.c.position == end - 1))
        if found is None or len(found) < (level + 1) * HASH:
            raise errors.LedgerBroken(position=end - 1, what="ledger.broken.index")
        return bytes(found[level * HASH : (level + 1) * HASH])

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
        found = self.connection.execute(_last_of(tuple(kinds))).one()
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


def origin_of(first: bytes) -> str:
    """What tells a ledger from all others, of the hash of its first entry."""
    return f"qms/{first.hex()[:ORIGIN_LENGTH]}"


@cache
def _last_of(kinds: tuple[str, ...]) -> Select[Any]:
    """The last position of each kind."""
    # Kind by kind: each is the last step of an index, where a list of kinds would be read through.
    last = [select(func.max(entries.c.position)).where(entries.c.kind == one).scalar_subquery() for one in kinds]
    return select(*last)


@cache
def _among(table: Table, column: Column[Any], *order: Column[Any]) -> Select[Any]:
    """The rows whose column is among ``codes``. Kept: to put a statement together takes longer than to run it."""
    return select(table).where(column.in_(bindparam("codes", expanding=True))).order_by(*order)


def _chunks(codes: Sequence[str] | None) -> Iterator[Sequence[str] | None]:
    if codes is None:
        yield None
        return
    for start in range(0, len(codes), CHUNK):
        yield codes[start : start + CHUNK]
