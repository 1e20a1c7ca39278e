"""What all views of one open store share, and what makes one view differ from another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.registry.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from qms.store.store import Store
    from qms.store.writing import Writing


@dataclass(frozen=True)
class Acting:
    """Who acts, and what is said of the act besides.

    Attributes:
        by: code of the person.
        at: when it happened; None: now. What happened earlier may be recorded late.
        on_behalf_of: code of the person for whom the actor stands in.
        reason: why, for the ledger.

    """

    by: str
    at: datetime | None = None
    on_behalf_of: str | None = None
    reason: str | None = None


class Shared:
    """What all views of one open store share: the store, its clock, the organisation as it stands, the open batch."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Open to one store."""
        self.store = store
        self.clock = clock
        self.standing = Standing()
        self.writing: Writing | None = None
