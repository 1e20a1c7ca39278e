"""The life of a CAPA as a table (architecture 14; ISO 9001 10.2)."""

from __future__ import annotations

from qms.base.apart import Apart
from qms.base.lifecycle import Lifecycle
from qms.records.capa.model import CapaStatus

S = CapaStatus
_WORKING = frozenset({S.APPROVED, S.IN_PROGRESS})
LIFECYCLE = Lifecycle(
    kind="capa",
    start=S.OPEN,
    steps={
        S.OPEN: {"contain": S.CONTAINED, "analyse": S.ANALYSED, "void": S.VOID},
        S.CONTAINED: {"analyse": S.ANALYSED, "void": S.VOID},
        S.ANALYSED: {"plan": S.PLANNED, "analyse": S.ANALYSED, "void": S.VOID},
        S.PLANNED: {"approve": S.APPROVED, "plan": S.PLANNED, "send_back": S.ANALYSED, "void": S.VOID},
        S.APPROVED: {"start": S.IN_PROGRESS, "implement": S.IMPLEMENTED, "void": S.VOID},
        S.IN_PROGRESS: {"implement": S.IMPLEMENTED, "void": S.VOID},
        S.IMPLEMENTED: {"evaluate": S.EVALUATING},
        S.EVALUATING: {"close": S.CLOSED, "evaluate": S.EVALUATING, "reopen": S.OPEN},
        S.CLOSED: {"reopen": S.OPEN},
        S.VOID: {},
    },
    beside={
        "finish": _WORKING,
        "cancel": _WORKING,
        "extend": _WORKING | {S.PLANNED},
        "assign": frozenset(S) - {S.CLOSED, S.VOID},
        "hand_on": _WORKING | {S.PLANNED},
        "name_checker": _WORKING | {S.PLANNED, S.IMPLEMENTED, S.EVALUATING},
    },
)
_JUDGES = ("quality_representative", "top_management")
APART = {
    "approve": Apart(fields=("owner", "planned_by"), last=("plan",)),
    "finish": Apart(fields=("checker",)),
    "implement": Apart(fields=("checker",)),
    "extend": Apart(fields=("owner",)),
    "evaluate": Apart(
        fields=("owner", "planned_by", "actions.owner"), last=("plan",), acts=("finish", "implement"),
        only=("checker",), besides=_JUDGES,
    ),
    "close": Apart(fields=("owner",)),
    "void": Apart(fields=("owner",)),
}  # fmt: skip
"""Who plans or carries out neither approves nor judges it; who is to judge carries nothing out, so that there is
always somebody who may; who owns it grants themselves nothing."""
