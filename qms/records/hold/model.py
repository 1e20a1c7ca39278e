"""Holds: what is neither erased nor disposed of while they last (Public Records Management Act, Article 27-3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from qms.base.record import Code, OptionalTitle, Record, Title, Value


class HoldStatus(StrEnum):
    """Where a hold stands."""

    PLACED = "placed"
    RELEASED = "released"


class HeldRecord(Value):
    """A record that is held."""

    matter: Code = Field(description="Code of the record")


class Hold(Record):
    """A hold over records, or over all that is kept about a person. No value of theirs stands in it.

    It lasts until it is released, or to the end of ``until_on`` where that is given.
    """

    status: HoldStatus
    law: Title = Field(description="Article, or number of the document that asks for it")
    reason: Title
    about: Code | None = Field(default=None, description="Number that stands for a person; None: the records alone")
    until_on: date | None = Field(default=None, description="Last day on which it holds; None: until it is released")
    placed_by: Code
    placed_on: date
    released_by: Code | None = None
    released_on: date | None = None
    released_reason: OptionalTitle = None
    records: tuple[HeldRecord, ...] = ()

    def lasts(self, on: date) -> bool:
        """Whether it holds on a local day, both ends among them."""
        return self.status is HoldStatus.PLACED and (self.until_on is None or on <= self.until_on)
