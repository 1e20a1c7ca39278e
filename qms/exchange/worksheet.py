"""The parts of a workbook: shared strings, styles, cells. Everything comes out as text; dates as ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from qms.exchange.package import BadPackage
from qms.exchange.sheet import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROWS: Final = 1_048_576
# Bounds against a workbook made to fill the memory; real ones stay far below.
_VALUES, _ELEMENTS, _DEPTH = 4_000_000, 200_000, 200
_KEPT: Final = frozenset({"Relationship", "sheet", "workbookPr", "numFmt", "xf"})
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}", re.ASCII)
# Built-in number formats that show a date or a time, those of Korean spreadsheets (27 to 36, 50 to 58) among them;
# 46 is elapsed time, which is a number (ECMA-376 part 1, 18.8.30).
_DATE_FORMATS: Final = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
# What a format code shows as it stands: quoted, escaped or spaced-out text, and what is in brackets.
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zone
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31
_PHANTOM: Final = 60  # 1900-02-29, which spreadsheets count though it never was


class Elements:
    """The elements of a small part that matter here, each with the name of the one around it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self._path = [""]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Keep the element."""
        if name in _KEPT:
            plain = {key.rpartition(":")[2]: attributes[key] for key in attributes}
            self.found.append((self._path[-1], name, plain))
        self._path.append(name)
        _within(len(self.found), _ELEMENTS)
        _within(len(self._path), _DEPTH)

    def end(self, name: str) -> None:  # noqa: ARG002 - a handler's form
        """Leave the element."""
        self._path.pop()

    def text(self, data: str) -> None:
        """Text does not matter here."""

    def named(self, name: str, within: str | None = None) -> list[dict[str, str]]:
        """Attributes of the elements of this name, in order; ``within`` is the name of the element around."""
        return [each for around, one, each in self.found if one == name and within in {None, around}]


class Strings:
    """The shared strings of a workbook; what only tells how a name is read aloud is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._open = self._phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - a handler's form
        """A string, a run of it, or its reading begins."""
        if name == "t":
            self._open = not self._phonetic
        elif name == "rPh":
            self._phonetic = True
        elif name == "si":
            self._pieces.clear()
            _within(len(self.found), _VALUES)

    def end(self, name: str) -> None:
        """A string, a run of it, or its reading ends."""
        if name == "t":
            self._open = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.found.append(unescaped("".join(self._pieces)))

    def text(self, data: str) -> None:
        """Text of a run."""
        if self._open:
            self._pieces.append(data)


class Cells:
    """The cells of a worksheet that hold something, by row, from 1, and column, from 0.

    Attributes:
        unworked: places of formulas whose result was not saved.

    """

    def __init__(self, strings: Sequence[str], dates: Sequence[bool], epoch: datetime) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.unworked: list[tuple[int, int]] = []
        self._strings, self._dates, self._epoch = strings, dates, epoch
        self._row, self._column = 0, -1
        self._type, self._style = "n", 0
        self._pieces: list[str] = []
        self._open = self._phonetic = self._formula = False
        self._count = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row, a cell, or its value begins."""
        if name == "c":
            self._begin_cell(attributes)
        elif name in {"v", "t"}:
            self._open = not self._phonetic
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "row":
            self._row, self._column = _counted(attributes.get("r"), self._row + 1), -1

    def end(self, name: str) -> None:
        """A cell or its value ends."""
        if name in {"v", "t"}:
            self._open = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "c":
            self._end_cell()

    def text(self, data: str) -> None:
        """Text of a value; that of a formula is not read, its last result is."""
        if self._open:
            self._pieces.append(data)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._pieces.clear()
        self._formula = False
        self._type, self._style = attributes.get("t", "n"), _index(attributes.get("s", "0"))
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None:
                raise BadPackage("broken_workbook", part=reference)
            self._column, self._row = _column(found[1]), _counted(found[2], 0)
        if self._column >= COLUMNS or not 0 < self._row <= _ROWS:
            raise BadPackage("broken_workbook", part=reference or "row")

    def _end_cell(self) -> None:
        value = self._value("".join(self._pieces)) if self._pieces else ""
        if value:
            self.rows.setdefault(self._row, {})[self._column] = value
            self._count += 1
            _within(self._count, _VALUES)
        elif self._formula and not self._pieces:
            self.unworked.append((self._row, self._column))

    def _value(self, raw: str) -> str:
        if self._type == "s":
            index = _index(raw)
            if index >= len(self._strings):
                raise BadPackage("broken_workbook", part="sharedStrings")
            return self._strings[index]
        if self._type == "n":
            return number(raw, self._epoch if self._is_date() else None)
        if self._type == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        return unescaped(raw)

    def _is_date(self) -> bool:
        return self._style < len(self._dates) and self._dates[self._style]


def date_styles(styles: Elements) -> list[bool]:
    """For each cell style, by its index, whether it shows a date."""
    codes = {each.get("numFmtId", ""): each.get("formatCode", "") for each in styles.named("numFmt")}
    ids = [each.get("numFmtId", "0") for each in styles.named("xf", within="cellXfs")]
    return [_shows_date(codes[one]) if one in codes else _index(one) in _DATE_FORMATS for one in ids]


def epoch_of(workbook: Elements) -> datetime:
    """The day from which the workbook counts."""
    since_1904 = any(each.get("date1904") in {"1", "true"} for each in workbook.named("workbookPr"))
    return _EPOCH_1904 if since_1904 else _EPOCH_1900


def number(raw: str, epoch: datetime | None = None) -> str:
    """The text of a number as a person sees it; with an ``epoch``, the date, time or both that it stands for."""
    raw = raw.strip()
    if epoch is None and _WHOLE.fullmatch(raw):
        return raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    if epoch is not None and 0 <= value <= _LAST_SERIAL:
        return _moment(value, epoch)
    # 15 digits are what a spreadsheet shows of a number; the rest is the noise of its binary form.
    return f"{value:.15g}" if abs(value) < 10**15 else raw


def unescaped(text: str) -> str:
    """``_x000D_`` is how a workbook writes a character that XML cannot hold."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _moment(serial: float, epoch: datetime) -> str:
    # To the millisecond: a sheet's fraction of a day is no finer.
    since = timedelta(seconds=round(serial * 86_400, 3))
    if serial < 1:
        return (datetime.combine(epoch, time()) + since).time().isoformat()
    days = 1 if epoch == _EPOCH_1900 and serial < _PHANTOM else 0
    moment = epoch + since + timedelta(days=days)
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat()


def _shows_date(code: str) -> bool:
    if _ELAPSED.search(code):
        return False
    shown = _LITERAL.sub("", code).partition(";")[0].lower()
    return any(sign in shown for sign in "ymdhs") and "general" not in shown


def _within(count: int, most: int) -> None:
    if count > most:
        raise BadPackage("too_many_cells", limit=f"{most:,}")


def _column(letters: str) -> int:
    index = 0
    for sign in letters:
        index = index * 26 + ord(sign) - ord("A") + 1
    return index - 1


def _index(text: str) -> int:
    """A number that counts something in the workbook; out of any range when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**31)) else 2**31


def _counted(text: str | None, otherwise: int) -> int:
    return otherwise if text is None else _index(text)
