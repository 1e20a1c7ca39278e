"""The life of a case as a table (architecture 14; ISO 10002 clause 7)."""

from __future__ import annotations

from qms.base.lifecycle import Lifecycle
from qms.records.case.model import CaseStatus

S = CaseStatus
_AWAY = {"transfer": S.TRANSFERRED, "withdraw": S.WITHDRAWN, "close": S.CLOSED}
LIFECYCLE = Lifecycle(
    kind="case",
    start=S.RECEIVED,
    steps={
        S.RECEIVED: {"assign": S.ASSIGNED, **_AWAY},
        S.ASSIGNED: {
            "acknowledge": S.ACKNOWLEDGED, "assign": S.ASSIGNED, "ask_supplement": S.AWAITING_SUPPLEMENT, **_AWAY,
        },
        S.ACKNOWLEDGED: {
            "investigate": S.INVESTIGATING, "answer": S.ANSWERED, "assign": S.ASSIGNED,
            "ask_supplement": S.AWAITING_SUPPLEMENT, **_AWAY,
        },
        S.INVESTIGATING: {
            "answer": S.ANSWERED, "investigate": S.INVESTIGATING, "ask_supplement": S.AWAITING_SUPPLEMENT,
            "assign": S.INVESTIGATING, **_AWAY,
        },
        S.AWAITING_SUPPLEMENT: {
            "receive_supplement": S.INVESTIGATING, "assign": S.AWAITING_SUPPLEMENT, "withdraw": S.WITHDRAWN,
            "close": S.CLOSED,
        },
        S.ANSWERED: {"notify": S.NOTIFIED, "answer": S.ANSWERED, "assign": S.ANSWERED, "close": S.CLOSED},
        S.NOTIFIED: {"close": S.CLOSED, "assign": S.NOTIFIED},
        S.TRANSFERRED: {"notify": S.NOTIFIED, "close": S.CLOSED, "assign": S.TRANSFERRED},
        S.WITHDRAWN: {"close": S.CLOSED, "assign": S.WITHDRAWN},
        S.CLOSED: {"reopen": S.ASSIGNED},
    },
    beside={
        "contact": frozenset(S) - {S.CLOSED},
        "assess": frozenset(S) - {S.CLOSED, S.WITHDRAWN},
        "report": frozenset(S) - {S.CLOSED, S.WITHDRAWN},
        "set_policy": frozenset(S) - {S.CLOSED, S.WITHDRAWN},
        "extend": frozenset(S) - {S.CLOSED, S.WITHDRAWN, S.TRANSFERRED, S.NOTIFIED, S.AWAITING_SUPPLEMENT},
        "dispose": frozenset(S),
        "name_about": frozenset(S),
    },
)  # fmt: skip
