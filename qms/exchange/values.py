"""Values that are no text in their format (JSON, Parquet) → the text of a cell, by one rule for all formats.

A text is itself; nothing (null) is an empty cell; a switch is ``true`` or ``false``; a number is written as the file
writes it, or where the file keeps it in binary as its shortest decimal; a day or an instant is ISO 8601; a list or an
object inside a cell is JSON without spaces. So a column of numbers reads the same from CSV, JSON and Parquet.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, cast

DEEPEST: Final = 32
"""How deep lists and objects may be nested inside a cell."""


class Number(str):
    """A number as the file writes it; never worked out, so that no digit is lost and no size matters."""

    __slots__ = ()


class NotFinite(str):
    """``NaN`` or an infinity, which JSON does not have though some programs write them."""

    __slots__ = ()


class Members(dict[str, object]):
    """An object of JSON; ``doubled`` is a name that stood in it twice."""

    doubled: str | None = None

    @classmethod
    def of(cls, pairs: list[tuple[str, object]]) -> Members:
        """Make the object of its members in their order."""
        found = cls(pairs)
        if len(found) < len(pairs):
            count = Counter(name for name, _ in pairs)
            found.doubled = next(name for name in found if count[name] > 1)
        return found


class NoText(ValueError):
    """A value that no cell can hold; the rule says why."""

    def __init__(self, rule: str) -> None:
        """Keep the last part of ``exchange.finding.<rule>``."""
        super().__init__(rule)
        self.rule = rule


def text_of(value: object) -> str:
    """The text of a value as a cell has it. Raises `NoText`."""
    if isinstance(value, str) and not isinstance(value, NotFinite):
        return value
    return "" if value is None else _spelled(value, 0)


def json_of(value: object) -> str:
    """A value as JSON on one line, numbers as they were written. Raises `NoText`."""
    return _inside(value, 0)


def _spelled(value: object, depth: int) -> str:
    if depth > DEEPEST:
        raise NoText("nested")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, NotFinite) or value != value:  # noqa: PLR0124 - NaN is what is not itself
        raise NoText("not_finite")
    if isinstance(value, list | tuple):
        inner = (_inside(one, depth) for one in cast("list[object]", value))
        return f"[{','.join(inner)}]"
    if isinstance(value, dict):
        if isinstance(value, Members) and value.doubled is not None:
            raise NoText("double_inside")
        members = cast("dict[str, object]", value).items()
        return f"{{{','.join(f'{_quoted(name)}:{_inside(one, depth)}' for name, one in members)}}}"
    return _plain(value)


def _inside(value: object, depth: int) -> str:
    """A value inside another: JSON, with texts in quotes."""
    if value is None:
        return "null"
    if isinstance(value, Number | int | float) or not isinstance(value, str):
        text = value if isinstance(value, Number) else _spelled(value, depth + 1)
        return _quoted(text) if isinstance(value, date | time | bytes) else text
    return _spelled(value, depth) if isinstance(value, NotFinite) else _quoted(value)


def _plain(value: object) -> str:
    if isinstance(value, float):
        if value in {float("inf"), float("-inf")}:
            raise NoText("not_finite")
        # 83.0 is how a table keeps a number that has gaps in its column; Python's shortest form is exact.
        return repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise NoText("no_text") from None
    raise NoText("no_text")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def scanner() -> Any:  # noqa: ANN401 - json's decoder, whose results are any values
    """A decoder of JSON that keeps numbers as they are written and tells what JSON itself lets pass."""
    return json.JSONDecoder(
        object_pairs_hook=Members.of, parse_float=Number, parse_int=Number, parse_constant=NotFinite
    )
