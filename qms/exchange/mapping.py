"""The mapping: how the columns of somebody's register become the fields of a record.

It is written as TOML by the person who knows the register; `qms.exchange.mapping_file` reads it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticKnownError

from qms.base.record import Code, Origin, Value
from qms.exchange.sheet import Delimiter, Encoding, Form, normal
from qms.exchange.target import importable


def _normal(value: object) -> object:
    return normal(value) if isinstance(value, str) else value


def _from_register(kind: str) -> str:
    """The name of a kind whose records can come from a register."""
    if kind not in importable():
        raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, importable()))})
    return kind


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def column_alone(value: object) -> object:
    """A column by itself, or several, is a rule that says nothing else."""
    return cast("object", {"column": value}) if isinstance(value, str | list) else value


Name = Annotated[str, BeforeValidator(_normal), Field(min_length=1, max_length=200)]
"""The name of a column, or a text of the register that is compared."""
Names = Annotated[tuple[Name, ...], BeforeValidator(_several), Field(min_length=1)]
DateFormat = Annotated[str, Field(min_length=1, max_length=64)]
Plain = Any
"""A value of a field as TOML writes it; the kind's model says whether it fits."""


class ColumnRule(Value):
    """How one field gets its value.

    Attributes:
        column: the column, or several whose texts are joined with ``join``.
        formats: of dates, tried in order: ``iso`` (ISO 8601), or as `datetime.strptime` reads them; 오전 and 오후 are
            read as AM and PM. None given: those of the mapping.
        whole_day: a day without a time means all of it: the instant kept is the midnight that ends it.
        values: text of the register → value of the field; ``otherwise`` for every other text.
        when_filled: other column → value that this field takes when something stands there; looked at first.
        markup: ``strip`` turns HTML into plain text.
        control: ``remove`` drops characters that no record can hold, with a warning.
        long: ``cut`` shortens what is longer than the field allows, with a warning.

    """

    column: Names
    join: str = Field(default=" ", max_length=20)
    formats: tuple[DateFormat, ...] = ()
    whole_day: bool = False
    values: dict[Name, Plain] = Field(default_factory=dict)
    otherwise: Plain | None = None
    when_filled: dict[Name, Plain] = Field(default_factory=dict)
    markup: Literal["keep", "strip"] = "keep"
    control: Literal["refuse", "remove"] = "refuse"
    long: Literal["refuse", "cut"] = "refuse"


class Expectation(Value):
    """What the cells of a column look like when the register is whole; blank cells pass unless ``filled``.

    Values that stand under the wrong column show here, and nowhere else.

    Attributes:
        pattern: regular expression that the whole cell must match.

    """

    pattern: str | None = Field(default=None, max_length=200)
    one_of: tuple[Name, ...] = ()
    number: bool = False
    formats: tuple[DateFormat, ...] = ()
    filled: bool = False


class Mapping(Value):
    """How a register is read.

    Attributes:
        source: name of the register; together with the key of a row it tells which rows are already known.
        kind: of the records that the rows become; see `qms.exchange.target.importable`.
        origin: ``historical`` for years before the system, marked as such in every figure.
        encoding, delimiter, head, sheet: see `Form`.
        zone: time zone (IANA) of times that do not name theirs.
        key: the column, or columns, whose text tells one row of the register from all others.
        formats: of dates, where a column names none.
        blank: texts that mean the same as an empty cell.
        columns: field → where its value comes from.
        defaults: field → its value where there is no column, or nothing in it.
        expect: column → what its cells look like.

    """

    kind: Annotated[str, AfterValidator(_from_register)]
    source: Code
    origin: Literal[Origin.IMPORTED, Origin.HISTORICAL] = Origin.IMPORTED
    encoding: Encoding = Encoding.UTF_8
    delimiter: Delimiter = ","
    head: int = Field(default=1, ge=1, le=1000)
    sheet: str | None = None
    zone: str | None = None
    key: Names
    formats: tuple[DateFormat, ...] = ()
    blank: tuple[str, ...] = ()
    columns: dict[str, Annotated[ColumnRule, BeforeValidator(column_alone)]]
    defaults: dict[str, Any] = Field(default_factory=dict)
    expect: dict[Name, Expectation] = Field(default_factory=dict)

    @property
    def form(self) -> Form:
        """What the reader of the file must know."""
        return Form(encoding=self.encoding, delimiter=self.delimiter, head=self.head, sheet=self.sheet)

    def used(self) -> tuple[str, ...]:
        """Every column that must be in the register, each once, in the order of the mapping."""
        rules = self.columns.values()
        named = [*self.key, *(name for rule in rules for name in (*rule.column, *rule.when_filled)), *self.expect]
        return tuple(dict.fromkeys(named))


__all__ = ["ColumnRule", "DateFormat", "Expectation", "Mapping", "Name", "Names", "Plain"]
