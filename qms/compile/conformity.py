"""The annex of every row of the profile: what shows it, how far it is carried, and what is still to come."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qms.compile.carrying import Carriage, called, carried, coming, known
from qms.compile.gathered import column, table
from qms.compile.snapshot import Align, Words
from qms.compile.wording import both, listed, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.compile.carrying import Carried, Coming
    from qms.compile.scene import Scene
    from qms.compile.snapshot import Cell, Table


def conformity(scene: Scene) -> Iterator[Table]:
    """The annex; none for a profile without rows."""
    found = carried(scene.facts.profile, known(), coming())
    if not found:
        return
    columns = [
        column("id", Align.CODE, 8), column("row", weight=42), column("shown_by", weight=26),
        column("carriage", Align.CHIP, 8), column("coming", weight=26),
    ]  # fmt: skip
    count = Counter(one.state for one in found)
    note = both("compile.note.conformity", n=len(found), **{state.value: count[state] for state in Carriage})
    yield table("conformity", columns, [_row(one) for one in found], note)


def _row(one: Carried) -> tuple[Cell, ...]:
    return (
        one.row.id, words(one.row.text), shown(one), both(f"compile.carriage.{one.state.value}"),
        awaited(one),
    )  # fmt: skip


def shown(one: Carried) -> Words | None:
    """What is there that shows a row, in words that people know; None: nothing."""
    return listed([called(ref) for ref in one.there])


def awaited(one: Carried) -> Words | None:
    """What is to come, issue by issue; None: nothing is missing."""
    by_issue: dict[int | None, list[Coming]] = {}
    for each in one.missing:
        by_issue.setdefault(each.issue, []).append(each)
    return listed([_issued(together) for together in by_issue.values()])


def _issued(together: list[Coming]) -> Words:
    one, what = together[0], listed([each.what for each in together])
    key = "unissued" if one.issue is None else "issue"
    return both(f"compile.carriage.{key}", what=what, number=str(one.issue), name=one.name)
