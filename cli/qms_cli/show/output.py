"""A result in the format that was asked for."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from qms.base.sight import visible
from qms_cli.faults import UnknownField
from qms_cli.options import Format
from qms_cli.show.pager import paged
from qms_cli.show.result import Column, Lines, Page, Rows
from qms_cli.show.screen import on_screen
from qms_cli.show.sink import STDOUT, is_utf8, write
from qms_cli.show.spelling import as_json, bare
from qms_cli.suggest import near

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qms_cli.desk import Desk
    from qms_cli.show.result import Result

ASK = "?"


def put(desk: Desk, result: Result) -> None:
    """Print a result, or write it where ``--output`` says."""
    asked = desk.common("fields")
    if asked is not None and not isinstance(result, Lines):
        result = _fields(desk, result) if asked.strip() == ASK else _only(result, asked)
    to = desk.common("output")
    spelled = _SPELLERS[_format(desk)](desk, result)
    if _format(desk) is Format.TABLE and desk.session.known:
        spelled = f"{spelled!s}{desk.known_as()}\n"
    elif _format(desk) in {Format.TSV, Format.CSV}:
        desk.tell_known()
    if _format(desk) is not Format.TABLE or not paged(spelled, to):
        write(spelled, to)
    if isinstance(result, Rows) and not result.rows and result.empty:
        desk.note(result.empty)


def _format(desk: Desk) -> Format:
    if desk.common("json"):
        return Format.JSON
    return desk.common("format") or (Format.TABLE if sys.stdout.isatty() and not desk.common("output") else Format.TSV)


# --- choosing fields ---


def _known(result: Rows | Page) -> dict[str, Column]:
    if isinstance(result, Page):
        named = {column.name: column for column, _ in (*result.fields, *result.others)}
        return {**{name: named.get(name, Column(name, name)) for name in result.document}, **named}
    return {column.name: column for column in (*result.columns, *result.others)}


def _only(result: Rows | Page, asked: str) -> Rows | Page:
    known = _known(result)
    names = [name.strip() for name in asked.split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise UnknownField(text=name, known=tuple(known), near=near(name, known))
    columns = tuple(known[name] for name in names)
    if isinstance(result, Page):
        values = {column.name: value for column, value in (*result.fields, *result.others)}
        document = {name: result.document.get(name, values.get(name)) for name in names}
        fields = tuple((column, values.get(column.name, document[column.name])) for column in columns)
        return Page(result.schema, result.title, fields, document)
    rows = tuple({name: row.get(name) for name in names} for row in result.rows)
    documents = rows if result.documents is None else result.documents
    chosen = tuple(
        {name: document.get(name, row[name]) for name in names} for document, row in zip(documents, rows, strict=True)
    )
    return replace(result, columns=columns, rows=rows, documents=chosen)


def _fields(desk: Desk, result: Rows | Page) -> Rows:
    rows = tuple({"field": one.name, "label": one.label} for one in _known(result).values())
    documents = tuple({"field": row["field"]} for row in rows)
    return Rows("qms.fields/1", desk.columns("field", "label"), rows, documents, many="fields")


# --- spelling ---


def _json(desk: Desk, result: Result) -> str:
    return as_json(_document(desk, result), ascii_only=_ascii(desk), indent=2) + "\n"


def _document(desk: Desk, result: Result) -> Mapping[str, object]:
    """The JSON document of a result, with the moment that it is of."""
    return {**_head(desk, result.schema), **_body(result)}


def _head(desk: Desk, schema: str) -> Mapping[str, object]:
    known = desk.session.known
    return {"schema": schema, **({"as_of": known._asdict()} if known else {})}


def _body(result: Result) -> Mapping[str, object]:
    if isinstance(result, Rows):
        rows = result.rows if result.documents is None else result.documents
        return {result.many: list(rows)}
    return result.document if isinstance(result, Page) else result.facts


def _jsonl(desk: Desk, result: Result) -> str:
    if not isinstance(result, Rows):
        return as_json(_document(desk, result), ascii_only=_ascii(desk), indent=None) + "\n"
    rows = result.rows if result.documents is None else result.documents
    head = _head(desk, result.schema)
    texts = (as_json({**head, **row}, ascii_only=_ascii(desk), indent=None) for row in rows)
    return "".join(f"{text}\n" for text in texts)


def _ascii(desk: Desk) -> bool:
    return desk.common("output") in {None, STDOUT} and not is_utf8()


def _cells(result: Result) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Head and rows for machines."""
    if isinstance(result, Rows):
        names = tuple(column.name for column in result.columns)
        return names, [tuple(bare(row.get(name)) for name in names) for row in result.rows]
    if isinstance(result, Page):
        return ("field", "value"), [(column.name, bare(value)) for column, value in result.fields]
    return ("line",), [(line,) for line in result.lines]


def _tsv(_desk: Desk, result: Result) -> str:
    rows = _cells(result)[1]
    if isinstance(result, Page):  # what belongs to it follows, each line with the name of its table
        rows += [(part.many, *row) for _, part in result.parts for row in _cells(part)[1]]
    return "".join("\t".join(visible(cell) for cell in row) + "\n" for row in rows)


def _csv(_desk: Desk, result: Result) -> bytes:
    from qms.base.csvfile import write_csv

    return write_csv(*_cells(result))


_SPELLERS: Mapping[Format, Callable[[Desk, Result], str | bytes]] = {
    Format.TABLE: on_screen,
    Format.TSV: _tsv,
    Format.CSV: _csv,
    Format.JSON: _json,
    Format.JSONL: _jsonl,
}
