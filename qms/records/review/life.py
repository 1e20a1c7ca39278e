"""The life of a review as a table (architecture 14; ISO 9001 9.3)."""

from __future__ import annotations

from qms.base.apart import Apart
from qms.base.lifecycle import Lifecycle
from qms.records.review.model import ReviewStatus

S = ReviewStatus
_GATHERING = frozenset({S.PLANNED, S.COLLECTING})
_DECIDED = frozenset({S.HELD, S.APPROVED})
LIFECYCLE = Lifecycle(
    kind="review",
    start=S.PLANNED,
    steps={
        S.PLANNED: {"collect": S.COLLECTING, "freeze": S.FROZEN},  # freezing gathers first
        S.COLLECTING: {"collect": S.COLLECTING, "freeze": S.FROZEN},
        S.FROZEN: {"hold": S.HELD},
        S.HELD: {"approve": S.APPROVED},
        S.APPROVED: {"close": S.CLOSED},
        S.CLOSED: {},
    },
    beside={
        "state": _GATHERING,
        "propose": _GATHERING,
        "accept_gap": _GATHERING | {S.FROZEN, S.HELD},
        "decide": frozenset({S.FROZEN, S.HELD}),
        "follow": _DECIDED,
        "hand_on": frozenset(S) - {S.CLOSED},
        "verify": _DECIDED,
        "release": frozenset(S),
    },
)
APART = {
    "approve": Apart(fields=("planned_by",), acts=("plan", "freeze")),
    "follow": Apart(only=("decisions.owner",), besides=("quality_representative",), each="decisions"),
    "verify": Apart(fields=("decisions.owner",), each="decisions"),
}
"""Who makes the review does not approve it; who carries a decision out does not verify it."""
