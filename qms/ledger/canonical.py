"""One spelling for each value: canonical JSON (RFC 8785), without floats."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final, cast

import rfc8785

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Json = str | int | bool | Mapping[str, "Json"] | Sequence["Json"] | None

MOST: Final = 2**53 - 1
"""The largest whole number that has a canonical spelling, up and down."""
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
    if kind is str or value is None:
        return True
    if kind is dict:
        members: dict[str, Any] = cast("dict[str, Any]", value)
        # Of other keys the order may be another than Python's.
        known = all(type(name) is str and name.isascii() for name in members)
        return known and all(map(_plain, members.values()))
    if kind is list or kind is tuple:
        return all(map(_plain, cast("Sequence[object]", value)))
    return isinstance(value, int) and -MOST <= value <= MOST


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
