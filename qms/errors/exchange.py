"""Faults of files that come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.errors.base import Fault, Invalid

if TYPE_CHECKING:
    from qms.i18n import Language


@dataclass(eq=False)
class NoSuchFile(Invalid):
    """There is no file at this path, or it may not be read."""

    key = "exchange.no_file"
    path: str


@dataclass(eq=False)
class BadMapping(Invalid):
    """A mapping file cannot be used; all faults at once."""

    key = "exchange.bad_mapping"
    file: str
    faults: tuple[Fault, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """Faults are listed one after another."""
        if name == "faults":
            return "; ".join(fault.say(language) for fault in self.faults)
        return super().shown(name, value, language)
