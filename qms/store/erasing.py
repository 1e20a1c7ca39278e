"""Personal values of records taken out of a store for good, so that it can be broken off anywhere and gone on with.

In one transaction the values, and the data keys of the people whom they are about, are overwritten and deleted, and
what has to be looked for afterwards is noted under the key outside. Then the files are written anew without what was
deleted, and looked through. The note goes with the last transaction.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.exc import DatabaseError

from qms import errors
from qms.ledger import erasures, keyring
from qms.ledger.vault import Unopened
from qms.store import engine as engines
from qms.store.backup import copies_beside
from qms.store.engine import file_of
from qms.store.forensic import Looked, Needles, scan_folder, scan_tables
from qms.store.guard.session import GuardedWriting, is_guarded
from qms.store.scrubbing import empty_log, scrub
from qms.store.sealing import CHUNK, with_keys
from qms.store.table import entries, erasing, personal, subject_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from qms.store.store import Store
    from qms.store.writing import Writing


class Taken(NamedTuple):
    """What was taken out: record → version up to which nothing is left, how many values, of how many people.

    ``note`` is what has to be looked for, sealed: see `put_note`.
    """

    until: dict[str, int]
    values: int
    subjects: int
    note: bytes


def take(writing: Writing, of: str, codes: Sequence[str]) -> Taken:
    """Take the personal values of these records out, all versions of them; the note is for the erasure ``of``.

    Where the database guards itself it takes them out by itself, with the entry that says that the erasure has begun.

    Raises:
        PersonalLocked: the key that opens them is not here, so that nobody could look for them afterwards.

    """
    writing.lock()
    connection = writing.connection
    values: set[str] = set()
    raw: set[bytes] = set()
    subjects: set[str] = set()
    count, until = 0, dict[str, int]()
    for some in (codes[start : start + CHUNK] for start in range(0, len(codes), CHUNK)):
        newest = select(entries.c.code, func.max(entries.c.version)).where(entries.c.code.in_(some))
        until |= {row[0]: row[1] for row in connection.execute(newest.group_by(entries.c.code))}
        for row in connection.execute(with_keys(personal.c.code.in_(some))).mappings().all():
            if not row["sealed"]:
                continue
            opened = writing.seals.opened(row)
            if opened is None:
                raise errors.PersonalLocked(place=str(keyring.file_of_key(row["wrapping"] or "?")))
            count += 1
            subjects.add(row["subject"])
            values.add(opened[1])
            raw |= {opened[0], bytes(row["sealed"]), bytes(row["wrapped"])}
        if not is_guarded(connection):
            connection.execute(delete(personal).where(personal.c.code.in_(some)))
    if not is_guarded(connection):
        _forget(connection, sorted(subjects))
    told = {"values": sorted(values), "raw": sorted(one.hex() for one in raw)}
    note = writing.seals.current(connection).note(json.dumps(told).encode(), of)
    return Taken(until, count, len(subjects), note)


def put_note(writing: Writing, of: str, note: bytes) -> None:
    """Keep what an erasure that has begun is to look for, in the same transaction."""
    if isinstance(writing, GuardedWriting):
        writing.note(of, note)
        return
    writing.connection.execute(delete(erasing).where(erasing.c.erasure == of))
    writing.connection.execute(insert(erasing).values(erasure=of, note=note))


def _forget(connection: Connection, subjects: Sequence[str]) -> None:
    """Overwrite and delete the data keys of those of whom nothing is left."""
    for some in (subjects[start : start + CHUNK] for start in range(0, len(subjects), CHUNK)):
        left = exists().where(personal.c.subject == subject_keys.c.subject)
        of = subject_keys.c.subject.in_(some) & ~left
        connection.execute(update(subject_keys).where(of).values(wrapped=b"\0" * 60))
        connection.execute(delete(subject_keys).where(of))


def noted(store: Store, of: str) -> Needles:
    """What is to be looked for; raise `PersonalLocked` where the key that the note is sealed with is not here."""
    with store.reading() as reading:
        asked = select(erasing.c.note).where(erasing.c.erasure == of)
        note = reading.connection.scalar(func.qms_guard.erasing_note(of) if store.guarded else asked)
        key = reading.seals.current(reading.connection)
    try:
        told = json.loads(key.read_note(bytes(note or b""), of))
    except Unopened:
        raise errors.PersonalLocked(place=str(keyring.file_of_key(key.id))) from None
    return Needles(told["values"], [bytes.fromhex(one) for one in told["raw"]])


def journal(store: Store, of: str, said: Mapping[str, str | None], until: Mapping[str, int]) -> None:
    """Tell the journal beside the keys what was erased, so that no backup of before brings it back.

    Args:
        store: the open store.
        of: code of the erasure.
        said: what its record says of ground and people.
        until: record → last version that was erased.

    Raises:
        BadJournal: it cannot be written.

    """
    with store.writing() as writing:
        writing.lock()  # one erasure after the other: the journal is read and written anew
        leaves = {
            code: [one.leaf().hex() for one in writing.entries(code=code) if one.version <= last]
            for code, last in until.items()
        }
        erasures.note(writing.origin(), erasures.Told(of, said, leaves))


def look(store: Store, needles: Needles, of: str = "", *, clean: bool = True) -> Looked:
    """Write the files of a store anew without what was deleted, and look through them and all beside them.

    Of a database on a server the tables are written anew and looked through; its log and its files are its own. Where
    it guards itself, ``of`` is the erasure that is under way, and what this login sees is looked through.
    ``clean`` False leaves the files as they are: it shows that what was deleted would be found.
    """
    path = file_of(store.url)
    if path is None:
        if clean and store.guarded:
            with store.engine.begin() as connection:
                connection.execute(select(func.qms_guard.write_anew(of)))
        with store.engine.connect() as connection:
            anew = clean and (store.guarded or _vacuum(connection))
            part = store.guarded and not connection.scalar(select(func.qms_guard.sees_all()))
            return replace(scan_tables(connection, needles), anew=anew, part=part)
    store.close()
    with engines.alone(store.url):
        if clean:
            scrub(path)
        return replace(scan_folder(path.absolute().parent, needles), anew=clean)


def copies(store: Store) -> tuple[str, ...]:
    """Names of the copies that lie beside a store since it was migrated; of a database on a server none are known."""
    path = file_of(store.url)
    return copies_beside(path) if path else ()


def _vacuum(connection: Connection) -> bool:
    """Write the tables anew; False: a role that may not leaves that to the server's own cleaning.

    What the server keeps of their columns for its planner, with samples of sealed values and keys, is made anew too.
    """
    anew = True
    alone = connection.execution_options(isolation_level="AUTOCOMMIT")
    tables = (f'(FULL, ANALYZE) "{one.name}"' for one in (personal, subject_keys, erasing))
    for what in (*tables, "FULL pg_catalog.pg_statistic"):
        try:
            alone.exec_driver_sql(f"VACUUM {what}")
        except DatabaseError as fault:
            if getattr(fault.orig, "sqlstate", None) != "42501":
                raise
            anew = False
    return anew


def forget_note(writing: Writing, of: str) -> None:
    """Let go of what was to be looked for; a database that guards itself did so with the last entry."""
    if is_guarded(writing.connection):
        return
    writing.connection.execute(update(erasing).where(erasing.c.erasure == of).values(note=b"\0"))
    writing.connection.execute(delete(erasing).where(erasing.c.erasure == of))


def close_log(store: Store) -> None:
    """Take what the last transaction deleted out of the log as well."""
    path = file_of(store.url)
    if path is not None:
        store.close()
        with engines.alone(store.url):
            empty_log(path)
