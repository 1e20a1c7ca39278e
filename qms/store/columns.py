"""The base of all tables and the few column types they use.

A table class says what the database knows of a record. Rows are written from records that are already valid, and
never leave the store. They are tables of SQLAlchemy's core: its ORM, and SQLModel upon that, would have to be loaded
whenever a store is opened, and nothing here is an object that is mapped.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final, get_args, get_type_hints

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

from qms.base.record import Confidentiality, LinkKind, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel
    from sqlalchemy import Dialect
    from sqlalchemy.types import TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a later migration can drop it."""
ENUM_LENGTH = 32


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An instant: kept in UTC, and given back with its zone."""

    impl = DateTime
    cache_ok = True

    def __init__(self) -> None:
        """With the time zone, where the database knows of it."""
        super().__init__(timezone=True)

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """In UTC; raise `ValueError` for a time without its zone."""
        del dialect
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a time without its zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """In UTC; SQLite keeps no zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.utcoffset() is None else value.astimezone(dt.UTC)


_TYPES: Final[Mapping[Any, type[TypeEngine[Any]]]] = {
    str: String,
    int: Integer,
    bool: Boolean,
    bytes: LargeBinary,
    dt.date: Date,
    dt.datetime: UTCDateTime,
}
"""Type of a field → of its column."""


@dataclass(frozen=True)
class _Said:
    """What is said of a column besides the type of its field; ``type`` None: that says all."""

    type: TypeEngine[Any] | None = None
    key: bool = False
    index: bool = False
    optional: bool = False


def column(*, primary_key: bool = False, index: bool = False) -> Any:  # noqa: ANN401 - stands for a value of any type
    """A column that is part of the key, or has an index."""
    return _Said(key=primary_key, index=index)


def choice(of: type[StrEnum], *, optional: bool = False) -> Any:  # noqa: ANN401 - stands for a value of any type
    """A column for an enumeration: its value as text, with a CHECK of the list."""
    kind = Enum(
        of,
        values_callable=lambda e: [member.value for member in e],  # pyright: ignore[reportUnknownLambdaType, reportUnknownVariableType, reportUnknownMemberType] - SQLAlchemy leaves it untyped
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=ENUM_LENGTH,
    )
    return _Said(type=kind, optional=optional)


class Row:
    """Base of every table of the store: the annotations of a class are the columns; there are no objects of it.

    A field with a value may be left out, and has that value then.
    """

    metadata = MetaData(naming_convention=NAMES)
    __tablename__: ClassVar[str]
    __table__: ClassVar[Table]

    def __init_subclass__(cls, *, table: bool = False) -> None:
        """Make the table of a class that is one."""
        if table:
            cls.__table__ = Table(cls.__tablename__, cls.metadata, *(_column(cls, *one) for one in _fields(cls)))

    @classmethod
    def untold(cls) -> dict[str, Any]:
        """Every field, in the order of the columns, with the value it has where it is left out; None: needed."""
        return {name: None if default is ... else default for name, (_, default) in _asked(cls).items()}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> dict[str, Any]:
        """A row that is spelled as JSON, with values of the types of its columns.

        Raises:
            ValidationError: a value is none of its column.

        """
        return _reader(cls).model_validate(plain).model_dump()


def _fields(row: type[Row]) -> list[tuple[str, Any]]:
    """Names and types of all fields, those of the base first."""
    return [one for one in get_type_hints(row).items() if not one[0].startswith("__")]


def _column(row: type[Row], name: str, of: Any) -> Column[Any]:  # noqa: ANN401 - any type
    value = getattr(row, name, None)
    said, value = (value, None) if isinstance(value, _Said) else (_Said(), value)
    plain, *none = get_args(of) or (of,)
    return Column(
        name, said.type or _TYPES[plain](), primary_key=said.key, index=said.index or None, nullable=bool(none),
        default=value,
    )  # fmt: skip


def _asked(row: type[Row]) -> dict[str, tuple[Any, Any]]:
    """Type and default of each field, as pydantic takes them; an ellipsis: it has none."""
    found: dict[str, tuple[Any, Any]] = {}
    for name, of in _fields(row):
        said = getattr(row, name, ...)
        found[name] = of, (None if said.optional else ...) if isinstance(said, _Said) else said
    return found


def _reader(row: type[Row]) -> type[BaseModel]:
    from pydantic import create_model

    if row not in _READERS:
        asked: dict[str, Any] = {**_asked(row)}
        _READERS[row] = create_model(row.__name__, **asked)
    return _READERS[row]


_READERS: Final[dict[type[Row], type[BaseModel]]] = {}
"""Made when they are first wanted: a replay reads rows, an act does not."""


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
    return row.__table__


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


SHARED_ROWS: Final[Mapping[str, type[Row]]] = {"links": LinkRow, "attachments": AttachmentRow}
"""Field of parts that every kind has → its one table."""
