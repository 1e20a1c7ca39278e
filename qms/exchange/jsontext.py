"""Reading JSON: a list of objects, one object a line, or lists by column; each row with its place.

A row is told by its line where each object has one, and otherwise by its place in the list, from 1.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, cast

from qms.exchange.columnwise import read_columns, read_tabs, tabs_in
from qms.exchange.delimited import decoded
from qms.exchange.rowwise import Rowwise
from qms.exchange.sheet import Encoding, Form, Reading, Shape, Spot
from qms.exchange.values import Members, scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.finding import Finding

_SPACE: Final = re.compile(r"[ \t\r\n]*")


def read_json(data: bytes, name: str, form: Form) -> Reading:
    """Read the bytes of a JSON file; ``name`` goes into the findings."""
    file = Spot(name)
    text = decoded(data, file, Encoding.UTF_8)
    if not isinstance(text, str):
        return Reading(None, (text,))
    try:
        if text.lstrip().startswith("["):
            return _read_list(text, file, form)
        one = _first_object(text)
        return _read_lines(text, file) if one is None else read_columns(one, file)
    except json.JSONDecodeError as fault:
        return Reading(None, (_not_json(fault, file),))
    except RecursionError:
        return Reading(None, (file.finding("too_deep"),))


def _first_object(text: str) -> Members | None:
    """The one object that the file is; None where it is objects on lines of their own."""
    end = text.find("\n", _after_space(text, 0))
    first, rest = (text, "") if end < 0 else (text[:end], text[end:].lstrip())
    try:
        found = scanner().decode(first)
    except (json.JSONDecodeError, RecursionError):
        # An object over several lines goes on with a name; where the next line begins an object, each line does.
        return cast("Members", scanner().decode(text)) if rest and not rest.startswith("{") else None
    return cast("Members", found) if not rest and _lists(found) else None


def _lists(found: object) -> bool:
    return isinstance(found, Members) and bool(found) and all(isinstance(one, list) for one in found.values())


def _read_lines(text: str, file: Spot) -> Reading:
    table, spans = Rowwise(file), dict[int, tuple[int, int]]()
    decode = scanner().decode
    for number, start, end in _lines(text):
        line = text[start:end]
        if not line.strip():
            continue
        spans[number] = (start, end)
        try:
            table.add(number, decode(line))
        except json.JSONDecodeError as fault:
            table.spoil(number, "bad_line", sign=str(fault.colno))
        except RecursionError:
            table.spoil(number, "too_deep_row")
        if table.full:
            break
    return table.reading(Shape("lines", text=text, spans=spans))


def _read_list(text: str, file: Spot, form: Form) -> Reading:
    """A list of objects; or of the sheets of a workbook, as some programs write one."""
    table, spans, tabs = Rowwise(file), dict[int, tuple[int, int]](), list[Any]()
    for number, (start, end, value) in enumerate(_elements(text), 1):
        spans[number] = (start, end)
        if len(tabs) == number - 1 and tabs_in(value):
            tabs.append(value)
        else:
            table.add(number, value)
        if table.full:
            break
    if tabs and len(tabs) == len(spans):
        return read_tabs(tabs, file, form)
    for number, value in enumerate(tabs, 1):
        table.add(number, value)
    return table.reading(Shape("list", text=text, spans=spans))


def _elements(text: str) -> Iterator[tuple[int, int, object]]:
    """Each element of a list with where it begins and ends; raise as `json` does where it breaks."""
    scan = scanner().raw_decode
    at = _after_space(text, text.index("[") + 1)
    if text.startswith("]", at):
        at = _after_space(text, at + 1)
        if at < len(text):
            raise json.JSONDecodeError("extra", text, at)
        return
    while True:
        value, end = scan(text, at)
        yield at, end, value
        at = _after_space(text, end)
        if text.startswith("]", at):
            break
        if not text.startswith(",", at):
            raise json.JSONDecodeError("delimiter", text, at)
        at = _after_space(text, at + 1)
    at = _after_space(text, at + 1)
    if at < len(text):
        raise json.JSONDecodeError("extra", text, at)


def _lines(text: str) -> Iterator[tuple[int, int, int]]:
    start, number = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        yield number, start, end
        start = end + 1


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _not_json(fault: json.JSONDecodeError, file: Spot) -> Finding:
    return file._replace(row=fault.lineno).finding("not_json", sign=fault.colno)
