"""What several options say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from qms.kinds import all_kinds
from qms_cli.faults import Uneven

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qms.records.capa import ActionItem

T = TypeVar("T")


def source(text: str | None) -> str | None:
    """The code of the record that another comes from, of whatever kind; None stays None."""
    if text is None:
        return None
    head = text.strip().partition("-")[0].upper()
    kind = next((one for one in all_kinds() if one.prefix == head), None)
    return kind.read_code(text) if kind else text


def actions(texts: Sequence[str], owners: Sequence[str], dues: Sequence[date]) -> tuple[ActionItem, ...]:
    """The actions of a plan: as many owners and days as actions, or one for all.

    Raises:
        Uneven: the options were given a different number of times.

    """
    from qms.records.capa import ActionItem

    count = len(texts)
    owned, until = _spread(owners, count), _spread(dues, count)
    return tuple(
        ActionItem(text=text, owner=owner, due_on=due) for text, owner, due in zip(texts, owned, until, strict=True)
    )


def _spread(values: Sequence[T], count: int) -> Sequence[T]:
    if len(values) not in {1, count}:
        raise Uneven(options=("--action", "--owner", "--due"))
    return values if len(values) == count else [values[0]] * count
