"""Faults of files that come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors.base import Fault, Invalid
from qms.errors.store import StorageFailed

if TYPE_CHECKING:
    from qms.i18n import Language


class NoSuchFile(Invalid):
    """There is no file at this path, or it may not be read."""

    key = "exchange.no_file"
    path: str


class FileThere(Invalid):
    """There is something already where a new file was to be written."""

    key = "exchange.file_there"
    path: str


class CannotKeep(StorageFailed):
    """The file with the refused rows cannot be written; nothing was brought in."""

    key = "exchange.cannot_keep"


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


class TooManyRows(Invalid):
    """A sheet of a workbook has fewer rows than there are records, or pieces of long text."""

    key = "exchange.too_many_rows"
    kind: str
    limit: int
