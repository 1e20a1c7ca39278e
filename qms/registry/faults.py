"""What pydantic finds wrong with a record, as faults with their field, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qms import i18n
from qms.errors import Fault

if TYPE_CHECKING:
    from pydantic import ValidationError

    from qms.base.kind import Kind

_VALUES = ("max_length", "min_length", "ge", "le", "expected", "pattern")


def faults_of(kind: Kind[Any], error: ValidationError) -> tuple[Fault, ...]:
    """One fault for each thing wrong with a record; its place is the field's path."""
    return faults_in(error, kind.name)


def faults_in(error: ValidationError, whole: str) -> tuple[Fault, ...]:
    """One fault for each thing wrong; its place is the field's path, or ``whole``."""
    found: list[Fault] = []
    for one in error.errors(include_url=False):
        place = ".".join(str(step) for step in one["loc"]) or whole
        key = f"registry.fault.{one['type']}"
        values = tuple((name, str(one.get("ctx", {}).get(name))) for name in _VALUES if name in one.get("ctx", {}))
        found.append(Fault(place, key if i18n.has(key) else "registry.fault.other", values))
    return tuple(found)
