"""Whether the evidence holds, quickly: first whether all is well, and only what is not is looked into.

The quick check goes through the store in parts, side by side where that pays, and can say of each only that all of it
holds. Where it cannot, the thorough check of `qms.store.verify` finds out: about the records that are named, or about
the whole store. So the findings, and their order, are always those of the thorough check.
"""

from __future__ import annotations

import secrets
from collections import deque
from itertools import pairwise
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from qms.base.finding import Weight
from qms.ledger.tree import root
from qms.store.commitments import erased, unchecked
from qms.store.lenient import CHUNK, any_text
from qms.store.look import Look, Part
from qms.store.raw import Question
from qms.store.reading import LEDGER, origin_of
from qms.store.recent import verify_codes
from qms.store.share import PRIME, Share
from qms.store.table import counters, entries
from qms.store.validity import crooked
from qms.store.verify import Check, finding, other_origin, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qms.base.finding import Finding
    from qms.base.kind import Kind
    from qms.store.reading import Reading
    from qms.store.verify import Checkpoint

    Told = Callable[[int, int], None]
    """Called with how many parts are done, and of how many."""

RECORDS: Final = 2_000
"""Entries of one part that are read with their records: what is kept in memory at a time."""
FOLLOWED: Final = 20_000
"""Entries of one part of which the hashes alone are followed."""
PATIENCE: Final = 60.0
"""Seconds that a part of a helper is waited for when all others are done."""


class Helper(Protocol):
    """Somebody who looks at parts of the same store as it is at the same moment."""

    def begin(self, reading: Reading, secret: int) -> None:
        """Begin to get ready."""

    def ready(self) -> bool:
        """Wait until it is ready; False: it cannot help."""
        raise NotImplementedError

    def look(self, part: Part) -> Share | None:
        """What there is to say of a part; None: it is lost, and says nothing more."""

    def stop(self) -> None:
        """End it, whatever it does."""

    def close(self) -> None:
        """Let go of it, once it is ended."""


def verify_quickly(
    reading: Reading,
    kinds: Sequence[Kind[Any]],
    against: Checkpoint | None = None,
    origin: str = "",
    *,
    helper: Helper | None = None,
    told: Told | None = None,
) -> Iterator[Finding]:
    """Everything that does not hold, as `qms.store.verify.verify` finds it; nothing when all is well.

    Args:
        reading: the store at one moment.
        kinds: all kinds of record.
        against: a checkpoint kept elsewhere; only with one can a cut tail or a rewritten ledger be found.
        origin: the ledger that the checkpoint is of; blank: not known.
        helper: somebody to share the work with; one that is lost leaves its part to be done here.
        told: called after each part.

    """
    with any_text(reading.connection):
        check = Check(reading.connection, kinds, reading.seals)
        sound = not list(check.structure()) and not list(check.key())
    quick = _Quick(reading, kinds, helper, told)
    if not sound or not quick.well() or len(quick.share.codes) > CHUNK:
        yield from verify(reading, kinds, against, origin)
        return
    if against is not None:
        yield from _against(reading, quick.size, against, origin)
    found = verify_codes(reading, kinds, quick.share.codes) if quick.share.codes else ()
    sure = [one for one in found if one.weight is not Weight.NOTE]
    if quick.share.codes and not sure:
        # A doubt that the thorough check of these records does not share is not left at that.
        yield from verify(reading, kinds, against, origin)
        return
    yield from sure
    if quick.share.unchecked:
        yield unchecked(quick.share.unchecked)
    if quick.share.erased:
        yield erased(quick.share.erased)


def _against(reading: Reading, size: int, kept: Checkpoint, origin: str) -> Iterator[Finding]:
    """Of a ledger that holds: the hashes beside the entries are what they must be."""
    first = reading.hash_at(1, 0) if size else None
    if origin and first is not None and origin != origin_of(first):
        yield other_origin(origin, origin_of(first))
    elif size < kept[0]:
        yield finding("tail_cut", f"ledger:{size}", found=size, expected=kept[0])
    elif kept[0] < 0 or root(kept[0], reading.hash_at) != kept[1]:
        yield finding("root_differs", f"ledger:{kept[0]}", size=kept[0])


class _Quick:
    """One quick pass."""

    def __init__(self, reading: Reading, kinds: Sequence[Kind[Any]], helper: Helper | None, told: Told | None) -> None:
        self._reading, self._kinds, self._helper, self._told = reading, kinds, helper, told
        self._parts: deque[Part] = deque()
        self._lock = Lock()
        self._done = self._of = 0
        self.share = Share()
        self.size = 0

    def well(self) -> bool:
        """Whether all holds but for the records that `share` names."""
        connection = self._reading.connection
        try:
            self.size = connection.scalar(select(func.count()).select_from(entries)) or 0
            self._parts.extend(self._planned())
            self._of = len(self._parts)
            self._go()
            # A part that got lost between two processes was seen by neither.
            parts = self.share.well and self._done == self._of and self._together()
            return parts and next(crooked(connection), None) is None
        except (DatabaseError, connection.dialect.loaded_dbapi.Error):
            return False

    def _together(self) -> bool:
        """Whether what the parts saw is one store."""
        share, counted = self.share, self._counted()
        counted_rows = not any(share.rows.values())
        contents = share.kept == {digest: media for digest, (_, media) in share.named.items()}
        return counted_rows and share.hashes == share.leaves and contents and counted == share.numbers

    def _counted(self) -> dict[Any, Any]:
        """The counters without the ledger's, where that one is right."""
        found = {row.name: row.value for row in self._reading.connection.execute(select(counters))}
        size = found.pop(LEDGER, None)
        return found if size == self.size else {LEDGER: size}

    # --- the parts ---

    def _planned(self) -> Iterator[Part]:
        # The longest first, since it cannot be shared.
        yield Part("pages")
        yield Part("counts")
        yield Part("contents")
        followed = [None, *range(FOLLOWED, self.size, FOLLOWED), None]
        yield from (Part("chain", *some) for some in pairwise(followed))
        codes = [None, *self._bounds(), None]
        yield from (Part("records", *some) for some in pairwise(codes))

    def _bounds(self) -> list[Any]:
        """Codes between which there are so many entries; where one has more than that, it stands once."""
        place = func.row_number().over(order_by=entries.c.code).label("place")
        listed = select(entries.c.code, place).subquery()
        wanted = select(listed.c.code).where(listed.c.place % RECORDS == 0).order_by(listed.c.place)
        found = [code for (code,) in Question(self._reading.connection, wanted)()]
        return list(dict.fromkeys(found))

    # --- who looks ---

    def _go(self) -> None:
        secret = secrets.randbelow(PRIME)
        look = Look(self._reading, self._kinds, secret)
        helper = self._helper
        if helper is None:
            self._look(look)
            return
        helper.begin(self._reading, secret)
        beside = Thread(target=self._beside, args=(helper,), daemon=True)
        beside.start()
        try:
            self._look(look)
            if self._done < self._of:
                # A part is with the helper. Where none is, nobody waits for one that is only getting ready.
                beside.join(PATIENCE)
        finally:
            helper.stop()
            beside.join()
            helper.close()
        self._look(look)

    def _look(self, look: Look) -> None:
        while part := self._next():
            self._take(look.at(part))

    def _beside(self, helper: Helper) -> None:
        if not helper.ready():
            return
        while part := self._next():
            share = helper.look(part)
            if share is None:
                self._parts.append(part)
                return
            self._take(share)

    def _next(self) -> Part | None:
        try:
            return self._parts.popleft()
        except IndexError:
            return None

    def _take(self, share: Share) -> None:
        with self._lock:
            self.share.add(share)
            self._done += 1
            if not share.well:
                self._parts.clear()
            if self._told:
                self._told(self._done, self._of)
