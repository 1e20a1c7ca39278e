"""A small fictional organisation, made through the library's own door, and a clock that tests set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import qms

if TYPE_CHECKING:
    from pathlib import Path

    from qms import CaseType, Registry
    from qms.records.case import Case

SEOUL = timezone(timedelta(hours=9))
SINCE = date(2024, 1, 1)
BEGIN = datetime(2026, 3, 3, 9, 30, tzinfo=SEOUL)
"""A Tuesday morning on which the tests begin."""

TECHNOPARK, PLAIN = "technopark", "iso9001"
"""The profiles of the house."""

TOP, QUALITY, AUDITOR = "han.doyun", "seo.hana", "noh.eunchae"
GROWTH_HEAD, PLANNING_HEAD = "moon.sera", "yoon.jiho"
SUPPORT_HEAD, EQUIPMENT_HEAD, ADMINISTRATION_HEAD = "kim.minji", "lee.junho", "bae.yuna"
SUPPORT_STAFF, EQUIPMENT_STAFF, STRATEGY_STAFF = "jang.woori", "choi.bomi", "shin.garam"
DEPUTY, LEAVER, NOBODY = "lim.nari", "oh.taemin", "gu.nobody"

DEPARTMENTS: dict[str, tuple[str, str, str, str]] = {
    "planning": ("기획경영본부", "Planning Division", "senior", "head-office"),
    "growth": ("기업성장본부", "Business Growth Division", "senior", "head-office"),
    "audit": ("감사실", "Audit Office", "audit_office", "head-office"),
    "strategy": ("전략기획팀", "Strategy Team", "unit", "planning"),
    "administration": ("행정지원팀", "Administration Team", "unit", "planning"),
    "support": ("기업지원팀", "Business Support Team", "unit", "growth"),
    "equipment": ("장비지원팀", "Equipment Team", "unit", "growth"),
}
"""Code → Korean name, English name, kind, department above."""
PEOPLE: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    TOP: ("한도윤", "head-office", (("top_management", "head-office"),)),
    AUDITOR: ("노은채", "audit", (("audit_office", "audit"),)),
    GROWTH_HEAD: ("문세라", "growth", (("senior_head", "growth"),)),
    # One person heads the division and one of its units: roles that fall together (manual R-UH-4).
    PLANNING_HEAD: ("윤지호", "planning", (("senior_head", "planning"), ("unit_head", "strategy"))),
    SUPPORT_HEAD: ("김민지", "support", (("unit_head", "support"),)),
    EQUIPMENT_HEAD: ("이준호", "equipment", (("unit_head", "equipment"),)),
    ADMINISTRATION_HEAD: ("배유나", "administration", (("unit_head", "administration"),)),
    SUPPORT_STAFF: ("장우리", "support", (("staff", "support"),)),
    EQUIPMENT_STAFF: ("최보미", "equipment", (("staff", "equipment"),)),
    STRATEGY_STAFF: ("신가람", "strategy", (("staff", "strategy"),)),
    DEPUTY: ("임나리", "administration", (("staff", "administration"),)),
    LEAVER: ("오태민", "support", (("staff", "support"),)),
    NOBODY: ("구보람", "support", ()),
}
"""Code → name, department, roles with the department each is held over."""


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime = BEGIN) -> None:
        """Stand at ``now``."""
        self.now = now

    def __call__(self) -> datetime:
        """The time."""
        return self.now.astimezone(UTC)

    def ahead(self, **span: int) -> datetime:
        """Go on by a span (days=1, hours=2) and return the time."""
        self.now += timedelta(**span)
        return self.now


def found(place: str | Path, clock: Clock, profile: str = TECHNOPARK, since: date = SINCE) -> Registry:
    """Make the organisation under a profile of the house; what is given back acts for the quality representative.

    A role that the profile does not have is held by nobody.
    """
    registry = qms.create(place, actor=QUALITY, name="서하나", profile=profile, since=since, clock=clock)
    titled = registry.facts().profile.roles
    with registry.batch():
        for order, (code, (ko, en, kind, above)) in enumerate(DEPARTMENTS.items()):
            registry.departments.establish(
                code=code, name_ko=ko, name_en=en, kind=qms.DepartmentKind(kind), parent=above, place=order, since=since
            )
        for code, (name, department, roles) in PEOPLE.items():
            registry.people.enrol(code=code, name=name, department=department, since=since)
            for role, over in ((role, over) for role, over in roles if qms.Role(role) in titled):
                # Top management, once it is there, names the audit office; all else is the quality representative's.
                giver = registry.acting(TOP) if role == "audit_office" else registry
                giver.assignments.assign(person=code, role=qms.Role(role), department=over, since=since)
        registry.assignments.assign(
            person=DEPUTY, role=qms.Role.UNIT_HEAD, department="support", deputy_of=SUPPORT_HEAD,
            since=date(2026, 5, 1), until=date(2026, 6, 1),
        )  # fmt: skip
        registry.people.leave(LEAVER, until=date(2026, 2, 1))
    return registry


@dataclass
class Office:
    """The organisation in an open store."""

    place: str
    registry: Registry
    clock: Clock

    def by(self, person: str, *, at: datetime | None = None, reason: str | None = None) -> Registry:
        """The store in the name of a person."""
        return self.registry.acting(person, at=at, reason=reason)

    def open(self, person: str = QUALITY) -> Registry:
        """The store opened once more, as another process would."""
        return qms.open(self.place, actor=person, clock=self.clock)

    def receive(self, type: CaseType = qms.CaseType.COMPLAINT, **given: Any) -> Case:  # noqa: ANN401 - fields of the act
        """A case that support has received by e-mail."""
        known: dict[str, Any] = {
            "channel": qms.Channel.EMAIL,
            "title": "장비 예약이 취소되었습니다",
            "name": "홍길동",
            "contact": "010-0000-0000",
        }
        return self.by(SUPPORT_STAFF).cases.receive(type=type, **{**known, **given})
