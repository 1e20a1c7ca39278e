"""The base of all tables and the few column types they use.

A table class says what the database knows of a record. Rows are written from records that are already valid, and
never leave the store: a SQLModel table class accepts anything silently, so there are no objects of it. This module
alone knows that the tables are SQLModel's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from sqlalchemy import Enum, MetaData, Table
from sqlmodel import Field, SQLModel
from sqlmodel import UTCDateTime as UTCDateTime  # noqa: PLC0414 - given on to who compares instants in SQL

from qms.base.record import ApprovalKind, Confidentiality, LinkKind, Meaning, Means, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a later migration can drop it."""
ENUM_LENGTH = 32


def column(*, primary_key: bool = False, index: bool = False) -> Any:  # noqa: ANN401 - SQLModel's own type for a field
    """A column that is part of the key, or has an index."""
    return Field(primary_key=primary_key, index=index)


def choice(of: type[StrEnum], *, optional: bool = False) -> Any:  # noqa: ANN401 - the same
    """A column for an enumeration: its value as text, with a CHECK of the list."""
    kind = Enum(
        of,
        values_callable=lambda e: [member.value for member in e],  # pyright: ignore[reportUnknownLambdaType, reportUnknownVariableType, reportUnknownMemberType] - SQLAlchemy leaves it untyped
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=ENUM_LENGTH,
    )
    return Field(default=None, sa_type=kind) if optional else Field(sa_type=kind)


class Row(SQLModel):
    """Base of every table of the store: the annotations of a class are the columns.

    A field with a value may be left out, and has that value then.
    """

    metadata = MetaData(naming_convention=NAMES)
    __tablename__: ClassVar[str]  # pyright: ignore[reportIncompatibleVariableOverride] - every table here is named plainly

    @classmethod
    def untold(cls) -> dict[str, Any]:
        """Every field, in the order of the columns, with the value it has where it is left out; None: needed."""
        return {name: None if one.is_required() else one.default for name, one in cls.model_fields.items()}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> dict[str, Any]:
        """A row that is spelled as JSON, with values of the types of its columns.

        Raises:
            ValidationError: a value is none of its column.

        """
        return cls.model_validate(plain).model_dump()  # checks; the constructor of a table class would not


class RecordRow(Row):
    """The common head of every kind's table."""

    code: str = column(primary_key=True)
    department: str | None = None
    version: int
    confidentiality: Confidentiality = choice(Confidentiality)
    origin: Origin = choice(Origin)
    source: str | None = None
    source_key: str | None = None
    source_file: str | None = None
    source_row: int | None = None


class ChildRow(Row):
    """The head of a table of parts: the record's code and the part's place in it, from 0."""

    record: str = column(primary_key=True)
    seq: int = column(primary_key=True)


@dataclass(frozen=True)
class Tables:
    """The tables of one kind: its own, and one for each field that holds parts."""

    row: type[RecordRow]
    children: Mapping[str, type[ChildRow]] = field(default_factory=dict[str, type[ChildRow]])

    @property
    def main(self) -> Table:
        """The kind's own table."""
        return table_of(self.row)

    def part(self, name: str) -> type[Row]:
        """The class of the table of the parts in field ``name``, which may be one that every kind has."""
        return SHARED_ROWS.get(name) or self.children[name]

    def child(self, name: str) -> Table:
        """The table of the parts in field ``name``."""
        return table_of(self.part(name))


def table_of(row: type[Row]) -> Table:
    """The SQLAlchemy table behind a table class."""
    return cast("Table", row.__table__)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - SQLModel sets it untyped


class LinkRow(Row, table=True):
    """From one record to another, whatever their kinds."""

    __tablename__ = "links"
    record: str = column(primary_key=True)
    seq: int = column(primary_key=True)
    relation: LinkKind = choice(LinkKind)
    target: str = column(index=True)


class AttachmentRow(Row, table=True):
    """A file of a record, whatever its kind; the bytes are in `contents`, a sealed name in `personal`."""

    __tablename__ = "attachments"
    record: str = column(primary_key=True)
    seq: int = column(primary_key=True)
    name: str | None = None
    digest: str = column(index=True)
    size: int
    media: str
    added_by: str
    added_at: dt.datetime
    withdrawn_by: str | None = None
    withdrawn_at: dt.datetime | None = None
    withdrawn_reason: str | None = None


class SignatureRow(Row, table=True):
    """A signature under a record, whatever its kind."""

    __tablename__ = "signatures"
    record: str = column(primary_key=True)
    seq: int = column(primary_key=True)
    suite: int
    person: str
    on_behalf_of: str | None = None
    meaning: Meaning = choice(Meaning)
    act: str
    version: int
    content: str
    signed_at: dt.datetime
    zone: str
    means: Means = choice(Means)
    signer: str | None = None
    document: str | None = None
    approved_on: dt.date | None = None
    approval: ApprovalKind | None = choice(ApprovalKind, optional=True)
    file: str | None = None
    seal: str


SHARED_ROWS: Final[Mapping[str, type[Row]]] = {
    "links": LinkRow,
    "attachments": AttachmentRow,
    "signatures": SignatureRow,
}
"""Field of parts that every kind has → its one table."""
