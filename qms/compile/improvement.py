"""Inputs from CAPA and dispositions: c4 nonconformities and corrective action, f opportunities (ISO 9001 9.3.2)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qms.compile.gathered import Gathered, chart, column, historical, table
from qms.compile.registers import capa_rows
from qms.compile.snapshot import Align, ChartShape
from qms.compile.wording import both, label, sentences
from qms.figures.definition import by
from qms.records.capa import CapaStatus

if TYPE_CHECKING:
    from qms.compile.scene import Scene
    from qms.compile.snapshot import Chart, Table

WAITING = (CapaStatus.PLANNED, CapaStatus.IMPLEMENTED, CapaStatus.EVALUATING)


def corrective(scene: Scene) -> Gathered:
    """CAPA of the period: opened, closed, overdue, and whether they worked."""
    balance, overdue = scene.figure("capa.balance"), scene.figure("capa.overdue")
    share = scene.figure("capa.effective_share").shown()
    return Gathered(
        count=balance.n,
        message=both(
            "compile.message.corrective", opened=balance.opened, closed=balance.closed, open=balance.open_at_end,
            overdue=overdue.open_at_end, effective=f"{share}%" if share else both("compile.no_data"),
        ),
        figures=tuple(
            scene.line(f"capa.{name}")
            for name in (
                "opened", "balance", "overdue", "on_time_share", "effective_share", "contain_days", "close_days",
                "not_effective",
            )
        ),
        charts=tuple(one for one in (_statuses(scene),) if one),
        tables=(_departments(scene),) if balance.n else (),
    )  # fmt: skip


def opportunities(scene: Scene) -> Gathered:
    """What came of the customers' voice for the improvement of the service (manual C-3)."""
    found = [one for one in scene.split("case.improved", by("disposition")) if one.n and one.group]
    total = sum(one.n for one in found)
    rows = [(both(f"case.disposition.{one.group}"), one.n) for one in found]
    columns = [column("disposition", weight=60), column("cases", Align.NUMBER)]
    told = historical(sum(one.historical for one in found))
    return Gathered(
        count=total,
        message=both("compile.message.opportunities", n=total),
        figures=(scene.line("case.improved"), scene.line("case.disposed_share")),
        tables=(table("dispositions", columns, rows, sentences(told) if told else None),) if rows else (),
    )


def _statuses(scene: Scene) -> Chart | None:
    # As they stand now, over the CAPA of the register: those open at any time of the period.
    counted = Counter(row["status"] for row in capa_rows(scene))
    shown = [one for one in CapaStatus if counted[one]]
    if not shown:
        return None
    waiting = sum(counted[one] for one in WAITING)
    return chart(
        "capa_statuses", ChartShape.BARS, [w for one in shown if (w := label("capa.status", one))],
        [("capa", [str(counted[one]) for one in shown])],
        sentences([
            both("compile.message.capa_statuses", n=waiting), *historical(scene.figure("capa.balance").historical),
        ]),
    )  # fmt: skip


def _departments(scene: Scene) -> Table:
    balance = {one.group: one for one in scene.split("capa.balance", by("department"))}
    overdue = {one.group: one.open_at_end for one in scene.split("capa.overdue", by("department"))}
    rows = [
        (
            scene.unit(code), balance[code].opened, balance[code].closed, balance[code].open_at_end,
            overdue.get(code, 0),
        )
        for code in scene.in_order(balance)
        if balance[code].n
    ]  # fmt: skip
    columns = [
        column("department", weight=34), column("opened", Align.NUMBER), column("closed", Align.NUMBER),
        column("open_at_end", Align.NUMBER), column("overdue", Align.NUMBER),
    ]  # fmt: skip
    told = historical(scene.figure("capa.balance").historical)
    return table("capa_departments", columns, rows, sentences([both("compile.note.tree_order"), *told]))
