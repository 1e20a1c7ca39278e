"""Periods of retention on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms import i18n
from qms_cli.show.result import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.registry.retention import Retained
    from qms_cli.desk import Desk

COLUMNS = ("code", "retained", "keep", "closed_on", "clock_from", "ends_on", "state")
OTHERS = ("basis", "kind", "department")


def listed(desk: Desk, found: Sequence[Retained]) -> Rows:
    """These periods; what kinds have no class is told beside."""
    if unset := desk.registry.retention.unclassified():
        kinds = (i18n.text(f"{desk.kind(name).words}.name", desk.language) for name in unset)
        desk.note(desk.say("retention.unclassified", kinds=", ".join(kinds)))
    rows = tuple(_row(desk, one) for one in found)
    columns, others = desk.columns(*COLUMNS), desk.columns(*OTHERS)
    return Rows("qms.retention/1", columns, rows, others=others, empty=desk.say("retention.none"))


def _row(desk: Desk, one: Retained) -> dict[str, object]:
    return {
        "code": one.code,
        "kind": one.kind,
        "department": one.department,
        "retained": desk.told(f"retention.{one.part.value}"),
        "keep": one.keep,
        "closed_on": one.closed_on,
        "clock_from": one.clock_from,
        "ends_on": one.ends_on,
        "state": desk.told(f"retention.{one.state.value}"),
        "basis": desk.spoken(one.source.text),
    }
