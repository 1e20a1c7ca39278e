"""How a store begins."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from qms.base.door import admit
from qms.base.record import Record
from qms.compile.profiles import chosen
from qms.errors import Fault, InvalidRecord
from qms.organisation.holidays import korean_holidays
from qms.organisation.model import AdoptedProfile, Assignment, Calendar, Department, Person
from qms.organisation.profile import Profile
from qms.organisation.rooms import ASSIGNMENT, CALENDAR, DEPARTMENT, PERSON, PROFILE
from qms.organisation.rows import Row
from qms.organisation.terms import Capacity, DepartmentKind, Role
from qms.registry.faults import faults_in
from qms.registry.opening import now as now_of_machine
from qms.registry.registry import Registry
from qms.registry.shared import Acting, Shared, now_by
from qms.store.store import Store
from qms.store.writing import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from qms.base.kind import Kind
    from qms.store.writing import Writing

FIRST_YEAR, LAST_YEAR = 2012, 2027
"""Years of the calendar that a new store gets; later ones are added as they are declared."""
PREFIX = "QM"
"""First part of document numbers where the profile's own does not fit."""
CONTACTS = "profile:contacts"
"""How a row of a profile says that the contacts show it."""
ROWS = ("scope", "duties", "services", "commitments", "clauses")
"""The parts of a profile that are such rows."""
ROOT = "head-office"
"""Code of the department at the top of the tree of a new store."""


def create(
    place: str | Path,
    *,
    actor: str,
    name: str,
    profile: str | Path | Profile = "technopark",
    organisation: tuple[str, str] | None = None,
    since: date | None = None,
    clock: Callable[[], datetime] = now_of_machine,
    tokens: Callable[[int], bytes] = secrets.token_bytes,
) -> Registry:
    """Make a new store with its profile, its working calendar, its head office and its first person.

    Args:
        place: where; nothing may be there yet.
        actor: code of the first person, who becomes quality representative and enters everybody else.
        name: that person's name.
        profile: name of a profile of the house, path of a TOML file, or a profile.
        organisation: names, Korean and English, of a body that takes over another's profile; None: the profile's own.
        since: first day of the organisation in the store; None: today. Earlier days let older records in.
        clock: tells the time, with its zone.
        tokens: gives so many random bytes, for the numbers that stand for people, the salts that keep what the
            ledger commits to from being guessed, and until it is closed the keys that seal names. Whoever can foresee
            them reads every name: only samples and tests, where all are made up, give a source that can be repeated.

    Raises:
        StoreExists: there is something at this place.
        InvalidRecord, InvalidProfile: the first person, or the profile, has faults; all of them are told.

    """
    taken = chosen(profile)
    if organisation is not None:
        taken = _renamed(taken, *organisation)
    now = now_by(clock)
    first_day = since or now.astimezone(ZoneInfo(taken.zone)).date()
    records = _checked(taken, actor, name, first_day, tokens(16).hex())

    head = Head(recorded_at=now, zone=taken.zone, occurred_at=now, actor=actor, act="")
    store = Store.create(place, partial(_write, records=records, head=head), tokens=tokens)
    return Registry(Shared(store, clock), Acting(by=actor))


def _write(writing: Writing, *, records: tuple[tuple[Kind[Any], Record], ...], head: Head) -> None:
    for kind, record in records:
        admit(kind, None, record)
        if kind.prefix:
            writing.next_number(f"{kind.name}-{record.code.split('-')[1]}")
        writing.append(kind, None, record, replace(head, act=f"{kind.name}.found"))


def _checked(
    profile: Profile, actor: str, name: str, since: date, subject: str
) -> tuple[tuple[Kind[Any], Record], ...]:
    if not name.strip():
        raise InvalidRecord(kind="organisation.person.name", faults=(Fault("name", "base.fault.blank"),))
    try:
        return tuple(_first(profile, actor, name, since, subject))
    except ValidationError as fault:
        raise InvalidRecord(kind="organisation.person.name", faults=faults_in(fault, "actor")) from None


def _renamed(profile: Profile, ko: str, en: str) -> Profile:
    """The profile in the name of another body: document numbers and contacts stay behind, and what rests on them."""
    cover = {**dict(profile.cover), "document_prefix": PREFIX}
    name = {"ko": ko, "en": en}
    rows = {of: tuple(_without_contacts(row) for row in getattr(profile, of)) for of in ROWS}
    return Profile.model_validate({**dict(profile), **rows, "name": name, "contacts": None, "cover": cover})


def _without_contacts(row: Row) -> Row:
    left = tuple(one for one in row.shown_by if one != CONTACTS)
    return row.model_copy(update={"shown_by": left})


def _first(profile: Profile, actor: str, name: str, since: date, subject: str) -> Iterator[tuple[Kind[Any], Record]]:
    yield PROFILE, AdoptedProfile(code=profile.id, content=profile.model_dump_json(), edition=profile.edition)
    yield CALENDAR, _calendar(profile)
    yield (
        DEPARTMENT,
        Department(
            code=ROOT,
            name_ko=profile.name.ko,
            name_en=profile.name.en,
            kind=DepartmentKind.TOP_MANAGEMENT,
            since=since,
        ),
    )
    yield PERSON, Person(code=actor, department=ROOT, name=name, subject=subject, since=since)
    number = ASSIGNMENT.number(since.year, 1)
    yield (
        ASSIGNMENT,
        Assignment(
            code=number,
            department=ROOT,
            person=actor,
            role=Role.QUALITY_REPRESENTATIVE,
            since=since,
            capacity=Capacity.HOLDER,
        ),
    )


def _calendar(profile: Profile) -> Calendar:
    clock = profile.clock
    spans = (f"{one.begin:%H:%M}-{one.end:%H:%M}" for one in clock.hours)
    return Calendar(
        code="working", zone=clock.zone, hours=" ".join(spans), weekend=" ".join(str(day) for day in clock.weekend),
        first_year=FIRST_YEAR, last_year=LAST_YEAR,
        holidays=korean_holidays(FIRST_YEAR, LAST_YEAR) if clock.zone == "Asia/Seoul" else (),
    )  # fmt: skip
