"""Inputs from cases: c1 satisfaction and feedback, c3 performance of the process (ISO 9001 9.3.2 c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.compile.gathered import Gathered, chart, column, historical, largest, month_labels, table
from qms.compile.snapshot import Align, ChartShape, Words
from qms.compile.wording import both, same, sentences
from qms.figures.condition import field
from qms.figures.definition import MONTH, by
from qms.organisation.terms import CaseType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.compile.scene import Scene
    from qms.compile.snapshot import Chart, Table
    from qms.figures.reading import Reading

MOST_TOPICS = 8
FEWEST = 5
"""Of fewer cases a share is chance: the count stands alone."""


def voice(scene: Scene) -> Gathered:
    """What customers brought: how much, by which way, about what, and whether they were content."""
    received, before = scene.figure("case.received"), scene.line("case.received").before
    key = "compile.message.voice" if before else "compile.message.voice_alone"
    parts = [both(key, n=received.n, before=int(before or 0))]
    if topic := largest([one for one in _topics_of(scene, "case.received") if one.group]):
        parts.append(both("compile.message.voice_topic", topic=topic.group, n=topic.n))
    if brought := received.imported + received.historical:
        parts.append(both("compile.message.brought", n=brought))
    return Gathered(
        count=received.n,
        message=sentences(parts),
        figures=tuple(
            scene.line(f"case.{name}")
            for name in ("received", "complaints", "major", "satisfied_share", "disposed_share", *_reports(scene))
        ),
        charts=tuple(one for one in (_by_month(scene), _by("channel", scene), _by("type", scene)) if one),
        tables=tuple(one for one in (_topics(scene),) if one.rows),
    )


def _reports(scene: Scene) -> tuple[str, ...]:
    """Reports for one office alone, where the organisation has such an office."""
    return ("audit_reports",) if scene.withheld else ()


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
                "on_time_share", "missed", "overdue", "not_followed_up", "balance", "answer_hours",
                "acknowledged_share", "acknowledge_hours", "noticed_share", "reported_share", "report_hours",
                "policy_share", "merged_reports",
            )
        ),
        charts=tuple(one for one in (_on_time(scene),) if one),
        tables=tuple(one for one in (_departments(scene), _unmeasurable(scene)) if one.rows),
    )  # fmt: skip


def _by_month(scene: Scene) -> Chart | None:
    months = scene.split("case.balance", MONTH)
    if not any(one.opened for one in months):
        return None
    top = max(months, key=lambda one: one.opened or 0)
    return chart(
        "case_months", ChartShape.COLUMNS, month_labels(months),
        [("received", [str(one.opened) for one in months]), ("closed", [str(one.closed) for one in months])],
        sentences([
            both("compile.message.case_months", month=month_labels([top])[0], n=top.opened),
            *historical(scene.figure("case.balance").historical),
        ]),
    )  # fmt: skip


def _by(name: str, scene: Scene) -> Chart | None:
    found = sorted(scene.split("case.received", by(name)), key=lambda one: -one.n)
    found = [one for one in found if one.n and one.group]
    if not found:
        return None
    labels = [both(f"organisation.{'case_type' if name == 'type' else name}.{one.group}") for one in found]
    return chart(
        f"case_{name}", ChartShape.BARS, labels, [("received", [str(one.n) for one in found])],
        sentences([
            both("compile.message.most", what=labels[0], n=found[0].n),
            *historical(sum(one.historical for one in found)),
        ]),
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
        sentences([
            both(
                "compile.message.on_time" if worst.top != worst.bottom else "compile.message.on_time_always",
                month=month_labels([worst])[0], share=worst.shown(), n=worst.n,
            ),
            *historical(sum(one.historical for one in known)),
        ]),
        unit="percent", target=target.value if target else None,
    )  # fmt: skip


def _topics_of(scene: Scene, id: str) -> Sequence[Reading]:
    # What a type withholds, its topic must not tell.
    spoken = [one for one in CaseType if one not in scene.withheld]
    return scene.split(id, by("topic"), field("type").among(*spoken))


def _topics(scene: Scene) -> Table:
    """Topics by how often they came; the rest, cases without one, and cases withheld by type in rows of their own."""
    received = {one.group: one.n for one in _topics_of(scene, "case.received") if one.n}
    missed = {one.group: one.n for one in _topics_of(scene, "case.missed") if one.n}
    named = sorted({one for one in (*received, *missed) if one}, key=lambda one: (-received.get(one, 0), one))
    shown, rest = named[:MOST_TOPICS], named[MOST_TOPICS:]
    counts = [(same(one), received.get(one, 0), missed.get(one, 0)) for one in shown]
    counts += [
        (
            both("compile.other_topics"),
            sum(received.get(one, 0) for one in rest),
            sum(missed.get(one, 0) for one in rest),
        ),
        (both("compile.no_topic"), received.get(None, 0), missed.get(None, 0)),
        (
            both("compile.withheld_types", office=scene.keepers),
            scene.figure("case.received").n - sum(received.values()),
            scene.figure("case.missed").n - sum(missed.values()),
        ),
    ]
    rows = [one for one in counts if any(one[1:])]
    columns = [column("topic", weight=50), column("received", Align.NUMBER), column("missed", Align.NUMBER)]
    told = historical(scene.figure("case.received").historical)
    return table("topics", columns, rows, sentences(told) if told else None)


def _departments(scene: Scene) -> Table:
    received = {one.group: one for one in scene.split("case.received", by("department"))}
    shares = {one.group: one for one in scene.split("case.on_time_share", by("department"))}
    missed = {one.group: one.n for one in scene.split("case.missed", by("department"))}
    balance = {one.group: one for one in scene.split("case.balance", by("department"))}
    rows = [
        (
            scene.unit(code), received[code].n if code in received else 0,
            balance[code].open_at_end if code in balance else 0,
            shares[code].shown() if code in shares and shares[code].n >= FEWEST else None,
            shares[code].n if code in shares else 0, missed.get(code, 0),
        )
        for code in scene.in_order({code for code, one in balance.items() if one.n} | missed.keys())
        if code in balance or missed[code]
    ]  # fmt: skip
    columns = [
        column("department", weight=34), column("received", Align.NUMBER), column("open_at_end", Align.NUMBER),
        column("on_time_share", Align.NUMBER), column("measured", Align.NUMBER), column("missed", Align.NUMBER),
    ]  # fmt: skip
    told = historical(scene.figure("case.balance").historical)
    note = sentences([both("compile.note.tree_order"), both("compile.note.few", n=FEWEST), *told])
    return table("case_departments", columns, rows, note)


def _unmeasurable(scene: Scene) -> Table:
    codes = scene.figure("case.on_time_share").unmeasurable
    rows: list[tuple[Words | str, ...]] = [(code, both("compile.reason.closed_before_received")) for code in codes]
    return table("unmeasurable", [column("code", Align.CODE, 20), column("reason", weight=60)], rows)
