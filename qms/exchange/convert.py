"""Rows of a register → valid records, and everything that stands in the way, all of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from qms import i18n
from qms.base.finding import Finding, Weight
from qms.exchange.expecting import troubles
from qms.exchange.plan import Plan, Source, heads, plan_of
from qms.exchange.privacy import HIDDEN, KEY, Privacy
from qms.exchange.progress import EVERY, Told, silent
from qms.exchange.sheet import Row, Sheet, Spot, letter, named, normal
from qms.exchange.target import RECORDED, target
from qms.exchange.trouble import Trouble
from qms.exchange.wording import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.record import Record
    from qms.exchange.found import Found
    from qms.exchange.mapping import Mapping
    from qms.exchange.target import Target

PLACEHOLDER: Final = "0"
"""Code of a record that has no number yet."""
_UNKNOWN: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Incoming:
    """A row of a register as the record that it becomes.

    Attributes:
        row: its number in the file.
        key: what tells it from all other rows of the register.
        record: valid, but for its number and the instant of import, which stand in.

    """

    row: int
    key: str
    record: Record


@dataclass(frozen=True)
class Origin:
    """The file that rows come from: its name, for findings, and the SHA-256 of its bytes, for records."""

    name: str
    digest: str


def is_error(finding: Finding) -> bool:
    """Whether a finding keeps the whole file out."""
    return finding.weight is Weight.ERROR


class Conversion:
    """The conversion of one sheet, a row at a time."""

    def __init__(self, sheet: Sheet, mapping: Mapping, origin: Origin) -> None:
        """Lay the mapping over the head."""
        self.sheet = sheet
        self._mapping = mapping
        self._target: Target = target(mapping.kind)
        self._plan: Plan = plan_of(sheet, mapping, self._target)
        self._file = origin.name
        self._cells = {source.field: source.cells for source in self._plan.sources} | {"source_key": self._plan.key}
        self._fields: dict[int, list[str]] = {}
        for field, cells in self._cells.items():
            for at in cells:
                self._fields.setdefault(at, []).append(field)
        self._privacy = Privacy(self._target)
        self._first: dict[str, int] = {}
        self._fixed: dict[str, Any] = {
            **mapping.defaults,
            "code": PLACEHOLDER,
            "origin": mapping.origin,
            "source": mapping.source,
            "source_file": origin.digest,
            **({RECORDED: _UNKNOWN} if self._target.recorded else {}),
        }

    def rows(self, found: Found, told: Told = silent) -> Iterator[tuple[int, Incoming]]:
        """The rows without an error, each with its place in the sheet; whatever is noticed goes into ``found``."""
        sheet, file = self.sheet, Spot(self._file)
        wrong = list(heads(sheet, self._mapping, file))
        found.extend(wrong)
        if not sheet.rows:
            found.add(file.finding("no_rows", Weight.WARNING))
        wanting = any(map(is_error, wrong))
        for at, row in enumerate(sheet.rows):
            if at and not at % EVERY:
                told("reading", at, len(sheet.rows))
            found.extend(self._unexpected(row))
            # Without its columns, or with cells that belong to no column, a row would only repeat that same fault.
            if not wanting and len(row.cells) == len(sheet.head):
                incoming, troubles_ = self._record(row)
                found.extend(troubles_)
                if incoming:
                    yield at, incoming
        found.extend(self._orders())

    def again(self, at: int) -> Incoming:
        """The row at this place of the sheet once more, one of those that `rows` gave."""
        incoming, _ = self._record(self.sheet.rows[at])
        if incoming is None:
            raise IndexError(at)
        return incoming

    def _unexpected(self, row: Row) -> Iterator[Finding]:
        """Cells that do not look as the mapping expects; a row may be short."""
        for index, filled, checks in self._plan.checks:
            if index >= len(row.cells):
                continue
            text = self._plan.filled(row, index)
            if text:
                yield from (self._finding(row, index, trouble) for trouble in troubles(text, checks))
            elif filled:
                yield self._finding(row, index, Trouble("blank", Weight.ERROR, {}))

    def _record(self, row: Row) -> tuple[Incoming | None, list[Finding]]:
        """The record that a row becomes, None where an error forbids it; and what was found in the row."""
        key, findings = self._key(row)
        values: dict[str, Any] = {**self._fixed, "source_row": row.number, "source_key": key or PLACEHOLDER}
        wrong: set[str] = set()
        for source in self._plan.sources:
            value, found = self._value(row, source)
            findings += (self._finding(row, source.cells[0], trouble, source.cells) for trouble in found)
            if any(trouble.weight is Weight.ERROR for trouble in found):
                wrong.add(source.field)
            elif value is not None:
                values[source.field] = value
                findings += self._private(row, source.field, source.cells, value)
        try:
            record = self._target.kind.model.model_validate(values)
        except ValidationError as fault:
            findings += self._model_findings(row, fault, wrong)
            return None, findings
        return (None if any(map(is_error, findings)) else Incoming(row.number, key, record)), findings

    def _orders(self) -> Iterator[Finding]:
        """What the dates of each column say of the order of day and month; for once all rows are converted."""
        dates = [(one.cells[0], one.order) for one in self._plan.sources if one.cells and one.order]
        settled = {order.formats for _, order in dates if order.settled}
        for at, order in dates:
            spot = Spot(self._file, letter=letter(at), column=named(self._plan.head, at))
            for trouble in order.troubles(settled=order.formats in settled):
                yield spot.finding(trouble.rule, trouble.weight, **trouble.values)

    def _key(self, row: Row) -> tuple[str, list[Finding]]:
        key, at = normal(self._plan.key_of(row)), self._plan.key[0]
        if not key:
            return key, [self._finding(row, at, Trouble("no_key", Weight.ERROR, {}))]
        first = self._first.setdefault(key, row.number)
        if first == row.number:
            return key, list(self._private(row, KEY, self._plan.key, key))
        return key, [self._finding(row, at, Trouble.over("same_key", key, first=str(first)), self._plan.key)]

    def _private(self, row: Row, field: str, cells: tuple[int, ...], value: object) -> Iterator[Finding]:
        """Personal data in a value, told of the cell that holds it; of the first where only several together do."""
        for trouble in self._privacy.troubles(field, value):
            at = next((one for one in cells if trouble in self._privacy.troubles(field, row.cells[one])), cells[0])
            yield self._finding(row, at, trouble)

    def _value(self, row: Row, source: Source) -> tuple[object, tuple[Trouble, ...]]:
        plan = self._plan
        text = plan.text(row, source)
        value, found = source.read(text) if text else (None, ())
        for index, instead in source.filled:
            if plan.filled(row, index) and not any(trouble.weight is Weight.ERROR for trouble in found):
                if value in {None, instead}:
                    return instead, ()
                words = f"{self._target.kind.words}.{source.field}.{instead}"
                return instead, (Trouble.over("disagrees", text, Weight.WARNING, other=plan.head[index], taken=words),)
        return value, found

    def _model_findings(self, row: Row, fault: ValidationError, wrong: set[str]) -> Iterator[Finding]:
        """What the model says of fields that have no fault yet, told of the columns that they come from."""
        for error in fault.errors(include_url=False, include_input=False):
            field = str(error["loc"][0])
            rule, values = said(error)
            if field in wrong:
                continue
            if not i18n.has(f"exchange.finding.{rule}.sentence"):
                rule = "form"
            if field in self._cells:
                yield self._finding(row, self._cells[field][0], Trouble(rule, Weight.ERROR, values))
            else:
                yield Spot(self._file, row.number, column=field).finding(rule, **values)

    def _finding(self, row: Row, index: int, trouble: Trouble, cells: tuple[int, ...] = ()) -> Finding:
        """A finding about a cell, or about several of which it is the first; what may be personal is not quoted."""
        values = trouble.values
        if "text" in values:
            fields = {field for at in cells or (index,) for field in self._fields.get(at, ())}
            if self._privacy.hides(fields, " ".join(row.cells[at] for at in cells or (index,))):
                values = values | {"text": HIDDEN}
        return self._plan.spot(self._file, row, index).finding(trouble.rule, trouble.weight, **values)
