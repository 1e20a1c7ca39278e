"""What the inputs of a review are gathered from: one reading of the store, one period, one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from qms.base.period import Period
from qms.compile.figures import all_figures, figure, table_of
from qms.compile.snapshot import FigureLine, Words
from qms.compile.wording import both, listed, same
from qms.figures.definition import Measure
from qms.figures.reading import compare
from qms.figures.sql import read, read_all
from qms.organisation.terms import CaseType, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Subquery, Table

    from qms.figures.condition import Condition
    from qms.figures.definition import Figure, Split
    from qms.figures.reading import Reading as FigureReading
    from qms.organisation.facts import Facts
    from qms.records.review import Review
    from qms.store.reading import Reading

MOST_NAMED = 4
UP_TO_NOW = frozenset({"case.missed", "case.overdue", "capa.overdue"})
"""Figures of what fell due: of a period that is still running only its days before today count."""


@dataclass(frozen=True)
class Scene:
    """One reading of the store, and what is known besides."""

    reading: Reading
    facts: Facts
    review: Review
    now: datetime

    @cached_property
    def period(self) -> Period:
        """The review's period."""
        return Period(label=self.review.period, begin=self.review.begin, end=self.review.end)

    @property
    def today(self) -> date:
        """The local day of compilation."""
        return self.now.astimezone(self.facts.zone).date()

    @property
    def day(self) -> date:
        """The day whose tree and names the packet shows: the last of the period, or today while it is running."""
        return min(self.period.end - timedelta(days=1), self.today)

    # --- figures ---

    @cached_property
    def _read(self) -> Mapping[tuple[str, str], FigureReading]:
        found: dict[tuple[str, str], FigureReading] = {}
        labels = [one.label for one in self._periods]
        for running, table, some in _together():
            periods = [self._passed(one) if running else one for one in self._periods]
            readings = read_all(self.reading.connection, table, some, periods, self.facts.zone)
            for i, one in enumerate(readings):
                found[one.figure, labels[i % len(labels)]] = one
        return found

    @cached_property
    def _periods(self) -> tuple[Period, Period, Period]:
        return self.period, self.period.previous(), self.period.year_before()

    def _passed(self, period: Period) -> Period:
        # What is due today is not late yet; of a period that has not begun no day has passed.
        begin, end = min(period.begin, self.today), min(period.end, self.today)
        return Period(label=period.label, begin=begin, end=end)

    def figure(self, id: str) -> FigureReading:
        """The reading of a figure over the review's period."""
        return self._read[id, self.period.label]

    def split(self, id: str, by: Split, *conditions: Condition) -> Sequence[FigureReading]:
        """The readings of a figure over the review's period, split; only of records of which the conditions hold."""
        wanted = figure(id).within(*conditions)
        period = self._passed(self.period) if id in UP_TO_NOW else self.period
        return read(self.reading.connection, table_of(wanted), wanted, period, self.facts.zone, split=by)

    def line(self, id: str) -> FigureLine:
        """A figure as it is printed: value, n, target, the period before and a year ago, how it was counted."""
        now, before, year = (self._read[id, one.label] for one in self._periods)
        wanted = figure(id)
        target = self.facts.profile.target(id)
        judged = compare(wanted, now, before, year, target=Decimal(target.value) if target else None)
        return FigureLine(
            id=id, label=both(wanted.words("label")), value=now.shown(), unit=both(wanted.words("unit")), n=now.n,
            top=now.top if wanted.measure is Measure.SHARE else None,
            bottom=now.bottom if wanted.measure is Measure.SHARE else None,
            target=target.value if target else None, met=judged.met if self._any(now) else None,
            before=before.shown() if self._any(before) else None,
            year_before=year.shown() if self._any(year) else None,
            method=both(wanted.words("method")), unmeasurable=now.unmeasurable,
            historical=now.historical, imported=now.imported, before_historical=before.historical,
            year_before_historical=year.historical,
        )  # fmt: skip

    def _any(self, reading: FigureReading) -> bool:
        """Whether any record of the figure's kind was open in its period: of nothing, no count is an answer."""
        return bool(self._read[f"{figure(reading.figure).kind}.balance", reading.period.label].n)

    # --- names ---

    def department(self, code: str | None, on: date | None = None) -> Words:
        """The name that a department had on a day (None: `day`); the whole organisation for None."""
        if code is None:
            return both("compile.whole")
        one = self.facts.directory.departments.get(code)
        if one is None:
            return same(code)
        then = one.near(on or self.day)
        return Words(ko=then.name_ko, en=then.name_en)

    def unit(self, code: str | None) -> Words:
        """The name of the department that something belongs to; *not assigned* for None."""
        return both("compile.unassigned") if code is None else self.department(code)

    def in_order(self, codes: Collection[str | None]) -> tuple[str | None, ...]:
        """These departments by the tree of `day`; then those that do not stand in it, and last what belongs to none."""
        tree = [one.code for one in self.facts.directory.in_order(self.day)]
        rest = sorted(one for one in codes if one is not None and one not in tree)
        return tuple(one for one in (*tree, *rest, None) if one in codes)

    @property
    def withheld(self) -> frozenset[CaseType]:
        """Types of case that one office alone may see (manual P-6): of them only what cannot tell on anybody."""
        return frozenset(one.case_type for one in self.facts.profile.reserved)

    @property
    def keepers(self) -> Words:
        """The offices that alone may see those types, as the organisation calls them."""
        offices = tuple(dict.fromkeys(self.role(one.role) for one in self.facts.profile.reserved))
        return listed(offices) or both("compile.whole")

    def person(self, code: str | None) -> str:
        """The name of a person; the code where the name is not held any more."""
        one = self.facts.directory.people.get(code or "")
        return (one.name if one else None) or code or "–"

    def role(self, role: Role) -> Words:
        """What the organisation calls a role."""
        return Words(ko=self.facts.profile.role_label(role, "ko"), en=self.facts.profile.role_label(role, "en"))

    def office(self, person: str, on: date) -> Words:
        """The office that a person held on a day: department and role; the first where there are several."""
        held = self.facts.directory.held(person, on)
        if not held:
            return both("compile.no_office")
        return self.titled(*held[0], on)

    def titled(self, role: Role, department: str | None, on: date) -> Words:
        """A role with the department it is held over, by its name of that day."""
        title = self.role(role)
        if department is None:
            return title
        place = self.department(department, on)
        # The audit office is headed by a role of the same name: said once.
        ko = title.ko if place.ko == title.ko else f"{place.ko} {title.ko}"
        en = title.en if place.en.casefold() == title.en.casefold() else f"{title.en}, {place.en}"
        return Words(ko=ko, en=en)

    def owner(self, role: Role, on: date) -> Words:
        """A role with all who held it on a day, deputies left out where there is a holder."""
        title, posts = self.role(role), self.facts.directory.posts(role, on)
        holders = [one.person for one in posts if one.deputy_of is None] or [one.person for one in posts]
        if not holders:
            return title
        named = ", ".join(dict.fromkeys(self.person(one) for one in holders[:MOST_NAMED]))
        more = both("compile.and_more", n=len(holders) - MOST_NAMED) if len(holders) > MOST_NAMED else same("")
        return Words(ko=f"{title.ko} {named}{more.ko}", en=f"{title.en} {named}{more.en}")


def _together() -> Iterator[tuple[bool, Table | Subquery, Sequence[Figure]]]:
    """The figures that one pass can read: those of one table, apart from those counted up to now alone."""
    alike: dict[tuple[bool, str], list[Figure]] = {}
    for one in all_figures():
        alike.setdefault((one.id in UP_TO_NOW, table_of(one).name), []).append(one)
    for (running, _), some in alike.items():
        yield running, table_of(some[0]), some
