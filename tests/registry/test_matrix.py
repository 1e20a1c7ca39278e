"""The whole matrix: every act on records of every kind, in every state, by everybody, near and far, on both databases.

What is to be allowed says a naive reading of what is written (`tests.registry.everybody`); what the program
does is seen at its front object. What is allowed is done and taken back; what is refused must have written nothing.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from qms.base.act import Changes
from qms.errors import NotAllowed, NotPermitted, NotTheOwner, OwnWork, QmsError, Refused, UnknownActor, WrongStep
from qms.kinds import ORGANISATION, all_kinds
from qms.kinds import kind as kind_of
from qms.store.writing import Head
from tests.office import QUALITY, TOP
from tests.records.acts import acts_of, record_in
from tests.records.conftest import World
from tests.registry.everybody import ALONE, EVERYBODY, GIVES, HELD, OWN, Letter, fill
from tests.samples import given, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.registry import Registry
    from qms.store.writing import Writing
    from tests.office import Office

PLACES: tuple[str | None, ...] = ("support", "growth", "audit", None)
SNAPSHOT = b"{}"
"""What the samples of frozen reviews were frozen with."""
TYPES = ("complaint", "integrity")
KINDS = [one.name for one in all_kinds()]


COUNTED = {"person.review_accesses"}
"""Done by who may look through the log alone: the program counts what it says (tests/registry/test_accesses.py)."""
BY_RULE = {"review.state", "handover.give", "signer.lock"}
"""Acts of which the rule alone knows whose they are."""
NOBODYS = {None, UnknownActor, NotAllowed, WrongStep, OwnWork, NotTheOwner}
"""Ends of an act that say who may and who may not; any other refusal is about the record."""


class _Back(Exception):
    """Takes back what was done."""


@pytest.fixture(scope="session")
def letter(root: Path) -> Letter:
    """What is written of who may do what."""
    return Letter.read(root)


@pytest.fixture
def everybody(office: Office) -> Office:
    """The small organisation with somebody of every sort in it."""
    fill(office)
    return office


def _records(office: Office, kind: Kind[Any]) -> Iterator[Record]:
    """A record in every status, of every place and, of a case, of an open and a kept type; codes of their own."""
    number, content = 0, {"content": office.registry.profiles.all()[0].content} if kind.name == "profile" else {}
    states: list[Any] = list(kind.lifecycle.steps) if kind.lifecycle else [None]
    for status in states:
        made = record_in(kind.name, status, World(office.registry.facts())) if kind.lifecycle else kind.example
        for place in PLACES:
            for type in TYPES if kind.name == "case" else (None,):
                number += 1
                code = kind.number(2031, number) if kind.prefix else f"{kind.name}-{number}"
                snapshot = {"snapshot": sha256(SNAPSHOT).hexdigest()} if getattr(made, "snapshot", None) else {}
                more = {**content, **snapshot, **({"type": type} if type else {})}
                yield made.but(code=code, department=place, **more)


def _put(office: Office, kind: Kind[Any], records: list[Record]) -> None:
    """Let the records be there, whoever could have made them."""
    at = office.clock()
    head = Head(recorded_at=at, zone="Asia/Seoul", occurred_at=at, actor=QUALITY, act=f"{kind.name}.found")
    with office.registry.writing() as writing:
        if kind.name == "review":
            writing.keep(SNAPSHOT, "application/json")
        for one in records:
            writing.append(kind, None, one, head)
        for year, count in kind.counts(one.code for one in records).items():
            writing.pass_number(f"{kind.name}-{year}", count)


def _unchanged(record: Any, _facts: Any) -> Any:  # noqa: ANN401 - of any kind
    return record


def _acts(name: str) -> dict[str, Callable[[Any, Any], Any]]:
    """A sample of every act on records of a kind; of files and of the organisation's own records none is needed."""
    plain = ["attach", "withdraw_attachment"]
    if name in ORGANISATION:
        plain += [act for act, one in rules_of(name).items() if isinstance(one, Changes)]
    return {**({} if name in ORGANISATION else acts_of(name)), **dict.fromkeys(plain, _unchanged)}


def _tried(office: Office, writing: Writing, person: str, do: Callable[[Any], object]) -> type[QmsError] | None:
    """How an act of somebody ends; whatever it did is taken back, and a refusal did nothing."""
    size = writing.size()
    with suppress(_Back), writing.together():
        try:
            do(office.registry.acting(person))
        except QmsError as refused:
            return type(refused) if writing.size() == size else None
        assert writing.size() == size + 1
        raise _Back
    return None


def _wanted(letter: Letter, person: str, act: str, record: Record, told: type[QmsError] | None) -> bool:
    """Whether an act may end so, by what is written."""
    status = str(getattr(record, "status", ""))
    if not HELD[person]:
        return told is UnknownActor
    if not letter.permits(
        person, act, record.department, getattr(record, "type", None) if act[:5] == "case." else None
    ):
        return told is NotAllowed
    refusals = {
        WrongStep: not letter.stands(act, status),
        OwnWork: person in OWN.get(act, ()),
        NotPermitted: person not in ALONE.get(act, (person,)) or person != GIVES.get(act, {}).get(status, person),
    }
    due = [fault for fault, falls in refusals.items() if falls]
    if not due:
        # What the act asks of the record besides is its own matter (`tests.records`), not one of who may.
        return told is None or not issubclass(told, WrongStep | OwnWork | NotAllowed | UnknownActor)
    return told is not None and (NotPermitted in due or issubclass(told, tuple(due)))


def _changed(kind: Kind[Any], act: str, code: str, rule: Any, registry: Registry) -> object:  # noqa: ANN401 - of any room
    return registry.change(kind, act, code, rule)


@pytest.mark.req("P11-10d", "P11-10f", "P11-10g", "ASVS-8.1", "ASVS-2.2", "I-5.3")
@pytest.mark.parametrize("name", KINDS)
def test_every_act_in_every_state_by_everybody_near_and_far(everybody: Office, letter: Letter, name: str) -> None:
    office, kind = everybody, kind_of(name)
    records = list(_records(office, kind))
    _put(office, kind, records)
    acts = _acts(name)
    before = office.registry.checkpoint()
    tally: Counter[str] = Counter()
    wrong: list[object] = []
    with suppress(_Back), office.registry.writing() as writing:
        for record in records:
            answers = {one.act: one.people for one in office.registry.who.next(kind, record.code)}
            for act, rule in acts.items():
                for person in EVERYBODY:
                    told = _tried(office, writing, person, partial(_changed, kind, act, record.code, rule))
                    tally[f"{act} done" if told is None else "refused"] += 1
                    if not _wanted(letter, person, f"{name}.{act}", record, told):
                        wrong.append((person, act, record.department, getattr(record, "status", None), told))
                    judged = act in answers and told in NOBODYS and f"{name}.{act}" not in BY_RULE
                    if judged and (person in answers[act]) is not (told is None):
                        wrong.append(("answered", person, act, record.department, told))
        raise _Back
    print(f"{name}: {tally.total()} combinations, {tally.total() - tally['refused']} done")  # noqa: T201 - shown by pytest -rP
    assert wrong == []
    assert [act for act in acts if not tally[f"{act} done"] and f"{name}.{act}" not in COUNTED] == []
    assert office.registry.checkpoint() == before
    assert office.registry.verify() == ()


@pytest.mark.req("P11-10d")
@pytest.mark.parametrize("name", KINDS)
def test_every_act_that_makes_a_record_by_everybody_near_and_far(everybody: Office, letter: Letter, name: str) -> None:
    office, before = everybody, everybody.registry.checkpoint()
    wrong: list[object] = []
    with suppress(_Back), office.registry.writing() as writing:
        for act, one in rules_of(name).items():
            if isinstance(one, Changes):
                continue
            for place in ("support", "growth", "audit"):
                for person in EVERYBODY:
                    made = _Made(kind_of(name), act, one, place)
                    told = _tried(office, writing, person, made.do)
                    reached = letter.permits(person, f"{name}.{act}", made.place)
                    wanted = UnknownActor if not HELD[person] else None if reached else NotAllowed
                    ours = told in {None, UnknownActor, NotAllowed}
                    # The rule of an act that makes a record is asked first: what it refuses nobody may.
                    if told is not wanted and (
                        ours or (told is not None and not issubclass(told, Refused | NotPermitted))
                    ):
                        wrong.append((person, act, place, told, wanted))
        raise _Back
    assert wrong == []
    assert office.registry.checkpoint() == before


class _Made:
    """An act that makes a record of a department, done at the desk; afterwards it knows of which."""

    def __init__(self, kind: Kind[Any], act: str, one: Any, place: str) -> None:  # noqa: ANN401 - an act of any room
        self.kind, self.act, self.rule, self.place = kind, act, one.rule, place

    def do(self, registry: Registry) -> object:
        if self.kind.prefix and self.kind.counted:
            return registry.create(self.kind, self.act, self._made)
        return registry.enter(self.kind, self.act, lambda facts: self._made(facts, "new.one"))

    def _made(self, facts: Any, code: str) -> Any:  # noqa: ANN401 - a record of any kind
        if self.kind.name in ORGANISATION or not self.kind.counted:
            made = self.kind.example.but(code=code, department=self.place)
        else:
            taken = given(self.kind.name, self.rule)
            made = self.rule(facts, code, **taken | ({"department": self.place} if "department" in taken else {}))
        self.place = made.department
        return made


def test_there_is_somebody_of_every_sort_and_each_may_do_something_or_nothing(letter: Letter) -> None:
    acts = letter.profile["authority"]
    idle = {one for one in EVERYBODY if not any(letter.permits(one, act, "support") for act in acts)}
    assert idle == {one for one in EVERYBODY if not HELD[one]}
    assert len(idle) == 6
    assert TOP not in idle
