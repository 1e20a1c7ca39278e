"""Copies that left the store, as the log of accesses knows them: what an erasure does not reach, with its date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qms.base.access import AccessOutcome

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from qms.base.access import Access
    from qms.registry.registry import Registry

WITHOUT: Final = " --without-personal"
"""How what is done ends where no value leaves with it."""
_LEAVES: Final = ("backup", "export", "packet", "subject report", "attachment get", "handover", "notice draft")
"""How what is done begins where values leave in a file or on paper, not on a screen alone."""


class Left(NamedTuple):
    """A copy that left.

    Attributes:
        at: when.
        by: code of who took it out.
        act: what was done, as a command is typed.
        what: the name of a backup's file; None: of everything else. The reason stays in the log, for who looks through
            it: a report and a certificate are kept for good, and a reason may name whoever was erased.

    """

    at: datetime
    by: str
    act: str
    what: str | None

    def told(self) -> dict[str, Any]:
        """As the report of an erasure keeps it."""
        return {**self._asdict(), "at": self.at.isoformat()}


def left(registry: Registry, codes: Collection[str]) -> tuple[Left, ...]:
    """Backups of the whole store, and what left of these records, oldest first."""
    from qms.store.accesses import rows

    wanted = set(codes)
    with registry.reading() as reading:
        return tuple(
            Left(one.at, one.person, one.act, _file(one))
            for one in rows(reading.connection)
            if one.outcome is AccessOutcome.GIVEN and _leaves(one.act)
            if not one.subjects or wanted & set(one.subjects)
        )


def _file(one: Access) -> str | None:
    named = re.search(r"\(([^()]+)\)$", one.reason or "") if one.act.startswith("backup") else None
    return named[1] if named else None


def _leaves(act: str) -> bool:
    return act.startswith(_LEAVES) and not act.endswith(WITHOUT)
