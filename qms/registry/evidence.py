"""What the registry can show of its ledger: checkpoints, verification, proofs for somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from qms import errors
from qms.kinds import all_kinds
from qms.registry.shared import Acting, Shared, now_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from qms.base.finding import Finding
    from qms.ledger.checkpoint import Checkpoint
    from qms.ledger.keyfile import KeyFile
    from qms.ledger.note import Note
    from qms.ledger.proof import ConsistencyProof, InclusionProof
    from qms.registry.registry import Registry
    from qms.registry.retention import Retention
    from qms.store.reading import Reading

    Kept = tuple[int, str]
    """A checkpoint kept elsewhere: number of entries, and root in hexadecimal."""


class Evidence:
    """What every view of a store offers of its ledger; the registry is the only one."""

    _shared: Shared
    _acting: Acting

    @property
    def _registry(self) -> Registry:
        return cast("Registry", self)

    def as_of(self, when: date | int) -> Registry:
        """The store as it was known at a moment, to be read by the same means as now.

        Records, organisation, profile, calendar, figures, reviews and the ledger itself are those of that moment, and
        the clock stands there. What was recorded late is not yet there, even where it had happened; personal values
        that were erased since are gone here too. What is kept for one role is read by who holds that role now.

        Args:
            when: a day: up to its end, by the organisation's zone of today (of today: up to now). An instant,
                with its zone: up to it. A number: the position of the last entry that was known, from 0. A day or an
                instant means the last entry by position among those recorded up to it. The order of positions holds:
                after a clock went back, what stands before an entry of an earlier time was known with it.

        Raises:
            BadMoment: a datetime without a zone or beyond what can be kept, or a bool.
            NotKnownYet: a moment to come.
            BeforeTheBeginning: nothing was recorded up to then.
            BeyondTheEnd: the ledger has no entry at this position.
            PastIsFixed: later, of an act in this view.
            PresentOnly: later, where this view is verified, copied or written as a bundle.

        """
        from qms.registry.past import moment

        store = self._registry.store
        with store.reading() as reading:
            now = now_by(self._shared.clock)
            found = moment(reading, when, now, self._shared.standing.at(reading).zone)
        present = self._shared.present or self._shared
        return type(self._registry)(Shared(found.of(store), lambda: found.now, present), Acting(by=self._acting.by))

    @property
    def retention(self) -> Retention:
        """How long each record is kept, and what is over."""
        from qms.registry.retention import Retention

        return Retention(self._registry)

    def checkpoint(self) -> tuple[str, int, str]:
        """Origin of the ledger, number of entries, and the root over them in hexadecimal."""
        with self._shared.reading() as reading:
            return reading.origin(), reading.size(), reading.root().hex()

    def kept_checkpoint(self) -> Checkpoint:
        """The checkpoint as it is to be kept elsewhere; of the present it tells what the log of accesses ends with."""
        from qms.ledger.checkpoint import Checkpoint
        from qms.store.accesses import line

        with self._shared.reading() as reading:
            more = line(reading) if self._shared.present is None else ()
            return Checkpoint(reading.origin(), reading.size(), reading.root(), more)

    def signed_checkpoint(self, key: KeyFile, *, size: int | None = None, note: Note | None = None) -> Note:
        """Sign the checkpoint with the key of the organisation (C2SP tlog-checkpoint).

        Signed for all entries, it tells what the log of accesses ends with, too.

        Args:
            key: what it signed last lies beside it; a ledger that does not begin with that is not signed.
            size: number of entries, of a checkpoint before; None: all that there are now.
            note: the checkpoint with signatures that it has already; None: there are none yet.

        Raises:
            Diverged: the store was turned back, rewritten or put in place of another since the key signed last, or
                ``note`` is of something else.
            BadKeyFile: the key is of a witness, or its memory is missing.

        """
        from qms.ledger.checkpoint import Checkpoint
        from qms.ledger.note import KeyKind, Note
        from qms.store.recent import grown_from

        if key.signer.verifier.kind is not KeyKind.SIGNER:
            raise errors.BadKeyFile(place=str(key.path), what="ledger.key.no_signer")
        with self._shared.reading() as reading:
            now = reading.size()
            more = _lines(reading, note) if size is None or note else ()
            found = Checkpoint(reading.origin(), now if size is None else size, reading.root(size), more)
            if note is not None and note.text != found.text():
                raise errors.Diverged(what="ledger.diverging.forked", kept=found.short(), given=note.text)

            def grown(last: Checkpoint) -> None:
                if last.size > now:
                    given = f"{now}:{reading.root().hex()}"
                    raise errors.Diverged(what="ledger.diverging.smaller", kept=last.short(), given=given)
                if not grown_from(reading, (last.size, last.root), now):
                    raise errors.Diverged(what="ledger.diverging.forked", kept=last.short(), given=found.short())

            return key.sign(note or Note(found.text()), key.signer.verifier.spelled(), grown)

    def verify(
        self,
        against: Kept | Checkpoint | None = None,
        *,
        since: Kept | None = None,
        processes: int | None = None,
        told: Callable[[int, int], None] | None = None,
    ) -> tuple[Finding, ...]:
        """Everything in the store that does not hold; empty when all is well.

        Where a clock went back there is a warning (`qms.store.clocks`): the store holds all the same.

        Args:
            against: a checkpoint kept elsewhere: number of entries and root in hexadecimal, or the whole checkpoint,
                then it must also be of this ledger. Only with one can a cut tail or a wholly rewritten ledger be
                found.
            since: a checkpoint that an earlier whole verification ended with. The ledger must begin with what it
                stands for; then only the entries after it are read, with the records that they tell of, so that the
                cost grows with what is new. An older entry that somebody changed in the file, or a record that no
                newer entry tells of, is not looked at: that is found by the whole run alone. With ``against`` too,
                the ledger must begin with that as well.
            processes: 1: this one does all of a whole verification; 2: a second one, started for it, does its share.
                None: a second one is started where it pays, in a large store on a machine with two processors. What
                is found, and its order, is the same.
            told: called from time to time with how many parts of a whole verification are done, and of how many.

        Raises:
            ValueError: a root is no hexadecimal.
            PresentOnly: this is a view of the past; hold the store as it is now ``against`` its checkpoint.

        """
        from qms.store.past import need_present

        need_present(self._registry.store)
        with self._shared.reading() as reading:
            return _verified(reading, against, since, processes, told)

    def prove(self, code: str, *, version: int | None = None, size: int | None = None) -> InclusionProof:
        """Prove that an entry is under a checkpoint, to somebody who has the checkpoint and nothing else.

        Args:
            code: the record that the entry tells of.
            version: which version of it the entry made, from 1; None: the newest.
            size: number of entries of the checkpoint; None: all that there are now.

        Raises:
            NoRecord: the ledger tells of no such record or version.
            KeptFromYou: the entry tells of what is kept for a role that the actor does not hold; that is logged.
            LedgerBroken: the entry is not under that checkpoint, or the hashes kept beside the entries do not lead
                from it to the root: somebody changed the ledger.

        """
        with self._registry.refusals_logged("proof"), self._registry.reading() as reading:
            entries = [one for one in reading.entries(code=code) if version in {None, one.version}]
            if not entries:
                raise errors.NoRecord(kind="store.entry", code=code if version is None else f"{code} ({version})")
            if not reading.sees(entries[-1]):
                raise errors.KeptFromYou(code=code)
            found = reading.inclusion(entries[-1], size)
        found.verify()
        return found

    def prove_since(self, since: Kept, *, size: int | None = None) -> ConsistencyProof:
        """Prove that nothing under a checkpoint kept elsewhere was changed, removed or put between since.

        Args:
            since: the earlier checkpoint.
            size: number of entries of the later one; None: all that there are now.

        Raises:
            LedgerBroken: the ledger does not begin with what that checkpoint stood for, or is shorter.

        """
        with self._shared.reading() as reading:
            found = reading.consistency(since[0], bytes.fromhex(since[1]), size)
        found.verify()
        return found


def _lines(reading: Reading, note: Note | None) -> tuple[str, ...]:
    """The further lines of a checkpoint: those of the note where they hold, else of now."""
    from qms.ledger.checkpoint import read_checkpoint
    from qms.store.accesses import holds, line

    if note is None:
        return line(reading)
    given = read_checkpoint(note.text)
    return given.more if given.logged and len(given.more) == 1 and holds(reading, given.logged) else ()


def _verified(
    reading: Reading,
    kept: Kept | Checkpoint | None,
    since: Kept | None,
    processes: int | None,
    told: Callable[[int, int], None] | None,
) -> tuple[Finding, ...]:
    from qms.ledger.checkpoint import Checkpoint
    from qms.registry.helping import helper_for
    from qms.store.accesses import broken
    from qms.store.clocks import clock_skews
    from qms.store.forms import strange_forms
    from qms.store.quick import verify_quickly
    from qms.store.recent import verify_since

    against, logged = _pair(kept), kept.logged if isinstance(kept, Checkpoint) else None
    if since:
        found = verify_since(reading, all_kinds(), (since[0], bytes.fromhex(since[1])), *against)
        newer = broken(reading.connection, reading.origin(), logged, begin=since[0])
        return (*found, *newer, *clock_skews(reading.connection, since[0]))
    helper = helper_for(reading, processes)
    whole = tuple(verify_quickly(reading, all_kinds(), *against, helper=helper, told=told))
    changed = any(one.rule == "store.finding.schema_changed" for one in whole)
    log = () if changed else broken(reading.connection, reading.origin(), logged)
    return (*whole, *log, *clock_skews(reading.connection), *strange_forms(reading.connection))


def _pair(kept: Kept | Checkpoint | None) -> tuple[tuple[int, bytes] | None, str]:
    """Size and root, and the ledger they are of where that is known."""
    from qms.ledger.checkpoint import Checkpoint

    if kept is None:
        return None, ""
    return (
        ((kept.size, kept.root), kept.origin)
        if isinstance(kept, Checkpoint)
        else ((kept[0], bytes.fromhex(kept[1])), "")
    )
