"""What became of the things on a hand-over since it was prepared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.records.handover.model import ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qms.records.handover.model import HandoverItem

_HELD = frozenset({ItemKind.ROLE, ItemKind.DEPUTY, ItemKind.STAND_IN})


@dataclass(frozen=True)
class Hands:
    """What two people hold at one moment."""

    giver: tuple[HandoverItem, ...]
    receiver: tuple[HandoverItem, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Items that are new, that are no more, and that stand otherwise than they were listed."""

    new: tuple[HandoverItem, ...] = ()
    gone: tuple[HandoverItem, ...] = ()
    changed: tuple[HandoverItem, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.new or self.gone or self.changed)


def difference(listed: Iterable[HandoverItem], now: Hands) -> Difference:
    """Compare the list with what is held now.

    What has passed into the receiver's hands meanwhile is no difference: that is what a hand-over is for.
    """
    old = {key(one): one for one in listed}
    mine, theirs = ({key(one): one for one in some} for some in (now.giver, now.receiver))
    held = {**theirs, **mine}
    return Difference(
        new=tuple(one for at, one in mine.items() if at not in old),
        gone=tuple(one for at, one in old.items() if at not in held),
        changed=tuple(held[at] for at, one in old.items() if at in held and _stands(one) != _stands(held[at])),
    )


def key(item: HandoverItem) -> tuple[object, ...]:
    """What makes it the same thing on another day: a role is the same whoever holds it."""
    if item.kind in _HELD:
        return item.kind, item.part, item.department
    return item.kind, item.matter, item.part


def spelled(item: HandoverItem) -> str:
    """``CA-2026-0007/2``."""
    return "/".join(part for part in (item.matter, item.part) if part)


def _stands(item: HandoverItem) -> tuple[object, ...]:
    return (item.state, item.due_on) if item.kind not in _HELD else ()
