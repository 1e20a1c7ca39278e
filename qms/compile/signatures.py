"""Signatures in words, the same wherever a record is shown: who, with what meaning, when and by what (row P11-50)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from qms.base.label import key_of
from qms.base.record import Means
from qms.compile.wording import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from qms.base.record import Signature
    from qms.compile.snapshot import Words
    from qms.i18n import Language


def lines(signatures: Iterable[Signature], called: Callable[[str], str]) -> tuple[Words, ...]:
    """A line for each signature, in both languages; ``called`` gives a person's name by the code.

    The time is local, by the zone in which it was signed, to the second.
    """
    return tuple(_line(one, called) for one in signatures)


def told(signatures: Iterable[Signature], called: Callable[[str], str], language: Language) -> str:
    """All of them in one text, for a cell of a table; blank where there is none."""
    return "; ".join(one.ko if language == "ko" else one.en for one in lines(signatures, called))


def _line(one: Signature, called: Callable[[str], str]) -> Words:
    key = "base.signature.line"
    name: Words | str = called(one.person)
    means = both(key_of(one.means))
    if one.on_behalf_of is not None:
        name = both("base.signature.stead", name=name, principal=called(one.on_behalf_of))
    if one.means is Means.GROUPWARE and one.approval is not None:
        kind = both(key_of(one.approval))
        means = both("base.signature.elsewhere", document=one.document, kind=kind, on=one.approved_on)
    at, zone = _local(one)
    return both(key, meaning=both(key_of(one.meaning)), name=name, at=f"{at:%Y-%m-%d %H:%M:%S}", zone=zone, means=means)


def _local(one: Signature) -> tuple[datetime, str]:
    """When it was signed there; in UTC where this machine does not know the zone."""
    try:
        return one.signed_at.astimezone(ZoneInfo(one.zone)), one.zone
    except (KeyError, ValueError, OSError, OverflowError):
        return one.signed_at, "UTC"
