"""One spelling for each value: canonical JSON (RFC 8785), without floats."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import rfc8785

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Json = str | int | bool | Mapping[str, "Json"] | Sequence["Json"] | None


def canonical(value: Json) -> bytes:
    """Return the canonical JSON of ``value``.

    Raises:
        TypeError: it holds a float; a float has no spelling that every machine agrees on. Write decimals as text.
        ValueError: it holds what JSON cannot carry, such as a lone surrogate or an integer beyond 2**53.

    """
    _refuse_floats(value)
    return rfc8785.dumps(value)


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


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
