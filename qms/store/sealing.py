"""Personal values sealed on their way into the store, and opened on their way out.

Each person's values stand under a data key of that person, which stands wrapped in a table beside them; the key that
wraps lies outside (`qms.ledger.keyring`). Who has it not reads `LOCKED` in the place of each value, and may do
whatever needs no new one.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, delete, insert, select, true

from qms import errors
from qms.ledger import keyring
from qms.ledger.commitment import LOCKED, Sealed
from qms.ledger.vault import Unopened, cipher_of, open_value, seal_value
from qms.store.prepared import ask, ask_all
from qms.store.table import personal, subject_keys, wrapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from sqlalchemy import ColumnElement, Connection, Select

    from qms.ledger.vault import Wrapping

    Plain = dict[str, Any]

DataKeys = dict[str, tuple[str, bytes]]
CHUNK: Final = 500
_KEY_ROW: Final = ("subject", "wrapping", "wrapped")


class Sealing(NamedTuple):
    """What a transaction knows.

    Attributes:
        wrapping: name of the key that wraps new data keys; None: not known.
        keys: person → name of the wrapping key, wrapped data key.
        fresh: people who have none, it being known without a question.

    """

    wrapping: str | None
    keys: DataKeys
    fresh: set[str]


class Seals:
    """What a process knows of the keys of one store."""

    def __init__(self, *known: Wrapping, tokens: Callable[[int], bytes] = secrets.token_bytes) -> None:
        """Know these keys; others are looked for where keys lie. ``tokens`` gives data keys and nonces."""
        self._known = {one.id: one for one in known}
        self._proven = set(self._known)
        self._made: set[str] = set()
        self._tokens = tokens

    def wrapping(self, id_: str | None) -> Wrapping | None:
        """The key of this name; None: it is not here."""
        if id_ is None:
            return None
        found = self._known.get(id_) or keyring.find(id_)
        if found is not None:
            self._known[id_] = found
        return found

    def learn(self, key: Wrapping) -> None:
        """Know one more key."""
        self._known[key.id] = key
        self._proven.add(key.id)

    def begin(self, connection: Connection) -> None:
        """Make the key of a new store, and let it wrap the data keys from now on; raise `BadWrappingKey`."""
        id_ = keyring.new_id(self._tokens)
        there = keyring.file_of_key(id_).is_file()
        key = keyring.make(id_, keyring.passphrase(), self._tokens)
        if not there:
            self._made.add(id_)
        self.learn(key)
        begin(connection, key, self._tokens)

    def forget(self) -> None:
        """Take away the files of the keys it made: of a store that came to nothing."""
        for id_ in self._made:
            keyring.forget(id_)

    def current(self, connection: Connection, id_: str | None = None) -> Wrapping:
        """The key that wraps new data keys; ``id_`` is its name, where the transaction knows it.

        Raises:
            PersonalLocked: it is not here.
            BadWrappingKey: what is here under its name is another key.

        """
        if id_ in self._proven:
            return self._known[id_]
        row = ask(connection, CURRENT, {})
        found = self.wrapping(row[0]) if row else None
        if row is None or found is None:
            raise errors.PersonalLocked(place=str(keyring.file_of_key(row[0] if row else "?")))
        if not found.proves(bytes(row[1])):
            del self._known[found.id]
            raise errors.BadWrappingKey(place=str(keyring.file_of_key(found.id)), what="ledger.key.other")
        self._proven.add(found.id)
        return found

    def holds(self, id_: object, proof: object) -> bool:
        """Whether what the store keeps of the key of this name is of that key, as far as it is here to tell."""
        if not (isinstance(id_, str) and isinstance(proof, bytes)):
            return False
        with suppress(errors.BadWrappingKey):
            found = self.wrapping(id_)
            return found is None or found.proves(proof)
        return True

    # --- in ---

    def rows(
        self, connection: Connection, plain: Sequence[Plain], known: Sealing | None = None
    ) -> tuple[list[Plain], list[Plain]]:
        """New data keys, and the rows of personal values; ``plain`` has salt and value, both empty where one ended.

        What is new is noted in ``known``, which is what the transaction knows already; None: nothing.
        """
        subjects = sorted({one["subject"] for one in plain if one["salt"]})
        if not subjects:
            return [], [_row(one, b"") for one in plain]
        known = known or Sealing(None, {}, set())
        ciphers, new = self._ciphers(connection, known, subjects)
        return new, [
            _row(one, seal_value(ciphers[one["subject"]], one["salt"], one["value"], self._tokens, **_where(one)))
            if one["salt"]
            else _row(one, b"")
            for one in plain
        ]

    def _ciphers(
        self, connection: Connection, known: Sealing, subjects: Sequence[str]
    ) -> tuple[dict[str, AESGCM], list[Plain]]:
        """What seals each person's values, and the rows of those who had no data key yet."""
        found: dict[str, AESGCM] = {}
        new: list[Plain] = []
        current = self.current(connection, known.wrapping)
        asked = [one for one in subjects if one not in known.keys and one not in known.fresh]
        known.keys.update((subject, (id_, bytes(whole))) for subject, id_, whole in _keys_of(connection, asked))
        for subject in subjects:
            if subject not in known.keys:
                known.keys[subject] = current.id, current.new_key(subject, self._tokens)
                new.append(dict(zip(_KEY_ROW, (subject, *known.keys[subject]), strict=True)))
            found[subject] = cipher_of(self.unwrapped(subject, *known.keys[subject]))
        return found, new

    def unwrapped(self, subject: str, id_: str, whole: bytes) -> bytes:
        """The data key of a person, of the name of the key that wraps it; raise `PersonalLocked`."""
        key = self.wrapping(id_)
        try:
            found = key.unwrapped(subject, whole) if key else None
        except Unopened:
            found = None
        if found is None:
            raise errors.PersonalLocked(place=str(keyring.file_of_key(id_)))
        return found

    # --- out ---

    def sealed(self, row: Mapping[Any, Any]) -> Sealed:
        """A value as it was, or `LOCKED` without a salt; the row is one of `with_keys`, and ended none."""
        salt, value = self.opened(row) or (b"", LOCKED)
        return Sealed(row["subject"], row["code"], row["field"], salt, value)

    def opened(self, row: Mapping[Any, Any]) -> tuple[bytes, str] | None:
        """Salt and value; None: the key is not here, or what is sealed was changed (see `locked`)."""
        key = self.wrapping(row["wrapping"])
        if key is None:
            return None
        try:
            return open_value(key.key_of(row["subject"], bytes(row["wrapped"])), bytes(row["sealed"]), **_where(row))
        except (Unopened, TypeError, UnicodeEncodeError):  # the last two: of a row that somebody changed
            return None

    def locked(self, row: Mapping[Any, Any]) -> bool:
        """Whether nothing can be said of a value for want of the key alone."""
        return isinstance(row["wrapping"], str) and self.wrapping(row["wrapping"]) is None


def with_keys(*only: ColumnElement[bool]) -> Select[Any]:
    """Personal values, each with the wrapped data key of its person."""
    beside = personal.outerjoin(subject_keys, subject_keys.c.subject == personal.c.subject)
    return select(*personal.columns, subject_keys.c.wrapping, subject_keys.c.wrapped).select_from(beside).where(*only)


def begin(connection: Connection, key: Wrapping, tokens: Callable[[int], bytes] = secrets.token_bytes) -> None:
    """Let a key wrap the data keys of a store from now on."""
    connection.execute(delete(wrapping))
    connection.execute(insert(wrapping).values(id=key.id, proof=key.proof(tokens)))


def _row(one: Plain, whole: bytes) -> Plain:
    return {name: one[name] for name in ("code", "field", "version", "subject")} | {"sealed": whole}


def _where(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("subject", "code", "field", "version")}


def _keys_of(connection: Connection, subjects: Sequence[str]) -> Iterable[tuple[str, str, bytes]]:
    if not subjects:
        return []
    if len(subjects) == 1:
        found = ask_all(connection, _OF_ONE, {"of": subjects[0]})
        return [(row["subject"], row["wrapping"], row["wrapped"]) for row in found]
    listed: list[tuple[str, str, bytes]] = []
    for start in range(0, len(subjects), CHUNK):
        listed += map(tuple, connection.execute(_OF_SEVERAL, {"of": subjects[start : start + CHUNK]}).all())
    return listed


CURRENT: Final = select(wrapping.c.id, wrapping.c.proof).where(true())
_OF_ONE: Final = select(subject_keys).where(subject_keys.c.subject == bindparam("of"))
_OF_SEVERAL: Final = select(subject_keys).where(subject_keys.c.subject.in_(bindparam("of", expanding=True)))
