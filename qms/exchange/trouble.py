"""What is wrong with one value, before it is known where it stands."""

from __future__ import annotations

from typing import NamedTuple

from qms.base.finding import Weight
from qms.exchange.sheet import quoted


class Trouble(NamedTuple):
    """A finding without its place: ``rule`` is the last part of ``exchange.finding.<rule>``."""

    rule: str
    weight: Weight
    values: dict[str, str]

    @classmethod
    def over(cls, rule: str, text: str, weight: Weight = Weight.ERROR, /, **values: str) -> Trouble:
        """A trouble that quotes the beginning of the text it is about."""
        return cls(rule, weight, {"text": quoted(text), **values})
