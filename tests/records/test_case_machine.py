"""Random walks of a case through the store, beside a naive model that knows the field's rules by heart."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import qms
from qms import errors
from qms.errors import QmsError
from qms.organisation.terms import CaseType
from qms.records.case import CaseSeverity, Disposition, Ground, Outcome, Purpose
from tests.office import SUPPORT_HEAD, TOP

if TYPE_CHECKING:
    from collections.abc import Generator

    from qms import Registry
    from qms.records.case import Case
    from tests.office import Office

# Spelled out here once more, so that no change of the product's table goes unseen.
MAY = {
    "received": "assign transfer withdraw close contact name_about assess report set_policy dispose",
    "assigned": "acknowledge assign ask_supplement transfer withdraw close contact name_about"
    " assess report set_policy dispose",
    "acknowledged": "investigate answer assign ask_supplement transfer withdraw close contact"
    " name_about assess report set_policy"
    " dispose",
    "investigating": "answer assign investigate ask_supplement transfer withdraw close contact"
    " name_about assess report set_policy"
    " dispose",
    "awaiting_supplement": "receive_supplement assign withdraw close contact name_about assess"
    " report set_policy dispose",
    "answered": "notify answer assign close contact name_about assess report set_policy dispose",
    "notified": "close assign contact name_about assess report set_policy dispose",
    "transferred": "notify assign close contact name_about assess report set_policy dispose",
    "withdrawn": "close assign contact name_about dispose",
    "closed": "reopen name_about dispose",
}
LEADS = {
    "assign": "assigned", "acknowledge": "acknowledged", "investigate": "investigating", "answer": "answered",
    "ask_supplement": "awaiting_supplement", "receive_supplement": "investigating", "transfer": "transferred",
    "withdraw": "withdrawn", "notify": "notified", "close": "closed", "reopen": "assigned",
}  # fmt: skip
PETITIONS = {"complaint", "request", "grievance", "cooperation"}
WEIGHED = {"complaint", "grievance", "unfair_handling"}
ACTS = sorted({act for acts in MAY.values() for act in acts.split()})


@dataclass(frozen=True)
class Naive:
    """All that the rules ask about, and nothing else."""

    kind: str
    anonymous: bool
    status: str = "received"
    outcome: str | None = None
    notified: bool = False
    major: bool = False
    reported: bool = False
    disposed: bool = False
    contacts: int = 0
    version: int = 1

    def after(self, act: str, choice: dict[str, Any]) -> Naive | type[QmsError]:
        """What comes of an act, or the rule that refuses it."""
        if act not in MAY[self.status].split():
            return errors.WrongStep
        found: Naive | type[QmsError] = getattr(self, f"_{act}", self._moved)(act, choice)
        return found

    def _moved(self, act: str, _choice: dict[str, Any], **changed: Any) -> Naive:  # noqa: ANN401 - of this class
        return replace(self, status=LEADS.get(act, self.status), version=self.version + 1, **changed)

    def _assign(self, act: str, choice: dict[str, Any]) -> Naive:
        """Once it is looked into, other hands leave it where it stands."""
        early = self.status in {"received", "assigned", "acknowledged"}
        return self._moved(act, choice) if early else replace(self, version=self.version + 1)

    def _acknowledge(self, act: str, choice: dict[str, Any]) -> Naive:
        return self._moved(act, choice, contacts=self.contacts + 1)

    _contact = _acknowledge

    def _notify(self, act: str, choice: dict[str, Any]) -> Naive:
        return self._moved(act, choice, contacts=self.contacts + 1, notified=True)

    def _assess(self, act: str, choice: dict[str, Any]) -> Naive:
        return self._moved(act, choice, major=choice["major"])

    def _report(self, act: str, choice: dict[str, Any]) -> Naive:
        return self._moved(act, choice, reported=True)

    def _dispose(self, act: str, choice: dict[str, Any]) -> Naive:
        return self._moved(act, choice, disposed=True)

    def _transfer(self, act: str, choice: dict[str, Any]) -> Naive:
        return self._moved(act, choice, outcome="transferred")

    def _withdraw(self, act: str, choice: dict[str, Any]) -> Naive:
        return self._moved(act, choice, outcome="withdrawn")

    def _answer(self, act: str, choice: dict[str, Any]) -> Naive | type[QmsError]:
        if self.anonymous and self.kind in PETITIONS:
            return errors.AnonymousPetition
        if choice["outcome"] == "not_accepted" and not choice["ground"]:
            return errors.NeedsGround
        return self._moved(act, choice, outcome=choice["outcome"])

    def _close(self, act: str, choice: dict[str, Any]) -> Naive | type[QmsError]:
        nameless = self.anonymous and self.kind in PETITIONS
        outcome = self.outcome or ("not_answerable" if nameless else None)
        if outcome is None:
            return errors.NeedsAnswer
        if not (self.notified or choice["no_notice"] or outcome == "withdrawn" or nameless):
            return errors.NeedsNotice
        if self.major and not self.reported:
            return errors.NeedsReport
        if (self.major or (self.kind in WEIGHED and outcome in {"accepted", "partly"})) and not self.disposed:
            return errors.NeedsDisposition
        return self._moved(act, choice, outcome=outcome)

    def _reopen(self, act: str, choice: dict[str, Any]) -> Naive:
        return self._moved(act, choice, outcome=None, notified=False)


@dataclass
class Told:
    """The same act at the real desk."""

    registry: Registry
    code: str
    given: dict[str, Any] = field(default_factory=dict)

    def do(self, act: str, choice: dict[str, Any]) -> Case:
        """Do it."""
        outcome = Outcome(choice["outcome"])
        given: dict[str, dict[str, Any]] = {
            "assign": {"department": "support"},
            "acknowledge": {"via": qms.Medium.SMS, "told": "접수"},
            "contact": {"purpose": Purpose.INTERIM, "via": qms.Medium.PHONE, "said": "안내"},
            "assess": {"severity": CaseSeverity.MAJOR if choice["major"] else CaseSeverity.MINOR, "reason": "판단"},
            "set_policy": {"policy": "방침"},
            "name_about": {"about": "support", "reason": "누구의 일인지 확인됨"},
            "investigate": {"finding": "확인"},
            "answer": {
                "text": "회신", "outcome": outcome, "ground": Ground.LAW if choice["ground"] else None,
                "remedies": "이의신청" if choice["ground"] else None,
            },
            "notify": {"via": qms.Medium.SMS},
            "dispose": {"disposition": Disposition.ACTION, "reason": "개선"},
            "transfer": {"to": "다른 기관"},
            "close": {"no_notice": "연락 불가" if choice["no_notice"] else None},
            "reopen": {"reason": "다시"},
            "ask_supplement": {"what": "사진", "by_on": date(2026, 3, 20)},
        }  # fmt: skip
        done: Case = getattr(self.registry.cases, act)(self.code, **given.get(act, {}))
        return done


CHOICES = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(["accepted", "partly", "not_accepted"]),
        "ground": st.booleans(),
        "no_notice": st.booleans(),
        "major": st.booleans(),
    }
)
# Acts that lead on come up oftener than chance would have it, or most walks would end at the counter.
STEPS = st.lists(st.tuples(st.just("next") | st.sampled_from(ACTS), CHOICES), min_size=5, max_size=25)
ON = {
    "received": "assign", "assigned": "acknowledge", "acknowledged": "answer", "investigating": "answer",
    "awaiting_supplement": "receive_supplement", "answered": "notify", "notified": "close", "transferred": "notify",
    "withdrawn": "close", "closed": "reopen",
}  # fmt: skip


class Undone(Exception):
    """Takes a walk back."""


@contextmanager
def _taken_back(registry: Registry) -> Generator[Registry]:
    """A batch of which nothing is kept."""
    try:
        with registry.batch():
            yield registry
            _undo()
    except Undone:
        pass


def _undo() -> None:
    raise Undone


def _walk(registry: Registry, kind: CaseType, steps: list[tuple[str, dict[str, Any]]], *, anonymous: bool) -> set[str]:
    name = None if anonymous else "홍길동"
    case = registry.cases.receive(
        type=kind, channel=qms.Channel.WEB, title="제목", name=name, anonymous=anonymous, department="support"
    )
    model, told, seen = Naive(kind.value, anonymous), Told(registry, case.code), {"received"}
    for drawn, choice in steps:
        act = ON[model.status] if drawn == "next" else drawn
        expected = model.after(act, choice)
        if isinstance(expected, Naive):
            case, model = told.do(act, choice), expected
        else:
            with pytest.raises(expected):
                told.do(act, choice)
        kept = registry.cases.get(case.code)
        assert kept == case
        assert (kept.status.value, kept.version) == (model.status, model.version)
        assert (kept.outcome and kept.outcome.value) == model.outcome
        assert (len(kept.communications), kept.notified_at is not None) == (model.contacts, model.notified)
        assert len(registry.history(case.code)) == model.version
        seen.add(model.status)
    return seen


def _able(office: Office) -> Registry:
    """A view in the name of somebody who may do every act on a case but those of the audit office."""
    assign = office.registry.assignments.assign
    assign(person=SUPPORT_HEAD, role=qms.Role.SENIOR_HEAD, department="head-office")
    assign(person=SUPPORT_HEAD, role=qms.Role.QUALITY_REPRESENTATIVE, department="head-office")
    top = office.by(TOP).assignments
    top.assign(person=SUPPORT_HEAD, role=qms.Role.TOP_MANAGEMENT, department="head-office")
    return office.by(SUPPORT_HEAD)


@pytest.mark.req("P11-10f")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_case_goes_where_the_rules_of_the_field_say(office: Office) -> None:
    seen: set[str] = set()
    able = _able(office)
    usual = [one for one in CaseType if one not in {CaseType.UNFAIR_HANDLING, CaseType.INTEGRITY}]

    @settings(max_examples=100, phases=[Phase.reuse, Phase.generate], derandomize=True)
    @given(kind=st.sampled_from(usual), anonymous=st.booleans(), steps=STEPS)
    def walks(kind: CaseType, steps: list[tuple[str, dict[str, Any]]], *, anonymous: bool) -> None:
        with _taken_back(able) as registry:
            seen.update(_walk(registry, kind, steps, anonymous=anonymous))

    walks()
    assert {"answered", "notified", "closed", "withdrawn"} <= seen  # the walks are no strolls at the counter
    assert office.registry.verify() == ()
