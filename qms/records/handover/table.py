"""Tables of hand-overs; see `qms.records.handover.model`."""

from __future__ import annotations

import datetime as dt

from qms.records.handover.model import HandoverStatus, ItemKind
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class HandoverRow(RecordRow, table=True):
    """A hand-over."""

    __tablename__ = "handovers"
    status: HandoverStatus = choice(HandoverStatus)
    giver: str
    receiver: str
    witness: str | None = None
    effective_on: dt.date
    prepared_by: str
    prepared_on: dt.date
    note: str | None = None
    given_by: str | None = None
    given_on: dt.date | None = None
    accepted_on: dt.date | None = None
    void_reason: str | None = None
    closed_on: dt.date | None = None


class HandoverItemRow(ChildRow, table=True):
    """One thing that is handed over."""

    __tablename__ = "handover_items"
    kind: ItemKind = choice(ItemKind)
    matter: str
    part: str | None = None
    department: str | None = None
    state: str | None = None
    due_on: dt.date | None = None


TABLES = Tables(HandoverRow, {"items": HandoverItemRow})
