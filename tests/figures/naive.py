"""The same definitions read a second time, from plain records in plain Python: slow and obvious."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from qms.figures import AllOf, AnyOf, By, Edge, Elapsed, Field, Figure, Measure, Month, Op, Test
from qms.figures.reading import Behind, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from qms.base.period import Period
    from qms.figures import Condition, Split
    from tests.figures.voices import Voice

Held = Any
"""What a field of a record holds: its form is the definition's affair."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Naive:
    """Reads one figure of one period from a list of records."""

    def __init__(self, records: Iterable[Voice], figure: Figure, period: Period, zone: ZoneInfo) -> None:
        self.records, self.figure, self.period, self.zone = list(records), figure, period, zone

    def read(self, split: Split | None = None) -> tuple[Reading, ...]:
        return tuple(reading for reading, _ in self.answers(split))

    def behind(self, split: Split | None = None) -> tuple[Behind, ...]:
        return tuple(behind for _, behind in self.answers(split))

    def answers(self, split: Split | None) -> list[tuple[Reading, Behind]]:
        if isinstance(split, Month):
            return [self.answer(self.records, first, end, ("month", name)) for name, first, end in self.months()]
        begin, end = self.period.begin, self.period.end
        if isinstance(split, By):
            return [
                self.answer([r for r in self.records if group(r, split) == one], begin, end, (split.field, name(one)))
                for one in self.groups(split)
            ]
        return [self.answer(self.records, begin, end, (None, None))]

    def months(self) -> list[tuple[str, date, date]]:
        days: dict[str, list[date]] = {}
        for n in range((self.period.end - self.period.begin).days):
            day = self.period.begin + timedelta(days=n)
            days.setdefault(f"{day:%Y-%m}", []).append(day)
        return [(month, of[0], of[-1] + timedelta(days=1)) for month, of in days.items()]

    def groups(self, split: By) -> list[Held]:
        begin, end = self.period.begin, self.period.end
        found = {group(r, split) for r in self.in_scope(self.records, begin, end)}
        named = sorted(found - {None}) if split.groups is None else list(dict.fromkeys(split.groups.values()))
        return [*named, None] if None in found else named

    def in_scope(self, records: list[Voice], begin: date, end: date) -> list[Voice]:
        return [r for r in records if self.stands(r, begin, end) and self.all_hold(self.figure.where, r, begin, end)]

    def answer(self, records: list[Voice], begin: date, end: date, of: tuple[str | None, str | None]) -> Held:
        f = self.figure
        scope = self.in_scope(records, begin, end)
        looked_at = [r for r in scope if self.all_hold(f.among, r, begin, end)]
        counted = [r for r in looked_at if self.measured(r, begin, end)]
        unmeasurable = codes(r for r in looked_at if r not in counted)
        hits = [r for r in counted if f.hit and self.all_hold(f.hit, r, begin, end)]
        lists = self.balance(counted, begin, end) if f.measure is Measure.BALANCE else {}
        head: dict[str, Held] = {"figure": f.id, "period": self.period, "split": of[0], "group": of[1]}
        sizes: dict[str, Held] = {key: len(some) for key, some in lists.items()}
        reading = Reading(
            **head,
            **self.fraction(counted, hits),
            **sizes,
            measure=f.measure,
            scope=len(scope),
            n=len(counted),
            historical=sum(r.origin == "historical" for r in counted),
            imported=sum(r.origin == "imported" for r in counted),
            unmeasurable=unmeasurable,
        )
        named: dict[str, Held] = {key: codes(some) for key, some in lists.items()}
        return reading, Behind(**head, **named, counted=codes(counted), hit=codes(hits), unmeasurable=unmeasurable)

    def fraction(self, counted: list[Voice], hits: list[Voice]) -> dict[str, Held]:
        f = self.figure
        if f.measure is Measure.SHARE:
            return {"top": len(hits), "bottom": len(counted)}
        if f.value is None:
            return {}
        values = sorted(self.value(f.value, r) for r in counted)
        unit = f.value.unit.seconds if isinstance(f.value, Elapsed) else 1
        if f.measure is Measure.MEDIAN:
            values = values[(len(values) - 1) // 2 : len(values) // 2 + 1] if values else []
        if f.measure is Measure.PERCENTILE and f.percent:
            wanted = [v for i, v in enumerate(values, 1) if i / len(values) >= f.percent / 100 - 1e-9]
            values = wanted[:1]
        used = min(len(values), 1) if f.measure is Measure.SUM else len(values)
        return {"top": sum(values), "bottom": used * unit}

    def balance(self, counted: list[Voice], begin: date, end: date) -> dict[str, list[Voice]]:
        def opened_before(r: Voice, day: date) -> bool:
            return bool(self.day(getattr(r, self.figure.when)) < day)

        def closed_before(r: Voice, day: date) -> bool:
            closed = getattr(r, str(self.figure.until))
            return closed is not None and self.day(closed) < day

        return {
            "open_at_start": [r for r in counted if opened_before(r, begin) and not closed_before(r, begin)],
            "opened": [r for r in counted if opened_before(r, end) and not opened_before(r, begin)],
            "closed": [r for r in counted if closed_before(r, end) and not closed_before(r, begin)],
            "open_at_end": [r for r in counted if opened_before(r, end) and not closed_before(r, end)],
        }

    def stands(self, r: Voice, begin: date, end: date) -> bool:
        opened = getattr(r, self.figure.when)
        inside = opened is not None and begin <= self.day(opened) < end
        if self.figure.until is None or inside:
            return inside
        closed = getattr(r, self.figure.until)
        if closed is not None and begin <= self.day(closed) < end:
            return True
        open_before = opened is not None and self.day(opened) < begin
        return open_before and (closed is None or self.day(closed) >= end)

    def measured(self, r: Voice, begin: date, end: date) -> bool:
        f = self.figure
        if f.value is not None and self.value(f.value, r) is None:
            return False
        if f.until is not None:
            opened, closed = getattr(r, f.when), getattr(r, f.until)
            if opened is None or (closed is not None and closed < opened):
                return False
        return self.all_hold(f.measurable, r, begin, end)

    def all_hold(self, conditions: Iterable[Condition], r: Voice, begin: date, end: date) -> bool:
        return all(self.holds(one, r, begin, end) for one in conditions)

    def holds(self, condition: Condition, r: Voice, begin: date, end: date) -> bool:
        if isinstance(condition, AnyOf):
            return any(self.holds(one, r, begin, end) for one in condition.any_of)
        if isinstance(condition, AllOf):
            return all(self.holds(one, r, begin, end) for one in condition.all_of)
        left = self.value(condition.left, r)
        if condition.op in {Op.KNOWN, Op.UNKNOWN}:
            return (left is None) == (condition.op is Op.UNKNOWN)
        right = self.right(condition, r, begin, end)
        return left is not None and right is not None and compare(condition.op, left, right)

    def right(self, test: Test, r: Voice, begin: date, end: date) -> Held:
        right = test.right
        if isinstance(right, Field):
            return getattr(r, right.field)
        if isinstance(test.left, Elapsed):
            return int(str(right)) * test.left.unit.seconds
        if isinstance(right, Edge):
            day = begin if right.edge == "begin" else end
            if isinstance(getattr(r, test.left.field), datetime):
                return datetime.combine(day, time(), self.zone).astimezone(UTC)
            return day
        return right

    def value(self, value: Field | Elapsed, r: Voice) -> Held:
        if isinstance(value, Field):
            return getattr(r, value.field)
        begin, end = getattr(r, value.begin), getattr(r, value.end)
        return None if begin is None or end is None else seconds(end) - seconds(begin)

    def day(self, moment: Held) -> date:
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment


def group(r: Voice, split: By) -> Held:
    value = getattr(r, split.field)
    return value if split.groups is None else split.groups.get(value)


def name(group: Held) -> str | None:
    return None if group is None else {True: "true", False: "false"}[group] if isinstance(group, bool) else str(group)


def codes(records: Iterable[Voice]) -> tuple[str, ...]:
    return tuple(sorted(r.code for r in records))


def seconds(moment: Held) -> int:
    if isinstance(moment, datetime):
        return (moment.replace(microsecond=0) - EPOCH) // timedelta(seconds=1)
    return int((moment - EPOCH.date()).days * 86_400)


def compare(op: Op, left: Held, right: Held) -> bool:
    if op is Op.IN:
        return left in right
    return bool(
        (op is Op.EQ and left == right)
        or (op is Op.NE and left != right)
        or (op in {Op.LT, Op.LE} and left < right)
        or (op in {Op.GT, Op.GE} and left > right)
        or (op in {Op.LE, Op.GE} and left == right)
    )
