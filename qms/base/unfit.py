"""Why the bytes of a file are none that are kept."""

from __future__ import annotations


class Unfit(ValueError):
    """The bytes are none that are kept.

    Attributes:
        rule: last part of the fault's key.
        values: what its sentence tells, by name.

    """

    def __init__(self, rule: str, **values: str) -> None:
        """Of this rule."""
        super().__init__(rule)
        self.rule = rule
        self.values = values
