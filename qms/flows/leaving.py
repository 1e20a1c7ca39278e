"""People with what their rules cannot do alone: who leaves ends what they hold, in the same commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.organisation.rooms import Assignments, People

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date
    from typing import Protocol

    from qms.base.act import Desk
    from qms.organisation.facts import Facts
    from qms.organisation.model import Person

    class Batching(Protocol):
        """Makes acts in one commit."""

        def batch(self) -> AbstractContextManager[object]:
            """All acts inside, or none."""
            ...


class LeavingPeople(People):
    """People whose assignments end when they leave."""

    def __init__(self, desk: Desk[Facts], batching: Batching) -> None:
        """Put the acts at a desk that makes several in one commit."""
        super().__init__(desk)
        self.batching = batching

    def leave(self, which: str | Person, *, until: date) -> Person:  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride] - the act, with what it brings about
        """A person leaves; ``until`` is the first day after. Each assignment that would last longer ends that day too.

        One that would begin later ends on its first day and is never held. What others hold in the person's stead
        stays: a deputy is needed most then. Raises what `assignment.end` does, too; all of it is done, or nothing.
        """
        with self.batching.batch():
            left = super().leave(which, until=until)
            assignments = Assignments(self.desk)
            for one in assignments.find(person=left.code):
                if one.until is None or one.until > until:
                    assignments.end(one.code, until=max(until, one.since))
        return left
