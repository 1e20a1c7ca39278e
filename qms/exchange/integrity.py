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
    from collections.abc import Iterator
    from datetime import datetime

    from qms.base.record import Record

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


class Doubts:
    """Says of each case what is doubtful about it, with the key of its row."""

    def __init__(self, file: str, at: datetime) -> None:
        """Of the rows of this file; ``at`` is the instant of import."""
        self._file, self._at = file, at
        self._closed = 0
        self._waiting: list[tuple[int, str]] = []
        self._kept = False

    def look(self, row: int, key: str, record: Record) -> Iterator[Finding]:
        """What is doubtful about this one, and what had to wait for it."""
        if not isinstance(record, Case):
            return
        self._closed += record.status is CaseStatus.CLOSED
        if record.closed_at is not None and not self._kept:
            self._kept = True
            for waiting in self._waiting:
                yield self._finding("closed_unknown", *waiting)
            self._waiting.clear()
        for rule, values in _doubts(record, self._at):
            if rule == "closed_unknown" and not self._kept:
                self._waiting.append((row, key))
            else:
                yield self._finding(rule, row, key, **values)

    def findings(self) -> Iterator[Finding]:
        """What shows only when all rows were seen: that the register never says when a case was closed."""
        if self._waiting:
            yield Spot(self._file).finding("closed_never_known", Weight.WARNING, count=self._closed)

    def _finding(self, rule: str, row: int, key: str, **values: str) -> Finding:
        return Spot(self._file, row).finding(rule, Weight.WARNING, key=sayable(key), **values)


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
