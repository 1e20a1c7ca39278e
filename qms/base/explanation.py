"""A deadline in words: its rule, every day that was counted, and each left out with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from qms import i18n
from qms.base.deadline import CountedDay, Deadline, LeftOut
from qms.base.due import HOUR
from qms.base.term import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from qms.i18n import Language

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def explain(deadline: Deadline, language: Language) -> tuple[str, ...]:
    """The rule, the receipt, a line for each day, and the due date or why there is none."""
    return tuple(_Words(deadline, language).lines())


def say_date(day: date, language: Language) -> str:
    """``2026-09-23(수)``, ``Wed 2026-09-23``."""
    weekday = i18n.text(f"base.calendar.short.{_WEEKDAYS[day.weekday()]}", language)
    return i18n.text("base.calendar.date", language, date=day.isoformat(), weekday=weekday)


def say_rule(deadline: Deadline, language: Language) -> str:
    """The rule of the term: its words, or the profile's own."""
    rule, amount = deadline.term.said_by, deadline.term.amount
    if "." not in rule or not i18n.has(rule):
        return rule
    length = i18n.text(f"base.deadline.length.{deadline.term.unit.value}", language, amount=amount)
    return i18n.text(rule, language, amount=amount, length=length)


@dataclass(frozen=True)
class _Words:
    deadline: Deadline
    language: Language

    def lines(self) -> Iterator[str]:
        yield self._text("explain.rule", rule=say_rule(self.deadline, self.language))
        yield self._text("explain.received", at=self._instant(self.deadline.received_at))
        yield from (self._day(day) for day in self.deadline.days)
        yield self._end()

    def _day(self, day: CountedDay) -> str:
        on = say_date(day.on, self.language)
        if day.left_out:
            return self._text("explain.left_out", on=on, why=" · ".join(self._why(day)))
        return self._text("explain.counted", on=on, counted=self._amount(day.counted), total=self._amount(day.total))

    def _why(self, day: CountedDay) -> Iterator[str]:
        for reason in day.left_out:
            if reason is LeftOut.HOLIDAY:
                yield from (holiday.name(self.language) for holiday in day.holidays)
            elif reason is LeftOut.PAUSE:
                yield from (self._text(f"pause.{pause.value}") for pause in day.paused)
            elif reason is LeftOut.WEEKEND:
                yield i18n.text(f"base.calendar.weekday.{_WEEKDAYS[day.on.weekday()]}", self.language)
            else:
                yield self._text(f"left_out.{reason.value}")

    def _end(self) -> str:
        one = self.deadline
        if one.due_at and one.due_on:
            hours = one.term.unit is Unit.HOURS
            return self._text(
                "explain.due", at=self._instant(one.due_at) if hours else say_date(one.due_on, self.language)
            )
        if one.waiting is None:
            return self._text("explain.none")
        counted = one.days[-1].total if one.days else 0
        return self._text(
            "explain.waiting",
            reason=self._text(f"pause.{one.waiting.reason.value}"),
            since=say_date(one.waiting.begin, self.language),
            left=self._amount(one.length - counted),
        )

    def _instant(self, instant: datetime) -> str:
        local = instant.astimezone(ZoneInfo(self.deadline.zone))
        return f"{say_date(local.date(), self.language)} {local:%H:%M}"

    def _amount(self, amount: int) -> str:
        """``3일``, ``7시간``, ``2시간 30분``; parts of a minute are not shown."""
        if self.deadline.term.unit is not Unit.HOURS:
            return self._text("amount.days", days=amount)
        hours, rest = divmod(amount, HOUR)
        minutes = rest // 60
        name = "amount.both" if hours and minutes else "amount.minutes" if minutes else "amount.hours"
        # Only the places that a sentence has are read.
        return self._text(name, hours=hours, minutes=minutes)

    def _text(self, name: str, **values: object) -> str:
        return i18n.text(f"base.deadline.{name}", self.language, **values)
