"""The annexes: complete registers of cases and CAPA, without a name of a customer and without narrative (L1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qms.compile.gathered import column, table
from qms.compile.snapshot import Align, Words
from qms.compile.wording import both, label, same
from qms.kinds import kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from qms.compile.scene import Scene
    from qms.compile.snapshot import Cell, Table

CASE_COLUMNS = (
    "code", "received_at", "type", "channel", "topic", "department", "status", "due_at", "notified_at", "closed_at",
    "severity", "outcome", "origin",
)  # fmt: skip
CAPA_COLUMNS = (
    "code", "opened_on", "type", "title", "department", "owner", "status", "implement_due_on", "implemented_on",
    "effect_check_on", "verdict", "closed_on",
)  # fmt: skip


def cases(scene: Scene) -> Table:
    """Every case that was open at any time of the period."""
    rows = [_case(scene, row) for row in case_rows(scene)]
    columns = [
        column("code", Align.CODE, 14), column("received_on", Align.CODE, 11), column("type", weight=10),
        column("channel", weight=10), column("topic", weight=20), column("department", weight=18),
        column("due_on", Align.CODE, 11), column("told_on", Align.CODE, 11), column("status", Align.CHIP, 10),
        column("in_time", Align.CHIP, 9),
    ]  # fmt: skip
    return table("case_register", columns, rows, both("compile.note.register"))


def case_rows(scene: Scene) -> Iterator[Mapping[str, Any]]:
    """The cases of the register."""
    begin, end = scene.period.instants(scene.facts.zone)
    for row in scene.reading.rows(kind("case"), CASE_COLUMNS):
        received, closed = row["received_at"], row["closed_at"]
        if received < end and (closed is None or closed >= begin or received >= begin):
            yield row


def _case(scene: Scene, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    told = row["notified_at"] or row["closed_at"]
    withheld = row["type"] in scene.withheld
    return (
        row["code"], _local(scene, row["received_at"]), both(f"organisation.case_type.{row['type'].value}"),
        None if withheld else both(f"organisation.channel.{row['channel'].value}"),
        None if withheld else _topic(row["topic"]),
        both("compile.withheld") if withheld else scene.unit(row["department"]),
        _local(scene, row["due_at"]), _local(scene, told), label("case.status", row["status"]),
        _in_time(scene, row["received_at"], row["due_at"], told),
    )  # fmt: skip


def _topic(topic: str | None) -> Words | None:
    return same(topic) if topic else None


def _in_time(scene: Scene, received: datetime, due: datetime | None, told: datetime | None) -> Words | None:
    if due is None:
        return None
    if told is None:
        # By days, as the figures of what fell due: what is due today is not late yet.
        late = due.astimezone(scene.facts.zone).date() < scene.today
        return both("compile.in_time.overdue") if late else both("compile.in_time.running")
    if told < received:
        return both("compile.in_time.unmeasurable")
    return both("compile.in_time.yes") if told <= due else both("compile.in_time.no")


def capas(scene: Scene) -> Table:
    """Every CAPA that was open at any time of the period."""
    rows = [_capa(scene, row) for row in capa_rows(scene)]
    columns = [
        column("code", Align.CODE, 14), column("opened_on", Align.CODE, 11), column("type", weight=9),
        column("title", weight=32), column("department", weight=18), column("owner_role", weight=13),
        column("implement_due_on", Align.CODE, 11), column("status", Align.CHIP, 11), column("verdict", Align.CHIP, 11),
    ]  # fmt: skip
    return table("capa_register", columns, rows, both("compile.note.capa_register"))


def capa_rows(scene: Scene) -> Iterator[Mapping[str, Any]]:
    """The CAPA of the register; a void one ended on the day it was made void."""
    period = scene.period
    for row in scene.reading.rows(kind("capa"), CAPA_COLUMNS):
        opened, closed = row["opened_on"], row["closed_on"]
        if opened < period.end and (closed is None or closed >= period.begin or opened >= period.begin):
            yield row


def _capa(scene: Scene, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        row["code"], _iso(row["opened_on"]), label("capa.type", row["type"]), same(row["title"]),
        scene.department(row["department"]), _owner_role(scene, row["owner"], row["department"], row["opened_on"]),
        _iso(row["implement_due_on"]), label("capa.status", row["status"]), label("capa.verdict", row["verdict"]),
    )  # fmt: skip


def _owner_role(scene: Scene, owner: str, department: str | None, on: date) -> Words | None:
    """Registers show staff by role: the role held over this department, else the first one held."""
    held = scene.facts.directory.held(owner, on)
    here = next((role for role, place in held if place == department), None)
    role = here or (held[0][0] if held else None)
    return scene.role(role) if role else None


def _local(scene: Scene, instant: datetime | None) -> str | None:
    return instant.astimezone(scene.facts.zone).date().isoformat() if instant else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
