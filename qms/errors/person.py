"""Faults of who acts, on what, and when."""

from __future__ import annotations

from qms.errors.base import Called, NotFound, NotPermitted, QmsError, Refused


class NotAllowed(NotPermitted):
    """No role that the actor holds on this day permits the act in this department. ``roles`` do."""

    key = "registry.not_allowed"
    actor: Called
    act: str
    department: Called
    roles: tuple[Called, ...]


class UnknownActor(NotPermitted):
    """The actor is not a person of the organisation on this day."""

    key = "registry.unknown_actor"
    actor: str


class ReasonNeeded(NotPermitted):
    """Personal values are shown in the clear for a reason alone; ``act`` is what was asked, as it is typed."""

    key = "registry.reason_needed"
    act: str


class MonthNotOver(Refused):
    """A month of the log of accesses is looked through when it is over."""

    key = "registry.month_not_over"
    month: str


class ReviewByHand(Refused):
    """A review of the log of accesses says what the program counts under the lock, not what somebody types."""

    key = "registry.review_by_hand"


class KeptFromYou(NotPermitted):
    """The record is kept for a role which the actor does not hold, or is about the actor (manual P-6.1, P-6.3)."""

    key = "registry.kept_from_you"
    code: str


class AboutOneself(NotPermitted):
    """The case is about the actor, or about the office that the actor belongs to (manual P-6.1, P-6.3)."""

    key = "registry.about_oneself"
    code: str
    act: str
    actor: str


class NotOneself(NotPermitted):
    """What is done with data is entered for oneself, not for somebody else."""

    key = "organisation.not_oneself"
    actor: str
    person: str


class NotDeputy(NotPermitted):
    """The actor was not the deputy of the person for whom the act is said to be done."""

    key = "registry.not_deputy"
    actor: str
    principal: str


class NoRecord(NotFound):
    """No record has this code."""

    key = "store.no_record"
    kind: str
    code: str


class NoProfile(NotFound):
    """No profile of this name travels with the program, or no file at this path can be read."""

    key = "organisation.no_profile"
    name: str
    known: tuple[str, ...]


class CodeTaken(Refused):
    """There is a record with this code already; codes are never given twice."""

    key = "store.code_taken"
    code: str


class AlreadyBrought(Refused):
    """A record with this key came from this register before."""

    key = "store.already_brought"
    source: str
    source_key: str


class NotYet(Refused):
    """An act is said to have happened at a time that has not come; ``at`` and ``now`` are local."""

    key = "registry.not_yet"
    at: str
    now: str


class StaleRecord(QmsError):
    """The record was changed since the caller read it."""

    key = "store.stale"
    code: str
    seen: int
    now: int
