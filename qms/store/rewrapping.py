"""The key that wraps the data keys of a store exchanged for a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, func, select, update

from qms import errors
from qms.ledger import keyring
from qms.store import engine as engines
from qms.store.engine import file_of
from qms.store.past import need_present
from qms.store.prepared import ask
from qms.store.scrubbing import scrub
from qms.store.sealing import CURRENT, begin
from qms.store.table import personal, subject_keys

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from qms.ledger.vault import Wrapping
    from qms.store.reading import Reading
    from qms.store.store import Store
    from qms.store.writing import Writing


class Changed(NamedTuple):
    """What was done: the names of the old key and the new one, and how many data keys were wrapped anew."""

    old: str
    new: str
    subjects: int


class KeyState(NamedTuple):
    """What is known of the key of a store.

    Attributes:
        id: its name.
        here: whether it is at hand and opens.
        passphrase: whether its file asks for one.
        subjects: how many people have a data key.
        values: how many personal values are sealed.

    """

    id: str
    here: bool
    passphrase: bool
    subjects: int
    values: int


def key_state(store: Store) -> KeyState:
    """What there is to say of the key of a store."""
    with store.reading() as reading:
        id_ = current_id(reading.connection)
        counted = (select(func.count()).select_from(one) for one in (subject_keys, personal))
        subjects, values = (reading.connection.scalar(one) or 0 for one in counted)
        here = _opens(reading)
    return KeyState(id_, here, keyring.has_passphrase(id_), subjects, values)


class KeyPlace(NamedTuple):
    """Where the key of a store lies.

    Attributes:
        file: its file, whether it is there or not.
        there: whether it is.
        here: whether it opens.
        beside: whether it lies in the folder of the store, or below it: who copies the folder has both.

    """

    file: Path
    there: bool
    here: bool
    beside: bool


def key_place(store: Store) -> KeyPlace:
    """Where the key lies; nothing is counted."""
    with store.reading() as reading:
        file = keyring.file_of_key(current_id(reading.connection))
        here = _opens(reading)
    path = file_of(store.url)
    beside = path is not None and path.resolve().parent in file.resolve().parents
    return KeyPlace(file, file.is_file(), here, beside)


def _opens(reading: Reading) -> bool:
    try:
        reading.seals.current(reading.connection)
    except errors.PersonalLocked:
        return False
    return True


def current_id(connection: Connection) -> str:
    """The name of the key that wraps new data keys."""
    row = ask(connection, CURRENT, {})
    return str(row[0]) if row else ""


def change_wrapping(store: Store, passphrase: str | None = None) -> Changed:
    """Make a new key and wrap all data keys of the store with it, in one transaction; nobody else writes meanwhile.

    The file of the old key stays: copies of the store made before are opened with it alone. It is for their keeper to
    destroy it when the last of them is gone. Broken off at any moment the store is as it was; a new key that nothing
    was wrapped with may lie about then.

    Args:
        store: the open store.
        passphrase: what the file of the new key is sealed with; None: nothing.

    Raises:
        PersonalLocked: the old key is not here.
        BadWrappingKey: no new one can be made.
        StorageFailed: the disk is full or failing; the store is as it was.
        NotScrubbed: the key is changed, and what the old one wrapped may still be in the file of the store.

    """
    need_present(store)
    new: Wrapping | None = None
    try:
        with store.writing() as writing:
            writing.lock()
            old = writing.seals.current(writing.connection)
            new = keyring.make(keyring.new_id(), passphrase)
            count = _rewrapped(writing, new)
            begin(writing.connection, new)
    except BaseException:
        if new is not None:
            keyring.forget(new.id)
        raise
    store.seals.learn(new)
    path = file_of(store.url)
    if path:
        store.close()
        with engines.alone(store.url):
            scrub(path)
    return Changed(old.id, new.id, count)


def _rewrapped(writing: Writing, new: Wrapping) -> int:
    connection, count = writing.connection, 0
    for subject, id_, whole in connection.execute(select(subject_keys)).all():
        made = new.wrapped(subject, writing.seals.unwrapped(subject, id_, bytes(whole)))
        connection.execute(_CHANGE, {"of": subject, "by": new.id, "to": made})
        count += 1
    return count


_CHANGE = (
    update(subject_keys)
    .where(subject_keys.c.subject == bindparam("of"))
    .values(wrapping=bindparam("by"), wrapped=bindparam("to"))
)
