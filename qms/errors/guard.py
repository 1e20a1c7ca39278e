"""What a guarded store refuses, and what it is not laid over."""

from __future__ import annotations

from qms.errors.base import NotFound, NotPermitted, Refused
from qms.errors.store import StoreFault


class NotGuardable(StoreFault):
    """Only a database on a server keeps its people apart; this store is a file."""

    key = "store.not_guardable"


class NotGuarded(StoreFault):
    """The guard was not laid over this store."""

    key = "store.not_guarded"


class NoLogin(NotFound):
    """The person has no login."""

    key = "store.no_login"
    person: str


class LoginTooStrong(Refused):
    """No guard holds this role: it is a superuser, passes by row-level security, or may make itself what it is not."""

    key = "store.login_too_strong"
    login: str


class LoginOfNobody(NotPermitted):
    """The login belongs to nobody who works here today."""

    key = "store.login_of_nobody"
    login: str


class NotThisLogin(NotPermitted):
    """The database takes the actor from the login: ``actor`` is somebody else, or nobody whose deputy the login is."""

    key = "store.not_this_login"
    actor: str


class RefusedByGuard(NotPermitted):
    """The database knows of no role of the login that permits the act on this record."""

    key = "store.refused_by_guard"
    act: str


class ClocksApart(Refused):
    """The clock of this machine is too far from that of the server, which says ``server`` (ISO 8601)."""

    key = "store.clocks_apart"
    server: str


class NotWritten(Refused):
    """The database found that what it was given is no act of this program, or is out of its turn; ``what``: where."""

    key = "store.not_written"
    what: str


class NotUnderGuard(StoreFault):
    """The key of personal values of a store that its database guards is exchanged by the administrator alone."""

    key = "store.not_under_guard"


class NotGranted(StoreFault):
    """The database does not grant this login what it would take; nothing of this act was kept."""

    key = "store.not_granted"


class SeesAPart(Refused):
    """This takes the whole ledger, and the login sees a part of it."""

    key = "store.sees_a_part"
