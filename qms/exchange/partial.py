"""Bringing in the good rows of a register: which rows are refused, and when the whole file is all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qms.base.finding import Finding, Weight
from qms.exchange.refused import unwritable
from qms.exchange.sheet import Sheet, Spot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class Sheetful:
    """A file: its name, how many rows it has, and the rows, unless it could not be read to its end."""

    name: str
    rows: int
    sheet: Sheet | None


@dataclass(frozen=True)
class Parted:
    """The refused rows of a register.

    Attributes:
        reasons: number of each refused row → the errors in it.
        findings: everything noticed, with what is said of the file when it is refused whole.
        refused: whether it is.

    """

    reasons: Mapping[int, Sequence[Finding]]
    findings: tuple[Finding, ...]
    refused: bool


def part(file: Sheetful, findings: tuple[Finding, ...]) -> Parted:
    """Part the rows with an error from the others.

    The whole file is refused where it could not be read to its end (torn, a wrong delimiter or encoding), where a
    column is lacking, where its bad rows cannot be written down again, and where most of its rows are bad.
    """
    errors = [finding for finding in findings if finding.weight is Weight.ERROR]
    if file.sheet is None or not all("row" in finding.values for finding in errors):
        return Parted({}, findings, refused=True)
    reasons = _reasons(errors, file.name)
    lost = unwritable(file.sheet, reasons)
    if reasons and file.sheet.shape.form == "table":
        lost += len(file.sheet.broken)
    if lost:
        return _whole(findings, Spot(file.name).finding("no_part", count=lost))
    if len(reasons) > max(_FEW, file.rows // 2) and not file.sheet.returned:
        return _whole(findings, Spot(file.name).finding("mostly_refused", count=len(reasons), rows=file.rows))
    return Parted(reasons, findings, refused=False)


def _whole(findings: tuple[Finding, ...], why: Finding) -> Parted:
    return Parted({}, (why, *findings), refused=True)


def _reasons(errors: Sequence[Finding], name: str) -> dict[int, list[Finding]]:
    """The errors by row; of rows with one key none comes in, for nobody can tell which is meant."""
    reasons: dict[int, list[Finding]] = {}
    for error in errors:
        row = int(error.values["row"])
        reasons.setdefault(row, []).append(error)
        if error.rule.endswith(".same_key"):
            reasons.setdefault(int(error.values["first"]), []).append(_other(error, row, name))
    return dict(sorted(reasons.items()))


def _other(error: Finding, row: int, name: str) -> Finding:
    """What is said of the first row of a key, of a finding about a later one."""
    said = error.values
    spot = Spot(name, int(said["first"]), said.get("letter", ""), said.get("column", ""))
    return spot.finding("same_key", text=said["text"], first=row)
