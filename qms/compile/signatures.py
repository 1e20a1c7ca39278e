"""Signatures in words, the same wherever a record is shown: who, with what meaning, when and by what (row P11-50)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from qms.base.label import key_of
from qms.base.record import Means
from qms.compile.wording import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qms.base.record import Signature
    from qms.compile.snapshot import Words


def lines(signatures: Iterable[Signature], called: Callable[[str], str]) -> tuple[Words, ...]:
    """A line for each signature, in both languages; ``called`` gives a person's name by the code.

    The time is local, by the zone in which it was signed, to the second.
    """
    return tuple(_line(one, called) for one in signatures)


def _line(one: Signature, called: Callable[[str], str]) -> Words:
    key = "base.signature.line"
    name: Words | str = called(one.person)
    means = both(key_of(one.means))
    if one.on_behalf_of is not None:
        name = both("base.signature.stead", name=name, principal=called(one.on_behalf_of))
    if one.means is Means.GROUPWARE and one.approval is not None:
        kind = both(key_of(one.approval))
        means = both("base.signature.elsewhere", document=one.document, kind=kind, on=one.approved_on)
    at = f"{one.signed_at.astimezone(ZoneInfo(one.zone)):%Y-%m-%d %H:%M:%S}"
    return both(key, meaning=both(key_of(one.meaning)), name=name, at=at, zone=one.zone, means=means)
