"""What is held about one person, for the person who asks (Personal Information Protection Act, article 35)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from qms import errors
from qms.base import mask
from qms.base.door import texts_of
from qms.base.label import field_key
from qms.kinds import all_kinds
from qms.kinds import kind as kind_of
from qms.organisation.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.registry.registry import Registry

ACT: Final = "subject report"
_DAYS: Final = 10
"""Days in which who asks must be able to read it (Enforcement Decree of the Act, article 41)."""
_WHO: Final = ("customer_name", "customer_contact", "customer_address")
_SHORTEST, _DIGITS = 2, 8


@dataclass(frozen=True)
class Held:
    """One value that is held.

    Attributes:
        code: of the record.
        field: key of the name of its field; of the file of a record its own name is the value.
        value: the text.
        until: position of the ledger's entry that changed it; None: it stands.
        found: whether it is the person's own case; False: another place where name, contact or address stand.

    """

    code: str
    field: str
    value: str
    until: int | None = None
    found: bool = True


@dataclass(frozen=True)
class SubjectReport:
    """Everything that is held about a person, with the cases it was found by and by when it has to be answered."""

    cases: tuple[str, ...]
    held: tuple[Held, ...]
    made_at: datetime
    made_by: str
    due: date


def subject_report(
    registry: Registry, *, reason: str | None, code: str | None = None, contact: str | None = None
) -> SubjectReport:
    """Gather what is held about the person of a case, or with a contact; it is logged before it is given.

    Of that person are all cases with the same contact, however it is spaced. Their personal values, those of earlier
    versions too, and every other text of any record in which name, contact or address stand, are listed. The bytes of
    attached files are not searched; their names are.

    Raises:
        NoRecord: no case is found; a case that is kept for others is not.
        ReasonNeeded, KeptFromYou: see `qms.registry.accesses.Accesses.disclose`.

    """
    case = kind_of("case")
    every = [one for one in registry.find(case) if registry.sight(case, one) is Sight.FULL]
    first = registry.get(case, code) if code else None
    contacts = {_digits(one) for one in (contact, getattr(first, "customer_contact", None)) if one}
    mine = [one for one in every if _is_of(one, first, contacts)]
    if first is not None and first not in mine:
        mine.insert(0, first)
    if not mine:
        raise errors.NoRecord(kind="case.name", code=mask.contact(contact or ""))
    registry.accesses.disclose(case, mine, act=ACT, reason=reason)
    facts = registry.facts()
    own = [held for one in mine for held in _own(registry, case, one)]
    values = {held.value for held in own if held.field.rpartition(".")[2] in _WHO}
    codes = tuple(one.code for one in mine)
    found = tuple(_elsewhere(registry, values, set(codes)))
    return SubjectReport(codes, (*own, *found), facts.now, facts.actor, facts.today + timedelta(days=_DAYS))


def _is_of(record: Record, first: Record | None, contacts: set[str]) -> bool:
    own = getattr(record, "customer_contact", None)
    return (first is not None and record.code == first.code) or (own is not None and _digits(own) in contacts)


def _digits(contact: str) -> str:
    """A contact as it is compared: its digits where it is a number, else without blanks and case."""
    digits = re.sub(r"\D", "", contact)
    return digits if len(digits) >= _DIGITS and "@" not in contact else "".join(contact.split()).casefold()


def _own(registry: Registry, kind: Kind[Any], record: Record) -> Iterator[Held]:
    """The personal values of a case as it stands, then those that it had before."""
    now = dict(values_of(kind, record))
    yield from (Held(record.code, field, value) for (field, _), value in now.items())
    entries = registry.history(record.code)
    known = set(now.items())
    for entry, after in pairwise(entries):
        before = values_of(kind, registry.as_of(entry.position).get(kind, record.code))
        for (field, place), value in before:
            if ((field, place), value) not in known:
                known.add(((field, place), value))
                yield Held(record.code, field, value, after.position)


def values_of(kind: Kind[Any], record: Record) -> tuple[tuple[tuple[str, str], str], ...]:
    """The personal values of a record: key of the field's words, its place in the record, and the value."""
    found = [((field_key(kind.words, name), name), str(getattr(record, name))) for name in sorted(kind.personal())
             if getattr(record, name) is not None]  # fmt: skip
    for part, of in kind.parts().items():
        for at, one in enumerate(getattr(record, part)):
            found += [((field_key(kind.words, name), f"{part}.{at}.{name}"), str(getattr(one, name)))
                      for name in sorted(kind.sealed(of)) if getattr(one, name) is not None]  # fmt: skip
    return tuple(found)


def _elsewhere(registry: Registry, values: set[str], own: set[str]) -> Iterator[Held]:
    """Other texts of any record in which one of the values stands."""
    wanted = {one for one in values if len(one) >= _SHORTEST}
    numbers = {digits for one in values if (digits := _digits(one)).isdigit()}
    for kind in all_kinds():
        for record in registry.find(kind):
            if record.code in own and kind.name == "case":
                continue
            for name, text in texts_of(record):
                plain = re.sub(r"[\s.-]", "", text)
                if any(one in text for one in wanted) or any(one in plain for one in numbers):
                    yield Held(record.code, field_key(kind.words, name), text, found=False)


__all__ = ["ACT", "Held", "SubjectReport", "subject_report", "values_of"]
