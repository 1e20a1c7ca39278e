"""What imported cases say about themselves that cannot be, or is not known: findings, never refusals.

Gates and the order of times bind acts; what another office recorded comes in as it is, and the doubt is told.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from qms.base.finding import Finding, Weight
from qms.exchange.privacy import sayable
from qms.exchange.sheet import Spot
from qms.records.case.model import Case, CaseStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from qms.exchange.convert import Incoming

_STAGES: Final = ("assigned_at", "acknowledged_at", "answered_at", "notified_at", "closed_at")
_ENDED: Final = frozenset({CaseStatus.CLOSED, CaseStatus.WITHDRAWN, CaseStatus.TRANSFERRED})


class Verdict(StrEnum):
    """Whether a case was closed in time."""

    ON_TIME = "on_time"
    LATE = "late"
    NOT_MEASURABLE = "not_measurable"
    NO_TERM = "no_term"
    OPEN = "open"


def verdict(case: Case) -> Verdict:
    """Judge a case by its times, as `case.on_time_share` counts it.

    Time runs until the customer is told, or the closing where that is all that is known; at the due instant it is
    still on time. What was closed before it was received cannot be measured.
    """
    if case.closed_at is None:
        return Verdict.NOT_MEASURABLE if case.status is CaseStatus.CLOSED else Verdict.OPEN
    if case.closed_at < case.received_at:
        return Verdict.NOT_MEASURABLE
    if case.due_at is None:
        return Verdict.NO_TERM
    return Verdict.ON_TIME if (case.notified_at or case.closed_at) <= case.due_at else Verdict.LATE


def doubts(rows: Sequence[Incoming], file: str, at: datetime) -> Iterator[Finding]:
    """The doubts about each case, with the key of its row; ``at`` is the instant of import."""
    cases = [(row, row.record) for row in rows if isinstance(row.record, Case)]
    closed = sum(case.status is CaseStatus.CLOSED for _, case in cases)
    never = closed > 0 and all(case.closed_at is None for _, case in cases)
    if never:  # the register does not keep it: said once
        yield Spot(file).finding("closed_never_known", Weight.WARNING, count=closed)
    for row, case in cases:
        for rule, values in _doubts(case, at):
            if not (never and rule == "closed_unknown"):
                yield Spot(file, row.row).finding(rule, Weight.WARNING, key=sayable(row.key), **values)


def _doubts(case: Case, at: datetime) -> Iterator[tuple[str, dict[str, str]]]:
    if case.closed_at is None and case.status is CaseStatus.CLOSED:
        yield "closed_unknown", {}
    if case.closed_at is not None and case.closed_at < case.received_at:
        yield "closed_before_received", {}
    if case.closed_at is not None and case.status not in _ENDED:
        yield "closed_yet_open", {"status": f"case.status.{case.status}"}
    for stage in _STAGES[:-1]:
        instant = getattr(case, stage)
        if instant is not None and instant < case.received_at:
            yield "before_received", {"stage": f"exchange.stage.{stage}"}
    for stage in ("received_at", *_STAGES):
        instant = getattr(case, stage)
        if instant is not None and instant > at:
            yield "in_future", {"stage": f"exchange.stage.{stage}"}
