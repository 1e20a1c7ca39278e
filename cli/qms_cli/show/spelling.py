"""One value as people read it in a table, and as machines read it."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from qms.base.record import Value
from qms.base.sight import visible
from qms_cli.show.result import Named, Several
from qms_cli.words import label, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from qms.i18n import Language

NOTHING = "–"
# What JSON may hold but a terminal may act on: C1 controls, bidirectional marks, line and paragraph separators.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")


def read(value: object, language: Language, zone: ZoneInfo | None, *, lines: bool = False) -> str:
    """A value for people: labels, local time, and nothing that a terminal would act on."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Value):  # a part in one cell: its values one after another
        return " ".join(read(one, language, zone) for _, one in value)
    if isinstance(value, Several):
        return read(value.shown, language, zone)
    if isinstance(value, tuple | list):
        return ", ".join(read(one, language, zone) for one in value) or NOTHING  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - any values
    return visible(_said(value, language, zone), lines=lines)


def _said(value: object, language: Language, zone: ZoneInfo | None) -> str:
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    if isinstance(value, Enum):
        return label(value, language)
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return value.shown if isinstance(value, Named) else str(value)


def plain(value: object) -> Any:  # noqa: ANN401 - what JSON can hold
    """A value for machines, as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Value):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - any values
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any values
    return str(value) if isinstance(value, Named) else value


def bare(value: object) -> str:
    """A value in one cell for machines."""
    simple = plain(value)
    if simple is None:
        return ""
    return simple if isinstance(simple, str) else json.dumps(simple, ensure_ascii=False)


def as_json(document: Mapping[str, object], *, ascii_only: bool, indent: int | None) -> str:
    """A document as JSON text; what could steer a terminal is escaped, which changes no value."""
    text = json.dumps(plain(dict(document)), ensure_ascii=ascii_only, indent=indent, allow_nan=False)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


__all__ = ["NOTHING", "as_json", "bare", "plain", "read"]
