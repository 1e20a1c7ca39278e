"""What cases contribute to a review; how each is counted stands in the room's words."""

from __future__ import annotations

from qms.figures.condition import Unit, all_of, any_of, elapsed, field
from qms.figures.definition import Direction, Figure, Measure
from qms.organisation.terms import WEIGHED, CaseType, Channel
from qms.records.case.model import CaseSeverity, Disposition, Identity, Outcome

_RECEIVED = "received_at"
_FINISHED = field("closed_at").known()
# Time runs until the customer knows the result; of an imported case only its closing may be known.
_IN_TIME = any_of(
    field("notified_at").le(field("due_at")),
    all_of(field("notified_at").unknown(), field("closed_at").le(field("due_at"))),
)
_LATE = any_of(
    field("notified_at").gt(field("due_at")),
    all_of(field("notified_at").unknown(), field("closed_at").gt(field("due_at"))),
    all_of(field("notified_at").unknown(), field("closed_at").unknown()),
)
_FORWARD = any_of(field("closed_at").unknown(), field("closed_at").ge(field(_RECEIVED)))
_WEIGHED = field("type").among(*WEIGHED)
_UPHELD = field("outcome").among(Outcome.ACCEPTED, Outcome.PARTLY)
_MAJOR = field("severity").eq(CaseSeverity.MAJOR)

RECEIVED = Figure(id="case.received", kind="case", measure=Measure.COUNT, when=_RECEIVED)
COMPLAINTS = Figure(
    id="case.complaints",
    kind="case",
    measure=Measure.COUNT,
    when=_RECEIVED,
    where=(_WEIGHED,),
    direction=Direction.LOWER,
)
BALANCE = Figure(
    id="case.balance",
    kind="case",
    measure=Measure.BALANCE,
    when=_RECEIVED,
    until="closed_at",
    direction=Direction.LOWER,
)
ON_TIME_SHARE = Figure(
    id="case.on_time_share", kind="case", measure=Measure.SHARE, when=_RECEIVED,
    among=(_FINISHED, field("due_at").known()), measurable=(_FORWARD,), hit=(_IN_TIME,),
    direction=Direction.HIGHER, commitment="P-3.1",
)  # fmt: skip
MISSED = Figure(
    id="case.missed", kind="case", measure=Measure.COUNT, when="due_at",
    where=(_LATE,), measurable=(_FORWARD,), direction=Direction.LOWER,
)  # fmt: skip
# Overdue until the customer knows the result; a case closed without a notice leaves it at once.
OVERDUE = Figure(
    id="case.overdue", kind="case", measure=Measure.BALANCE, when="due_at", until="notified_at",
    where=(
        any_of(field("notified_at").unknown(), field("notified_at").gt(field("due_at"))),
        any_of(field("notified_at").known(), field("closed_at").unknown()),
    ),
    direction=Direction.LOWER,
)  # fmt: skip
ANSWER_HOURS = Figure(
    id="case.answer_hours", kind="case", measure=Measure.MEAN, when=_RECEIVED,
    among=(field("answered_at").known(), field("assigned_at").known(), field("reopened_at").unknown()),
    measurable=(field("answered_at").ge(field(_RECEIVED)),),
    value=elapsed(_RECEIVED, "answered_at", Unit.HOURS), direction=Direction.LOWER, commitment="P-2.9",
)  # fmt: skip
ACKNOWLEDGED_SHARE = Figure(
    id="case.acknowledged_share", kind="case", measure=Measure.SHARE, when=_RECEIVED,
    among=(field("assigned_at").known(), field("identity").ne(Identity.ANONYMOUS)),
    hit=(field("acknowledged_at").known(),), direction=Direction.HIGHER,
)  # fmt: skip
# Reopening forgets the acknowledgement, so that one after it would be counted from the first receipt.
ACKNOWLEDGE_HOURS = Figure(
    id="case.acknowledge_hours", kind="case", measure=Measure.MEAN, when=_RECEIVED,
    among=(field("acknowledged_at").known(), field("reopened_at").unknown()),
    measurable=(field("acknowledged_at").ge(field(_RECEIVED)),),
    value=elapsed(_RECEIVED, "acknowledged_at", Unit.HOURS), direction=Direction.LOWER,
)  # fmt: skip
# Passed on, and nothing on record since but that its due date went by.
NOT_FOLLOWED_UP = Figure(
    id="case.not_followed_up", kind="case", measure=Measure.COUNT, when="due_at",
    where=(
        field("assigned_at").known(), field("acknowledged_at").unknown(),
        field("answered_at").unknown(), field("notified_at").unknown(),
        field("closed_at").unknown(), field("outcome").unknown(),
    ),
    direction=Direction.LOWER,
)  # fmt: skip
NOTICED_SHARE = Figure(
    id="case.noticed_share", kind="case", measure=Measure.SHARE, when="closed_at",
    among=(_UPHELD,), hit=(field("notified_at").known(),), direction=Direction.HIGHER, commitment="P-4.1",
)  # fmt: skip
REPORTED_SHARE = Figure(
    id="case.reported_share", kind="case", measure=Measure.SHARE, when=_RECEIVED,
    among=(_MAJOR,), hit=(field("reported_at").known(),), direction=Direction.HIGHER,
)  # fmt: skip
REPORT_HOURS = Figure(
    id="case.report_hours", kind="case", measure=Measure.MEAN, when=_RECEIVED,
    among=(_MAJOR, field("reported_at").known()), measurable=(field("reported_at").ge(field(_RECEIVED)),),
    value=elapsed(_RECEIVED, "reported_at", Unit.HOURS), direction=Direction.LOWER,
)  # fmt: skip
POLICY_SHARE = Figure(
    id="case.policy_share", kind="case", measure=Measure.SHARE, when=_RECEIVED,
    among=(_MAJOR,), hit=(field("policy_by").known(),), direction=Direction.HIGHER,
)  # fmt: skip
MERGED_REPORTS = Figure(
    id="case.merged_reports", kind="case", measure=Measure.COUNT, when=_RECEIVED,
    where=(_MAJOR, field("reported_at").known(), field("report_merged").yes()),
)  # fmt: skip
DISPOSED_SHARE = Figure(
    id="case.disposed_share", kind="case", measure=Measure.SHARE, when="closed_at",
    among=(any_of(_MAJOR, all_of(_WEIGHED, _UPHELD)),), hit=(field("disposition").known(),), direction=Direction.HIGHER,
)  # fmt: skip
SATISFIED_SHARE = Figure(
    id="case.satisfied_share", kind="case", measure=Measure.SHARE, when="closed_at",
    among=(field("satisfied").known(),), hit=(field("satisfied").yes(),), direction=Direction.HIGHER,
)  # fmt: skip
NO_VISIT_SHARE = Figure(
    id="case.no_visit_share", kind="case", measure=Measure.SHARE, when=_RECEIVED,
    hit=(field("channel").ne(Channel.VISIT),), commitment="P-2.10",
)  # fmt: skip
MAJOR = Figure(
    id="case.major", kind="case", measure=Measure.COUNT, when=_RECEIVED, where=(_MAJOR,), direction=Direction.LOWER
)
AUDIT_REPORTS = Figure(
    id="case.audit_reports", kind="case", measure=Measure.COUNT, when=_RECEIVED,
    where=(field("type").among(CaseType.UNFAIR_HANDLING, CaseType.INTEGRITY),), direction=Direction.LOWER,
)  # fmt: skip
IMPROVED = Figure(
    id="case.improved", kind="case", measure=Measure.COUNT, when=_RECEIVED,
    where=(field("disposition").among(Disposition.CAPA, Disposition.ACTION, Disposition.SHARE),),
)  # fmt: skip

FIGURES = (
    RECEIVED, COMPLAINTS, BALANCE, ON_TIME_SHARE, MISSED, OVERDUE, ANSWER_HOURS, ACKNOWLEDGED_SHARE,
    ACKNOWLEDGE_HOURS, NOT_FOLLOWED_UP, NOTICED_SHARE, REPORTED_SHARE, REPORT_HOURS, POLICY_SHARE, MERGED_REPORTS,
    DISPOSED_SHARE, SATISFIED_SHARE, NO_VISIT_SHARE, MAJOR, AUDIT_REPORTS, IMPROVED,
)  # fmt: skip
