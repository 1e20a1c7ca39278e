"""What a mapping says that cannot be: fields a kind does not have, values a field does not take, formats, zones.

Every part is looked at by itself, so that one fault never hides another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from qms.base.record import Value
from qms.errors import Fault
from qms.exchange.expecting import bad_pattern
from qms.exchange.mapping import ColumnRule, Expectation, column_alone
from qms.exchange.moments import is_format, names_zone, zone_named
from qms.exchange.orders import exchanged
from qms.exchange.target import Target, choices, importable, is_day, is_instant, longest, target
from qms.exchange.wording import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

V = TypeVar("V", bound=Value)
_RULE = TypeAdapter(dict[str, Any])


def faults_in(raw: dict[str, Any]) -> Iterator[Fault]:
    """The faults of a mapping file's content beyond its shape; what has no proper shape is passed over."""
    zone = raw.get("zone")
    if isinstance(zone, str) and zone_named(zone) is None:
        yield _fault("zone", "no_such_zone", text=zone)
    for number, pattern in enumerate(_texts(raw.get("formats"))):
        yield from _format_faults(f"formats.{number}", pattern)
    for name, each in _tables(raw.get("expect")):
        yield from _expectation_faults(f"expect.{name}", each)
    if raw.get("kind") in importable():
        yield from _field_faults(raw, target(raw["kind"]))


def _field_faults(raw: dict[str, Any], kind: Target) -> Iterator[Fault]:
    rules = dict(_rules(raw.get("columns")))
    columns, defaults = dict(_tables(raw.get("columns"))), dict(_tables(raw.get("defaults")))
    for table, names in (("columns", columns), ("defaults", defaults)):
        for name in names:
            if name not in kind.fields:
                yield _fault(f"{table}.{name}", "no_such_field", kind=kind.kind.name)
    for name in sorted(kind.required - columns.keys() - defaults.keys()):
        yield _fault(f"columns.{name}", "field_needed")
    for name, rule in rules.items():
        if name in kind.fields:
            yield from _rule_faults(f"columns.{name}", name, rule, kind)
            yield from _date_faults(f"columns.{name}", rule, kind.fields[name], raw)
    for name in defaults.keys() & kind.fields.keys():
        yield from _value_faults(f"defaults.{name}", name, defaults[name], kind)


def _rule_faults(place: str, name: str, rule: ColumnRule, kind: Target) -> Iterator[Fault]:
    for text, value in rule.values.items():
        yield from _value_faults(f"{place}.values.{text}", name, value, kind)
    for column, value in rule.when_filled.items():
        yield from _value_faults(f"{place}.when_filled.{column}", name, value, kind)
    if rule.otherwise is not None:
        yield from _value_faults(f"{place}.otherwise", name, rule.otherwise, kind)
    field = kind.fields[name]
    if longest(field) is None:
        for setting, usual in (("markup", "keep"), ("control", "refuse"), ("long", "refuse")):
            if getattr(rule, setting) != usual:
                yield _fault(f"{place}.{setting}", "text_only")
    if choices(field) and not rule.values and rule.otherwise is not None:
        yield _fault(f"{place}.otherwise", "no_values")


def _date_faults(place: str, rule: ColumnRule, field: FieldInfo, raw: dict[str, Any]) -> Iterator[Fault]:
    if not (is_instant(field) or is_day(field)):
        if rule.formats or rule.whole_day:
            yield _fault(f"{place}.{'formats' if rule.formats else 'whole_day'}", "dates_only")
        return
    formats = rule.formats or tuple(_texts(raw.get("formats")))
    if not formats:
        yield _fault(f"{place}.formats", "format_needed")
    for number, pattern in enumerate(rule.formats):
        yield from _format_faults(f"{place}.formats.{number}", pattern)
    both = next((one for one in formats if exchanged(one) in formats), None)
    if both is not None:
        yield _fault(f"{place}.formats" if rule.formats else "formats", "both_orders", text=both)
    if is_instant(field) and raw.get("zone") is None and not all(map(names_zone, formats)):
        yield _fault("zone", "zone_needed")


def _expectation_faults(place: str, each: object) -> Iterator[Fault]:
    expected = _valid(Expectation, each)
    if expected is None:
        return
    if expected.pattern is not None and bad_pattern(expected.pattern):
        yield _fault(f"{place}.pattern", "bad_pattern")
    for number, pattern in enumerate(expected.formats):
        yield from _format_faults(f"{place}.formats.{number}", pattern)


def _format_faults(place: str, pattern: str) -> Iterator[Fault]:
    if not is_format(pattern):
        yield _fault(place, "bad_format", text=pattern)


def _value_faults(place: str, name: str, value: object, kind: Target) -> Iterator[Fault]:
    for error in kind.errors_of(name, value):
        rule, values = said(error)
        yield _fault(place, rule, **values)


def _rules(columns: object) -> Iterator[tuple[str, ColumnRule]]:
    for name, each in _tables(columns):
        rule = _valid(ColumnRule, column_alone(each))
        if rule is not None:
            yield name, rule


def _valid(model: type[V], raw: object) -> V | None:
    try:
        return model.model_validate(raw)
    except ValidationError:
        return None


def _tables(raw: object) -> Iterator[tuple[str, object]]:
    if isinstance(raw, dict):
        yield from _RULE.validate_python(raw).items()


def _texts(raw: object) -> Iterator[str]:
    if isinstance(raw, list):
        yield from (one for one in raw if isinstance(one, str))  # pyright: ignore[reportUnknownVariableType]


def _fault(place: str, rule: str, **values: str) -> Fault:
    return Fault(place, f"exchange.fault.{rule}", tuple(values.items()))
