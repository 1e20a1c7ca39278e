"""A record taken apart into rows and put together again; its personal values go to a table of their own."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from qms.base.kind import Kind
from qms.base.record import Record, Value
from qms.errors import LockedWritten
from qms.ledger.canonical import canonical
from qms.ledger.commitment import LOCKED, Sealed
from qms.store.columns import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from qms.store.columns import Row

R = TypeVar("R", bound=Record)
Plain = dict[str, Any]


@dataclass(frozen=True)
class Loaded(Generic[R]):
    """A record as it was read, with the salts of its personal values by field."""

    record: R
    sealed: Mapping[str, Sealed] = field(default_factory=dict[str, Sealed])


def tables_of(kind: Kind[Any]) -> Tables:
    """The tables of a kind; loads its table module."""
    found: Tables | dict[str, Tables] = importlib.import_module(kind.table).TABLES
    return found[kind.name] if isinstance(found, dict) else found


@dataclass(frozen=True)
class Shape:
    """How the records of a kind are taken apart.

    Attributes:
        main: fields of the kind's own table.
        personal: the record's own personal fields, by name.
        parts: each field of parts with the fields of their table, and with their sealed fields by name.
        former: what stands in the columns of personal fields that once were none, once their value is sealed; by
            field of parts, and by "" for the kind's own table. Until it is written anew a record keeps its value
            there, as its entries tell it.

    """

    main: tuple[str, ...]
    personal: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    former: Mapping[str, Plain]


def shape_of(kind: Kind[Any]) -> Shape:
    """How the records of this kind are taken apart."""
    return _SHAPES.get(kind.model) or _SHAPES.setdefault(kind.model, _shape(kind))


_SHAPES: Final[dict[type[Record], Shape]] = {}
"""Worked out once a kind: it is needed for every record that is written."""


def _shape(kind: Kind[Any]) -> Shape:
    personal, parts, tables = kind.personal(), kind.parts(), tables_of(kind)
    return Shape(
        former={"": blanks(tables.row, personal)}
        | {name: blanks(tables.part(name), kind.sealed(of)) for name, of in parts.items()},
        main=tuple(name for name in kind.model.model_fields if name not in personal | parts.keys()),
        personal=tuple(sorted(personal)),
        parts=tuple((name, _plain(of, kind.sealed(of)), tuple(sorted(kind.sealed(of)))) for name, of in parts.items()),
    )


def blanks(row: type[Row], sealed: Iterable[str]) -> Plain:
    """Columns that a table has of sealed fields, and what stands in each beside a commitment."""
    found = row.untold()
    return {name: found[name] for name in sealed if name in found}


def _plain(of: type[Value], sealed: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in of.model_fields if name not in sealed)


def main_row(kind: Kind[Any], record: Record) -> Plain:
    """The row of the kind's own table: neither personal fields nor parts."""
    shape = shape_of(kind)
    return {**{name: getattr(record, name) for name in shape.main}, **shape.former[""]}


def child_rows(kind: Kind[Any], record: Record) -> dict[str, list[Plain]]:
    """For each field of parts its rows, without their sealed fields; those that every kind has among them."""
    found: dict[str, list[Plain]] = {}
    shape = shape_of(kind)
    for name, plain, _ in shape.parts:
        parts: Sequence[Value] = getattr(record, name)
        former = shape.former[name]
        found[name] = [
            {"record": record.code, "seq": seq, **{inner: getattr(part, inner) for inner in plain}, **former}
            for seq, part in enumerate(parts)
        ]
    return found


def kept_rows(kind: Kind[Any], before: Loaded[Any]) -> dict[str, list[Plain]]:
    """The rows of parts as they stand: as `child_rows`, with what older entries tell openly of sealed fields."""
    found = child_rows(kind, before.record)
    for name, former in shape_of(kind).former.items():
        for seq, row in enumerate(found.get(name, ()) if former else ()):
            part = getattr(before.record, name)[seq]
            for inner in former:
                value = getattr(part, inner)
                if value is not None and f"{name}.{seq}.{inner}" not in before.sealed:
                    row[inner] = value
    return found


def personal_values(kind: Kind[Any], record: Record) -> Iterator[tuple[str, str]]:
    """The personal values that the record has, by field; in parts ``communications.0.said``."""
    shape = shape_of(kind)
    for name in shape.personal:
        if (value := getattr(record, name)) is not None:
            yield name, value
    for name, _, sealed in shape.parts:
        for seq, part in enumerate(getattr(record, name)):
            for inner in sealed:
                if (value := getattr(part, inner)) is not None:
                    yield f"{name}.{seq}.{inner}", value


def seal(kind: Kind[Any], record: Record, before: Mapping[str, Sealed], salt: Callable[[], bytes]) -> dict[str, Sealed]:
    """Every personal value with its salt; a value that has not changed keeps the salt it had."""
    found: dict[str, Sealed] = {}
    subject = getattr(record, kind.subject) if kind.subject else None
    for name, value in personal_values(kind, record):
        old = before.get(name)
        if value == LOCKED and not (old and old.value == LOCKED):
            raise LockedWritten(code=record.code, field=name)
        found[name] = (
            old
            if old and old.value == value and old.subject == subject
            else Sealed(str(subject), record.code, name, salt(), value)
        )
    return found


def personal_rows(version: int, old: Mapping[str, Sealed], new: Mapping[str, Sealed]) -> list[Plain]:
    """The rows of the personal values that came with this version of a record, or (without salt and text) ended."""
    came = [(name, one, one.salt, one.value) for name, one in new.items() if old.get(name) is not one]
    ended = [(name, one, b"", "") for name, one in old.items() if name not in new]
    return [
        {"code": one.code, "field": name, "version": version, "subject": one.subject, "salt": salt, "value": value}
        for name, one, salt, value in (*came, *ended)
    ]


def spelled(record: Record, sealed: Mapping[str, Sealed]) -> str:
    """The record as the ledger keeps it: canonical JSON with commitments for personal values."""
    plain = record.model_dump(mode="json")
    if not record.signatures:
        # What nobody signed is spelled as it was before there were signatures.
        del plain["signatures"]
    for name, one in sealed.items():
        *path, last = name.split(".")
        branch: Any = plain
        for step in path:
            branch = branch[int(step) if step.isdigit() else step]
        branch[last] = one.commitment()
    return canonical(plain).decode()


def assemble(
    kind: Kind[R],
    row: Mapping[str, Any],
    parts: Mapping[str, Sequence[Mapping[str, Any]]],
    sealed: Mapping[str, Sealed],
) -> Loaded[R]:
    """Put a record together from its rows and its newest personal values."""
    plain: Plain = dict(row)
    for name, rows in parts.items():
        plain[name] = [{n: v for n, v in one.items() if n not in {"record", "seq"}} for one in rows]
    for name, one in sealed.items():
        *path, last = name.split(".")
        branch: Any = plain
        for step in path:
            branch = branch[int(step) if step.isdigit() else step]
        branch[last] = one.value
    return Loaded(kind.model.model_validate(plain), sealed)
