"""What all views of one open store share, and what makes one view differ from another."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from qms.base.door import admit_text
from qms.base.record import Code, Instant, OptionalTitle, Value, in_range
from qms.errors import ClockImpossible, InvalidRecord, NotDeputy, NotYet
from qms.registry.faults import faults_in
from qms.registry.session import Session
from qms.registry.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from zoneinfo import ZoneInfo

    from qms.organisation.directory import Directory
    from qms.store.reading import Reading
    from qms.store.store import Store
    from qms.store.writing import Writing


class Acting(Value):
    """Who acts, and what is said of the act besides.

    Attributes:
        by: code of the person.
        at: when it happened; None: now. What happened earlier may be recorded late.
        on_behalf_of: code of the person for whom the actor stands in.
        reason: why, for the ledger.

    """

    by: str
    at: Instant | None = None
    on_behalf_of: Code | None = None
    reason: OptionalTitle = None

    @classmethod
    def of(cls, **said: object) -> Self:
        """As given; raise `InvalidRecord` for a time without its zone, or `ResidentNumber` or it for a bad reason."""
        try:
            acting = cls.model_validate(said)
        except ValidationError as fault:
            raise InvalidRecord(kind="registry.act", faults=faults_in(fault, "by")) from None
        admit_text(acting.reason, "registry.act", "registry.reason")
        return acting

    def moment(self, now: datetime, zone: ZoneInfo, directory: Directory) -> datetime:
        """When the act happened.

        Raises:
            NotYet: at a time that has not come.
            NotDeputy: it is said to be done for somebody whose deputy the actor was not on that day.

        """
        at = (self.at or now).astimezone(UTC)
        if at > now:
            raise NotYet(at=_local(at, zone), now=_local(now, zone))
        principal = self.on_behalf_of
        if principal is not None and not directory.deputises(self.by, principal, at.astimezone(zone).date()):
            raise NotDeputy(actor=self.by, principal=principal)
        return at


def now_by(clock: Callable[[], datetime]) -> datetime:
    """What a clock says, in UTC; raise `ClockImpossible` for a time that cannot be kept."""
    now = clock()
    if not in_range(now):
        raise ClockImpossible(now=f"{now:%Y-%m-%d}")
    return now.astimezone(UTC)


def _local(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M:%S}"


class Shared:
    """What all views of one open store share: the store, its clock, the organisation as it stands, the open batch."""

    def __init__(self, store: Store, clock: Callable[[], datetime], present: Shared | None = None) -> None:
        """Open to one store; ``present`` is the same one as it is now, where this is a view of the past."""
        self.store = store
        self.clock = clock
        self.present = present
        self.standing = Standing()
        self.session = Session()
        self.writing: Writing | None = None
        self._after: list[Callable[[], None]] = []

    def when_written(self, work: Callable[[], None]) -> None:
        """Do something now, or once the batch that is under way has ended, however it ends."""
        if self.writing is None:
            work()
        else:
            self._after.append(work)

    def written(self) -> None:
        """A batch has ended."""
        while self._after:
            self._after.pop(0)()

    @contextmanager
    def reading(self) -> Generator[Reading]:
        """Ask the store itself for all that there is; inside a batch what the batch has written is seen."""
        if self.writing is not None:
            yield self.writing
        else:
            with self.store.reading() as reading:
                yield reading
