"""Whether records may be erased by now: no hold over them, their period over, the board's decision there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms import errors
from qms.records.disposal import Verdict
from qms.records.erasure import ErasureBasis
from qms.registry.holds import Holding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.registry.holds import Found
    from qms.registry.registry import Registry


def refuse_kept(registry: Registry, found: Sequence[Found], basis: ErasureBasis, disposal: str | None) -> None:
    """Raise where one of the records is not to be erased yet; ``disposal`` orders it (None: what is personal alone).

    Raises:
        UnderHold: a hold is over one of them.
        NotOnList: the board did not decide to dispose of one of them.
        PeriodRuns: that the period is over is the ground, and of one of them it is not, or it is counted for none.

    """
    Holding(registry, registry.facts().today).refuse(found)
    if disposal is not None:
        _refuse_undecided(registry, found, disposal)
    if basis is ErasureBasis.PERIOD_OVER:
        _refuse_running(registry, found, whole=disposal is not None)


def _refuse_undecided(registry: Registry, found: Sequence[Found], disposal: str) -> None:
    to_go = registry.disposals.get(disposal).decided(Verdict.DISPOSE)
    other = tuple(record.code for _, record in found if record.code not in to_go)
    if other:
        raise errors.NotOnList(code=disposal, records=other)


def _refuse_running(registry: Registry, found: Sequence[Found], *, whole: bool) -> None:
    """``whole``: the period of the record counts, else that of what is personal in it, where it is shorter."""
    today = registry.facts().today
    running: list[str] = []
    for kind, record in found:
        ends_on = registry.retention.last_day(kind, record, whole=whole)
        if ends_on is None or today <= ends_on:
            running.append(f"{record.code} ({ends_on or '–'})")
    if running:
        raise errors.PeriodRuns(records=tuple(running))
