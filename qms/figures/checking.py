"""Whether a definition fits the table it is to be read from: every fault is found, not the first alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Enum

from qms.errors import BadFigure, Fault
from qms.figures.condition import ORDER, AnyOf, Edge, Elapsed, Field, Test
from qms.figures.definition import By
from qms.figures.expressions import Form, form_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import FromClause

    from qms.figures.condition import Condition
    from qms.figures.definition import Figure, Split

_MOMENT = frozenset({Form.INSTANT, Form.DAY})
_ORDERED = _MOMENT | {Form.NUMBER}
_GROUPED = frozenset({Form.TEXT, Form.NUMBER, Form.YES_NO})


def check(figure: Figure, table: FromClause, split: Split | None = None) -> None:
    """Raise `BadFigure` with all faults when the definition asks what the table cannot answer."""
    found = dict.fromkeys(_Checker(table).faults(figure, split))
    if found:
        raise BadFigure(figure.id, tuple(found))


class _Checker:
    def __init__(self, table: FromClause) -> None:
        self.table = table

    def faults(self, figure: Figure, split: Split | None) -> Iterator[Fault]:
        yield from self._one(figure.code, frozenset({Form.TEXT}))
        yield from self._one(figure.when, _MOMENT)
        if figure.until:
            yield from self._pair(figure.when, figure.until, _MOMENT)
        for condition in (*figure.where, *figure.among, *figure.measurable, *figure.hit):
            yield from self._condition(condition)
        if isinstance(figure.value, Field):
            yield from self._one(figure.value.field, frozenset({Form.NUMBER}))
        elif figure.value:
            yield from self._pair(figure.value.begin, figure.value.end, _MOMENT)
        if isinstance(split, By):
            yield from self._one(split.field, _GROUPED if split.groups is None else frozenset({Form.TEXT}))

    def _condition(self, condition: Condition) -> Iterator[Fault]:
        if isinstance(condition, Test):
            yield from self._test(condition)
        else:
            for one in condition.any_of if isinstance(condition, AnyOf) else condition.all_of:
                yield from self._condition(one)

    def _test(self, test: Test) -> Iterator[Fault]:
        if isinstance(test.left, Elapsed):
            yield from self._pair(test.left.begin, test.left.end, _MOMENT)
            return
        name, right = test.left.field, test.right
        if isinstance(right, Field):
            forms = _ORDERED if test.op in ORDER else frozenset(Form)
            yield from self._pair(name, right.field, forms)
        elif right is None:
            yield from self._one(name, frozenset({*Form, None}))
        elif isinstance(right, Edge):
            yield from self._one(name, _MOMENT)
        else:
            yield from self._constant(name, right)

    def _constant(self, name: str, right: bool | int | str | tuple[str, ...]) -> Iterator[Fault]:  # noqa: FBT001 - a constant of a definition
        if isinstance(right, bool):
            yield from self._one(name, frozenset({Form.YES_NO}))
        elif isinstance(right, int):
            yield from self._one(name, frozenset({Form.NUMBER}))
        else:
            yield from self._one(name, frozenset({Form.TEXT}))
            yield from self._members(name, (right,) if isinstance(right, str) else right)

    def _members(self, name: str, values: tuple[str, ...]) -> Iterator[Fault]:
        column = self.table.c.get(name)
        if column is not None and isinstance(column.type, Enum):
            for value in values:
                if value not in column.type.enums:
                    yield Fault(name, "figures.fault.no_member", (("value", value),))

    def _one(self, name: str, forms: frozenset[Form | None]) -> Iterator[Fault]:
        column = self.table.c.get(name)
        if column is None:
            yield Fault(name, "figures.fault.no_field")
        elif form_of(column) not in forms:
            yield Fault(name, "figures.fault.other_form")

    def _pair(self, one: str, other: str, forms: frozenset[Form]) -> Iterator[Fault]:
        found = [*self._one(one, forms), *self._one(other, forms)]
        yield from found
        if not found and form_of(self.table.c[one]) is not form_of(self.table.c[other]):
            yield Fault(other, "figures.fault.not_alike", (("other", one),))
