"""An export as it stands in its file: lines with a place, each of a kind, whatever the form of the file."""

from __future__ import annotations

import csv
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast

from qms.base.csvfile import original
from qms.errors import NoRecord
from qms.exchange.content import content_of
from qms.exchange.delimited import read_delimited
from qms.exchange.own.contents import CONTENT, FORM, Kept, returned
from qms.exchange.own.layout import ABOUT, LEVEL, SCHEMA, Layout, layout, parsed
from qms.exchange.own.workbook import ANNEX, ANNEX_HEAD, MARK
from qms.exchange.sheet import FILE_BYTES, Form, Sheet, Spot, letter, quoted
from qms.exchange.workbook import read_workbook
from qms.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from qms.base.finding import Finding

_SCHEMA: Final = re.compile(r"qms\.([a-z_]{1,40})/1")


@dataclass(frozen=True)
class Line:
    """One record as it stands in a file.

    Attributes:
        spot: the file, or its sheet, and the row.
        values: field → text of its cell, None for a long one that is lost; or in JSON its value.
        letters: field → letters of its column; empty in JSON.

    """

    spot: Spot
    layout: Layout
    level: str
    values: Mapping[str, Any]
    letters: Mapping[str, str] = field(default_factory=dict[str, str])
    cells: bool = True

    def at(self, name: str) -> Spot:
        """The place of one field."""
        return self.spot._replace(letter=self.letters.get(name, ""), column=name)


@dataclass
class Lines:
    """What a file holds, and what was noticed."""

    found: list[Line] = field(default_factory=list[Line])
    kept: list[Kept] = field(default_factory=list["Kept"])
    findings: list[Finding] = field(default_factory=list["Finding"])


def read_lines(data: bytes, name: str) -> Lines:
    """Read the bytes of an export; ``name`` goes into the findings."""
    file = Spot(name)
    if len(data) > FILE_BYTES:
        return Lines(findings=[file.finding("too_large", limit=f"{FILE_BYTES // 2**20} MiB")])
    if not data.strip():
        return Lines(findings=[file.finding("empty")])
    content = content_of(data)
    if content == "workbook":
        return _workbook(data, file)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return _json(data, file)
    if content == "text":
        return _table(data, file)
    return Lines(findings=[file.finding("own_unknown")])


# --- tables ---


def _table(data: bytes, file: Spot) -> Lines:
    head = data[: data.find(b"\n") + 1] or data
    delimiter = "\t" if b"\t" in head else ","
    with _long_cells():
        sheet, findings, _, more = read_delimited(data, file.file, Form(delimiter=delimiter))
        lines = Lines(findings=[*findings, *more])
        if sheet is not None:
            _take(lines, sheet, file, original)
    return lines


@contextmanager
def _long_cells() -> Generator[None]:
    """Parts of a record stand in one cell, which may be longer than the csv module takes by itself."""
    with _LIMIT:
        before = csv.field_size_limit(FILE_BYTES)
        try:
            yield
        finally:
            csv.field_size_limit(before)


_LIMIT: Final = Lock()


def _workbook(data: bytes, file: Spot) -> Lines:
    lines, long = Lines(), _Annex(data, file)
    seen = False
    for name in (*KINDS, CONTENT):
        sheet, findings, *_ = read_workbook(data, file.file, Form(sheet=name))
        if any(one.rule.endswith(".no_sheet") for one in findings):
            continue
        seen = True
        lines.findings += findings
        if sheet is not None:
            _take(lines, sheet, Spot(f"{file.file}:{name}"), long.whole)
    if not seen and not lines.findings:
        lines.findings.append(file.finding("own_unknown"))
    return lines


class _Annex:
    """The long texts of a workbook, by number."""

    def __init__(self, data: bytes, file: Spot) -> None:
        self._texts: dict[str, str] = {}
        sheet, _, *_ = read_workbook(data, file.file, Form(sheet=ANNEX))
        if sheet is not None and sheet.head == ANNEX_HEAD:
            for row in sheet.rows:
                number, *_, piece = row.cells
                self._texts[number] = self._texts.get(number, "") + piece

    def whole(self, text: str) -> str | None:
        """The text that a cell stands for; None where it is not in the annex."""
        return self._texts.get(text.removeprefix(MARK)) if text.startswith(MARK) else text


def _take(lines: Lines, sheet: Sheet, file: Spot, whole: Callable[[str], str | None]) -> None:
    """The rows of a table as lines; what is wrong with the head is told once."""
    head = sheet.head
    if head[: len(ABOUT)] != ABOUT:
        lines.findings.append(file.finding("own_unknown"))
        return
    letters = {name: letter(index) for index, name in enumerate(head)}
    told = set[str]()
    for row in sheet.rows:
        if len(row.cells) != len(head):
            continue  # told by the reader
        spot = file._replace(row=row.number)
        texts = dict(zip(head, map(whole, row.cells), strict=True))
        schema, level = (texts.pop(name) or "" for name in ABOUT)
        if schema == FORM:
            _keep(lines, spot, texts)
            continue
        of = _layout(schema)
        if of is None:
            lines.findings.append(spot._replace(letter="A", column=SCHEMA).finding("own_schema", text=schema))
            continue
        if schema not in told:
            told.add(schema)
            lines.findings += _head(of, file, head)
        lines.found.append(Line(spot, of, level, texts, letters))


def _head(of: Layout, file: Spot, head: Sequence[str]) -> Iterator[Finding]:
    kind = f"{of.kind.words}.name"
    for index, name in enumerate(head):
        if name not in of.columns:
            yield file._replace(letter=letter(index)).finding("own_no_field", column=name or letter(index), kind=kind)
        elif name in head[:index]:
            yield file._replace(letter=letter(index)).finding("double_column", column=name)
    for name in sorted(of.required - set(head)):
        yield file.finding("no_column", column=name, columns=", ".join(head))


# --- JSON ---


def _json(data: bytes, file: Spot) -> Lines:
    lines = Lines()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        lines.findings.append(file.finding("own_unknown"))
        return lines
    for number, value in _documents(text):
        spot = file._replace(row=number)
        if not isinstance(value, dict):
            lines.findings.append(spot.finding("own_line"))
            continue
        document = cast("dict[str, Any]", value)
        schema, level = document.pop(SCHEMA, ""), document.pop(LEVEL, "")
        if schema == FORM:
            _keep(lines, spot, document)
            continue
        of = _layout(schema) if isinstance(schema, str) else None
        if of is None:
            lines.findings.append(spot._replace(column=SCHEMA).finding("own_schema", text=str(schema)[:40]))
            continue
        lines.found.append(Line(spot, of, str(level), document, cells=False))
    return lines


def _documents(text: str) -> Iterator[tuple[int, object]]:
    """The records of a file of JSON lines by their lines, or of one document by their place; None for no JSON."""
    try:
        whole = parsed(text)
    except ValueError:
        whole = None
    # A record by itself has a level, and a field of that name perhaps.
    if isinstance(whole, dict) and LEVEL not in whole and isinstance(records := whole.get("records"), list):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - any JSON
        for number, one in enumerate(records, 1):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - any JSON
            yield number, {SCHEMA: whole.get(SCHEMA), **one} if isinstance(one, dict) else None  # pyright: ignore[reportUnknownMemberType] - any JSON
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, parsed(line)
            except ValueError:
                yield number, None


def _keep(lines: Lines, spot: Spot, values: Mapping[str, Any]) -> None:
    kept = returned(values)
    if kept is None:
        lines.findings.append(spot.finding("own_content_changed", digest=quoted(str(values.get("digest")))))
    else:
        lines.kept.append(kept)


def _layout(schema: str) -> Layout | None:
    found = _SCHEMA.fullmatch(schema)
    try:
        return layout(found[1]) if found else None
    except NoRecord:
        return None
