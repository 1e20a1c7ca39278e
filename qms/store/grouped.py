"""A range of records: their entries, what these tell played into rows, and the rows that are there."""

from __future__ import annotations

import json
from functools import partial
from hashlib import sha256
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from qms.base.record import Origin
from qms.ledger.entry import spelled
from qms.ledger.tree import LEAF
from qms.store.columns import table_of
from qms.store.commitments import Commitments, as_they_are, erased_until, without_erased
from qms.store.raw import Ranged, spellers
from qms.store.replay import Replay, fields_of, told_rows
from qms.store.share import PRIME, Doubt, Share
from qms.store.signatures import Grounds, Signatures
from qms.store.table import entries, personal
from qms.store.told import contents_of
from qms.store.walk import HASH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from qms.base.kind import Kind
    from qms.store.columns import Row
    from qms.store.reading import Reading

_COLUMNS: Final = tuple(column.name for column in entries.c)
_ORIGINS: Final = frozenset(one.value for one in Origin)
_NUMBERS: Final = frozenset({"position", "suite", "version"})
_TIMES: Final = ("recorded_at", "occurred_at")
_MAYBE: Final = ("on_behalf_of", "reason")
_PERSONAL: Final = ("code", "field", "version", "subject", "sealed", "wrapping", "wrapped")


def _types(*missing: str) -> tuple[type[Any], ...]:
    """Types of an entry's values, where these are missing."""
    gone: dict[str, type[Any]] = {name: type(None) for name in missing} | {"hashes": bytes}
    return tuple(gone.get(name, int if name in _NUMBERS else str) for name in _COLUMNS)


_FITTING: Final = frozenset({_types(), _types(*_MAYBE), *(_types(name) for name in _MAYBE)})


class Groups:
    """Asks for ranges of records, by code."""

    def __init__(self, reading: Reading, kinds: Sequence[Kind[Any]], secret: int) -> None:
        """Put the questions together once."""
        connection, self._seals = reading.connection, reading.seals
        self._signatures = partial(Signatures, Grounds(connection, kinds))
        self._until = erased_until(connection, kinds)
        self._kinds = {kind.name: kind for kind in kinds}
        self._secret = secret
        self._entries = Ranged(connection, entries, _COLUMNS, entries.c.code)
        times = spellers(connection, entries, _TIMES)
        self._times = [(_TIMES[place], spelled_as) for place, spelled_as in times]
        self._tables = [_Held(connection, row) for row in told_rows(kinds)]
        self._personal = Ranged(connection, personal, _PERSONAL, personal.c.code, as_they_are())

    def look(self, low: str | None, high: str | None) -> Share:
        """What is there of the records from code ``low`` on and before ``high``; raise `Doubt`, or `Unfit`."""
        share, replay = Share(), Replay(self._kinds.__getitem__)
        expected: dict[type[Row], dict[Any, tuple[Any, ...]]] = {}
        for code in self._heard(self._entries(low, high), replay, share):
            for row, key, values in replay.values(code):
                expected.setdefault(row, {})[key] = values
        for table in self._tables:
            table.compare(low, high, expected.get(table.row, {}), share)
        self._compare_personal(low, high, replay, share)
        share.numbers = replay.numbers
        return share

    def _heard(self, rows: Any, replay: Replay, share: Share) -> Mapping[str, int]:  # noqa: ANN401 - rows of any values
        """Play the entries; give the newest version of each record."""
        last: dict[str, int] = {}
        of: dict[str, str] = {}
        signatures = self._signatures()
        for row in sorted(rows, key=itemgetter(_COLUMNS.index("position"))):
            values = dict(zip(_COLUMNS, row, strict=True))
            told, leaf = self._read(values)
            share.rows[entries.name] = share.rows.get(entries.name, 0) + 1
            share.leaves = share.leaves * (int.from_bytes(leaf) + self._secret) % PRIME
            code, version, kind = values["code"], values["version"], values["kind"]
            if version != last.get(code, 0) + 1 or of.setdefault(code, kind) != kind:
                raise Doubt
            last[code] = version
            replay.hear(kind, code, version, told)
            signatures.hear(values, told)
            for digest, media in contents_of(told):
                share.name(digest, values["position"], media)
        share.codes |= {one.code for one in signatures.broken} | {one.code for one in signatures.missing}
        return last

    def _read(self, values: dict[str, Any]) -> tuple[Mapping[str, Any], bytes]:
        """The record that an entry tells of, and the entry's hash; raise `Doubt` where it is not the kept one."""
        for name, spelled_as in self._times:
            values[name] = spelled_as[values[name]]
        if tuple(map(type, values.values())) not in _FITTING or values["origin"] not in _ORIGINS:
            raise Doubt
        leaf = sha256(LEAF + spelled(values)).digest()
        told: Any = json.loads(values["record"])
        same = (told["code"], told["version"], told["origin"]) == (values["code"], values["version"], values["origin"])
        if not same or values["hashes"][:HASH] != leaf:
            raise Doubt
        return told, leaf

    def _compare_personal(self, low: str | None, high: str | None, replay: Replay, share: Share) -> None:
        found, commits = 0, Commitments(None, self._seals)
        for code in self._until.keys() & replay.personal.keys():
            replay.personal[code], gone = without_erased(replay.personal[code], self._until[code])
            share.erased += gone
        for line in self._personal(low, high):
            found += 1
            row: dict[str, Any] = dict(zip(_PERSONAL, line, strict=True))
            wanted = replay.personal.get(row["code"], {}).pop((row["field"], row["version"]), "")
            if wanted == "" or not commits.to(wanted, row):
                share.doubt(row["code"])
        share.rows[personal.name] = found
        share.unchecked += commits.unchecked
        for code, fields in replay.personal.items():
            if fields and not (code in self._until and set(fields.values()) == {None}):
                share.doubt(code)


class _Held:
    """A table that is held against the ledger."""

    def __init__(self, connection: Connection, row: type[Row]) -> None:
        table, names = table_of(row), fields_of(row)
        self.row = row
        self._name = table.name
        keys = [column.name for column in table.primary_key]
        self._ask = Ranged(connection, table, names, table.c[keys[0]])
        self._spellers = spellers(connection, table, names)
        self._keys = [names.index(name) for name in keys]

    def compare(self, low: str | None, high: str | None, expected: dict[Any, tuple[Any, ...]], share: Share) -> None:
        """Hold the rows of a range against what is expected; what is expected is used up."""
        found = 0
        for row in self._ask(low, high):
            found += 1
            line = list(row)
            for place, spelled_as in self._spellers:
                if (value := line[place]) is not None:
                    line[place] = spelled_as[value]
            key = tuple([line[place] for place in self._keys])
            if expected.pop(key, None) != tuple(line):
                share.doubt(key[0])
        share.rows[self._name] = found
        for key in expected:
            share.doubt(key[0])
