"""Inputs from CAPA and dispositions: c4 nonconformities and corrective action, f opportunities (ISO 9001 9.3.2)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qms.compile.gathered import Gathered, chart, column, table
from qms.compile.snapshot import Align, ChartShape
from qms.compile.wording import both, label
from qms.figures.definition import by
from qms.kinds import kind
from qms.records.capa import CapaStatus

if TYPE_CHECKING:
    from qms.compile.scene import Scene
    from qms.compile.snapshot import Chart, Table

WAITING = (CapaStatus.PLANNED, CapaStatus.IMPLEMENTED, CapaStatus.EVALUATING)


def corrective(scene: Scene) -> Gathered:
    """CAPA of the period: opened, closed, overdue, and whether they worked."""
    balance, overdue = scene.figure("capa.balance"), scene.figure("capa.overdue")
    effective = scene.line("capa.effective_share")
    return Gathered(
        count=balance.n,
        message=both(
            "compile.message.corrective", opened=balance.opened, closed=balance.closed, open=balance.open_at_end,
            overdue=overdue.n, effective=f"{effective.value}%" if effective.value else both("compile.no_data"),
        ),
        figures=tuple(
            scene.line(f"capa.{name}")
            for name in (
                "opened", "balance", "overdue", "on_time_share", "effective_share", "contain_days", "close_days",
                "not_effective",
            )
        ),
        charts=tuple(one for one in (_statuses(scene),) if one),
        tables=(_departments(scene),),
    )  # fmt: skip


def opportunities(scene: Scene) -> Gathered:
    """What came of the customers' voice for the improvement of the service (manual C-3)."""
    found = [one for one in scene.split("case.improved", by("disposition")) if one.n and one.group]
    total = sum(one.n for one in found)
    rows = [(both(f"case.disposition.{one.group}"), one.n) for one in found]
    columns = [column("disposition", weight=60), column("cases", Align.NUMBER)]
    return Gathered(
        count=total,
        message=both("compile.message.opportunities", n=total),
        figures=(scene.line("case.improved"), scene.line("case.disposed_share")),
        tables=(table("dispositions", columns, rows),) if rows else (),
    )


def _statuses(scene: Scene) -> Chart | None:
    # Statuses as they stand now; a CAPA that began after the period is not among them.
    rows = scene.reading.rows(kind("capa"), ("status", "opened_on"))
    counted = Counter(row["status"] for row in rows if row["opened_on"] < scene.period.end)
    shown = [one for one in CapaStatus if counted[one]]
    if not shown:
        return None
    waiting = sum(counted[one] for one in WAITING)
    return chart(
        "capa_statuses", ChartShape.BARS, [w for one in shown if (w := label("capa.status", one))],
        [("capa", [str(counted[one]) for one in shown])], both("compile.message.capa_statuses", n=waiting),
    )  # fmt: skip


def _departments(scene: Scene) -> Table:
    balance = {one.group: one for one in scene.split("capa.balance", by("department"))}
    overdue = {one.group: one.n for one in scene.split("capa.overdue", by("department"))}
    rows = [
        (
            scene.department(one.code), balance[one.code].opened, balance[one.code].closed,
            balance[one.code].open_at_end, overdue.get(one.code, 0),
        )
        for one in scene.facts.directory.in_order()
        if one.code in balance
    ]  # fmt: skip
    columns = [
        column("department", weight=34), column("opened", Align.NUMBER), column("closed", Align.NUMBER),
        column("open_at_end", Align.NUMBER), column("overdue", Align.NUMBER),
    ]  # fmt: skip
    return table("capa_departments", columns, rows, both("compile.note.tree_order"))
