"""Customers' particulars as they are shown by default: enough to recognise, too little to use."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from qms.base.kind import personal_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.ledger.entry import Entry
    from qms_cli.desk import Desk

R = TypeVar("R", bound="Record")
STAR, _SHORT, _TAIL = "*", 2, 4


def name(text: str) -> str:
    """``홍길동`` → ``홍*동``, ``김철`` → ``김*``, ``Anna Lee`` → ``A**a L*e``."""
    return " ".join(_name(part) for part in text.split())


def _name(part: str) -> str:
    if len(part) <= _SHORT:
        return part[:1] + STAR * (len(part) - 1) if len(part) > 1 else STAR
    return part[0] + STAR * (len(part) - 2) + part[-1]


def contact(text: str) -> str:
    """``010-1234-5678`` → ``010-****-5678``, ``hong@example.kr`` → ``h***@example.kr``; anything else by its end."""
    local, at, host = text.rpartition("@")
    if at:
        return f"{local[:1]}***@{host}"
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    first, last = _kept(len(digits))
    hidden = set(digits[first : len(digits) - last])
    if not hidden:
        return STAR * len(text)
    return "".join(STAR if at in hidden else letter for at, letter in enumerate(text))


def _kept(digits: int) -> tuple[int, int]:
    """How many digits stay readable at both ends: a mobile number keeps its prefix and its last four."""
    if digits >= 10:  # noqa: PLR2004 - 02-123-4567 has 9, 010-1234-5678 has 11
        return 3, _TAIL
    return (2, _TAIL) if digits > _TAIL + 3 else (0, 0)


def address(text: str) -> str:
    """The first two parts, province and city, and nothing closer."""
    parts = text.split()
    return " ".join([*parts[:2], "***"]) if len(parts) > _SHORT else "***"


MASKED: Final[Mapping[str, Callable[[str], str]]] = {
    "customer_name": name,
    "customer_contact": contact,
    "customer_address": address,
}
"""Fields that are masked wherever a record is shown, and how. What people wrote of a matter is shown."""


def shown_to(desk: Desk, kind: Kind[Any], record: R) -> R:
    """The record as the actor may see it.

    A customer's particulars are masked. Of a matter that is kept for one role (manual P-6.1, P-6.3) whoever does
    not hold it sees no word that a person wrote of it; its topic and the body that it went to are for statistics.
    """
    if is_kept_from(desk, kind, record):
        return _silent(kind, record)
    found = {one: getattr(record, one, None) for one in MASKED}
    return record.model_copy(update={one: MASKED[one](value) for one, value in found.items() if value})


def is_kept_from(desk: Desk, kind: Kind[Any], record: Record) -> bool:
    """Whether the record is of a type that is kept for a role that the actor does not hold today."""
    return kind.name == "case" and _is_type_kept(desk, getattr(record, "type", None))


def reason_shown(desk: Desk, entry: Entry) -> str | None:
    """The reason that an entry tells, unless it is of a matter that is kept from the actor."""
    if entry.reason is None or entry.kind != "case":
        return entry.reason
    return None if _is_type_kept(desk, json.loads(entry.record).get("type")) else entry.reason


def _is_type_kept(desk: Desk, case_type: str | None) -> bool:
    # By what holds for the reader today, of whatever moment the record is.
    facts = desk.session.reader
    roles = {one.role for one in facts.profile.reserved if one.case_type == case_type}
    held = {role for role, _ in facts.directory.held(facts.actor, facts.today)}
    return bool(roles) and not roles & held


def _silent(kind: Kind[Any], record: R) -> R:
    changes: dict[str, Any] = dict.fromkeys(kind.personal())
    for name, of in kind.parts().items():
        gone = dict.fromkeys(personal_fields(of))
        changes[name] = tuple(one.model_copy(update=gone) for one in getattr(record, name))
    return record.model_copy(update=changes)
