"""Quality records and management review, with a ledger that proves them.

>>> import qms
>>> with qms.open("records.db", actor="kim.minji") as registry:  # doctest: +SKIP
...     registry.cases.acknowledge("CS-2026-0001", via=qms.Medium.SMS, told="...")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qms import packet
    from qms.base.files import File
    from qms.base.period import Period
    from qms.base.record import ApprovalKind
    from qms.errors import QmsError
    from qms.organisation.terms import Capacity, CaseType, Channel, DepartmentKind, Medium, PetitionKind, Role
    from qms.records.capa import ActionItem, CapaSeverity, CapaType, Method, Verdict
    from qms.records.case import CaseSeverity, Disposition, Ground, Outcome, Purpose
    from qms.records.review import Approval, Conclusion, DecisionKind
    from qms.registry import Registry, create, migrate
    from qms.registry import open_ as open
    from qms.registry.pending import Groupware

_FROM = {
    "File": "qms.base.files",
    "Period": "qms.base.period",
    "ApprovalKind": "qms.base.record",
    "QmsError": "qms.errors",
    "Capacity": "qms.organisation.terms",
    "CaseType": "qms.organisation.terms",
    "Channel": "qms.organisation.terms",
    "DepartmentKind": "qms.organisation.terms",
    "Medium": "qms.organisation.terms",
    "PetitionKind": "qms.organisation.terms",
    "Role": "qms.organisation.terms",
    "ActionItem": "qms.records.capa",
    "CapaSeverity": "qms.records.capa",
    "CapaType": "qms.records.capa",
    "Method": "qms.records.capa",
    "Verdict": "qms.records.capa",
    "CaseSeverity": "qms.records.case",
    "Disposition": "qms.records.case",
    "Ground": "qms.records.case",
    "Outcome": "qms.records.case",
    "Purpose": "qms.records.case",
    "Approval": "qms.records.review",
    "Conclusion": "qms.records.review",
    "DecisionKind": "qms.records.review",
    "Groupware": "qms.registry.pending",
    "Registry": "qms.registry",
    "create": "qms.registry",
    "migrate": "qms.registry",
}

__all__ = [
    "ActionItem", "Approval", "ApprovalKind", "CapaSeverity", "CapaType", "Capacity", "CaseSeverity", "CaseType",
    "Channel", "Conclusion", "DecisionKind", "DepartmentKind", "Disposition", "File", "Ground", "Groupware",
    "Medium", "Method", "Outcome", "Period", "PetitionKind", "Purpose", "QmsError", "Registry", "Role", "Verdict",
    "create", "migrate", "open", "packet",
]  # fmt: skip


if not TYPE_CHECKING:  # a checker knows the names above, and no others

    def __getattr__(name: str) -> object:
        """Load what is asked for when it is asked for: importing the library stays light."""
        if name == "open":
            return importlib.import_module("qms.registry").open_
        if name == "packet":
            return importlib.import_module("qms.packet")
        if name not in _FROM:
            raise AttributeError(name)
        return getattr(importlib.import_module(_FROM[name]), name)


def __dir__() -> list[str]:
    return __all__
