"""Who may do what to a record now, and why not: role, scope, state and separation of duties in one answer."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from qms.base.act import ATTACH, WITHDRAW_ATTACHMENT
from qms.base.record import Record
from qms.errors import NotPermitted, NotTheOwner, OwnWork, QmsError, WrongStep
from qms.kinds import BRING
from qms.registry.apart import involved
from qms.registry.authority import check

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from qms.base.apart import Apart
    from qms.base.kind import Kind
    from qms.organisation.facts import Facts
    from qms.registry.registry import Registry
    from qms.store.reading import Reading

ANYWHERE = frozenset({ATTACH, WITHDRAW_ATTACHMENT, BRING})
"""Acts that ask nothing of where a record stands."""


@dataclass(frozen=True)
class Answer:
    """An act on a record, and who may do it now.

    Attributes:
        act: its verb.
        people: codes of those who work here today and may; what the act asks of the record besides is not looked at.
        refusal: why whoever asks may not; None: they may.

    """

    act: str
    people: tuple[str, ...]
    refusal: QmsError | None


class Who:
    """Answers for the records of a store, as of today."""

    def __init__(self, registry: Registry) -> None:
        """Ask this store, in the name of whoever opened it."""
        self._registry = registry

    def may(self, kind: Kind[Any], which: str | Record, act: str, person: str | None = None) -> QmsError | None:
        """Why a person (None: the actor) may not do an act on a record now; None: they may.

        It is the refusal that the act itself would meet: `UnknownActor`, `AboutOneself`, `NotAllowed`, `WrongStep`,
        `OwnWork` or `NotTheOwner`. What the act asks of the record besides, a reason or an answer, it says itself.
        """
        with _judging(self._registry, kind, which) as judging:
            return judging.refusal(act, person or judging.facts.actor)

    def next(self, kind: Kind[Any], which: str | Record) -> tuple[Answer, ...]:
        """The acts that may be done where a record stands, those that move it first, each with who may."""
        with _judging(self._registry, kind, which) as judging:
            status: Any = getattr(judging.record, "status", None)
            acts = kind.lifecycle.possible(status) if kind.lifecycle else ()
            return tuple(judging.answer(act) for act in acts)


@contextmanager
def _judging(registry: Registry, kind: Kind[Any], which: str | Record) -> Generator[_Judging]:
    code = which.code if isinstance(which, Record) else kind.read_code(which)
    with registry.reading() as reading:
        record = reading.load(kind, code).record
        # Who may is told to everybody; whom the record is about, which it follows from, is not.
        yield _Judging(reading, kind, record.but(**reading.said_about(kind, code)), registry.facts())


@dataclass(frozen=True)
class _Judging:
    """One record in one reading of the store."""

    reading: Reading
    kind: Kind[Any]
    record: Record
    facts: Facts
    _involved: dict[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])

    def answer(self, act: str) -> Answer:
        """Who may do an act, and why the actor may not."""
        here = (one for one in self.facts.directory.people if self.facts.directory.is_here(one, self.facts.today))
        people = tuple(one for one in here if self.refusal(act, one) is None)
        return Answer(act, people, self.refusal(act, self.facts.actor))

    def refusal(self, act: str, person: str) -> QmsError | None:
        """The refusal that an act of a person would meet."""
        return next(self._refusals(act, person), None)

    def _refusals(self, act: str, person: str) -> Iterator[QmsError]:
        try:
            check(replace(self.facts, actor=person), self.kind, act, self.record)
        except NotPermitted as refused:
            yield refused
            return
        status: Any = getattr(self.record, "status", None)
        life = self.kind.lifecycle
        if life is not None and act not in ANYWHERE and act not in (possible := life.possible(status)):
            words = self.kind.words
            yield WrongStep(
                code=self.record.code, act=f"{words}.act.{act}", status=f"{words}.status.{status.value}",
                possible=tuple(f"{words}.act.{one}" for one in possible),
            )  # fmt: skip
        if (apart := self.kind.apart.get(act)) is not None:
            yield from self._apart(act, apart, person)

    def _apart(self, act: str, apart: Apart, person: str) -> Iterator[QmsError]:
        name = f"{self.kind.words}.act.{act}"
        if person in self._kept_from(act, apart):
            yield OwnWork(code=self.record.code, act=name, actor=person)
        held = {role.value for role, _ in self.facts.directory.held(person, self.facts.today)}
        alone = apart.alone(self.record)
        if apart.only and person not in alone and not held & set(apart.besides):
            yield NotTheOwner(code=self.record.code, act=name, actor=person, owner=", ".join(sorted(alone)) or "–")

    def _kept_from(self, act: str, apart: Apart) -> frozenset[str]:
        """Whoever is kept from the act; of an act on one of several parts, who is kept from each of them."""
        if act not in self._involved:
            first, *others = self._by_part(apart)
            self._involved[act] = first.intersection(*others)
        return self._involved[act]

    def _by_part(self, apart: Apart) -> Iterator[frozenset[str]]:
        if apart.each is None:
            yield involved(self.reading, self.kind, apart, self.record)
            return
        parts = range(len(getattr(self.record, apart.each)))
        for one in parts[-1:] if apart.newest else parts:
            yield involved(self.reading, self.kind, apart, self.record, {one})
        if not parts:
            yield frozenset()


__all__ = ["Answer", "Who"]
