"""Records whose fields change from a day on while the past stays: what held on a day, and a change put in its place.

Such a record holds its newest state in its own fields, and in ``earlier`` what held before, each part until a day
that is not included. A state may lie ahead: what is recorded for next month is the newest, and not yet in force.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from qms.base.record import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date


class Earlier(Value):
    """What held of a record until a day."""

    until: date

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields that change over time."""
        return tuple(name for name in cls.model_fields if name != "until")


class Dated(Protocol):
    """A record with a span of days, both of them its own, and with what held of it before."""

    @property
    def since(self) -> date:
        """First day."""
        ...

    @property
    def until(self) -> date | None:
        """First day on which it is no more; None: open end."""
        ...

    @property
    def earlier(self) -> Sequence[Earlier]:
        """What held before, oldest first."""
        ...

    def model_copy(self, *, update: dict[str, object] | None = None) -> Self:
        """The record with other fields, unchecked."""
        ...


D = TypeVar("D", bound=Dated)


def spans(one: Dated, on: date) -> bool:
    """Whether it is there on a day."""
    return one.since <= on and (one.until is None or on < one.until)


def before(one: Dated, on: date) -> Earlier | None:
    """The earlier state that held on a day; None: the newest did. Days before ``since`` count as the first."""
    return next((state for state in one.earlier if on < state.until), None)


def as_of(one: D, on: date) -> D:
    """The record with the fields of a day, or of the nearest day of its span."""
    state = before(one, on)
    return one if state is None else one.model_copy(update={name: getattr(state, name) for name in state.names()})


def days(one: Dated) -> Iterator[date]:
    """The days from which on something about it is different: its first, and that of each change."""
    yield one.since
    yield from (state.until for state in one.earlier)


def changed(one: Dated, part: type[Earlier], on: date, **fields: object) -> dict[str, object]:
    """The fields of the record, ``earlier`` among them, with a change that holds from ``on``.

    Changes of later days stay. A field that a later day changed keeps that change; one that it left alone follows.
    """
    begins = list(days(one))
    states: list[dict[str, object]] = [{name: getattr(of, name) for name in part.names()} for of in (*one.earlier, one)]
    at = max(i for i, day in enumerate(begins) if day <= on)
    if begins[at] < on:
        at += 1
        begins.insert(at, on)
        states.insert(at, dict(states[at - 1]))
    for name, value in fields.items():
        old = states[at][name]
        for state in states[at:]:
            if state[name] != old:
                break
            state[name] = value
    kept = [i for i, state in enumerate(states) if i == 0 or state != states[i - 1]]
    found = [part.model_validate({**states[i], "until": begins[following]}) for i, following in pairwise(kept)]
    return {**states[-1], "earlier": tuple(found)}
