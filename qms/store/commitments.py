"""Personal values held against what the ledger committed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select, type_coerce
from sqlalchemy.types import NullType

from qms.base.finding import Finding, Weight
from qms.base.record import Origin
from qms.ledger.commitment import committed
from qms.store.lenient import UNREADABLE, rows
from qms.store.rows import tables_of
from qms.store.table import personal, subject_keys

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from sqlalchemy import Connection, Select

    from qms.base.kind import Kind
    from qms.store.sealing import Seals

_NO_KEY = (None, None)


class Commitments:
    """Opens personal values and works out what they commit to.

    Attributes:
        unchecked: how many could not be opened for want of the key alone.

    """

    def __init__(self, connection: Connection | None, seals: Seals) -> None:
        """Ask for data keys over this connection; None: each row brings its own along."""
        self._connection, self._seals = connection, seals
        self._keys: dict[str, tuple[Any, Any]] = {}
        self.unchecked = 0

    def to(self, wanted: str | None, row: Mapping[str, Any]) -> bool:
        """Whether a row is what an entry committed to; None: the value was ended there.

        Of a value that is locked this is taken for granted, and counted.
        """
        whole = row["sealed"]
        if wanted is None or whole == b"":
            return wanted is None and whole == b""
        if self._connection is not None:
            row = {**row, **dict(zip(("wrapping", "wrapped"), self._key_of(row["subject"]), strict=True))}
        if not (isinstance(whole, bytes | memoryview) and isinstance(row["subject"], str)):
            return False
        if self._seals.locked(row):
            self.unchecked += 1
            return True
        opened = self._seals.opened(row)
        if opened is None:
            return False
        salt, value = opened
        return committed(row["subject"], row["code"], row["field"], salt, value) == wanted

    def _key_of(self, subject: Any) -> tuple[Any, Any]:  # noqa: ANN401 - whatever stands there
        if self._connection is None or subject is UNREADABLE or not isinstance(subject, str):
            return _NO_KEY
        if subject not in self._keys:
            found = list(rows(self._connection, subject_keys, subject_keys.c.subject == subject))
            self._keys[subject] = (found[0]["wrapping"], found[0]["wrapped"]) if found else _NO_KEY
        return self._keys[subject]


def unchecked(count: int) -> Finding:
    """The note that so many personal values could not be held against the ledger."""
    return Finding(
        rule="store.finding.personal_unchecked", weight=Weight.NOTE, place="personal", values={"count": str(count)}
    )


def erased_until(connection: Connection, kinds: Sequence[Kind[Any]], broken: Container[str] = ()) -> dict[str, int]:
    """Record → last version up to which its personal values were erased, as the records of erasures say.

    These rows are themselves held against the ledger; tables in ``broken`` are not asked. An erasure that was brought
    from another store took nothing from this one.
    """
    found: dict[str, int] = {}
    for kind in kinds:
        table = tables_of(kind).child(kind.erases) if kind.erases else None
        if table is None or table.name in broken:
            continue
        of = tables_of(kind).main
        asked = select(table.c.matter, table.c.until).join(of, of.c.code == table.c.record)
        for row in connection.execute(asked.where(table.c.until.is_not(None), of.c.origin == Origin.NATIVE)):
            if isinstance(row.until, int) and isinstance(row.matter, str):
                found[row.matter] = max(row.until, found.get(row.matter, 0))
    return found


def without_erased(
    expected: Mapping[tuple[str, int], str | None], until: int | None
) -> tuple[dict[tuple[str, int], str | None], int]:
    """What must be there of a record of which everything up to a version was erased, and how many values were.

    What ended later may have ended by the erasure: it may be there or not.
    """
    if until is None:
        return dict(expected), 0
    left = {key: wanted for key, wanted in expected.items() if key[1] > until}
    return left, sum(wanted is not None for key, wanted in expected.items() if key[1] <= until)


def erased(count: int) -> Finding:
    """The note that so many personal values were erased by an act."""
    return Finding(
        rule="store.finding.personal_erased", weight=Weight.NOTE, place="personal", values={"count": str(count)}
    )


def as_they_are() -> Select[Any]:
    """Personal values with the wrapped data keys, past all that makes values of what the driver gives."""
    beside = personal.outerjoin(subject_keys, subject_keys.c.subject == personal.c.subject)
    columns = (*personal.columns, subject_keys.c.wrapping, subject_keys.c.wrapped)
    raw = select(*(type_coerce(column, NullType()).label(column.name) for column in columns))
    return cast("Select[Any]", raw.select_from(beside))
