"""The key that wraps the data keys of a store exchanged for a new one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, func, select, text, update

from qms import errors
from qms.ledger import keyring
from qms.store import engine as engines
from qms.store.engine import file_of
from qms.store.past import need_present
from qms.store.prepared import ask
from qms.store.reading import LEDGER
from qms.store.scrubbing import scrub
from qms.store.sealing import CURRENT, begin
from qms.store.table import counters, personal, subject_keys

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from sqlalchemy import Connection

    from qms.ledger.vault import Wrapping
    from qms.store.reading import Reading
    from qms.store.sealing import Seals
    from qms.store.store import Store


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

    Where the database guards itself its administrator does it: other keys put there could be such as open nothing.

    Args:
        store: the open store.
        passphrase: what the file of the new key is sealed with; None: nothing.

    Raises:
        NotUnderGuard: the database guards itself, and this login is not the administrator's.
        PersonalLocked: the old key is not here.
        BadWrappingKey: no new one can be made.
        StorageFailed: the disk is full or failing; the store is as it was.
        NotScrubbed: the key is changed, and what the old one wrapped may still be in the file of the store.

    """
    need_present(store)
    new: Wrapping | None = None
    try:
        with _alone(store) as connection:
            old = store.seals.current(connection)
            new = keyring.make(keyring.new_id(), passphrase)
            count = _rewrapped(connection, store.seals, new)
            begin(connection, new)
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


@contextmanager
def _alone(store: Store) -> Generator[Connection]:
    """A transaction during which nobody else writes."""
    if not store.guarded:
        with store.writing() as writing:
            writing.lock()
            yield writing.connection
        return
    with engines.faults_of(store.url), store.engine.begin() as connection:
        if not connection.scalar(_ADMINISTRATOR):
            raise errors.NotUnderGuard(place=engines.spoken(store.url))
        connection.execute(select(counters.c.value).where(counters.c.name == LEDGER).with_for_update())
        yield connection


def _rewrapped(connection: Connection, seals: Seals, new: Wrapping) -> int:
    count = 0
    for subject, id_, whole in connection.execute(select(subject_keys)).all():
        made = new.wrapped(subject, seals.unwrapped(subject, id_, bytes(whole)))
        connection.execute(_CHANGE, {"of": subject, "by": new.id, "to": made})
        count += 1
    return count


_ADMINISTRATOR = text("SELECT pg_has_role(nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = 'qms_guard'")
_CHANGE = (
    update(subject_keys)
    .where(subject_keys.c.subject == bindparam("of"))
    .values(wrapping=bindparam("by"), wrapped=bindparam("to"))
)
