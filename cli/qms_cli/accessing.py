"""The log of accesses on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms_cli.lookup import person as person_of
from qms_cli.show.mask import said
from qms_cli.show.result import Named, Page, Rows

if TYPE_CHECKING:
    from qms.base.access import Access
    from qms_cli.desk import Desk

COLUMNS = ("number", "at", "person", "place", "act", "whose", "outcome", "reason")


def listed(desk: Desk, month: str | None, person: str | None) -> Rows:
    """The log, or the part of it of one local month or one person."""
    log = desk.session.present.accesses
    who = person_of(desk.session, person) if person else None
    found = log.of_month(month) if month else log.all()
    mine = [one for one in found if who in {None, one.person}]
    reasons = said(desk, [(one.subjects, one.reason) for one in mine])
    rows = tuple(_row(desk, one, reason) for one, reason in zip(mine, reasons, strict=True))
    return Rows("qms.access/1", desk.columns(*COLUMNS), rows, many="accesses", empty=desk.say("access.none"))


def _row(desk: Desk, one: Access, reason: str | None) -> dict[str, object]:
    return {
        "number": one.number,
        "at": one.at,
        "zone": one.zone,
        "person": one.person,
        "place": one.place,
        "act": one.act,
        "level": one.level,
        "whose": Named(" ".join(one.subjects), _some(desk, one.subjects)),
        "outcome": desk.told(f"access.{one.outcome.value}"),
        "reason": reason,
    }


def _some(desk: Desk, codes: tuple[str, ...]) -> str:
    shown = " ".join(codes[:3])
    return shown if len(codes) <= len(codes[:3]) else desk.say("access.more", codes=shown, count=len(codes) - 3)


def review(desk: Desk, month: str, found: str) -> Page:
    """What was recorded of a month."""
    desk.session.need_actor()
    log = desk.session.present.accesses
    count = len(log.of_month(month))
    log.review(month, found)
    values: dict[str, object] = {"month": month, "count": count, "found": found, "person": desk.session.facts.actor}
    return Page("qms.access_review/1", desk.say("access.reviewed", month=month), desk.fields(values), values)
