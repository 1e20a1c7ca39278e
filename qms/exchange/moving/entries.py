"""What an organisation file says, line by line: the fields of each table, before the store is asked."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from qms.base.record import MOST, Code, OptionalTitle, Value
from qms.organisation.model import DepartmentBefore, PersonBefore
from qms.organisation.terms import Capacity, DepartmentKind, Role

if TYPE_CHECKING:
    from collections.abc import Mapping


def _day(value: object) -> object:
    """A day as TOML knows it, or as a cell spells it: ``2024-01-01``."""
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise PydanticCustomError("not_a_day", "not a day") from None


def _nothing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Day = Annotated[date | None, BeforeValidator(_day), BeforeValidator(_nothing)]
"""None: the file does not say."""
Place = Annotated[int, Field(ge=-MOST, le=MOST)]
OptionalCode = Annotated[Code | None, BeforeValidator(_nothing)]


class DepartmentEntry(Value):
    """A department; what is None the file does not say, and a department that is there keeps its own.

    ``earlier`` is what it was before, oldest first, as `qms.organisation.model.Department.earlier`.
    """

    code: Code
    name_ko: OptionalTitle = None
    name_en: OptionalTitle = None
    kind: Annotated[DepartmentKind | None, BeforeValidator(_nothing)] = None
    parent: OptionalCode = None
    place: Annotated[Place | None, BeforeValidator(_nothing)] = None
    since: Day = None
    until: Day = None
    successor: OptionalCode = None
    earlier: tuple[DepartmentBefore, ...] = ()


class PersonEntry(Value):
    """A person; ``roles`` are held over the person's own department from the day the person is there."""

    code: Code
    name: OptionalTitle = None
    department: OptionalCode = None
    email: OptionalTitle = None
    phone: OptionalTitle = None
    roles: tuple[Role, ...] = ()
    since: Day = None
    until: Day = None
    earlier: tuple[PersonBefore, ...] = ()


class AssignmentEntry(Value):
    """A person holds a role over a department for a span of days."""

    person: Code
    role: Role
    department: Code
    capacity: Annotated[Capacity | None, BeforeValidator(_nothing)] = None
    deputy_of: OptionalCode = None
    since: Day = None
    until: Day = None


Entry = DepartmentEntry | PersonEntry | AssignmentEntry
TABLES: Final[Mapping[str, type[Entry]]] = MappingProxyType(
    {"departments": DepartmentEntry, "people": PersonEntry, "assignments": AssignmentEntry}
)
"""The tables of a file, those that others rest on first."""
NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"departments": ("name_ko", "name_en", "kind"), "people": ("name", "department"), "assignments": ()}
)
"""What a new one needs besides what its table needs always."""
CHOICES: Final[Mapping[str, type[StrEnum]]] = MappingProxyType(
    {"kind": DepartmentKind, "role": Role, "roles": Role, "capacity": Capacity}
)
"""Fields that are closed lists; their labels in either language are understood."""


NESTED: Final = frozenset({"earlier"})
"""Fields that no cell can hold: only TOML says them."""


def columns_of(table: str) -> tuple[str, ...]:
    """The fields of a table that a column can hold, in their order."""
    return tuple(name for name in TABLES[table].model_fields if name not in NESTED)


def code_of(table: str, values: Mapping[str, object]) -> str:
    """What an entry calls itself; blank where it does not say."""
    return str(values.get("person" if table == "assignments" else "code") or "")
