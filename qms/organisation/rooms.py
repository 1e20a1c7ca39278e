"""The organisation's kinds and their fronts."""

from __future__ import annotations

from datetime import date

from qms.base.act import Changes, Creates, Enters, Room
from qms.base.kind import Kind
from qms.base.level import INTERNAL, OPEN, REVIEW, levels
from qms.organisation import rules, tree_rules
from qms.organisation.facts import Facts
from qms.organisation.model import AdoptedProfile, Assignment, Calendar, Department, Person
from qms.organisation.terms import DepartmentKind, Role

_TABLE = "qms.organisation.table"
_DAY = date(2026, 1, 1)

DEPARTMENT = Kind(
    name="department", plural="departments", words="organisation.department", model=Department, table=_TABLE,
    opened="since", closed="until",
    levels=levels(
        (OPEN, "name_ko name_en kind parent place since until successor earlier earlier.until earlier.name_ko"),
        (OPEN, "earlier.name_en earlier.kind earlier.parent earlier.place"),
        head=OPEN,
    ),
    example=Department(
        code="support", name_ko="기업지원팀", name_en="Business Support Team", kind=DepartmentKind.UNIT, since=_DAY
    ),
)  # fmt: skip
PERSON = Kind(
    name="person", plural="people", words="organisation.person", model=Person, table=_TABLE, subject="subject",
    opened="since", closed="until", settled={
        "department": ("move",), "since": ("move",), "until": ("leave",), "subject": (), "name": ("correct",),
    },
    levels=levels(
        (REVIEW, "subject since until earlier earlier.until earlier.department"),
        # The directory of the organisation's own people: known within, not beyond.
        (INTERNAL, "name email phone"),
    ),
    example=Person(code="kim.minji", department="support", name="김민지", subject="0" * 32, since=_DAY),
)  # fmt: skip
ASSIGNMENT = Kind(
    name="assignment", plural="assignments", words="organisation.assignment", model=Assignment, table=_TABLE,
    people=("person", "deputy_of"), prefix="AS",
    opened="since", closed="until",
    settled={"department": (), "person": (), "role": (), "deputy_of": (), "since": (), "until": ("end",)},
    levels=levels((REVIEW, "person role since until capacity deputy_of")),
    example=Assignment(code="AS-2026-0001", department="support", person="kim.minji", role=Role.STAFF, since=_DAY),
)  # fmt: skip
CALENDAR = Kind(
    name="calendar", plural="calendars", words="organisation.calendar", model=Calendar, table=_TABLE,
    levels=levels(
        (OPEN, "zone hours weekend first_year last_year holidays holidays.on holidays.name_ko holidays.name_en"),
        (OPEN, "holidays.kind"),
        head=OPEN,
    ),
    example=Calendar(
        code="working", zone="Asia/Seoul", hours="09:00-12:00 13:00-18:00", weekend="5 6", first_year=2018,
        last_year=2027
    ),
)  # fmt: skip
PROFILE = Kind(
    name="profile", plural="profiles", words="organisation.profile", model=AdoptedProfile, table=_TABLE,
    levels=levels((REVIEW, "content edition")),
    example=AdoptedProfile(code="technopark", content="{}", edition="2016-12-19"),
)  # fmt: skip


class Departments(Room[Department, Facts]):
    """Departments, a tree (manual S-2, S-3)."""

    kind = DEPARTMENT
    establish = Enters(tree_rules.establish)
    rename = Changes(tree_rules.rename)
    move = Changes(tree_rules.move)
    reclassify = Changes(tree_rules.reclassify)
    dissolve = Changes(tree_rules.dissolve)


class People(Room[Person, Facts]):
    """People."""

    kind = PERSON
    enrol = Enters(rules.enrol)
    move = Changes(rules.move)
    correct = Changes(rules.correct)
    leave = Changes(rules.leave)
    review_roles = Changes(rules.review_roles)
    take_out = Changes(rules.take_out)
    review_accesses = Changes(rules.review_accesses)


class Assignments(Room[Assignment, Facts]):
    """Who holds which role over which department."""

    kind = ASSIGNMENT
    assign = Creates(rules.assign)
    end = Changes(rules.end)


class Calendars(Room[Calendar, Facts]):
    """The working calendar."""

    kind = CALENDAR
    adopt = Enters(rules.adopt_calendar)
    add_holiday = Changes(rules.add_holiday)


class Profiles(Room[AdoptedProfile, Facts]):
    """The profile in force."""

    kind = PROFILE
    adopt = Enters(rules.adopt_profile)
