"""Records as results: a list, a page of one, and what became of one by an act."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from qms.base.record import Record, Value
from qms_cli.show.mask import seen
from qms_cli.show.result import Column, Named, Page, Rows
from qms_cli.words import field_label, label, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from qms.base.kind import Kind
    from qms_cli.desk import Desk

LISTED: Final = (
    "code", "status", "type", "period", "giver", "receiver", "person", "role", "capacity", "deputy_of", "kind", "name",
    "name_ko", "parent", "department", "due", "since", "until", "title",
)  # fmt: skip
"""What a list shows, in this order, of what a kind has; ``due`` stands for the field that the kind names so."""
FIXED: Final = frozenset({"code", "target", "source_file"})
_PLACES: Final = frozenset({"department", "parent"})


def schema(kind: Kind[Any]) -> str:
    """Name and version of the form of a kind's documents."""
    return f"qms.{kind.name}/1"


def columns(kind: Kind[Any], desk: Desk) -> tuple[Column, ...]:
    """The columns of a list of this kind."""
    names = (kind.due if name == "due" else name for name in LISTED)
    return tuple(_column(kind, name, desk) for name in names if name and name in kind.model.model_fields)


def listed(desk: Desk, kind: Kind[Any], records: Sequence[Record]) -> Rows:
    """A list of records."""
    shown = seen(desk, kind, records)
    return Rows(
        schema(kind), columns(kind, desk), tuple(_row(desk, kind, record) for record in shown),
        documents=tuple(record.model_dump(mode="json") for record in shown),
        others=tuple(_column(kind, name, desk) for name in kind.model.model_fields),
        empty=say("nothing_found", desk.language),
    )  # fmt: skip


def page(desk: Desk, kind: Kind[Any], record: Record) -> Page:
    """One record with all that is known of it."""
    (record,) = seen(desk, kind, [record])
    row = _row(desk, kind, record)
    children = (*kind.children(), "attachments", "signatures")
    fields = tuple(
        (_column(kind, name, desk), value)
        for name, value in row.items()
        if name not in {*children, kind.subject} and value not in (None, "", ())
    )
    parts = tuple(
        (field_label(kind.words, name, desk.language), _parts(desk, kind, record, name))
        for name in children
        if getattr(record, name)
    )
    title = " · ".join(_title(record, desk))
    others = ((_column(kind, "signatures", desk), row["signatures"]),)
    return Page(schema(kind), title, fields, record.model_dump(mode="json"), parts, others)


def attached(desk: Desk, kind: Kind[Any], record: Record) -> Rows:
    """The files of a record."""
    values = record.attachments
    if not values:
        return Rows(schema(kind), (), (), (), many="attachments", empty=desk.say("attachment.none", code=record.code))
    return _part(desk, kind, "attachments", values, words="base.attachment")


def _parts(desk: Desk, kind: Kind[Any], record: Record, name: str) -> Rows:
    if name == "signatures":
        return _signatures(desk, kind, record)
    return attached(desk, kind, record) if name == "attachments" else _part(desk, kind, name, getattr(record, name))


def _signatures(desk: Desk, kind: Kind[Any], record: Record) -> Rows:
    """Each signature in the words in which it is printed, with the version that it is of."""
    from qms.compile.signatures import lines

    told = lines(record.signatures, by_name(desk))
    rows = tuple(
        {"version": one.version, "signature": Named(said.en, said.ko if desk.language == "ko" else said.en)}
        for one, said in zip(record.signatures, told, strict=True)
    )
    columns = desk.columns("version", "signature")
    return Rows(schema(kind), columns, rows, many="signatures", whole=True, wrapped=True)


def by_name(desk: Desk) -> Callable[[str], str]:
    """What gives a person's name, with the code behind it, by the code."""
    directory = desk.session.facts.directory

    def called(code: str) -> str:
        found = directory.people.get(code)
        return f"{(found.name if found else None) or NAMELESS} ({code})"

    return called


def _signed(desk: Desk, record: Record) -> Named | None:
    """The signatures in one cell, in the words of everywhere; None: there are none."""
    if not record.signatures:
        return None
    from qms.compile.signatures import told

    called = by_name(desk)
    return Named(told(record.signatures, called, "en"), told(record.signatures, called, desk.language))


def became(desk: Desk, records: Iterable[Record]) -> Rows | Page:
    """What an act made of its records: one is told as its document, several as a list."""
    from qms_cli.kinds_of import kind_of

    found = list(records)
    kind = kind_of(found[0])
    rows = listed(desk, kind, found)
    if len(found) > 1:
        return rows
    (row,), (document,) = rows.rows, rows.documents or ({},)
    fields = tuple((column, row[column.name]) for column in rows.columns if row[column.name] is not None)
    return Page(schema(kind), " · ".join(_title(found[0], desk)), fields, document)


def _title(record: Record, desk: Desk) -> tuple[str, ...]:
    status = getattr(record, "status", None)
    return (record.code, *([label(status, desk.language)] if status else []))


def _column(kind: Kind[Any], name: str, desk: Desk) -> Column:
    of = kind.model.model_fields[name].annotation
    fixed = name in FIXED or of in {date, datetime} or name == kind.due
    return Column(name, field_label(kind.words, name, desk.language), fixed=fixed)


def _row(desk: Desk, kind: Kind[Any], record: Record) -> dict[str, object]:
    values = {name: named(desk, name, value) for name, value in dict(record).items()}
    values["signatures"] = _signed(desk, record)
    if kind.due and desk.overdue(kind, record):
        due: date = getattr(record, kind.due)
        values[kind.due] = Named(due.isoformat(), say("overdue", desk.language, at=desk.read(due)))
    return values


def named(desk: Desk, name: str, value: object) -> object:
    """A code with the name of its department or person beside it."""
    if not isinstance(value, str) or type(value) is not str:
        return value
    directory = desk.session.facts.directory
    if name in _PLACES and value in directory.departments:
        one = directory.departments[value].near(desk.today)
        return Named(value, one.name_ko if desk.language == "ko" else one.name_en)
    if name != "code" and value in directory.people:
        return Named(value, f"{directory.people[value].name or NAMELESS} ({value})")
    return value


NAMELESS: Final = "–"


def _part(desk: Desk, kind: Kind[Any], of: str, values: Sequence[Value], words: str = "") -> Rows:
    """The values of a child as a table; columns with nothing in them are left out."""
    rows = [{name: named(desk, name, one) for name, one in dict(value).items()} for value in values]
    names = [name for name in rows[0] if any(row[name] not in (None, "", ()) for row in rows)]
    shown = tuple(
        Column(name, field_label(words or kind.words, name, desk.language), fixed=_short(rows, name)) for name in names
    )
    return Rows(schema(kind), shown, tuple(rows), many=of, whole=True)


def _short(rows: Sequence[dict[str, object]], name: str) -> bool:
    return not any(isinstance(row[name], str) for row in rows)
