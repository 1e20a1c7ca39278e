"""What pydantic finds wrong, as a rule of ours with its values: our words, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_RULES: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_setting",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "string_too_short": "blank",
    "too_short": "blank",
    "string_too_long": "long",
    "too_long": "long",
    "string_pattern_mismatch": "form",
    "text_control": "control",
    "text_marks": "marks",
    "string_type": "not_text",
    "bool_type": "not_a_switch",
    "bool_parsing": "not_a_switch",
    "int_type": "not_a_number",
    "int_parsing": "not_a_number",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "timezone_aware": "no_zone",
}
_VALUES: Final = {"expected": "expected", "max_length": "limit", "ge": "bound", "le": "bound", "point": "point"}


def said(error: ErrorDetails) -> tuple[str, dict[str, str]]:
    """The rule that is broken, ``form`` where there is no better one, and what goes into its words."""
    context = error.get("ctx", {})
    values = {ours: str(context[theirs]) for theirs, ours in _VALUES.items() if theirs in context}
    return _RULES.get(error["type"], "form"), values


RULES: Final = frozenset(_RULES.values())
"""All rules that `said` can name."""
