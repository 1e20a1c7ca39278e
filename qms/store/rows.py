"""A record taken apart into rows and put together again; its personal values go to a table of their own."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from qms.base.kind import Kind
from qms.base.record import Record, Value
from qms.ledger.canonical import canonical
from qms.ledger.commitment import Sealed
from qms.store.columns import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

R = TypeVar("R", bound=Record)
Plain = dict[str, Any]
_NO_SALTS: dict[str, Sealed] = {}


@dataclass(frozen=True)
class Loaded(Generic[R]):
    """A record as it was read, with the salts of its personal values by field."""

    record: R
    sealed: Mapping[str, Sealed] = field(default_factory=dict[str, Sealed])


def tables_of(kind: Kind[Any]) -> Tables:
    """The tables of a kind; loads its table module."""
    found: Tables | dict[str, Tables] = importlib.import_module(kind.table).TABLES
    return found[kind.name] if isinstance(found, dict) else found


def main_row(kind: Kind[Any], record: Record) -> Plain:
    """The row of the kind's own table: neither personal fields nor parts."""
    left_out = kind.personal() | kind.parts().keys()
    return {name: value for name, value in record if name not in left_out}


def child_rows(kind: Kind[Any], record: Record) -> dict[str, list[Plain]]:
    """For each field of parts its rows, without their sealed fields; those that every kind has among them."""
    found: dict[str, list[Plain]] = {}
    for name, of in kind.parts().items():
        sealed = kind.sealed(of)
        parts: Sequence[Value] = getattr(record, name)
        found[name] = [
            {"record": record.code, "seq": seq, **{n: v for n, v in part if n not in sealed}}
            for seq, part in enumerate(parts)
        ]
    return found


def personal_values(kind: Kind[Any], record: Record) -> Iterator[tuple[str, str]]:
    """The personal values that the record has, by field; in parts ``communications.0.said``."""
    for name in sorted(kind.personal()):
        if (value := getattr(record, name)) is not None:
            yield name, value
    for name, of in kind.parts().items():
        for seq, part in enumerate(getattr(record, name)):
            for inner in sorted(kind.sealed(of)):
                if (value := getattr(part, inner)) is not None:
                    yield f"{name}.{seq}.{inner}", value


def seal(kind: Kind[Any], record: Record, before: Mapping[str, Sealed], salt: Callable[[], bytes]) -> dict[str, Sealed]:
    """Every personal value with its salt; a value that has not changed keeps the salt it had."""
    found: dict[str, Sealed] = {}
    subject = getattr(record, kind.subject) if kind.subject else None
    for name, value in personal_values(kind, record):
        old = before.get(name)
        found[name] = (
            old
            if old and old.value == value and old.subject == subject
            else Sealed(str(subject), record.code, name, salt(), value)
        )
    return found


def spelled(record: Record, sealed: Mapping[str, Sealed]) -> str:
    """The record as the ledger keeps it: canonical JSON with commitments for personal values."""
    plain = record.model_dump(mode="json")
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
