"""Reviews with what the rules cannot do alone: gathering from the store, and freezing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from qms.records.review import Reviews

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from qms.base.act import Desk
    from qms.organisation.facts import Facts
    from qms.store.reading import Reading


class Source(Protocol):
    """What gathering needs of the registry."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Ask the store."""
        ...

    def facts(self) -> Facts:
        """The facts of now."""
        ...


class CompiledReviews(Reviews):
    """Reviews."""

    def __init__(self, desk: Desk[Facts], source: Source) -> None:
        """Put the acts at a desk that can also be read from."""
        super().__init__(desk)
        self.source = source
