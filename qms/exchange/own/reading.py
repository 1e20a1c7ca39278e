"""The lines of an export as records: whole, or with everything that is wrong with them, by row and column."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from qms import i18n
from qms.base.door import texts_of
from qms.base.finding import Finding, Weight
from qms.base.kind import personal_fields
from qms.base.level import Level
from qms.base.particulars import RESIDENT
from qms.base.resident import holds_resident_number
from qms.errors import QmsError
from qms.exchange.own.layout import ABSENT, LEVEL
from qms.exchange.own.lines import Line, read_lines
from qms.exchange.read import file_bytes, file_name
from qms.exchange.sheet import FILE_BYTES, Spot, quoted
from qms.exchange.wording import said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.exchange.own.contents import Kept


@dataclass(frozen=True)
class Returning:
    """A record on its way back.

    Attributes:
        line: where it stands in its file.
        record: as it was exported; at `Level.MASKED` without what is personal.

    """

    line: Line
    record: Record
    level: Level

    @property
    def kind(self) -> Kind[Any]:
        """Its kind."""
        return self.line.layout.kind


@dataclass(frozen=True)
class Export:
    """An export as it was read: a function of the file's bytes alone.

    Attributes:
        digest: SHA-256 of the file.
        rows: how many records it holds, refused ones among them.
        kept: what the store kept for them.

    """

    name: str
    digest: str
    rows: int
    returning: tuple[Returning, ...]
    findings: tuple[Finding, ...]
    kept: tuple[Kept, ...] = ()


def read_export(path: Path) -> Export:
    """Read a file that `export_records` wrote, or that a spreadsheet saved from one; raise `NoSuchFile`."""
    return export_of(file_bytes(path, FILE_BYTES), file_name(path))


def export_of(data: bytes, name: str) -> Export:
    """Read the bytes of an export; ``name`` goes into the findings."""
    lines = read_lines(data, name)
    found, findings = list[Returning](), list(lines.findings)
    codes: dict[str, int] = {}
    for line in lines.found:
        one, wrong = _record(line)
        findings += wrong
        if one is None:
            continue
        first = codes.setdefault(one.record.code, line.spot.row or 0)
        if first != line.spot.row:
            findings.append(line.at("code").finding("same_key", text=one.record.code, first=first))
        found.append(one)
    findings += _masked(found, Spot(name))
    return Export(
        name, hashlib.sha256(data).hexdigest(), len(lines.found), tuple(found), tuple(findings), tuple(lines.kept)
    )


def _masked(found: list[Returning], file: Spot) -> Iterator[Finding]:
    masked = [one for one in found if one.level is not Level.FULL]
    level = ", ".join(sorted({one.level.value for one in masked}))
    if masked:
        yield file.finding("own_masked", Weight.NOTE, count=len(masked), level=level)
    files = sum(bool(one.line.values.get("attachments")) for one in masked)
    if files:
        yield file.finding("own_files_left", Weight.NOTE, count=files, level=level)
    left = sum(not one.level.shows(Level.INTERNAL) and _personal_left(one.line) for one in masked)
    if left:
        yield file.finding("own_personal_left", Weight.WARNING, count=left, level=level)


def _personal_left(line: Line) -> bool:
    return any(line.values.get(name) for name in line.layout.kind.personal())


def _record(line: Line) -> tuple[Returning | None, list[Finding]]:
    values, findings = _values(line)
    try:
        level = Level(line.level)
    except ValueError:
        findings.append(line.at(LEVEL).finding("not_a_choice", expected=", ".join(Level)))
        level = Level.MASKED
    if level is not Level.FULL:
        _withhold(line, values)
    wrong = {one.values["column"] for one in findings if "column" in one.values}
    try:
        record = line.layout.kind.model.model_validate(values)
    except ValidationError as fault:
        return None, [*findings, *_model_findings(line, fault, wrong)]
    if not findings and not _is_code(line.layout.kind, record.code):
        example = line.layout.kind.example.code
        findings.append(line.at("code").finding("own_code", text=quoted(record.code), example=example))
    findings += [line.at(name).finding("resident_number", what=RESIDENT) for name in _refused(record)]
    return (None if findings else Returning(line, record, level)), findings


def _refused(record: Record) -> tuple[str, ...]:
    """Fields whose texts hold what may not be kept."""
    return tuple(dict.fromkeys(name for name, text in texts_of(record) if holds_resident_number(text)))


def _values(line: Line) -> tuple[dict[str, Any], list[Finding]]:
    """The values of the fields as the model takes them; unknown columns of a table are told with its head."""
    if not line.cells:
        return dict(line.values), []
    values, findings = dict[str, Any](), list[Finding]()
    for name, text in line.values.items():
        if name not in line.layout.names:
            continue
        if text is None:
            findings.append(line.at(name).finding("own_no_annex"))
            continue
        try:
            value = line.layout.value(name, text)
        except ValueError:
            findings.append(line.at(name).finding("own_not_json", text=quoted(text)))
            continue
        if value is not ABSENT:
            values[name] = value
    return values, findings


def _withhold(line: Line, values: dict[str, Any]) -> None:
    """Take out what is personal: in a masked file whatever stands there is not the customer's."""
    kind = line.layout.kind
    gone = kind.personal() | ({kind.subject} & line.layout.optional if kind.subject else set[str]())
    for name in gone:
        values.pop(name, None)
    # Their bytes stayed behind, and what names bytes that are not there proves nothing.
    values.pop("attachments", None)
    for name, of in kind.children().items():
        parts: object = values.get(name)
        for part in cast("list[object]", parts) if isinstance(parts, list) else ():
            for inner in personal_fields(of) if isinstance(part, dict) else ():
                cast("dict[str, Any]", part).pop(inner, None)


def _model_findings(line: Line, fault: ValidationError, wrong: set[str]) -> Iterator[Finding]:
    """What the model says of fields that have no fault yet."""
    for error in fault.errors(include_url=False, include_input=False):
        name = str(error["loc"][0]) if error["loc"] else "code"
        rule, values = said(error)
        if name in wrong:
            continue
        if not i18n.has(f"exchange.finding.{rule}.sentence"):
            rule = "form"
        yield line.at(name).finding(rule, **values)


def _is_code(kind: Kind[Any], code: str) -> bool:
    """Whether a record of this kind can have this code; one that is not spelled so would be found by nobody."""
    try:
        return kind.read_code(code) == code
    except QmsError:
        return False


__all__ = ["Export", "Returning", "export_of", "read_export"]
