"""What the functions of a guarded store refuse, as a fault of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from qms import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.exc import DatabaseError

_CODED: Final[Mapping[str, type[errors.QmsError]]] = {
    "QMA01": errors.LoginOfNobody,
    "QMA02": errors.NotThisLogin,
    "QMA03": errors.RefusedByGuard,
    "QMA04": errors.NotWritten,
    "QMA05": errors.ClocksApart,
    "QMA06": errors.NotWritten,
}
"""Code that a function raises → the fault; each has one fact, which stands in the detail."""


def refused(fault: DatabaseError) -> errors.QmsError | None:
    """The fault behind one of the database; None: it is not one of the guard's."""
    found = _CODED.get(getattr(fault.orig, "sqlstate", None) or "")
    said: Any = getattr(fault.orig, "diag", None)
    return found(str(said.message_detail or "")) if found and said else None
