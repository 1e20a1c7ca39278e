"""The one list of kinds. A kind's room is loaded when the kind is used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from qms.errors import NoRecord

if TYPE_CHECKING:
    from qms.base.act import Room
    from qms.base.kind import Kind

_ORGANISATION = "qms.organisation.rooms"
KINDS: dict[str, tuple[str, str]] = {
    "department": (_ORGANISATION, "DEPARTMENT"),
    "person": (_ORGANISATION, "PERSON"),
    "assignment": (_ORGANISATION, "ASSIGNMENT"),
    "calendar": (_ORGANISATION, "CALENDAR"),
    "profile": (_ORGANISATION, "PROFILE"),
    "case": ("qms.records.case", "KIND"),
    "capa": ("qms.records.capa", "KIND"),
    "review": ("qms.records.review", "KIND"),
    "handover": ("qms.records.handover", "KIND"),
    "document": ("qms.records.document", "KIND"),
    "signer": ("qms.records.signer", "KIND"),
    "erasure": ("qms.records.erasure", "KIND"),
    "hold": ("qms.records.hold", "KIND"),
    "disposal": ("qms.records.disposal", "KIND"),
    "notice": ("qms.records.notice", "KIND"),
}
"""Name of each kind → module and name of its description, those that others rest on first."""
ORGANISATION = tuple(name for name, (module, _) in KINDS.items() if module == _ORGANISATION)
"""Kinds that say who the organisation is."""


def kind(name: str) -> Kind[Any]:
    """The kind of this name; raise `NoRecord` where there is none."""
    if name not in KINDS:
        raise NoRecord(kind="kinds", code=name)
    module, attribute = KINDS[name]
    found: Kind[Any] = getattr(importlib.import_module(module), attribute)
    return found


def all_kinds() -> tuple[Kind[Any], ...]:
    """All kinds, in the order of the list."""
    return tuple(kind(name) for name in KINDS)


def room_of(name: str) -> type[Room[Any, Any]]:
    """The front of a kind, as its own room describes it."""
    of = kind(name)
    fronts: list[Any] = list(vars(importlib.import_module(KINDS[name][0])).values())
    found: type[Room[Any, Any]] = next(one for one in fronts if _is_front(one) and getattr(one, "kind", None) is of)
    return found


def _is_front(thing: object) -> bool:
    from qms.base.act import Room

    return isinstance(thing, type) and issubclass(thing, Room)


def acts_of(name: str) -> frozenset[str]:
    """Every act on records of a kind, as authority names it: ``case.acknowledge``; those of every kind among them."""
    from qms.base.act import ATTACH, WITHDRAW_ATTACHMENT, Changes, Creates, Enters

    acts = {act for act, value in vars(room_of(name)).items() if isinstance(value, Changes | Creates | Enters)}
    life = kind(name).lifecycle
    beside = {*(life.acts() if life else ()), BRING, ATTACH, WITHDRAW_ATTACHMENT}
    return frozenset(f"{name}.{act}" for act in acts | beside)


def made_by(name: str) -> dict[str, bool]:
    """Every act on records of a kind, as `acts_of`, and whether it makes a record."""
    from qms.base.act import Creates, Enters

    making = {act for act, value in vars(room_of(name)).items() if isinstance(value, Creates | Enters)} | {BRING}
    return {act: act.partition(".")[2] in making for act in acts_of(name)}


BRING = "bring"
"""The desk's own act on records of any kind: to enter what comes from a file."""


def closing() -> tuple[Kind[Any], ...]:
    """Kinds of record that are closed one day; those that say who the organisation is are not."""
    return tuple(one for one in all_kinds() if one.name not in ORGANISATION and one.closed)


def kind_of_code(code: str) -> Kind[Any] | None:
    """The kind whose numbers begin like ``code``; None where no kind's do."""
    prefix = code.partition("-")[0]
    return next((one for one in all_kinds() if one.prefix == prefix), None)
