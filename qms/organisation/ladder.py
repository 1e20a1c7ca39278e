"""Who is told up the line: of a major case (manual R-UH-4), of what is overdue (the profile's escalation).

Where one person holds two steps of the line, the second is passed up to the next person, and marked as merged; a step
that nobody holds is passed up and marked as vacant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.organisation.concern import Concern
from qms.organisation.terms import DepartmentKind, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from qms.organisation.concern import About
    from qms.organisation.directory import Directory
    from qms.organisation.profile import Profile
    from qms.organisation.terms import CaseType


@dataclass(frozen=True)
class Upward:
    """To whom a report goes.

    Attributes:
        person: the next person up.
        merged: whether unit head and senior head are one person, so that the senior head's step was passed up.

    """

    person: str
    merged: bool


@dataclass(frozen=True)
class Told:
    """A rung of the escalation on a day.

    Attributes:
        role: the role that the profile names.
        person: who is told; None: nobody is there to be told.
        merged: whether who holds the role was told on a rung below, so that the rung was passed up.
        vacant: whether nobody holds the role, so that the rung was passed up.

    """

    role: Role
    person: str | None
    merged: bool
    vacant: bool = False


def line(directory: Directory, department: str, on: date) -> tuple[str, ...]:
    """Who answers for a department on a day, nearest first: who is in charge of it, then the heads above.

    Each person once; a post that nobody holds is left out, and so are units above a unit (manual R-UH-4: to the
    senior head).
    """
    first = _in_charge(directory, department, on)
    return tuple(dict.fromkeys(one for one in (first, *_heads(directory, department, on)) if one))


def merged(directory: Directory, department: str, on: date, reporter: str | None = None) -> bool:
    """Whether unit head and senior head are one person (manual R-UH-4), be it that ``reporter`` stands in for one."""
    senior, place = _senior(directory, department, on), directory.current(department, on)
    if senior is None or place is None:
        return False
    stands_in = reporter == senior and senior in directory.holders(Role.UNIT_HEAD, on, place)
    return stands_in or senior == _in_charge(directory, department, on)


def report_to(
    directory: Directory, department: str, on: date, reporter: str, kept: Collection[str] = ()
) -> Upward | None:
    """The person to whom a major case of a department is reported on a day; None where there is nobody.

    The next up the line who neither answers for the department nor reports; where a head at the top answers for it
    and somebody else reports, that head. Nobody of ``kept``, whom the case is about.
    """
    found = line(directory, department, on)
    first = _in_charge(directory, department, on)
    together = merged(directory, department, on, reporter)
    above = [one for one in found if one not in {first, reporter, *kept}]
    if above:
        return Upward(above[0], together)
    at_top = first is not None and first not in {reporter, *kept} and _heads(directory, department, on)[-1:] == [first]
    return Upward(first, together) if first and at_top else None


def told(
    profile: Profile, directory: Directory, department: str, days_overdue: int, on: date, *,
    of: CaseType | None = None, about: About | None = None,
) -> tuple[Told, ...]:  # fmt: skip
    """Who is told of something so many calendar days past its due date in a department on a day, rung by rung.

    Nobody is named twice: a rung whose holders were all told before, or that nobody holds, passes to the next person
    up the line. A case of a type that one role alone handles (``of``; manual P-6.1, P-6.3) is told to that role and
    to nobody else, or where it is ``about`` that office to the role in its place; and never to whom it is about.
    """
    found: list[Told] = []
    known: set[str] = set()
    roles = profile.told(days_overdue)
    concern = Concern(profile, directory, on)
    keeper = concern.keeper(of, about)
    alone = () if keeper is None else (keeper,)
    for role in alone if alone and roles else roles:
        held = tuple(one for one in _holding(directory, role, department, on) if not concern.touches(one, of, about))
        new = tuple(one for one in held if one not in known)
        passed = not new and not alone
        if passed:
            up_line = (one for one in line(directory, department, on) if not concern.touches(one, of, about))
            new = tuple(one for one in up_line if one not in known)[:1]
        up = {"merged": passed and bool(held), "vacant": passed and not held}
        found += [Told(role, one, **up) for one in new or (None,)]
        known.update(new)
    return tuple(found)


def _holding(directory: Directory, role: Role, department: str, on: date) -> Iterator[str]:
    """The one head for the roles that head departments; for the others all their own holders, else deputies."""
    if role is Role.UNIT_HEAD:
        one = _in_charge(directory, department, on)
    elif role is Role.SENIOR_HEAD:
        one = _senior(directory, department, on)
    else:
        over = directory.current(department, on) if role is Role.STAFF else None
        posts = directory.posts(role, on, over)
        yield from dict.fromkeys(post.person for post in [one for one in posts if one.deputy_of is None] or posts)
        return
    if one:
        yield one


def _in_charge(directory: Directory, department: str, on: date) -> str | None:
    """Who answers for a department: who holds it as unit head, else its head."""
    place = directory.current(department, on)
    if place is None:
        return None
    return next(iter(directory.holders(Role.UNIT_HEAD, on, place)), None) or directory.head(place, on)


def _senior(directory: Directory, department: str, on: date) -> str | None:
    place = directory.senior(department, on)
    return directory.head(place, on) if place else None


def _heads(directory: Directory, department: str, on: date) -> Sequence[str]:
    above = (one for one in directory.above(department, on) if directory.kind(one, on) is not DepartmentKind.UNIT)
    return [head for one in above if (head := directory.head(one, on))]
