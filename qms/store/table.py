"""The store's own tables: ledger, how long its entries held, counters, personal values, contents."""

from __future__ import annotations

import datetime as dt

from qms.base.access import AccessOutcome
from qms.base.record import Origin
from qms.store.columns import SHARED_ROWS, Row, choice, column, table_of


class EntryRow(Row, table=True):
    """One entry of the ledger; `hashes` are those of the perfect subtrees that end with it, smallest first."""

    __tablename__ = "entries"
    position: int = column(primary_key=True)
    suite: int
    recorded_at: dt.datetime
    zone: str
    occurred_at: dt.datetime
    actor: str
    on_behalf_of: str | None = None
    act: str
    kind: str
    code: str
    version: int
    reason: str | None = None
    origin: Origin = choice(Origin)
    record: str
    hashes: bytes


class ValidityRow(Row, table=True):
    """From the position of an entry to that of the next one of the same record; see `qms.store.validity`."""

    __tablename__ = "validity"
    since: int = column(primary_key=True)
    until: int
    node: int


class CounterRow(Row, table=True):
    """How many have been given out: entries of the ledger, or records of one kind and year."""

    __tablename__ = "counters"
    name: str = column(primary_key=True)
    value: int


class PersonalRow(Row, table=True):
    """One personal value, sealed with its salt under its person's data key; its commitment in the ledger stays.

    What is ``sealed`` is empty where a version ended the value.
    """

    __tablename__ = "personal"
    code: str = column(primary_key=True)
    field: str = column(primary_key=True)
    version: int = column(primary_key=True)
    subject: str = column(index=True)
    sealed: bytes


class SubjectKeyRow(Row, table=True):
    """The data key of a person, wrapped by the key named; once it is gone, what it sealed opens no more."""

    __tablename__ = "subject_keys"
    subject: str = column(primary_key=True)
    wrapping: str
    wrapped: bytes


class WrappingRow(Row, table=True):
    """The one key that wraps new data keys, by its name; it lies outside, and ``proof`` tells a wrong one."""

    __tablename__ = "wrapping"
    id: str = column(primary_key=True)
    proof: bytes


class ErasingRow(Row, table=True):
    """What an erasure that is under way still has to look for, sealed under the key outside."""

    __tablename__ = "erasing"
    erasure: str = column(primary_key=True)
    note: bytes


class ContentRow(Row, table=True):
    """Bytes by their SHA-256: frozen snapshots and attachments."""

    __tablename__ = "contents"
    digest: str = column(primary_key=True)
    media: str
    content: bytes


class PinRow(Row, table=True):
    """What a person's PIN is known by. It is no record: it stands in no entry, export or bundle.

    A backup (`qms.store.backup.copy_database`) is made without it. The copy that a migration keeps beside the store has
    it (`qms.store.backup.back_up`): it must give back the same store, PINs and all.
    """

    __tablename__ = "pins"
    person: str = column(primary_key=True)
    signer: str
    hash: str
    tries: int


class AccessRow(Row, table=True):
    """One access to personal values; see `qms.store.accesses`. It is no record and stands in no entry."""

    __tablename__ = "accesses"
    number: int = column(primary_key=True)
    at: dt.datetime = column(index=True)
    zone: str
    person: str
    place: str
    act: str
    level: str
    outcome: AccessOutcome = choice(AccessOutcome)
    subjects: str
    reason: str | None = None
    hash: bytes


entries = table_of(EntryRow)
validity = table_of(ValidityRow)
counters = table_of(CounterRow)
personal = table_of(PersonalRow)
contents = table_of(ContentRow)
pins = table_of(PinRow)
subject_keys = table_of(SubjectKeyRow)
wrapping = table_of(WrappingRow)
accesses = table_of(AccessRow)
erasing = table_of(ErasingRow)
shared = {name: table_of(row) for name, row in SHARED_ROWS.items()}
