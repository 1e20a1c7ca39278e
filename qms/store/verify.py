"""Whether the evidence holds: entries, tree, tables, personal values, contents, structure.

Whatever somebody did to the store past the program ends in findings, never in an exception; one change is one
finding where that can be told. A record whose newest entry is in doubt is not held against it: the entry's
finding names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from qms.base.finding import Finding
from qms.ledger.canonical import digest
from qms.ledger.tree import completed, root
from qms.store.columns import table_of
from qms.store.commitments import Commitments, erased, erased_until, unchecked, without_erased
from qms.store.head import strange_marks
from qms.store.lenient import any_text, rows, spelled
from qms.store.migrate import HEAD
from qms.store.pages import torn
from qms.store.reading import LEDGER, origin_of
from qms.store.replay import told_rows
from qms.store.rows import tables_of
from qms.store.structure import strange
from qms.store.table import contents, counters, entries, personal, validity, wrapping
from qms.store.told import listen
from qms.store.validity import crooked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from qms.base.kind import Kind
    from qms.store.reading import Reading
    from qms.store.sealing import Seals
    from qms.store.told import Told

Checkpoint = tuple[int, bytes]
"""Number of entries and the root over them, kept somewhere else."""


def verify(
    reading: Reading, kinds: Sequence[Kind[Any]], against: Checkpoint | None = None, origin: str = ""
) -> Iterator[Finding]:
    """Everything that does not hold, entry by entry and table by table; nothing when all is well.

    Args:
        reading: the store at one moment.
        kinds: all kinds of record.
        against: a checkpoint kept elsewhere; only with one can a cut tail or a rewritten ledger be found.
        origin: the ledger that the checkpoint is of; blank: not known.

    """
    with any_text(reading.connection):
        check = Check(reading.connection, kinds, reading.seals)
        yield from check.structure()
        yield from (finding("damaged", one.place or "file", what=one.said) for one in torn(reading.connection))
        if entries.name not in check.broken:
            yield from check.findings(against, origin)


def finding(rule: str, place: object, **values: object) -> Finding:
    """A finding of the store, whatever its values are."""
    told = {name: _printable(value) for name, value in values.items()}
    return Finding(rule=f"store.finding.{rule}", place=_printable(place), values=told)


def _printable(value: object) -> str:
    """As text; what is no text is shown by its bytes."""
    return str(value).encode("utf-8", "backslashreplace").decode()


class Check:
    """One pass over a store; tables whose structure is broken are left out."""

    def __init__(self, connection: Connection, kinds: Sequence[Kind[Any]], seals: Seals) -> None:
        self.connection = connection
        self.kinds = kinds
        self.seals = seals
        self.broken: set[str] = set()

    def structure(self) -> Iterator[Finding]:
        """Tables, columns, constraints and guards; to be asked first."""
        for one in strange(self.connection):
            self.broken |= set() if one.guard else {one.table}
            rule = "trigger_missing" if one.guard else "schema_changed"
            yield finding(rule, one.name, name=one.name, what=one.name)
        for mark in strange_marks(self.connection, HEAD):
            yield finding("mark_changed", mark.name, name=mark.name, found=mark.found, expected=mark.expected)

    def findings(self, against: Checkpoint | None, origin: str) -> Iterator[Finding]:
        """All the rest."""
        told = listen(self.connection, self.kinds)
        size = self._counted().get(LEDGER)
        told.conclude(
            {kind.name: self._codes(tables_of(kind).main) for kind in self.kinds}, size if isinstance(size, int) else 0
        )
        expected = told.rows()
        yield from self._ledger(told, size)
        if against is not None:
            yield from _against(told, against, origin)
        yield from self._signatures(told)
        yield from self._records(told, expected)
        yield from self._counters(told)
        yield from self._contents(told)
        yield from self._validity(told, size)

    def _records(self, told: Told, expected: dict[str, dict[Any, Any]]) -> Iterator[Finding]:
        """Tables and personal values against what the ledger tells."""
        for table in map(table_of, told_rows(self.kinds)):
            yield from self._table(table, expected.get(table.name, {}), told.doubted)
        yield from self._personal(told)
        yield from self.key()

    def key(self) -> Iterator[Finding]:
        """What tells a wrong key from the right one: where it is changed, the right one is turned away."""
        if wrapping.name in self.broken:
            return
        found = list(rows(self.connection, wrapping))
        if len(found) != 1 or not self.seals.holds(found[0]["id"], found[0]["proof"]):
            yield finding("key_changed", wrapping.name)

    def _rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The rows that are held against the ledger."""
        return rows(self.connection, table)

    def _ledger(self, told: Told, size: object) -> Iterator[Finding]:
        for one in told.trouble:
            yield finding(one.rule, one.code, position=one.position, code=one.code)
        for first, last in told.missing:
            span = str(first) if first == last else f"{first}–{last}"
            yield finding("entry_missing", f"ledger:{first}", position=span, code=", ".join(told.unheard) or "?")
        for code, version in told.skipped:
            yield finding("version_missing", code, code=code, version=version)
        if size != told.size and counters.name not in self.broken:
            yield finding("counter_wrong", LEDGER, name=LEDGER, found=size or 0, expected=told.size)

    def _signatures(self, told: Told) -> Iterator[Finding]:
        for one in told.signatures.of(told.touched):
            yield finding("signature_broken", one.code, code=one.code, number=one.number, person=one.person)
        for lack in told.signatures.absent(told.touched):
            yield finding("signature_missing", lack.code, code=lack.code, version=lack.version, act=lack.act)

    def _table(self, table: Table, expected: dict[Any, Any], doubted: set[str]) -> Iterator[Finding]:
        if table.name in self.broken:
            return
        keys = [column.name for column in table.primary_key]
        for row in self._rows(table):
            key = tuple(row[name] for name in keys)
            code = key[0]
            wanted = expected.pop(key, None)
            if code in doubted:
                continue
            if wanted is None:
                yield finding("row_extra", code, code=code, table=table.name)
            elif differing := sorted(name for name, value in row.items() if wanted[name] != spelled(value)):
                yield finding("row_changed", code, code=code, table=table.name, what=", ".join(differing))
        for key in expected:
            yield finding("row_missing", key[0], code=key[0], table=table.name)

    def _codes(self, main: Table) -> dict[str, int]:
        """Code → version of every row."""
        if main.name in self.broken:
            return {}
        found = self.connection.execute(select(main.c.code, func.max(main.c.version)).group_by(main.c.code))
        return {code: version for code, version in found if isinstance(code, str) and isinstance(version, int)}

    # --- personal values ---

    def _personal(self, told: Told) -> Iterator[Finding]:
        if personal.name in self.broken:
            return
        until = erased_until(self.connection, self.kinds, self.broken)
        gone, expected = 0, dict[str, dict[tuple[str, int], str | None]]()
        for code, fields in told.replay.personal.items():
            if code not in told.touched:
                expected[code], count = without_erased(fields, until.get(code))
                gone += count
        yield from self._against_values(expected, until, told.touched)
        if gone:
            yield erased(gone)

    def _against_values(
        self, expected: dict[str, dict[tuple[str, int], str | None]], until: Mapping[str, int], touched: set[str]
    ) -> Iterator[Finding]:
        wrong: dict[tuple[Any, Any], str] = {}
        commits = Commitments(self.connection, self.seals)
        for row in self._rows(personal):
            code, field, version = row["code"], row["field"], row["version"]
            if code in touched:
                continue
            if (field, version) not in expected.get(code, {}):
                back = isinstance(version, int) and version <= until.get(code, 0)
                wrong.setdefault((code, field), "personal_back" if back else "personal_extra")
            elif not commits.to(expected[code].pop((field, version)), row):
                wrong[code, field] = "personal_changed"
        for code, fields in expected.items():
            for (field, _), wanted in fields.items():
                if wanted is not None or code not in until:
                    here = (code, field)
                    wrong[here] = "personal_changed" if here in wrong else "personal_missing"
        for (code, field), rule in wrong.items():
            yield finding(rule, code, code=code, field=field)
        if commits.unchecked:
            yield unchecked(commits.unchecked)

    # --- numbers and contents ---

    def _counted(self) -> dict[Any, Any]:
        if counters.name in self.broken:
            return {}
        return {row["name"]: row["value"] for row in rows(self.connection, counters)}

    def _counters(self, told: Told) -> Iterator[Finding]:
        if counters.name in self.broken:
            return
        found = {name: value for name, value in self._counted().items() if name != LEDGER}
        for name in sorted({*found, *told.replay.numbers}, key=str):
            value, wanted = found.get(name), told.replay.numbers.get(name)
            if value != wanted:
                yield finding("counter_wrong", name, name=name, found=value or 0, expected=wanted or 0)

    def _contents(self, told: Told) -> Iterator[Finding]:
        if contents.name in self.broken:
            return
        named = told.named
        kept: set[Any] = set()
        for row in self._rows(contents):
            name, content = row["digest"], row["content"]
            kept.add(name)
            if (
                not isinstance(content, bytes)
                or digest(content) != name
                or row["media"] != told.media.get(name, row["media"])
            ):
                yield finding("content_changed", name, digest=name)
            elif name not in named and not told.touched:
                yield finding("content_extra", name, digest=name)
        for name, code in named.items():
            if name not in kept:
                yield finding("content_missing", code, code=code, digest=name)

    def _validity(self, told: Told, size: object, begin: int = 0) -> Iterator[Finding]:
        """How long entries held; of a ledger that does not hold itself nothing more is said."""
        whole = told.size == size and not (told.trouble or told.missing or told.skipped)
        if whole and not {validity.name, counters.name} & self.broken:
            for position in crooked(self.connection, begin):
                yield finding("validity_wrong", f"ledger:{position}", position=position)


def _against(told: Told, kept: Checkpoint, origin: str) -> Iterator[Finding]:
    size, expected = kept
    first = told.leaves.get(0)
    if origin and first is not None and origin != origin_of(first):
        yield other_origin(origin, origin_of(first))
    elif told.size < size:
        yield finding("tail_cut", f"ledger:{told.size}", found=told.size, expected=size)
    else:
        # Over leaves computed from the entries: the hashes beside them may have been changed to match.
        leaves = [told.leaves.get(position) for position in range(size)]
        whole = [leaf for leaf in leaves if leaf is not None]
        if len(whole) != size or root(size, _Leaves(whole).read) != expected:
            yield finding("root_differs", f"ledger:{size}", size=size)


def other_origin(kept: str, found: str) -> Finding:
    """The finding that a checkpoint is of another ledger."""
    return finding("other_origin", "ledger:0", found=found, expected=kept)


class _Leaves:
    """Hashes of perfect subtrees, computed from leaves."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.rows: list[tuple[bytes, ...]] = []
        for place, leaf in enumerate(leaves):
            self.rows.append(completed(place, leaf, self.read))

    def read(self, end: int, level: int) -> bytes:
        """Hash over the ``2**level`` leaves before ``end``."""
        return self.rows[end - 1][level]
