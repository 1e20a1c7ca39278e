"""Something wrong in the data: a value that is collected and shown, never raised."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field

from qms import i18n
from qms.base.record import Value

if TYPE_CHECKING:
    from qms.i18n import Language


class Weight(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(Value):
    """One finding.

    Attributes:
        rule: key of its words without the trailing ``sentence`` or ``hint``, e.g. ``exchange.finding.bad_date``.
        weight: how much it matters.
        place: where, as a person finds it again: a record code, or ``file.csv, row 12, column "Due"``.
        values: what goes into the sentence, by name.

    """

    rule: str
    weight: Weight = Weight.ERROR
    place: str = ""
    values: Mapping[str, str] = Field(default_factory=dict[str, str])

    def say(self, language: Language) -> str:
        """The finding in one sentence."""
        shown = {n: i18n.text(v, language) if "." in v and i18n.has(v) else v for n, v in self.values.items()}
        return i18n.text(f"{self.rule}.sentence", language, **shown)

    def hint(self, language: Language) -> str:
        """What to do about it."""
        return i18n.text(f"{self.rule}.hint", language, **self.values)
