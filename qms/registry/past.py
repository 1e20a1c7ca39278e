"""A moment of the past, as the ledger has it: the position of the last entry that was known then."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import func, select

from qms import errors
from qms.base.record import in_range
from qms.kinds import all_kinds
from qms.store.past import PastStore
from qms.store.table import entries

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from qms.store.reading import Reading
    from qms.store.store import Store

TICK: Final = timedelta(microseconds=1)
"""The smallest step of time that is kept."""


class Moment(NamedTuple):
    """A moment of the ledger: its first ``size`` entries are known, and it is ``now``."""

    size: int
    now: datetime

    def of(self, store: Store) -> PastStore:
        """The store as it was at this moment."""
        return PastStore(store, all_kinds(), self.size)


def moment(reading: Reading, when: date | int, now: datetime, zone: ZoneInfo) -> Moment:
    """The moment that is meant; see `qms.registry.evidence.Evidence.as_of`."""
    if isinstance(when, bool) or (isinstance(when, datetime) and (when.utcoffset() is None or not in_range(when))):
        raise errors.BadMoment(text=str(when))
    last = reading.size() - 1
    if isinstance(when, int):
        if not 0 <= when <= last:
            raise errors.BeyondTheEnd(position=when, last=last)
        # Where the database guards the store, somebody may not see this entry: for them it was the one before.
        return Moment(when + 1, _recorded_by(reading, when) or now)
    if isinstance(when, datetime):
        end, shown = when.astimezone(UTC), _local(when, zone)
        future = end > now
    else:
        future, shown = when > now.astimezone(zone).date(), when.isoformat()
        end = now if future else _end(when, zone)
    if future:
        raise errors.NotKnownYet(when=shown, now=_local(now, zone))
    position = _last_by(reading, end)
    if position is None:
        first = reading.connection.scalar(select(entries.c.recorded_at).order_by(entries.c.position).limit(1))
        raise errors.BeforeTheBeginning(when=shown, first=_local(first or now, zone))
    return Moment(position + 1, min(end, now))


def _end(day: date, zone: ZoneInfo) -> datetime:
    """The last instant of a local day, which has come or begun."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) - TICK


def _last_by(reading: Reading, end: datetime) -> int | None:
    """Position of the last entry that was recorded up to this instant; None where there is none.

    The last by its position: whatever a clock said before, what stands before an entry was known with it.
    """
    # The sum keeps SQLite from going back by position, entry by entry: the index of times has both.
    wanted = select(func.max(entries.c.position + 0)).where(entries.c.recorded_at <= end)
    found: int | None = reading.connection.scalar(wanted)
    return found


def _recorded_by(reading: Reading, position: int) -> datetime | None:
    """When the last entry up to a position was recorded; None where there is none to be seen."""
    upto = select(entries.c.recorded_at).where(entries.c.position <= position)
    found: datetime | None = reading.connection.scalar(upto.order_by(entries.c.position.desc()).limit(1))
    return found


def _local(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M:%S}"
