"""How the faults of a profile are told: each with its table and key, in words of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from qms import i18n
from qms.base.text import cut, visible
from qms.errors import Fault
from qms.organisation.known import check_known
from qms.organisation.profile_checks import check, get, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from qms.organisation.known import Known
    from qms.organisation.profile_checks import Place

_LONGEST: Final = 60
_MOST: Final = 10**15

_OURS: Final = {
    "extra_forbidden": "unknown_key",
    "missing": "missing",
    "enum": "not_in_list",
    "literal_error": "not_in_list",
    "too_short": "empty",
    "string_too_short": "empty",
    "too_long": "too_long",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "wrong_shape",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "text_control": "unkept_text",
    "text_marks": "unkept_text",
    "calendar_zone": "no_such_zone",
    "calendar_hours": "wrong_hours",
    "calendar_weekend": "wrong_hours",
}
"""Names of pydantic's faults and of the ground floor's, in the words of `organisation.fault`."""


def faults(error: ValidationError, tables: object, known: Known | None = None) -> tuple[Fault, ...]:
    """Every fault of a file whose tables were refused, each once: of its fields, then across its tables.

    ``known``: what the program has, to tell too where the file speaks of what it has not; None: not looked for.
    """
    found = [_fault(detail, tables) for detail in error.errors(include_url=False)]
    # Pydantic does not look across the tables while a field is wrong: so look here, whatever it said.
    found += [Fault(spell(one.place, tables), *_told(one.fault, one.values)) for one in check(tables)]
    return tuple(dict.fromkeys((*found, *(strange(tables, known) if known else ()))))


def strange(profile: object, known: Known) -> tuple[Fault, ...]:
    """Every place of a profile, or of bare tables, that speaks of what the program has not."""
    wrongs = check_known(profile, known)
    return tuple(Fault(spell(one.place, profile), *_told(one.fault, one.values)) for one in wrongs)


def spell(place: Place, tables: object) -> str:
    """A place as a person finds it: ``commitments.P-2.3.text.en``; a nameless row by its number from 1."""
    said, at = "", tables
    for step in place:
        if isinstance(step, int):
            among = cast("Sequence[object]", at) if isinstance(at, list | tuple) else ()
            at = among[step] if step < len(among) else None
            name = name_of(at)
            said += f".{_short(name)}" if name else f"[{step + 1}]"
        elif step != "[key]":  # pydantic's mark of a wrong key in a table
            at = get(at, step)
            said += f".{_short(step)}"
    return said.lstrip(".")


def _fault(detail: ErrorDetails, tables: object) -> Fault:
    given = {name: str(value) for name, value in detail.get("ctx", {}).items()}
    if "expected" in given:  # "'a', 'b' or 'c'"
        given["expected"] = given["expected"].replace(" or ", ", ").replace("'", "")
    given.setdefault("found", _written(detail["input"]))
    name = _OURS.get(detail["type"], detail["type"])
    return Fault(spell(detail["loc"], tables), *_told(name, given))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if abs(value) < _MOST else "…"
    return value if isinstance(value, str) else "…"


def _told(name: str, values: Mapping[str, str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    key = f"organisation.fault.{name}"
    if not i18n.has(key):
        key = "organisation.fault.wrong_value"
    words = i18n.text(key, "en")
    shown = {**values, "found": _short(values.get("found", ""))}
    return key, tuple((place, value) for place, value in sorted(shown.items()) if f"{{{place}}}" in words)


def _short(text: str) -> str:
    return cut(visible(text), _LONGEST)
