"""The library in a database that guards itself: who acts is who is logged in."""

from __future__ import annotations

from sqlalchemy.engine import make_url

import qms
from tests.bench.serve import serve
from tests.bench.workers.ours import Ours
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF


class Guarded(Ours):
    """One process with a connection for each who acts."""

    def open(self, store: str, place: str, journal: str, synchronous: str) -> None:
        """Open the store over the login of each."""
        super().open(store, _of(place, QUALITY), journal, synchronous)
        self.staff, self.head = (
            qms.open(_of(place, person), actor=person, clock=self.clock) for person in (SUPPORT_STAFF, SUPPORT_HEAD)
        )

    def close(self) -> None:
        """Let go of the store."""
        for one in (self.staff, self.head):
            one.close()
        super().close()


def _of(place: str, person: str) -> str:
    return make_url(place).set(username=person).render_as_string(hide_password=False)


if __name__ == "__main__":
    serve(Guarded())
