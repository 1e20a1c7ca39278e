"""One spelling for each value: canonical JSON (RFC 8785), without floats."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final, cast

import rfc8785

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    Json = str | int | bool | Mapping[str, "Json"] | Sequence["Json"] | None

MOST: Final = 2**53 - 1
"""The largest whole number that has a canonical spelling, up and down."""
_TEXT: Final = frozenset({str})
_SIMPLE: Final = frozenset({str, bool, type(None)})
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Json) -> bytes:
    """Return the canonical JSON of ``value``.

    Raises:
        TypeError: it holds a float; a float has no spelling that every machine agrees on. Write decimals as text.
        ValueError: it holds what JSON cannot carry, such as a lone surrogate or an integer beyond 2**53.

    """
    # Of such values Python's own encoder gives the same bytes, in a quarter of the time.
    if _plain(value):
        return _ENCODER.encode(value).encode()
    _refuse_floats(value)
    return rfc8785.dumps(value)


def quoted(text: str) -> str:
    """The canonical JSON of a text."""
    return _ENCODER.encode(text)


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _plain(value: object) -> bool:
    """Whether all of it is text, whole numbers, yes or no, nothing, lists, and mappings with keys of ASCII."""
    kind = type(value)
    if kind is dict:
        members: dict[str, Any] = cast("dict[str, Any]", value)
        # Of other keys the order may be another than Python's.
        if not (set(map(type, members)) <= _TEXT and "".join(members).isascii()):
            return False
        return _all_plain(members.values())
    if kind is list or kind is tuple:
        return _all_plain(cast("Sequence[object]", value))
    return kind in _SIMPLE or (isinstance(value, int) and -MOST <= value <= MOST)


def _all_plain(values: Collection[object]) -> bool:
    kinds = set(map(type, values))
    return kinds <= _SIMPLE or all(_plain(one) for one in values if type(one) not in _SIMPLE)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        message = "floats are not part of the record"
        raise TypeError(message)
    if isinstance(value, dict):
        for one in value.values():  # pyright: ignore[reportUnknownVariableType] - any JSON
            _refuse_floats(one)  # pyright: ignore[reportUnknownArgumentType] - any JSON
    elif isinstance(value, list | tuple):
        for one in value:  # pyright: ignore[reportUnknownVariableType] - any JSON
            _refuse_floats(one)  # pyright: ignore[reportUnknownArgumentType] - any JSON
