"""Every figure counted anew from plain records, one by one and by hand: nothing of the figures' own code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from qms import CaseType, Channel
from qms.records.capa import CapaStatus, Verdict
from qms.records.case import CaseSeverity, Disposition, Identity, Outcome
from tests.office import SEOUL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from qms.records.capa import Capa
    from qms.records.case import Case

T = TypeVar("T")
WEIGHED = {CaseType.COMPLAINT, CaseType.GRIEVANCE, CaseType.UNFAIR_HANDLING}
UPHELD = {Outcome.ACCEPTED, Outcome.PARTLY}


@dataclass(frozen=True)
class Counted:
    """A figure: its value as printed (None: no data), how many it rests on, and who was left out as unmeasurable."""

    value: str | None
    n: int
    unmeasurable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Days:
    """Days of a period, ``end`` exclusive; ``cut`` is the first day of which nothing is told yet."""

    begin: date
    end: date
    today: date

    @property
    def cut(self) -> date:
        return min(self.end, self.today)

    def holds(self, at: datetime | date | None) -> bool:
        return at is not None and self.begin <= _day(at) < self.end

    def passed(self, at: datetime | date | None) -> bool:
        return at is not None and self.begin <= _day(at) < self.cut

    def earlier(self, months: int) -> Days:
        def back(day: date) -> date:
            place = day.year * 12 + day.month - 1 - months
            return date(place // 12, place % 12 + 1, 1)

        return Days(back(self.begin), back(self.end), self.today)


def _day(at: datetime | date) -> date:
    return at.astimezone(SEOUL).date() if isinstance(at, datetime) else at


def _count(found: Iterable[object]) -> Counted:
    n = len(list(found))
    return Counted(str(n), n)


def _share(among: Sequence[T], hit: Callable[[T], bool | None], wrong: Iterable[str] = ()) -> Counted:
    value = Fraction(100 * sum(bool(hit(one)) for one in among), len(among)) if among else None
    return Counted(_one_place(value), len(among), tuple(sorted(wrong)))


def _mean(values: Sequence[Fraction], wrong: Iterable[str] = ()) -> Counted:
    return Counted(_one_place(sum(values, Fraction()) / len(values) if values else None), len(values), tuple(wrong))


def _one_place(value: Fraction | None) -> str | None:
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _open_at(opened: date | None, closed: date | None, day: date) -> bool:
    """Whether something was open as a day began."""
    return opened is not None and opened < day and (closed is None or closed >= day)


def _balance(spans: Iterable[tuple[date | None, date | None]], begin: date, end: date) -> Counted:
    known = [(o, c) for o, c in spans if o is not None and o < end]
    there = [(o, c) for o, c in known if c is None or c >= begin]
    return Counted(str(sum(_open_at(o, c, end) for o, c in known)), len(there))


# --- cases ---


def forward(case: Case) -> bool:
    return case.closed_at is None or case.closed_at >= case.received_at


def in_time(case: Case) -> bool:
    told = case.notified_at or case.closed_at
    return told is not None and case.due_at is not None and told <= case.due_at


def late(case: Case) -> bool:
    told = case.notified_at or case.closed_at
    return case.due_at is not None and (told is None or told > case.due_at)


def _instants(opened: datetime | None, closed: datetime | None) -> tuple[date | None, date | None]:
    return (None if opened is None else _day(opened), None if closed is None else _day(closed))


def balance(cases: Sequence[Case], days: Days) -> Counted:
    return _balance((_instants(one.received_at, one.closed_at) for one in cases if forward(one)), days.begin, days.end)


def _overdue(cases: Sequence[Case], days: Days) -> Counted:
    spans = [
        _instants(one.due_at, one.notified_at)
        for one in cases
        if one.due_at is not None
        and (one.notified_at is None or one.notified_at > one.due_at)
        and (one.notified_at is not None or one.closed_at is None)
    ]
    return _balance(spans, min(days.begin, days.today), days.cut)


def _answer_hours(received: Sequence[Case]) -> Counted:
    looked = [one for one in received if one.answered_at and one.assigned_at and one.reopened_at is None]
    spans = [_seconds(one.received_at, one.answered_at) for one in looked if one.answered_at is not None]
    return _mean([Fraction(one, 3600) for one in spans if one >= 0])


def _hours(cases: Iterable[Case], name: str) -> Counted:
    """Mean time from receipt to an instant that all of these cases have."""
    spans = [(one.code, _seconds(one.received_at, getattr(one, name))) for one in cases]
    wrong = sorted(code for code, span in spans if span < 0)
    return _mean([Fraction(span, 3600) for _, span in spans if span >= 0], wrong)


def _dropped(case: Case) -> bool:
    since = (case.acknowledged_at, case.answered_at, case.notified_at, case.closed_at, case.outcome)
    return case.assigned_at is not None and not any(since)


def _seconds(begin: datetime, end: datetime) -> int:
    return (end.replace(microsecond=0) - begin.replace(microsecond=0)) // timedelta(seconds=1)


def of_cases(cases: Sequence[Case], days: Days) -> dict[str, Counted]:
    received = [one for one in cases if days.holds(one.received_at)]
    closed = [one for one in cases if days.holds(one.closed_at)]
    finished = [one for one in received if one.closed_at and one.due_at]
    upheld = [one for one in closed if one.outcome in UPHELD]
    owed = [one for one in closed if one.severity is CaseSeverity.MAJOR or (one in upheld and one.type in WEIGHED)]
    major = [one for one in received if one.severity is CaseSeverity.MAJOR]
    assigned = [one for one in received if one.assigned_at and one.identity is not Identity.ANONYMOUS]
    return {
        "case.received": _count(received),
        "case.complaints": _count(one for one in received if one.type in WEIGHED),
        "case.balance": balance(cases, days),
        "case.on_time_share": _share(
            [one for one in finished if forward(one)], in_time, (one.code for one in finished if not forward(one))
        ),
        "case.missed": _count(one for one in cases if days.passed(one.due_at) and late(one) and forward(one)),
        "case.overdue": _overdue(cases, days),
        "case.answer_hours": _answer_hours(received),
        "case.acknowledged_share": _share(assigned, lambda one: one.acknowledged_at is not None),
        "case.noticed_share": _share(upheld, lambda one: one.notified_at is not None),
        "case.reported_share": _share(major, lambda one: one.reported_at is not None),
        "case.acknowledge_hours": _hours(
            (one for one in received if one.acknowledged_at and one.reopened_at is None), "acknowledged_at"
        ),
        "case.report_hours": _hours((one for one in major if one.reported_at), "reported_at"),
        "case.policy_share": _share(major, lambda one: one.policy_by is not None),
        "case.not_followed_up": _count(one for one in cases if days.passed(one.due_at) and _dropped(one)),
        "case.merged_reports": _count(one for one in major if one.reported_at and one.report_merged),
        "case.disposed_share": _share(owed, lambda one: one.disposition is not None),
        "case.satisfied_share": _share([one for one in closed if one.satisfied is not None], lambda one: one.satisfied),
        "case.no_visit_share": _share(received, lambda one: one.channel is not Channel.VISIT),
        "case.major": _count(major),
        "case.audit_reports": _count(
            one for one in received if one.type in {CaseType.UNFAIR_HANDLING, CaseType.INTEGRITY}
        ),
        "case.improved": _count(
            one for one in received if one.disposition not in {None, Disposition.NONE}
        ),
    }  # fmt: skip


# --- CAPA ---


def _late_capas(capas: Sequence[Capa], days: Days) -> Counted:
    spans = [
        (one.implement_due_on, one.implemented_on)
        for one in capas
        if one.implement_due_on and (one.implemented_on is None or one.implemented_on > one.implement_due_on)
    ]
    return _balance(spans, min(days.begin, days.today), days.cut)


def of_capas(every: Sequence[Capa], days: Days) -> dict[str, Counted]:
    capas = [one for one in every if one.status is not CapaStatus.VOID]
    opened = [one for one in capas if days.holds(one.opened_on)]
    done = [(one.implemented_on, one.implement_due_on) for one in capas if days.holds(one.implemented_on)]
    dated = [(on, due) for on, due in done if on and due]
    verdicts = [judged.verdict for one in every for judged in one.evaluations if days.holds(judged.judged_on)]
    clear = [one for one in verdicts if one is not Verdict.INCONCLUSIVE]
    contained = [
        Fraction((one.contained_on - one.opened_on).days) for one in opened if one.contained_on and one.containment
    ]
    closed = [
        Fraction((one.closed_on - one.opened_on).days) for one in capas if one.closed_on and days.holds(one.closed_on)
    ]
    return {
        "capa.opened": _count(opened),
        "capa.balance": _balance([(one.opened_on, one.closed_on) for one in capas], days.begin, days.end),
        "capa.on_time_share": _share(dated, lambda one: one[0] <= one[1]),
        "capa.overdue": _late_capas(capas, days),
        "capa.effective_share": _share(clear, lambda one: one is Verdict.EFFECTIVE),
        "capa.contain_days": _mean(contained),
        "capa.close_days": _mean(closed),
        "capa.not_effective": _count(one for one in verdicts if one is Verdict.NOT_EFFECTIVE),
    }  # fmt: skip
