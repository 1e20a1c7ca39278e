"""Faults of steps: what a rule of any kind of record refuses."""

from __future__ import annotations

from qms.errors.base import Called, NotPermitted, Refused


class WrongStep(Refused):
    """The record is in a state from which this act does not lead on. ``possible`` are keys of the acts that do."""

    key = "base.wrong_step"
    code: str
    act: str
    status: str
    possible: tuple[str, ...]


class Required(Refused):
    """The act needs something that the record does not have; one subclass for each rule."""

    code: str


class OwnWork(Refused):
    """Nobody approves or verifies their own work (manual R-QM-2; separation of duties)."""

    key = "base.own_work"
    code: str
    act: str
    actor: str


class NotTheOwner(NotPermitted):
    """Only who owes it, or the quality representative, may do this. ``owner`` is a role or a person's code."""

    key = "base.not_the_owner"
    code: str
    act: str
    actor: str
    owner: str | Called


class WrongOrder(Refused):
    """An instant lies before one that it must follow."""

    key = "base.wrong_order"
    code: str
    later: str
    earlier: str
