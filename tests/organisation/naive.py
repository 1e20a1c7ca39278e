"""The organisation day by day, slow and plain: one entry a day for everything, no spans and no merging."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qms.organisation.directory import HEADS
from qms.organisation.terms import Capacity, DepartmentKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = 9
FIRST = date(2024, 2, 25)
"""The days hold a 29 February."""
ROOT = "top"
LAST_RANK = list(Capacity)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@dataclass
class Place:
    """A department: whether it is there, and what it is, on each day."""

    begin: int
    name: list[str]
    kind: list[DepartmentKind]
    parent: list[str | None]
    end: int = DAYS
    successor: str | None = None

    def there(self, on: int) -> bool:
        return self.begin <= on < self.end

    def near(self, on: int) -> int:
        return max(on, self.begin)

    def changes(self, since: int) -> bool:
        """Whether anything about it is different from the day before on a day from ``since`` on."""
        lists: tuple[list[object], ...] = ([*self.name], [*self.kind], [*self.parent])
        return any(one[d] != one[d - 1] for one in lists for d in range(max(since, self.begin + 1), DAYS))


@dataclass
class Post:
    """An assignment."""

    code: str
    person: str
    role: Role
    place: str
    begin: int
    end: int
    capacity: Capacity
    deputy_of: str | None = None


@dataclass
class Naive:
    """Everything that is known, day by day."""

    places: dict[str, Place] = field(default_factory=dict[str, Place])
    people: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    posts: list[Post] = field(default_factory=list[Post])

    def here(self, person: str, on: int) -> bool:
        begin, end = self.people.get(person, (DAYS, DAYS))
        return begin <= on < end

    def there(self, code: str | None, on: int) -> bool:
        return code is not None and code in self.places and self.places[code].there(on)

    def current(self, code: str | None, on: int, met: tuple[str, ...] = ()) -> str | None:
        if code is None or code in met or code not in self.places:
            return None
        one = self.places[code]
        if one.there(on):
            return code
        gone = on >= one.begin and one.successor
        return self.current(one.successor if gone else one.parent[one.near(on)], on, (*met, code))

    def parent(self, code: str, on: int) -> str | None:
        one = self.places[code]
        found = self.current(one.parent[one.near(on)], on)
        return None if found == code else found

    def above(self, code: str, on: int) -> tuple[str, ...]:
        found: list[str] = []
        at = self.current(code, on)
        while at is not None and at not in found:
            found.append(at)
            at = self.parent(at, on)
        return tuple(found)

    def circle(self, code: str, since: int) -> bool:
        """Whether a department stands below itself on a day from ``since`` on."""
        for on in range(since, DAYS):
            up = self.places[code].parent[on]
            if self.places[code].there(on) and up is not None and code in self.above(up, on):
                return True
        return False

    def in_order(self, on: int, under: str | None = None) -> Iterator[str]:
        for code in sorted(self.places):
            if self.there(code, on) and self.parent(code, on) == under:
                yield code
                yield from self.in_order(on, code)

    def in_force(self, one: Post, on: int) -> bool:
        return one.begin <= on < one.end and self.here(one.person, on) and self.there(one.place, on)

    def held(self, person: str, on: int) -> list[tuple[Role, str]]:
        return [(one.role, one.place) for one in self.posts if one.person == person and self.in_force(one, on)]

    def holders(self, role: Role, place: str, on: int) -> list[str]:
        found = [one for one in self.posts if one.role is role and one.place == place and self.in_force(one, on)]
        return [one.person for one in sorted(found, key=lambda one: (LAST_RANK.index(one.capacity), one.code))]

    def head(self, code: str, on: int) -> str | None:
        if not self.there(code, on):
            return None
        return next(iter(self.holders(HEADS[self.places[code].kind[on]], code, on)), None)

    def clash(self, new: Post) -> bool:
        """Whether two would hold one post by themselves on a day, the department being there or not."""
        own = {Capacity.HOLDER, Capacity.ACTING}
        if new.role not in {Role.SENIOR_HEAD, Role.UNIT_HEAD} or new.capacity not in own:
            return False
        others = [
            one
            for one in self.posts
            if one.code != new.code and (one.role, one.place) == (new.role, new.place) and one.capacity in own
        ]
        return any(self._counts(one, on) and self._counts(new, on) for one in others for on in range(DAYS))

    def _counts(self, one: Post, on: int) -> bool:
        return one.begin <= on < one.end and self.here_until(one.person, on)

    def here_until(self, person: str, on: int) -> bool:
        return on < self.people[person][1]
