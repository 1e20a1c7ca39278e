"""Kinds as the command line needs them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from qms.kinds import all_kinds

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from qms.base.kind import Kind
    from qms.base.record import Record


def kind_of(record: Record) -> Kind[Any]:
    """The kind that a record belongs to."""
    return next(kind for kind in all_kinds() if type(record) is kind.model)


def day_of(moment: date | datetime, zone: ZoneInfo) -> date:
    """The local day of an instant; a day is its own."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def overdue(kind: Kind[Any], record: Record, now: datetime, zone: ZoneInfo) -> bool:
    """Whether something is still owed whose due date has passed; the due day itself is on time."""
    due: Any = getattr(record, kind.due) if kind.due else None
    if due is None or any(getattr(record, name) is not None for name in (kind.met, kind.closed) if name):
        return False
    return bool(due < (now if isinstance(due, datetime) else now.astimezone(zone).date()))
