"""Where the clock of whoever wrote went back. The ledger's order is that of its positions, whatever its times say.

What a clock said is kept as it was said; nothing is put right afterwards. So the fact needs no entry of its own: both
times stand in the ledger, under its root, and whoever can read it can find that they do not follow each other.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, type_coerce
from sqlalchemy.exc import DatabaseError
from sqlalchemy.types import NullType

from qms.base.finding import Finding, Weight
from qms.store.lenient import any_text, reader_of
from qms.store.table import entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

TOLERANCE: Final = timedelta(minutes=1)
"""What lies between two machines, or between asking the time and one's turn to write, says nothing of a clock."""
MOST: Final = 20
"""Places that are told one by one."""


def clock_skews(connection: Connection, begin: int = 0) -> Iterator[Finding]:
    """A warning for each place where an entry is dated more than `TOLERANCE` before the newest before it.

    After such a place the times are measured anew from there, so that a clock that once stood in a far year does not
    hide what came later, and one that goes back by a second at a time is found as well.

    Args:
        connection: over which to read; a value that is no time is passed over.
        begin: position from which on entries are looked at; the one before it is looked at for its time.

    """
    count = 0
    for count, (position, code, now, highest, before) in enumerate(_backward(connection, begin), start=1):
        if count <= MOST:
            times = {"now": _said(now), "was": _said(highest)}
            numbers = {"position": str(position), "code": str(code), "before": str(before)}
            yield _warning("clock_skew", f"ledger:{position}", **numbers, **times)
    if count > MOST:
        yield _warning("clock_skew_more", "ledger", count=str(count - MOST))


def newest(connection: Connection) -> datetime | None:
    """When the newest entry was recorded, as it says; None where there is none that says it."""
    last = select(func.max(entries.c.position)).scalar_subquery()
    found = list(_times(connection, entries.c.position == last))
    return found[0][2] if found else None


def _backward(connection: Connection, begin: int) -> Iterator[tuple[Any, Any, datetime, datetime, Any]]:
    with any_text(connection):
        try:
            if not begin and not _ever(connection):
                return
            highest, before = None, None
            for position, code, now in _times(connection, entries.c.position >= begin - 1):
                if highest is not None and highest - now > TOLERANCE:
                    yield position, code, now, highest, before
                    highest = None
                if highest is None or now >= highest:
                    highest, before = now, position
        except DatabaseError:
            return  # no such table or column any more: the structure is told of as changed


def _ever(connection: Connection) -> bool:
    """Whether any entry is dated before the one before it: asked of the database, since mostly there is none."""
    raw = type_coerce(entries.c.recorded_at, NullType())
    each = select(raw.label("now"), func.lag(raw).over(order_by=entries.c.position).label("before")).subquery()
    return connection.execute(select(each.c.now).where(each.c.now < each.c.before).limit(1)).first() is not None


def _times(connection: Connection, only: Any) -> Iterator[tuple[Any, Any, datetime]]:  # noqa: ANN401 - a condition
    columns = (entries.c.position, entries.c.code, entries.c.recorded_at)
    raw = select(*(type_coerce(one, NullType()).label(one.name) for one in columns)).where(only)
    read = reader_of(connection, entries.c.recorded_at)
    found: Iterator[Any] = iter(connection.execute(raw.order_by(entries.c.position)))
    for position, code, said in found:
        now = read(said)
        if isinstance(now, datetime) and isinstance(position, int):
            yield position, code, now if now.tzinfo else now.replace(tzinfo=UTC)


def _said(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _warning(rule: str, place: str, **values: str) -> Finding:
    told = {name: value.encode("utf-8", "backslashreplace").decode() for name, value in values.items()}
    return Finding(rule=f"store.finding.{rule}", weight=Weight.WARNING, place=place, values=told)
