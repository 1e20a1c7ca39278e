"""Personal data where none belongs: what a register would carry into fields that are neither masked nor erasable.

A resident number belongs nowhere.

Of what stands there only the kind is told, never the value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms.base.finding import Weight
from qms.base.label import field_key
from qms.base.particulars import Particular, particulars
from qms.base.resident import holds_resident_number
from qms.exchange.target import choices, longest
from qms.exchange.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Collection

    from qms.exchange.target import Target

KEY: Final = "source_key"
_REMEMBERED: Final = 10_000


HIDDEN: Final = "…"
"""What a finding says in place of a text that may be personal."""


def sayable(text: str) -> str:
    """A text that a finding may name, or `HIDDEN` where personal data is seen in it."""
    return HIDDEN if particulars(text) else text


class Privacy:
    """Looks at the texts of one kind's fields; a text that comes often is looked at once."""

    def __init__(self, target: Target) -> None:
        self._words = target.kind.words
        self._personal = target.kind.personal()
        texts = {name for name, field in target.fields.items() if longest(field) is not None and not choices(field)}
        self._texts = texts | {KEY}
        self._known: dict[tuple[str, str], tuple[Trouble, ...]] = {}

    def troubles(self, field: str, value: object) -> tuple[Trouble, ...]:
        """What stands in a value and should not."""
        if field not in self._texts or not isinstance(value, str):
            return ()
        if field in self._personal:
            return (self._trouble(field, Particular.RESIDENT),) if holds_resident_number(value) else ()
        known = self._known.get((field, value))
        if known is None:
            found = sorted(particulars(value), key=list(Particular).index)
            known = tuple(self._trouble(field, kind) for kind in found)
            if len(self._known) < _REMEMBERED:
                self._known[field, value] = known
        return known

    def hides(self, fields: Collection[str], text: str) -> bool:
        """Whether a text must not be quoted: it belongs to a personal field, or personal data is seen in it."""
        return not self._personal.isdisjoint(fields) or bool(particulars(text))

    def _trouble(self, field: str, kind: Particular) -> Trouble:
        if kind is Particular.RESIDENT:
            return Trouble("resident_number", Weight.ERROR, _what(kind))
        return Trouble("particulars", Weight.WARNING, _what(kind) | {"field": field_key(self._words, field)})


def _what(kind: Particular) -> dict[str, str]:
    return {"what": f"base.particular.{kind}"}
