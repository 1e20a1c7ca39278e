"""The registry: loads, checks version and authority, calls the rule, saves record and entry in one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import ValidationError

from qms import errors
from qms.base.act import ATTACH
from qms.base.attaching import attached
from qms.base.record import Record
from qms.flows.references import check_contents, check_references, unbrought
from qms.kinds import KINDS, all_kinds
from qms.kinds import kind as kind_of
from qms.organisation.facts import Facts
from qms.registry.accesses import check_review
from qms.registry.apart import check_apart
from qms.registry.authority import check, check_about, check_step
from qms.registry.evidence import Evidence
from qms.registry.faults import faults_of
from qms.registry.rooms import Rooms
from qms.registry.shared import Acting, now_by
from qms.registry.sight import Sees
from qms.registry.signing import Deed, Signs, seen, signed
from qms.registry.standing import Standing
from qms.store.rows import Loaded, tables_of
from qms.store.writing import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
    from datetime import datetime

    from qms.base.files import File
    from qms.base.kind import Kind
    from qms.compile.figures import Figures
    from qms.registry.accesses import Accesses
    from qms.registry.stuck import Stuck
    from qms.registry.who import Who
    from qms.store.reading import Reading
    from qms.store.store import Store
    from qms.store.writing import Writing

R = TypeVar("R", bound=Record)


class Registry(Rooms, Sees, Evidence, Signs):
    """The front object of the library; see `qms.open` and `qms.create`."""

    @cached_property
    def figures(self) -> Figures:
        """Figures: what was counted, and the records behind it."""
        from qms.compile.figures import Figures

        return Figures(self)

    @cached_property
    def accesses(self) -> Accesses:
        """Readings of personal values in the clear, and the log of them."""
        from qms.registry.accesses import Accesses

        now = self._shared.present
        return Accesses(self if now is None else Registry(now, self._acting), (now or self._shared).clock)

    @cached_property
    def who(self) -> Who:
        """Who may do what to a record now, and why not."""
        from qms.registry.who import Who

        return Who(self)

    def stuck(self) -> tuple[Stuck, ...]:
        """Acts that judge others' work and that too few people may do today; see `qms.registry.stuck`."""
        from qms.registry.stuck import stuck

        return tuple(stuck(self.facts(), all_kinds()))

    def room(self, name: str) -> Any:  # noqa: ANN401 - any room, by the name of its kind
        """The room of a kind, by the kind's name."""
        return getattr(self, kind_of(name).plural)

    # --- views ---

    def acting(
        self,
        by: str | None = None,
        *,
        at: datetime | None = None,
        on_behalf_of: str | None = None,
        reason: str | None = None,
    ) -> Registry:
        """The same store in the name of ``by`` (None: as before), for acts that happened ``at`` (None: now)."""
        who = by or self._acting.by
        return Registry(self._shared, Acting.of(by=who, at=at, on_behalf_of=on_behalf_of, reason=reason))

    @contextmanager
    def batch(self) -> Generator[Self]:
        """Make the acts inside one commit: all of them are kept, or none."""
        with self.writing():
            yield self

    @property
    def store(self) -> Store:
        """The store behind."""
        return self._shared.store

    def facts(self) -> Facts:
        """The facts of an act that happened now in this view's name."""
        with self._shared.reading() as reading:
            return self._facts(reading)

    def close(self) -> None:
        """Let go of the store."""
        self._shared.store.close()

    def __enter__(self) -> Self:
        """Use as a context; closes at its end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the store."""
        self.close()

    # --- the desk: see qms.base.act.Desk ---

    def create(self, kind: Kind[R], act: str, rule: Callable[[Facts, str], R]) -> R:
        """Run a rule that makes a record with the next number of its kind and year of ``facts.at``."""
        check_step(kind, act, None)
        with self.writing(kind) as writing:
            facts = self._facts(writing)
            numbers = f"{kind.name}-{facts.on.year}"
            code = kind.number(facts.on.year, writing.peek_number(numbers))
            after = self._ruled(kind, lambda: rule(facts, code))
            self._allow(writing, kind, act, after, facts)
            # Taken when nothing can refuse the act any more: a refusal leaves no gap.
            writing.next_number(numbers)
            return self._seen(kind, self._save(writing, kind, act, facts, before=None, after=after))

    def enter(self, kind: Kind[R], act: str, rule: Callable[[Facts], R]) -> R:
        """Run a rule that makes a record with a code of its own; raise `CodeTaken` where it is in use."""
        check_step(kind, act, None)
        with self.writing(kind) as writing:
            facts = self._facts(writing)
            after = self._ruled(kind, lambda: rule(facts))
            if writing.taken(after.code):
                raise errors.CodeTaken(code=after.code)
            self._allow(writing, kind, act, after, facts)
            return self._seen(kind, self._save(writing, kind, act, facts, before=None, after=after))

    def change(self, kind: Kind[R], act: str, which: str | R, rule: Callable[[R, Facts], R]) -> R:
        """Run a rule on a record; given the record itself, its version must still be the newest."""
        with self.writing(kind) as writing:
            facts = self._facts(writing)
            code = which.code if isinstance(which, Record) else kind.read_code(which)
            before = writing.load(kind, code)
            if isinstance(which, Record) and which.version != before.record.version:
                raise errors.StaleRecord(code=code, seen=which.version, now=before.record.version)
            check(facts, kind, act, before.record)
            check_about(facts, kind, act, before.record, self._acting.on_behalf_of)
            check_step(kind, act, before.record)
            after = self._ruled(kind, lambda: rule(before.record, facts))
            check_apart(writing, kind, act, (before.record, after), facts.actor, self._acting.on_behalf_of)
            after = after.model_copy(update={"version": before.record.version + 1})
            check_review(writing, f"{kind.name}.{act}", self._acting.reason, facts.zone)
            check_references(writing, kind, before.record, after, facts.directory, on=facts.on)
            return self._seen(kind, self._save(writing, kind, act, facts, before=before, after=after))

    def attach(self, kind: Kind[R], which: str | R, files: Sequence[tuple[File, str]]) -> R:
        """Keep the bytes of files, each with its media type, and name them in a record: one act."""
        with self.writing(kind) as writing:
            # What the store keeps already is of the type that it was kept with.
            known = [(file, writing.media(file.digest) or media) for file, media in files]
            after = self.change(kind, ATTACH, which, lambda record, facts: attached(record, facts, known))
            for file, media in known:
                writing.keep(file.content, media)
            return after

    def bring(
        self, kind_name: str, records: Iterable[Record], told: Callable[[int], None] | None = None
    ) -> tuple[str, ...]:
        """Enter imported records at whatever status they have; one entry each, all of them or none.

        Codes are given here, by the local year in which each record was opened, and returned. Gates and the order of
        times bind acts, not imports; breaches are findings. ``told`` is called with how many are done, each time.
        Raises what `restore` does, and `NotAllowed`.
        """
        kind: Kind[Record] = kind_of(kind_name)
        codes: list[str] = []
        with self.writing() as writing, writing.together():
            facts = self._facts(writing)
            for record in seen(unbrought(writing, kind, records)):
                opened = getattr(record, kind.opened or "", None) or facts.at
                year = opened.astimezone(facts.zone).year if hasattr(opened, "astimezone") else opened.year
                numbers = f"{kind.name}-{year}"
                after = record.model_copy(update={"code": kind.number(year, writing.peek_number(numbers))})
                self._allow(writing, kind, "bring", after, facts)
                writing.next_number(numbers)
                codes.append(self._save(writing, kind, "bring", facts, before=None, after=after).code)
                if told:
                    told(len(codes))
        return tuple(codes)

    def restore(
        self, records: Mapping[str, Sequence[Record]], contents: Sequence[tuple[str, bytes]] = ()
    ) -> tuple[Record, ...]:
        """Enter exported records, by the name of their kind, under the codes they have; all of them or none.

        Each is one entry and its version begins at 1: the acts that made it stay in the ledger it came from. Numbers
        of new records go on after theirs. What they name may come with them; ``contents`` are what the store is to keep
        for them, each with its media type.

        Raises:
            CodeTaken: a record of some kind has one of the codes.
            AlreadyBrought: a register has given a record with the same key.
            NoRecord: a department, a person or a linked record is not there.
            SignerUnseen: a signer says of no file that it came from.

        """
        found: list[tuple[Kind[Any], Record]] = []
        with self.writing() as writing, writing.together():
            for media, content in contents:
                writing.keep(content, media)
            for name in sorted(records, key=list(KINDS).index):
                kind, facts = kind_of(name), self._facts(writing)
                for record in seen(unbrought(writing, kind, records[name])):
                    if writing.taken(record.code):
                        raise errors.CodeTaken(code=record.code)
                    after = record.model_copy(update={"version": 1, "signatures": ()})
                    check(facts, kind, "bring", after)
                    found.append((kind, self._save(writing, kind, "bring", facts, before=None, after=after)))
                for year, count in kind.counts(record.code for record in records[name]).items():
                    writing.pass_number(f"{kind.name}-{year}", count)
            directory = self._facts(writing).directory
            for kind, record in found:
                check_references(writing, kind, None, record, directory)
                check_contents(writing, kind, record)
        return tuple(record for _, record in found)

    # --- inside ---

    @contextmanager
    def writing(self, kind: Kind[Any] | None = None) -> Generator[Writing]:
        """Write to the store itself, records of ``kind`` among others; acts inside are part of the same transaction."""
        if self._shared.writing is not None:
            yield self._shared.writing
            return
        if kind and self._shared.standing.cold:
            # What a process loads once, it loads before all others have to wait for it.
            tables_of(kind)
            with self._shared.store.reading() as reading:
                self._shared.standing.at(reading)
        try:
            with self._shared.store.writing() as writing:
                self._shared.writing = writing
                try:
                    yield writing
                finally:
                    self._shared.writing = None
        except BaseException:
            # What was read of the organisation may have been taken back with the rest, by the last write of all too.
            self._shared.standing = Standing()
            raise
        finally:
            self._shared.written()

    def _facts(self, reading: Reading) -> Facts:
        now = now_by(self._shared.clock)
        standing = self._shared.standing.at(reading)
        at = self._acting.moment(now, standing.zone, standing.directory)
        return Facts(
            actor=self._acting.by, at=at, now=now, zone=standing.zone, calendar=standing.calendar,
            directory=standing.directory, profile=standing.profile, fresh=self._shared.store.tokens(16).hex(),
        )  # fmt: skip

    @staticmethod
    def _ruled(kind: Kind[R], rule: Callable[[], R]) -> R:
        try:
            return rule()
        except ValidationError as fault:
            raise errors.InvalidRecord(kind=f"{kind.words}.name", faults=faults_of(kind, fault)) from None

    @staticmethod
    def _allow(writing: Writing, kind: Kind[R], act: str, after: R, facts: Facts) -> None:
        check(facts, kind, act, after)
        check_references(writing, kind, None, after, facts.directory, on=None if act == "bring" else facts.on)

    def _save(
        self, writing: Writing, kind: Kind[R], act: str, facts: Facts, *, before: Loaded[R] | None, after: R
    ) -> R:
        head = Head(
            recorded_at=facts.now, zone=str(facts.zone), occurred_at=facts.at, actor=facts.actor,
            act=f"{kind.name}.{act}", on_behalf_of=self._acting.on_behalf_of, reason=self._acting.reason,
        )  # fmt: skip
        if before is None and kind.subject and getattr(after, kind.subject) == facts.fresh:
            writing.fresh.add(facts.fresh)
        after, sealed = signed(self._pending, Deed(writing, kind, head, facts, before), after)
        writing.append(kind, before, after, head, sealed)
        return after
