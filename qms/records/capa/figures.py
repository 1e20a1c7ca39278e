"""What CAPA contribute to a review; how each is counted stands in the room's words."""

from __future__ import annotations

from qms.figures.condition import Unit, any_of, elapsed, field
from qms.figures.definition import Direction, Figure, Measure
from qms.records.capa.model import CapaStatus, Verdict

_VALID = field("status").ne(CapaStatus.VOID)
# Overdue from the day after its date until it is implemented, however many periods that takes.
_LATE = any_of(field("implemented_on").unknown(), field("implemented_on").gt(field("implement_due_on")))

OPENED = Figure(id="capa.opened", kind="capa", measure=Measure.COUNT, when="opened_on", where=(_VALID,))
BALANCE = Figure(
    id="capa.balance", kind="capa", measure=Measure.BALANCE, when="opened_on", until="closed_on", where=(_VALID,),
    direction=Direction.LOWER,
)  # fmt: skip
ON_TIME_SHARE = Figure(
    id="capa.on_time_share", kind="capa", measure=Measure.SHARE, when="implemented_on", where=(_VALID,),
    among=(field("implement_due_on").known(),), hit=(field("implemented_on").le(field("implement_due_on")),),
    direction=Direction.HIGHER,
)  # fmt: skip
OVERDUE = Figure(
    id="capa.overdue", kind="capa", measure=Measure.BALANCE, when="implement_due_on", until="implemented_on",
    where=(_VALID, _LATE), direction=Direction.LOWER,
)  # fmt: skip
EFFECTIVE_SHARE = Figure(
    id="capa.effective_share", kind="capa", part="evaluations", code="record", measure=Measure.SHARE, when="judged_on",
    among=(field("verdict").among(Verdict.EFFECTIVE, Verdict.NOT_EFFECTIVE),),
    hit=(field("verdict").eq(Verdict.EFFECTIVE),), direction=Direction.HIGHER,
)  # fmt: skip
CONTAIN_DAYS = Figure(
    id="capa.contain_days", kind="capa", measure=Measure.MEAN, when="opened_on", where=(_VALID,),
    among=(field("contained_on").known(), field("containment").known()),
    measurable=(field("contained_on").ge(field("opened_on")),),
    value=elapsed("opened_on", "contained_on", Unit.DAYS), direction=Direction.LOWER,
)  # fmt: skip
CLOSE_DAYS = Figure(
    id="capa.close_days", kind="capa", measure=Measure.MEAN, when="closed_on", where=(_VALID,),
    measurable=(field("closed_on").ge(field("opened_on")),),
    value=elapsed("opened_on", "closed_on", Unit.DAYS), direction=Direction.LOWER,
)  # fmt: skip
NOT_EFFECTIVE = Figure(
    id="capa.not_effective", kind="capa", part="evaluations", code="record", measure=Measure.COUNT, when="judged_on",
    where=(field("verdict").eq(Verdict.NOT_EFFECTIVE),), direction=Direction.LOWER,
)  # fmt: skip

FIGURES = (OPENED, BALANCE, ON_TIME_SHARE, OVERDUE, EFFECTIVE_SHARE, CONTAIN_DAYS, CLOSE_DAYS, NOT_EFFECTIVE)
