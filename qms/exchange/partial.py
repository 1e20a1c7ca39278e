"""Bringing in the good rows of a register: which rows are refused, and when the whole file is all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qms.base.finding import Finding, Weight
from qms.exchange.refused import unwritable
from qms.exchange.sheet import Sheet, Spot

if TYPE_CHECKING:
    from pathlib import Path

    from qms.i18n import Language

# A file most of whose rows are refused was read wrongly as a whole: the others passed by luck.
_FEW: Final = 20


@dataclass(frozen=True)
class Partial:
    """What becomes of rows with an error.

    Attributes:
        file: where they are written, to be mended and imported in their turn; None: nowhere, on a dry run.
        language: of the reasons beside them.

    """

    file: Path | None
    language: Language


class Reasons:
    """The errors of a register by row, said at once: a sentence takes a fraction of what a finding does.

    Attributes:
        rows: number of each refused row → what is wrong with it.
        outside: whether an error concerns no row, but the file.

    """

    def __init__(self, name: str, language: Language) -> None:
        """Of the file of this name; nothing is wrong yet."""
        self._name = name
        self._language: Language = language
        self.rows: dict[int, list[str]] = {}
        self.outside = False

    def hear(self, finding: Finding) -> None:
        """Take a finding; of rows with one key none comes in, for nobody can tell which is meant."""
        if finding.weight is not Weight.ERROR:
            return
        if "row" not in finding.values:
            self.outside = True
            return
        row = int(finding.values["row"])
        self._keep(row, finding)
        if finding.rule.endswith(".same_key"):
            self._keep(int(finding.values["first"]), _other(finding, row, self._name))

    def _keep(self, row: int, finding: Finding) -> None:
        self.rows.setdefault(row, []).append(finding.say(self._language))


def refused_whole(file: Spot, rows: int, sheet: Sheet, reasons: Reasons) -> Finding | None:
    """Why the whole file is refused though its errors all concern rows; None: its good rows may come in.

    It is where its bad rows cannot be written down again, and where most of its rows are bad.
    """
    bad = reasons.rows
    lost = unwritable(sheet, bad)
    if bad and sheet.shape.form == "table":
        lost += len(sheet.broken)
    if lost:
        return file.finding("no_part", count=lost)
    if len(bad) > max(_FEW, rows // 2) and not sheet.returned:
        return file.finding("mostly_refused", count=len(bad), rows=rows)
    return None


def _other(error: Finding, row: int, name: str) -> Finding:
    """What is said of the first row of a key, of a finding about a later one."""
    said = error.values
    spot = Spot(name, int(said["first"]), said.get("letter", ""), said.get("column", ""))
    return spot.finding("same_key", text=said["text"], first=row)
