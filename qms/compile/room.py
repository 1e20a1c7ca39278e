"""Reviews with what their rules cannot do alone: gathering from the store, freezing, and the packet's content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from qms.base.period import Period
from qms.compile import figures
from qms.compile.content import PacketContent
from qms.compile.gather import found, gather, snapshot
from qms.compile.outcome import outcome
from qms.compile.scene import Scene
from qms.compile.snapshot import Snapshot, Source
from qms.compile.wording import both, period
from qms.i18n import own_words
from qms.ledger.canonical import canonical, digest
from qms.records.review import Reviews, rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import date

    from qms.base.act import Desk
    from qms.organisation.facts import Facts
    from qms.records.review import Review, ReviewInput
    from qms.store.reading import Reading
    from qms.store.writing import Writing

MEDIA = "application/json"


class Sources(figures.Sources, Protocol):
    """What gathering needs besides the desk."""

    def writing(self) -> AbstractContextManager[Writing]:
        """Write, with the acts inside in the same transaction."""
        ...


class CompiledReviews(Reviews):
    """Reviews, with their inputs compiled from records (ISO 9001 9.3.2)."""

    def __init__(self, desk: Desk[Facts], sources: Sources) -> None:
        """Put the acts at a desk whose store can be read."""
        super().__init__(desk)
        self.sources = sources

    def compile(self, spelled: str, *, hold_on: date | None = None) -> Review:
        """Plan the review of a period, if it is not planned yet, and collect its inputs.

        Raises:
            BadPeriod: the period is not spelled ``2026``, ``2026H1``, ``2026Q3`` or ``2026-04``.

        """
        span = Period.of(spelled)
        code = rules.code_of(span.label)
        with self.sources.writing() as writing:
            planned = writing.codes(self.kind)
            if code not in planned:
                self.plan_period(span, hold_on=hold_on)
            return self.collect(code)

    def plan_period(self, span: Period, *, hold_on: date | None = None) -> Review:
        """Plan the review of a period; it follows the newest one before it."""
        title, follows = self._named(span)
        return self.plan(period=span, title=title, hold_on=hold_on, follows=follows)

    def _named(self, span: Period) -> tuple[str, str | None]:
        """Title of the review of a period, and the code of the newest one before it."""
        before = [one for one in self.all() if rules.place(one) < rules.place(span)]
        newest = max(before, key=rules.place, default=None)
        title = both("compile.title", period=period(span.label))
        language = self.sources.facts().profile.language
        return title.ko if language == "ko" else title.en, newest.code if newest else None

    def collect(self, which: str | Review) -> Review:
        """Gather every input that records can answer; the others stay owed by their owners."""
        with self.sources.writing() as writing:

            def rule(review: Review, facts: Facts) -> Review:
                with own_words(facts.profile.words()):
                    return rules.collect(review, facts, found=found(gather(self._scene(writing, review, facts))))

            return self.desk.change(self.kind, "collect", which, rule)

    def freeze(self, which: str | Review) -> Review:
        """Gather once more, keep all of it as canonical JSON under its SHA-256, and fix it in the ledger."""
        with self.sources.writing() as writing:

            def rule(review: Review, facts: Facts) -> Review:
                fresh, taken = self._taken(writing, review, facts)
                kept = writing.keep(_spelled(taken), MEDIA)
                return rules.freeze(fresh, facts, snapshot=kept)

            return self.desk.change(self.kind, "freeze", which, rule)

    def missing(self, code: str) -> Sequence[ReviewInput]:
        """Inputs that are owed and whose gap was not accepted."""
        return rules.missing(self.get(code))

    def content(self, code: str) -> PacketContent:
        """All that the packet of a review prints; before the freeze as a draft, compiled now."""
        with self.sources.reading() as reading:
            review = reading.load(self.kind, self.kind.read_code(code)).record
            return self._content(reading, review, self.sources.facts())

    def draft(self, spelled: str) -> PacketContent:
        """What compiling the review of a period gathers, whether it is planned or not; nothing is written.

        Of a review that is frozen, what was frozen. In a view of the store as it was (`qms.Registry.as_of`), what
        compiling it would have gathered then.

        Raises:
            BadPeriod: the period is not spelled ``2026``, ``2026H1``, ``2026Q3`` or ``2026-04``.

        """
        span = Period.of(spelled)
        code = rules.code_of(span.label)
        with self.sources.reading() as reading:
            if code in reading.codes(self.kind):
                return self.content(code)
            facts = self.sources.facts()
            title, follows = self._named(span)
            return self._content(reading, rules.plan(facts, period=span, title=title, follows=follows), facts)

    def _content(self, reading: Reading, review: Review, facts: Facts) -> PacketContent:
        with own_words(facts.profile.words()):
            told = outcome(self._scene(reading, review, facts))
        if review.snapshot is None:
            _, taken = self._taken(reading, review, facts)
            return PacketContent(snapshot=taken, digest=digest(_spelled(taken)), outcome=told, draft=True)
        kept = Snapshot.model_validate_json(reading.content(review.snapshot))
        return PacketContent(snapshot=kept, digest=review.snapshot, outcome=told)

    def _taken(self, reading: Reading, review: Review, facts: Facts) -> tuple[Review, Snapshot]:
        """The review collected once more, and the snapshot of it."""
        with own_words(facts.profile.words()):
            gathered = gather(self._scene(reading, review, facts))
            fresh = rules.collect(review, facts, found=found(gathered))
            return fresh, snapshot(self._scene(reading, fresh, facts), gathered, _source(reading))

    def _scene(self, reading: Reading, review: Review, facts: Facts) -> Scene:
        return Scene(reading=reading, facts=facts, review=review, now=facts.at)


def _source(reading: Reading) -> Source:
    return Source(origin=reading.origin(), size=reading.size(), root=reading.root().hex())


def _spelled(taken: Snapshot) -> bytes:
    return canonical(taken.model_dump(mode="json"))
