"""Reading and writing over a login of a guarded store: through its functions, and what its policies show."""

from __future__ import annotations

import json
from base64 import b16encode
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import text

from qms import errors
from qms.base.record import Record
from qms.ledger.canonical import digest
from qms.store.reading import HASH, Reading
from qms.store.table import contents, entries, erasing, personal, subject_keys
from qms.store.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from qms.base.kind import Kind
    from qms.store.rows import Loaded
    from qms.store.store import Store

R = TypeVar("R", bound=Record)
GUARDED = "qms_guarded"
"""What an engine is told of a guarded store."""
_SENT = (entries, subject_keys, personal, contents, erasing)
"""What the append function is given; all other rows it makes itself, of what the entries tell."""


class GuardedReading(Reading):
    """A login sees a part of the records; hashes, and whether a code is in use, it asks for by functions."""

    def hash_at(self, end: int, level: int) -> bytes:
        """See `Reading.hash_at`."""
        return _hash(self.connection, end, level)

    def newest(self, kinds: Sequence[str]) -> int:
        """See `Reading.newest`; raise `LoginOfNobody` where the login has come to see nothing at all."""
        found = super().newest(kinds)
        if found < 0 and super().newest(("profile",)) < 0:
            raise errors.LoginOfNobody(login=str(self.connection.scalar(text("SELECT session_user"))))
        return found

    def media(self, digest: str) -> str | None:
        """See `Reading.media`: of contents, too, that are not seen, for the same bytes are kept once."""
        found: str | None = self.connection.scalar(text("SELECT qms_guard.media_of(:digest)"), {"digest": digest})
        return found

    def taken(self, code: str) -> bool:
        """See `Reading.taken`: of records, too, that are not seen."""
        return bool(self.connection.scalar(text("SELECT qms_guard.taken(:code)"), {"code": code}))


class GuardedWriting(Writing):
    """Sends entries, personal values and contents to the one function that writes, a heap of them in one call."""

    hash_at, taken, media = GuardedReading.hash_at, GuardedReading.taken, GuardedReading.media

    def _held(self) -> Sequence[Any]:
        return self.connection.execute(text("SELECT size, last, total, wrapping FROM qms_guard.held()")).one()

    def settle(self) -> None:
        """Write what waits."""
        self._counted = {}
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        with self._whole():
            if plain := waiting.pop(personal, None):
                waiting[subject_keys], waiting[personal] = self.seals.rows(self._connection, plain, self._sealing())
            given = {table.name: waiting[table] for table in _SENT if table in waiting}
            self._connection.exec_driver_sql("SELECT qms_guard.append(%s::jsonb)", (json.dumps(given, default=_plain),))

    def keep(self, content: bytes, media: str) -> str:
        """See `Writing.keep`; the database keeps the same bytes once."""
        self.lock()
        name = digest(content)
        self._wait(contents, [{"digest": name, "media": media, "content": content}])
        return name

    def note(self, of: str, note: bytes) -> None:
        """Keep what an erasure that has begun is to look for, once its entry is there."""
        self.settle()
        self._wait(erasing, [{"erasure": of, "note": note}])
        self.settle()

    def log_access(self, row: Mapping[str, Any]) -> None:
        """Add a row behind it."""
        given = json.dumps(dict(row), default=_plain)
        self._connection.exec_driver_sql("SELECT qms_guard.log_access(%s::jsonb)", (given,))

    def _count(self, name: str, value: int) -> None:
        # The numbers are the database's: it counts by the codes of the entries.
        self._total += value - (self._numbers[name] or 0)
        self._numbers[name] = value

    def _save(self, kind: Kind[R], before: Loaded[R] | None, after: R) -> None:
        """The rows are made of the entry."""

    def _follow(self, before: Loaded[R] | None, code: str, position: int) -> dict[str, int] | None:  # noqa: ARG002 - as above
        """So is how long the entry before it held."""
        return None

    def _peak(self, end: int, level: int) -> bytes:
        if level not in self._peaks and end == self._size:
            self._peaks[level] = self._last[level * HASH : (level + 1) * HASH]
        return self._peaks.get(level) or _hash(self._connection, end, level)


def _hash(connection: Connection, end: int, level: int) -> bytes:
    found = connection.scalar(text("SELECT qms_guard.hashes_at(:at)"), {"at": end - 1}) or b""
    if len(found) < (level + 1) * HASH:
        raise errors.LedgerBroken(position=end - 1, what="ledger.broken.index")
    return bytes(found[level * HASH : (level + 1) * HASH])


def _plain(value: object) -> str:
    """A value as PostgreSQL reads it from JSON."""
    if isinstance(value, bytes):
        return "\\x" + b16encode(value).decode("ascii").lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value))


def need_whole(store: Store) -> None:
    """Refuse a login that sees a part of a guarded store, for what takes all of it; raise `SeesAPart`."""
    if not store.guarded:
        return
    with store.engine.connect() as connection:
        whole = "SELECT qms_guard.sees_all() OR pg_has_role(nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = '"
        if not connection.scalar(text(f"{whole}qms_guard'")):
            raise errors.SeesAPart


def is_guarded(connection: Connection) -> bool:
    """Whether a connection is one to a guarded store."""
    return bool(connection.get_execution_options().get(GUARDED))


def entered(engine: Engine) -> bool:
    """Whether a store is guarded; what the login sees is worked out then, once for the day.

    Raises:
        LoginOfNobody: it is, and the login is neither that of somebody who works here nor the administrator's.

    """
    if engine.dialect.name != "postgresql":
        return False
    with engine.begin() as connection:
        owner = connection.scalar(text("SELECT nspowner FROM pg_namespace WHERE nspname = 'qms_guard'"))
        if owner is None:
            return False
        here = text("SELECT session_user, qms_guard.wake() OR pg_has_role(CAST(:owner AS oid), 'MEMBER')")
        login, known = connection.execute(here, {"owner": owner}).one()
    if not known:
        raise errors.LoginOfNobody(login=login)
    return True


__all__ = ["GUARDED", "GuardedReading", "GuardedWriting", "entered", "is_guarded", "need_whole"]
