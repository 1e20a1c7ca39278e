"""Records that are like another, with how alike they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qms_cli.show.records import listed as listed_records

if TYPE_CHECKING:
    from qms.base.kind import Kind
    from qms_cli.desk import Desk
    from qms_cli.show.result import Rows


def listed(desk: Desk, kind: Kind[Any], like: str) -> Rows:
    """The records of a kind that are most like a record or a text; their particulars are masked at every level."""
    from qms.registry.seeking import similar

    found = similar(desk.registry, kind, like)
    rows = listed_records(desk, kind, [one.record for one in found])
    shares = [{"similarity": f"{one.share:.2f}"} for one in found]
    return replace(
        rows,
        schema="qms.similar/1",
        columns=(*desk.columns("similarity"), *rows.columns),
        rows=tuple({**share, **row} for share, row in zip(shares, rows.rows, strict=True)),
        documents=tuple({**share, **one} for share, one in zip(shares, rows.documents or (), strict=True)),
    )
