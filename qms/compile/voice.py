"""Inputs from cases: c1 satisfaction and feedback, c3 performance of the process (ISO 9001 9.3.2 c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.compile.gathered import Gathered, chart, column, largest, month_labels, table
from qms.compile.snapshot import Align, ChartShape, Words
from qms.compile.wording import both, same, sentences
from qms.figures.definition import MONTH, by

if TYPE_CHECKING:
    from qms.compile.scene import Scene
    from qms.compile.snapshot import Chart, Table

MOST_TOPICS = 8


def voice(scene: Scene) -> Gathered:
    """What customers brought: how much, by which way, about what, and whether they were content."""
    received, before = scene.figure("case.received"), scene.line("case.received").before
    key = "compile.message.voice" if before else "compile.message.voice_alone"
    parts = [both(key, n=received.n, before=before)]
    if topic := largest([one for one in scene.split("case.received", by("topic")) if one.group]):
        parts.append(both("compile.message.voice_topic", topic=topic.group, n=topic.n))
    return Gathered(
        count=received.n,
        message=sentences(parts),
        figures=tuple(
            scene.line(f"case.{name}")
            for name in ("received", "complaints", "major", "satisfied_share", "disposed_share", "audit_reports")
        ),
        charts=tuple(one for one in (_by_month(scene), _by("channel", scene), _by("type", scene)) if one),
        tables=(_topics(scene),),
    )


def process(scene: Scene) -> Gathered:
    """How well the handling worked: in time, acknowledged, told."""
    share, missed = scene.line("case.on_time_share"), scene.figure("case.missed")
    return Gathered(
        count=scene.figure("case.balance").n,
        message=both(
            "compile.message.process" if share.value else "compile.message.process_none",
            share=share.value,
            n=share.n,
            missed=missed.n,
        ),
        figures=tuple(
            scene.line(f"case.{name}")
            for name in (
                "on_time_share", "missed", "balance", "answer_hours", "acknowledged_share", "noticed_share",
                "reported_share",
            )
        ),
        charts=tuple(one for one in (_on_time(scene),) if one),
        tables=(_departments(scene), *_unmeasurable(scene)),
    )  # fmt: skip


def _by_month(scene: Scene) -> Chart | None:
    months = scene.split("case.balance", MONTH)
    if not any(one.opened or one.closed for one in months):
        return None
    top = max(months, key=lambda one: one.opened or 0)
    return chart(
        "case_months", ChartShape.COLUMNS, month_labels(months),
        [("received", [str(one.opened) for one in months]), ("closed", [str(one.closed) for one in months])],
        both("compile.message.case_months", month=top.group, n=top.opened),
    )  # fmt: skip


def _by(name: str, scene: Scene) -> Chart | None:
    found = sorted(scene.split("case.received", by(name)), key=lambda one: -one.n)
    found = [one for one in found if one.n and one.group]
    if not found:
        return None
    labels = [both(f"organisation.{'case_type' if name == 'type' else name}.{one.group}") for one in found]
    return chart(
        f"case_{name}", ChartShape.BARS, labels, [("received", [str(one.n) for one in found])],
        both("compile.message.most", what=labels[0], n=found[0].n),
    )  # fmt: skip


def _on_time(scene: Scene) -> Chart | None:
    months = scene.split("case.on_time_share", MONTH)
    known = [one for one in months if one.exact is not None]
    if not known:
        return None
    worst = min(known, key=lambda one: one.exact or 0)
    target = scene.facts.profile.target("case.on_time_share")
    return chart(
        "on_time", ChartShape.LINE, month_labels(months), [("on_time", [one.shown() for one in months])],
        both("compile.message.on_time", month=worst.group, share=worst.shown()),
        unit="percent", target=target.value if target else None,
    )  # fmt: skip


def _topics(scene: Scene) -> Table:
    now = {one.group: one.n for one in scene.split("case.received", by("topic"))}
    late = {one.group: one.n for one in scene.split("case.missed", by("topic"))}
    ordered = sorted((one for one in now if one), key=lambda one: (-now[one], one))[:MOST_TOPICS]
    rows = [(same(one), now[one], late.get(one, 0)) for one in ordered]
    left = sum(now.values()) - sum(now[one] for one in ordered)
    if left:
        rows.append((both("compile.other_topics"), left, sum(late.values()) - sum(late.get(one, 0) for one in ordered)))
    columns = [column("topic", weight=50), column("received", Align.NUMBER), column("missed", Align.NUMBER)]
    return table("topics", columns, rows)


def _departments(scene: Scene) -> Table:
    received = {one.group: one for one in scene.split("case.received", by("department"))}
    shares = {one.group: one for one in scene.split("case.on_time_share", by("department"))}
    missed = {one.group: one.n for one in scene.split("case.missed", by("department"))}
    balance = {one.group: one for one in scene.split("case.balance", by("department"))}
    in_tree = [one.code for one in scene.facts.directory.in_order()]
    codes = [one for one in [*in_tree, None] if one in received or one in balance]
    rows = [
        (
            scene.department(one) if one else both("compile.unassigned"),
            received[one].n if one in received else 0,
            balance[one].open_at_end if one in balance else 0,
            shares[one].shown() if one in shares else None,
            shares[one].n if one in shares else 0,
            missed.get(one, 0),
        )
        for one in codes
    ]
    columns = [
        column("department", weight=34), column("received", Align.NUMBER), column("open_at_end", Align.NUMBER),
        column("on_time_share", Align.NUMBER), column("measured", Align.NUMBER), column("missed", Align.NUMBER),
    ]  # fmt: skip
    return table("case_departments", columns, rows, both("compile.note.tree_order"))


def _unmeasurable(scene: Scene) -> tuple[Table, ...]:
    codes = scene.figure("case.on_time_share").unmeasurable
    if not codes:
        return ()
    rows: list[tuple[Words | str, ...]] = [(code, both("compile.reason.closed_before_received")) for code in codes]
    return (table("unmeasurable", [column("code", Align.CODE, 20), column("reason", weight=60)], rows),)
