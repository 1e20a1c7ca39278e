"""What controlled documents contribute to a review; how each is counted stands in the room's words."""

from __future__ import annotations

from qms.figures.condition import field
from qms.figures.definition import Direction, Figure, Measure
from qms.records.document.model import DocumentStatus

REVIEW_DUE = Figure(
    id="document.review_due", kind="document", measure=Measure.COUNT, when="review_by",
    where=(field("status").eq(DocumentStatus.IN_FORCE),), direction=Direction.LOWER,
)  # fmt: skip

FIGURES = (REVIEW_DUE,)
