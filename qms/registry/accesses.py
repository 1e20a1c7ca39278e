"""Personal values in the clear: read with a reason, and logged before they are shown (rows KR-PI-29/30, KR-PI-N8).

What is shown in its masked form needs no entry. An entry names the records whose people's values were read, in one row
for all that was read at once, and never a value.
"""

from __future__ import annotations

import getpass
import os
import re
import socket
import sys
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from qms import errors
from qms.base.access import Access, AccessOutcome
from qms.base.door import admit_text
from qms.base.level import Level
from qms.base.record import Record
from qms.base.resident import without_resident_numbers
from qms.base.text import TITLE_LENGTH, one_line
from qms.kinds import kind as kind_of
from qms.organisation.authority import permitted_everywhere
from qms.organisation.sight import Sight
from qms.registry.authority import check_everywhere
from qms.registry.shared import now_by

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from zoneinfo import ZoneInfo

    from qms.base.kind import Kind
    from qms.registry.registry import Registry
    from qms.store.writing import Writing

R = TypeVar("R", bound=Record)
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_LONGEST: Final = 200


class Accesses:
    """Readings of personal values in the clear, and the log of them."""

    def __init__(self, registry: Registry, clock: Callable[[], datetime]) -> None:
        """Of this store as it is now, in the name of the view; whatever moment is read, it is read now."""
        self._registry = registry
        self._clock = clock

    def disclose(self, kind: Kind[R], records: Sequence[R], *, act: str, reason: str | None) -> Sequence[R]:
        """Log that these records are read with everything that is personal in them; return them.

        Args:
            kind: their kind.
            records: as the registry gave them.
            act: what is done with them, as a command is typed: ``case show``.
            reason: why; blank or None is refused, and that is logged too.

        Raises:
            ReasonNeeded: there is no reason.
            KeptFromYou: one of them is not to be read by this person; nothing is disclosed.
            ResidentNumber: the reason holds one.
            UnknownActor: nobody of this code works here today, so that the log would name nobody.
            StorageFailed, StoreLocked: the log cannot be written, so nothing is disclosed.

        """
        codes = tuple(one.code for one in records)
        kept = next((one.code for one in records if self._registry.sight(kind, one) is not Sight.FULL), None)
        if kept is not None:
            self.refused(codes, act=act, reason=reason)
            raise errors.KeptFromYou(code=kept)
        self.note(codes, act=act, reason=reason)
        return records

    def note(self, codes: Iterable[str], *, act: str, reason: str | None, needed: bool = True) -> None:
        """Log a reading of the personal values of these records; raise as `disclose` does.

        ``needed``: whether it is refused without a reason; a file of a record is given out without one.
        """
        if needed and not (reason or "").strip():
            self.refused(codes, act=act, reason=None)
            raise errors.ReasonNeeded(act=act)
        facts = self._registry.facts()
        if facts.directory.person(facts.actor, facts.today) is None:
            self.refused(codes, act=act, reason=None)
            raise errors.UnknownActor(actor=facts.actor)
        admit_text(reason, "registry.act", "registry.reason")
        self._append(codes, act, reason, AccessOutcome.GIVEN)

    def take_out(self, *, act: str, reason: str | None) -> None:
        """Log that the whole store is taken out, with all that is kept for one role: a backup.

        Raises:
            NotAllowed: the profile lets this person take nothing out of the whole house (``person.take_out``); that is
                logged too.
            ReasonNeeded, UnknownActor, ResidentNumber, StorageFailed, StoreLocked: as `disclose`.

        """
        with self.if_refused((), act=act, reason=reason):
            check_everywhere(self._registry.facts(), kind_of("person"), "take_out")
        self.note((), act=act, reason=reason)

    def refused(self, codes: Iterable[str], *, act: str, reason: str | None) -> None:
        """Log that a reading was refused (row KR-REC-28); a store that cannot be written stands in no refusal's way.

        Inside a batch it is logged when the batch has ended: what takes the batch back does not take the refusal back.
        """
        named = tuple(codes)

        def log() -> None:
            with suppress(errors.QmsError):
                self._append(named, act, reason, AccessOutcome.REFUSED)

        self._registry.when_written(log)

    @contextmanager
    def if_refused(self, codes: Iterable[str], *, act: str, reason: str | None) -> Generator[None]:
        """Log that what is done inside was refused, where it is: for want of authority, or as it is kept for a role."""
        try:
            yield
        except errors.NotPermitted:
            self.refused(codes, act=act, reason=reason)
            raise

    def all(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Access, ...]:
        """The log, oldest first, from ``since`` on and before ``until``; who may not look through it sees their own."""
        from qms.store.accesses import rows

        facts = self._registry.facts()
        held = facts.directory.held(facts.actor, facts.today)
        every = permitted_everywhere(facts.profile, "person.review_accesses", held)
        with self._registry.reading() as reading:
            return tuple(one for one in rows(reading.connection, since, until) if every or one.person == facts.actor)

    def of_month(self, month: str) -> tuple[Access, ...]:
        """The log of one local month, ``2026-03``; raise `BadPeriod`."""
        begin, end = self._span(month)
        return self.all(begin, end)

    def review(self, month: str, found: str) -> Record:
        """Record that a month of the log was looked through, and what was found: an act of the ledger.

        Its reason holds how many accesses the log has and the hash of the last, so that none of them goes unseen.

        Raises:
            BadPeriod: no month.
            MonthNotOver: it is not over.
            ReasonNeeded: nothing is said of what was found.
            NotAllowed: this person may not.

        """
        _, end = self._span(month)
        now = now_by(self._clock)
        if end > now:
            raise errors.MonthNotOver(month=month)
        if not found.strip():
            raise errors.ReasonNeeded(act="access-log review")
        with self._registry.writing() as writing:
            writing.lock()
            told = f"{_counted(writing, month, self._registry.facts().zone)} "
            registry = self._registry.acting(reason=told + found[: TITLE_LENGTH - len(told)])
            reviewed: Record = registry.people.review_accesses(registry.facts().actor)
        return reviewed

    def owed(self) -> tuple[str, ...]:
        """Months that are over, in which there were accesses, and that nobody has looked through."""
        from qms.store.accesses import reviewed, rows

        zone, today = self._registry.facts().zone, self._registry.facts().today
        with self._registry.reading() as reading:
            months = {f"{one.at.astimezone(zone):%Y-%m}" for one in rows(reading.connection)}
            done = reviewed(reading.connection)
        return tuple(sorted(one for one in months - done if one < f"{today:%Y-%m}"))

    # --- inside ---

    def _span(self, month: str) -> tuple[datetime, datetime]:
        return _span(month, self._registry.facts().zone)

    def _append(self, codes: Iterable[str], act: str, reason: str | None, outcome: AccessOutcome) -> None:
        from qms.store.accesses import append

        facts = self._registry.facts()
        with self._registry.writing() as writing:
            one = Access(
                number=0, at=now_by(self._clock), zone=str(facts.zone), person=facts.actor, place=where(writing),
                act=act[:_LONGEST], level=Level.FULL.value, outcome=outcome, subjects=tuple(dict.fromkeys(codes)),
                reason=one_line(without_resident_numbers(reason))[:_LONGEST] if reason else None,
            )  # fmt: skip
            append(writing, one)


def check_review(writing: Writing, act: str, reason: str | None, zone: ZoneInfo) -> None:
    """Raise `ReviewByHand` where a review of the log of accesses says anything but what is counted now."""
    from qms.store.accesses import HEAD, REVIEWED

    if act != REVIEWED:
        return
    writing.lock()
    said = HEAD.match(reason or "")
    if said is None or not (reason or "").startswith(f"{_counted(writing, said[1], zone)} "):
        raise errors.ReviewByHand


def _counted(writing: Writing, month: str, zone: ZoneInfo) -> str:
    """How the reason of a review begins: the month, rows of the log and of the month, hash of the last row."""
    from qms.store.accesses import head, rows

    size, last = head(writing.connection)
    of = sum(1 for _ in rows(writing.connection, *_span(month, zone)))
    return f"{month} [{size} entries, {of} of the month; sha256 {last}]"


def _span(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    if not _MONTH.fullmatch(month):
        raise errors.BadPeriod(text=month)
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=32)).replace(day=1)
    return _begin(first, zone), _begin(after, zone)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def where(writing: Writing | None = None) -> str:
    """From where somebody reads: machine, account, terminal; of a server's database its address and role too."""
    parts = {"host": socket.gethostname(), "user": _account(), "terminal": _terminal(), "from": _remote()}
    if writing is not None and writing.connection.dialect.name == "postgresql":
        row = writing.connection.exec_driver_sql("SELECT session_user, host(inet_client_addr())").one()
        parts |= {"role": row[0], "address": row[1] or "local"}
    return " ".join(f"{name}={_plain(value)}" for name, value in parts.items() if value)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else ""


def _terminal() -> str:
    if hasattr(os, "ttyname"):
        for stream in (0, 1, 2):
            with suppress(OSError):
                return os.ttyname(stream)
    return "" if sys.platform == "win32" else "none"


def _remote() -> str:
    return os.environ.get("SSH_CONNECTION", "").partition(" ")[0]


def _plain(value: object) -> str:
    return re.sub(r"[^\w.:/@-]", "_", str(value))[:64]


__all__ = ["Accesses", "check_review", "where"]
