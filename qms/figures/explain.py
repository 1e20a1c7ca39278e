"""A definition in sentences, so that every number can say how it was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms import i18n
from qms.figures.condition import AllOf, AnyOf, Edge, Elapsed, Field, Test

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qms.figures.condition import Condition
    from qms.figures.definition import Figure
    from qms.i18n import Language


def explain(figure: Figure, language: Language) -> tuple[str, ...]:
    """The room's own sentence on the method, then what the definition says, a sentence each."""
    return (i18n.text(figure.words("method"), language), *_Teller(figure, language).sentences())


class _Teller:
    def __init__(self, figure: Figure, language: Language) -> None:
        self.figure = figure
        self.language: Language = language
        self.room = figure.id.partition(".")[0]

    def sentences(self) -> Iterator[str]:
        figure = self.figure
        if figure.until:
            yield self._say("explain.open", opened=self._field(figure.when), closed=self._field(figure.until))
        else:
            yield self._say("explain.when", field=self._field(figure.when))
        for part in ("where", "among", "hit", "measured"):
            conditions: tuple[Condition, ...] = getattr(figure, part)
            if conditions:
                yield self._say(f"explain.{part}", conditions=self._joined(conditions, "and"))
        if figure.value:
            yield self._say("explain.value", value=self._value(figure.value))
        yield self._say(f"direction.{figure.direction.value}")

    def _say(self, key: str, **values: object) -> str:
        return i18n.text(f"figures.{key}", self.language, **values)

    def _joined(self, conditions: Iterable[Condition], by: str) -> str:
        return self._say(f"joined.{by}").join(self._condition(one) for one in conditions)

    def _condition(self, condition: Condition) -> str:
        if isinstance(condition, AnyOf):
            return f"({self._joined(condition.any_of, 'or')})"
        if isinstance(condition, AllOf):
            return f"({self._joined(condition.all_of, 'and')})"
        return self._say(f"op.{condition.op.value}", left=self._value(condition.left), right=self._right(condition))

    def _value(self, value: Field | Elapsed) -> str:
        if isinstance(value, Field):
            return self._field(value.field)
        span = {"begin": self._field(value.begin), "end": self._field(value.end)}
        return self._say("elapsed", **span, unit=self._say(f"unit.{value.unit.value}"))

    def _right(self, test: Test) -> str:
        right = test.right
        if isinstance(right, Field):
            return self._field(right.field)
        if isinstance(right, Edge):
            return self._say(f"edge.{right.edge}")
        if isinstance(right, bool):
            return self._say("yes" if right else "no")
        if isinstance(test.left, Field) and isinstance(right, str | tuple):
            values = (right,) if isinstance(right, str) else right
            return ", ".join(self._member(test.left.field, one) for one in values)
        return "" if right is None else str(right)

    def _field(self, name: str) -> str:
        return f"‘{self._first(f'{self.room}.field.{name}', f'base.field.{name}') or name}’"

    def _member(self, name: str, value: str) -> str:
        """What a value of a closed list is called: the room's own, or one that the organisation opens."""
        lists = (f"{self.room}.{name}", f"organisation.{self.room}_{name}", f"organisation.{name}", f"base.{name}")
        return self._first(*(f"{one}.{value}" for one in lists)) or value

    def _first(self, *keys: str) -> str | None:
        return next((i18n.text(key, self.language) for key in keys if i18n.has(key)), None)
