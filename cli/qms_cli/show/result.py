"""What a command answers with, before anybody says how it is to be spelled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Value = object
    Row = Mapping[str, Value]


FIXED: Final = frozenset(
    {
        "against", "clause", "code", "command", "due", "due_on", "exit", "figure", "file", "format", "id", "key", "on",
        "part", "period", "position", "review", "root", "schema", "state", "target", "task", "value", "variable",
        "weight",
    }
)  # fmt: skip
"""Columns that are never cut."""


class Named(str):
    """A code that people know by another name: machines get the code, tables show the name."""

    __slots__ = ("shown",)
    shown: str

    def __new__(cls, code: str, shown: str) -> Self:
        """Keep both."""
        made = super().__new__(cls, code)
        made.shown = shown
        return made


class Several(tuple[object, ...]):  # noqa: SLOT001 - a tuple that carries more cannot have slots
    """Things of which people are told the first few: machines get them all."""

    shown: tuple[object, ...]

    def __new__(cls, every: Iterable[object], shown: tuple[object, ...]) -> Self:
        """Keep both."""
        made = super().__new__(cls, every)
        made.shown = shown
        return made


@dataclass(frozen=True)
class Column:
    """One column: its name for machines, its label for people; ``fixed`` is never cut."""

    name: str
    label: str
    fixed: bool = False


@dataclass(frozen=True)
class Rows:
    """A table.

    Attributes:
        schema: name and version of its form, e.g. ``qms.case/1``.
        columns: those shown unless ``--fields`` says others.
        rows: by column name; they may hold more than the columns show.
        documents: what JSON gives for each row; None: the row itself.
        many: key of the list in a JSON document.
        others: further columns that ``--fields`` may name.
        empty: what people are told when there is no row.
        wrapped: whether long cells are broken into lines rather than cut.
        whole: whether nothing may be cut or broken: a table that is too wide becomes one block for each row.

    """

    schema: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    documents: tuple[Row, ...] | None = None
    many: str = "records"
    others: tuple[Column, ...] = ()
    empty: str = ""
    wrapped: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Page:
    """One thing: its fields, the tables that belong to it, and the document that JSON gives.

    ``others`` are further fields, as people read them, that ``--fields`` may name.
    """

    schema: str
    title: str
    fields: tuple[tuple[Column, Value], ...]
    document: Row
    parts: tuple[tuple[str, Rows], ...] = ()
    others: tuple[tuple[Column, Value], ...] = ()


@dataclass(frozen=True)
class Lines:
    """Lines of words; ``facts`` are what JSON gives in their place."""

    schema: str
    lines: tuple[str, ...]
    facts: Mapping[str, Value] = field(default_factory=dict[str, "Value"])


Result = Rows | Page | Lines
