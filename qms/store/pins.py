"""What PINs are known by: a table of its own that no entry, export, bundle or copy has.

A try is counted before anybody knows whether it is right, so that many at once do not get more guesses than one after
another. For a person without a PIN the same is done with a row that stands for nobody: it takes as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import delete, insert, select, text, update

from qms.store.guard.session import is_guarded
from qms.store.table import pins

if TYPE_CHECKING:
    from sqlalchemy import Connection

NOBODY: Final = ""
"""Stands in the place of a person who has no PIN; no person has this code."""


class Try(NamedTuple):
    """What is kept of a PIN: of which signer (blank: of nobody), its hash, and which try this is, from 1."""

    signer: str
    hash: str
    number: int


def tried(connection: Connection, person: str) -> Try | None:
    """Count a try and give what it is to be held against; None: nobody in this store has a PIN."""
    if is_guarded(connection):
        row_ = connection.execute(text("SELECT signer, hash, number FROM qms_guard.pin_try(:of)"), {"of": person}).one()
        return None if row_.hash is None else Try(*row_)
    wanted = select(pins).where(pins.c.person.in_([person, NOBODY])).with_for_update()
    found = {row.person: row for row in connection.execute(wanted)}
    row = found.get(person) or found.get(NOBODY)
    if row is None:
        return None
    connection.execute(update(pins).where(pins.c.person == row.person).values(tries=row.tries + 1))
    return Try(row.signer, row.hash, row.tries + 1)


def put(connection: Connection, person: str, signer: str, hashed: str) -> None:
    """Keep what a PIN is known by, in place of one before it."""
    if is_guarded(connection):
        given = {"of": person, "signer": signer, "hash": hashed}
        connection.execute(text("SELECT qms_guard.pin_put(:of, :signer, :hash)"), given)
        return
    connection.execute(delete(pins).where(pins.c.person == person))
    connection.execute(insert(pins).values(person=person, signer=signer, hash=hashed, tries=0))


def right(connection: Connection, person: str) -> None:
    """The try was right: those before it are forgotten."""
    if is_guarded(connection):
        connection.execute(text("SELECT qms_guard.pin_right()"))
        return
    connection.execute(update(pins).where(pins.c.person == person).values(tries=0))


def drop(connection: Connection, person: str, signer: str) -> None:
    """Forget a person's PIN, if it is the one of this signer."""
    if is_guarded(connection):
        connection.execute(text("SELECT qms_guard.pin_drop(:of, :signer)"), {"of": person, "signer": signer})
        return
    connection.execute(delete(pins).where(pins.c.person == person, pins.c.signer == signer))


def stands(connection: Connection, person: str) -> bool:
    """Whether something is kept of a PIN of this person."""
    if is_guarded(connection):
        return bool(connection.scalar(text("SELECT qms_guard.pin_stands(:of)"), {"of": person}))
    return connection.execute(select(pins.c.person).where(pins.c.person == person)).first() is not None
