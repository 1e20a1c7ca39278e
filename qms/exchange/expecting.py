"""Whether cells look as the mapping expects: the only way to see that values stand under the wrong column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import SchemaError, SchemaValidator, ValidationError, core_schema

from qms.exchange.moments import moment
from qms.exchange.sheet import normal
from qms.exchange.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qms.exchange.mapping import Expectation

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?|[+-]?[0-9]*\.?[0-9]+([eE][+-]?[0-9]+)?|[0-9]+\.")
Check = tuple[str, dict[str, str], "Callable[[str], bool]"]


def checks_of(expected: Expectation) -> tuple[Check, ...]:
    """The rules that a filled cell must pass, each with what goes into its words."""
    return tuple(_checks(expected))


def troubles(text: str, checks: tuple[Check, ...]) -> Iterator[Trouble]:
    """What a filled cell does not pass."""
    for rule, values, passes in checks:
        if not passes(text):
            yield Trouble.over(rule, text, **values)


def bad_pattern(pattern: str) -> bool:
    """Whether a regular expression cannot be used."""
    try:
        _matcher(pattern)
    except SchemaError:
        return True
    return False


def _checks(expected: Expectation) -> Iterator[Check]:
    if expected.pattern is not None:
        yield "expected_pattern", {"pattern": expected.pattern}, _matcher(expected.pattern)
    if expected.one_of:
        allowed = frozenset(expected.one_of)
        yield "expected_one_of", {"values": ", ".join(expected.one_of)}, lambda text: normal(text) in allowed
    if expected.number:
        yield "expected_number", {}, lambda text: _NUMBER.fullmatch(text.strip()) is not None
    if expected.formats:
        formats = expected.formats
        yield "bad_date", {"formats": ", ".join(formats)}, lambda text: moment(text, formats) is not None


def _matcher(pattern: str) -> Callable[[str], bool]:
    """A test by pydantic's own engine, whose time grows with the text alone: the pattern comes from outside."""
    schema: Any = core_schema.str_schema(pattern=rf"^(?:{pattern})$", regex_engine="rust-regex", strip_whitespace=True)
    validator = SchemaValidator(schema)

    def matches(text: str) -> bool:
        try:
            validator.validate_python(text)
        except ValidationError:
            return False
        return True

    return matches
