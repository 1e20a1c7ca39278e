"""What files say of an organisation, with the places where a person finds each thing again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from qms.base.finding import Finding, Weight
from qms.exchange.moving.entries import TABLES, AssignmentEntry, DepartmentEntry, Entry, PersonEntry
from qms.exchange.sheet import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

E_co = TypeVar("E_co", bound=Entry, covariant=True)


@dataclass(frozen=True)
class Line(Generic[E_co]):
    """One entry as it was read, and where it stands: ``org.toml:12: people[3] kim.minji`` or ``people.csv:4``."""

    entry: E_co
    where: str


@dataclass(frozen=True)
class Told:
    """What one or several files say of an organisation.

    Attributes:
        departments, people, assignments: in the order of the files.
        since: first day of whatever is new and says no other; None: today.
        broken: codes of entries that could not be understood, so that nobody is told that they are not there.
        findings: everything wrong with the files; with an error among them they are not to be used.

    """

    departments: tuple[Line[DepartmentEntry], ...] = ()
    people: tuple[Line[PersonEntry], ...] = ()
    assignments: tuple[Line[AssignmentEntry], ...] = ()
    since: date | None = None
    findings: tuple[Finding, ...] = ()
    broken: frozenset[str] = frozenset()

    def held(self) -> Iterator[tuple[Line[AssignmentEntry], date | None]]:
        """All assignments, also those that stand beside a person as ``roles``, with the day from which a new one runs.

        Those beside a person of whom the file says no department are left out: the store's own is `PersonEntry`'s
        to keep, and a role over an unsaid department would be guessed.
        """
        for one in self.assignments:
            yield one, one.entry.since or self.since
        for line in self.people:
            person = line.entry
            for role in person.roles:
                if person.department is not None:
                    entry = AssignmentEntry(person=person.code, role=role, department=person.department)
                    yield Line(entry, line.where), person.since or self.since


def finding(rule: str, place: str, weight: Weight = Weight.ERROR, /, **values: object) -> Finding:
    """A finding of ``exchange.moving.<rule>``."""
    said = {name: str(value) for name, value in values.items()}
    return Finding(rule=f"exchange.moving.{rule}", weight=weight, place=place, values=said)


def field_of(table: str, name: str) -> str:
    """What a field is called in a sentence: the key of its label, or the name where it is no field."""
    return f"exchange.moving.column.{table}.{name}" if name in TABLES[table].model_fields else quoted(name)
