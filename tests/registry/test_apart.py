"""Nobody approves or verifies their own work, in whosever name, and no record gets stuck for it (manual R-QM-2)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import qms
from qms import errors
from qms.kinds import all_kinds, kind
from qms.organisation.terms import Role
from qms.records.capa import ActionItem, CapaStatus, Verdict
from qms.records.document import DocumentType
from tests.office import (
    AUDITOR,
    BEGIN,
    DEPUTY,
    EQUIPMENT_HEAD,
    GROWTH_HEAD,
    QUALITY,
    SEOUL,
    SINCE,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    TOP,
    Clock,
)

if TYPE_CHECKING:
    from pathlib import Path

    from qms import Registry
    from tests.office import Office

CAPA, DOCUMENT = kind("capa"), kind("document")
DUE: Final = date(2026, 3, 20)
CHECK: Final = date(2026, 3, 27)


def _planned(office: Office, by: Registry, checker: str = EQUIPMENT_HEAD) -> str:
    """Code of a CAPA of support's, owned by its head, that somebody planned and whose actions are staff's."""
    capa = office.registry.capas.open(title="x", problem="y", department="support", owner=SUPPORT_HEAD)
    office.by(SUPPORT_HEAD).capas.contain(capa.code, what="임시")
    office.by(SUPPORT_HEAD).capas.analyse(capa.code, cause="원인", verified="재현")
    by.capas.plan(
        capa.code, actions=(ActionItem(text="조치", owner=SUPPORT_STAFF, due_on=DUE),), implement_by=DUE,
        criterion="없음", check_on=CHECK, checker=checker,
    )  # fmt: skip
    return capa.code


def _stand_in(office: Office, person: str, principal: str, role: str, over: str) -> None:
    office.registry.assignments.assign(
        person=person, role=Role(role), department=over, deputy_of=principal, since=SINCE, until=date(2027, 1, 1)
    )


# --- in whosever name ---


@pytest.mark.req("P11-10g", "ASVS-2.3.5", "R-QM-2")
def test_what_was_planned_in_ones_name_one_does_not_approve(office: Office) -> None:
    _stand_in(office, DEPUTY, GROWTH_HEAD, "senior_head", "growth")
    code = _planned(office, office.registry.acting(DEPUTY, on_behalf_of=GROWTH_HEAD))
    for by in (office.by(GROWTH_HEAD), office.by(DEPUTY), office.registry.acting(DEPUTY, on_behalf_of=GROWTH_HEAD)):
        before = office.registry.checkpoint()
        with pytest.raises(errors.OwnWork):
            by.capas.approve(code)
        assert office.registry.checkpoint() == before
    assert office.by(TOP).capas.approve(code).approved_by == TOP


def test_nobody_approves_in_the_name_of_who_may_not(office: Office) -> None:
    _stand_in(office, DEPUTY, GROWTH_HEAD, "senior_head", "growth")
    code = _planned(office, office.by(GROWTH_HEAD))
    with pytest.raises(errors.OwnWork) as refused:
        office.registry.acting(DEPUTY, on_behalf_of=GROWTH_HEAD).capas.approve(code)
    assert refused.value.actor == GROWTH_HEAD
    # In their own name the deputy decides: another person, appointed by somebody else.
    assert office.by(DEPUTY).capas.approve(code).approved_by == DEPUTY


def test_a_plan_that_is_made_anew_is_the_work_of_who_made_it_last(office: Office) -> None:
    code = _planned(office, office.registry)
    office.by(TOP).capas.send_back(code, reason="보완")
    office.by(SUPPORT_HEAD).capas.plan(
        code, actions=(ActionItem(text="조치", owner=SUPPORT_STAFF, due_on=DUE),), implement_by=DUE,
        criterion="없음", check_on=CHECK, checker=EQUIPMENT_HEAD,
    )  # fmt: skip
    assert office.registry.capas.approve(code).approved_by == QUALITY


@pytest.mark.req("P11-10g", "R-QM-2")
def test_who_does_the_work_does_not_judge_it_after_giving_it_away(office: Office) -> None:
    """The way round: own and carry it out, hand it to another, then judge."""
    code = _planned(office, office.by(GROWTH_HEAD))
    office.by(TOP).capas.approve(code)
    office.registry.capas.finish(code, action=1, evidence="사진")
    office.registry.capas.implement(code)
    office.clock.now = datetime(2026, 3, 30, 9, tzinfo=SEOUL)
    judged: dict[str, Any] = {"verdict": Verdict.EFFECTIVE, "measured": "0건"}
    with pytest.raises(errors.OwnWork):
        office.registry.capas.evaluate(code, **judged)
    assert isinstance(office.registry.who.may(CAPA, code, "evaluate"), errors.OwnWork)
    assert office.registry.who.may(CAPA, code, "evaluate", EQUIPMENT_HEAD) is not None, "of another department"
    assert office.by(TOP).capas.evaluate(code, **judged).evaluated_by == TOP


@pytest.mark.req("ASVS-2.3.5")
def test_who_owns_an_action_does_not_check_nor_does_the_checker_carry_out(office: Office) -> None:
    with pytest.raises(errors.OwnWork):
        _planned(office, office.registry, checker=SUPPORT_STAFF)
    capa = _planned(office, office.registry, checker=TOP)
    for by, act in ((office.registry, "name_checker"), (office.registry, "hand_on")):
        given = {"checker": SUPPORT_STAFF} if act == "name_checker" else {"action": 1, "owner": TOP}
        with pytest.raises(errors.OwnWork):
            getattr(by.capas, act)(capa, **given)
    office.by(GROWTH_HEAD).capas.approve(capa)
    office.registry.capas.name_checker(capa, checker=GROWTH_HEAD)
    for act, given in (("finish", {"action": 1, "evidence": "x"}), ("implement", {})):
        with pytest.raises(errors.OwnWork):
            getattr(office.by(GROWTH_HEAD).capas, act)(capa, **given)


@pytest.mark.req("P11-10g")
def test_what_was_drafted_in_ones_name_one_does_not_approve(office: Office) -> None:
    _stand_in(office, DEPUTY, SUPPORT_HEAD, "unit_head", "support")
    made = office.by(SUPPORT_HEAD).documents.enter(type=DocumentType.CHARTER, title="헌장", department="support")
    office.registry.acting(DEPUTY, on_behalf_of=SUPPORT_HEAD).documents.revise(made.code, text="제정")
    approvers = [one for one in (SUPPORT_HEAD, DEPUTY) if _refused(office, one, made.code) is errors.OwnWork]
    permitted = [one for one in (SUPPORT_HEAD, DEPUTY) if _refused(office, one, made.code) is not errors.NotAllowed]
    assert approvers == permitted
    office.by(TOP).documents.send_back(made.code, reason="다시")
    office.registry.documents.revise(made.code, text="제정")
    assert _refused(office, QUALITY, made.code) is errors.OwnWork
    assert office.by(TOP).documents.approve(made.code, review_by=date(2027, 1, 1)).status == "in_force"


def _refused(office: Office, person: str, code: str) -> type[Exception] | None:
    refused = office.registry.who.may(DOCUMENT, code, "approve", person)
    return type(refused) if refused else None


def test_an_act_is_done_only_as_what_it_is(office: Office) -> None:
    """The way round: change a record by an act that only makes one, or make one by an act that others may do."""
    case = office.receive(qms.CaseType.INTEGRITY, department="audit")
    seen: list[object] = []

    def spy(record: Any, _facts: Any) -> Any:  # noqa: ANN401 - a rule of any kind
        seen.append(record)
        return record

    before = office.registry.checkpoint()
    staff = office.by(SUPPORT_STAFF)
    for act in ("receive", "settle", "bring", "no_such_act"):
        with pytest.raises((ValueError, errors.NotAllowed)):
            staff.change(kind("case"), act, case.code, spy)
    for act in ("contain", "finish", "attach"):
        with pytest.raises(ValueError, match="makes a record"):
            staff.create(CAPA, act, lambda _facts, code: CAPA.example.but(code=code))
    with pytest.raises(errors.WrongStep):
        office.by(AUDITOR).change(kind("case"), "notify", case.code, spy)
    assert (seen, office.registry.checkpoint()) == ([], before)


# --- nobody is stuck ---


def test_an_organisation_with_two_for_every_judgement_says_nothing(office: Office) -> None:
    assert [one for one in office.registry.stuck() if one.act.startswith("capa.")] == []


def test_one_person_alone_is_told_beforehand(tmp_path: Path) -> None:
    with qms.create(tmp_path / "one.db", actor=QUALITY, name="서하나", since=SINCE, clock=Clock()) as registry:
        alone = registry.stuck()
        assert {one.act for one in alone} >= {"capa.approve", "capa.evaluate", "review.approve", "document.approve"}
        assert {one.people for one in alone} == {(), (QUALITY,)}
        registry.people.enrol(code=TOP, name="한도윤", department="head-office", since=SINCE)
        registry.assignments.assign(person=TOP, role=Role.TOP_MANAGEMENT, department="head-office", since=SINCE)
        # Two people do for everything but a disposal, whose three steps are taken by three.
        assert [one for one in registry.stuck() if not one.act.startswith("disposal.")] == []
        # Top management alone approves reviews; who also plans them could not.
        registry.assignments.assign(person=TOP, role=Role.QUALITY_REPRESENTATIVE, department="head-office")
        told = {(one.act, one.people) for one in registry.stuck() if not one.act.startswith("disposal.")}
        assert told == {("review.approve", (TOP,))}


WAYS: Final = (
    "contain", "analyse", "plan", "approve", "start", "finish", "implement", "evaluate", "close",
)  # fmt: skip


@pytest.mark.req("P11-10g")
@settings(max_examples=15, phases=(Phase.explicit, Phase.generate))
@given(
    roles=st.lists(st.lists(st.sampled_from(list(Role)), min_size=1, max_size=3, unique=True), min_size=2, max_size=4),
    choose=st.randoms(use_true_random=False),
)
def test_in_no_organisation_that_is_well_does_a_record_get_stuck(
    tmp_path_factory: pytest.TempPathFactory,
    roles: list[list[Role]],
    choose: Any,  # noqa: ANN401 - Random
) -> None:
    """Few people, roles that fall together, whoever may do a step doing it: each corrective action reaches its end."""
    clock = Clock()
    path = tmp_path_factory.mktemp("small") / "s.db"
    with qms.create(path, actor="p0", name="p0", since=SINCE, clock=clock) as registry:
        for number, some in enumerate(roles):
            if number:
                registry.people.enrol(code=f"p{number}", name="n", department="head-office", since=SINCE)
            for role in some:
                _assigned(registry, f"p{number}", role)
        warned = [one for one in registry.stuck() if one.act.startswith("capa.")]
        stuck_at = _walked(registry, clock, choose, len(roles))
        assert stuck_at is None or warned, stuck_at


def _assigned(registry: Registry, person: str, role: Role) -> None:
    # Nobody gives the audit office's role to themselves, and two are given by top management once it is there.
    with suppress(errors.AlreadyHeaded, errors.OwnWork, errors.NotTheirsToGive):
        registry.assignments.assign(person=person, role=role, department="head-office", since=SINCE)


def _walked(registry: Registry, clock: Clock, choose: Any, people: int) -> str | None:  # noqa: ANN401 - Random
    """Let a CAPA go its way by whoever may; the step at which nobody could go on, or None."""
    owner = f"p{choose.randrange(people)}"
    code = registry.capas.open(title="x", problem="y", department="head-office", owner=owner).code
    clock.now = BEGIN
    for act in WAYS:
        if act == "evaluate":
            clock.now = BEGIN + timedelta(days=40)
        record = registry.capas.get(code)
        others = [f"p{n}" for n in range(people)]
        may = [one for one in others if registry.who.may(CAPA, code, act, one) is None]
        by = choose.choice(may) if may else ""
        if not may or (act == "plan" and not set(others) - {record.owner, by}):
            # Whose record it is, or who checks it, is given to another: what a person would do who finds nobody.
            may = _mended(registry, code, act, others)
            by = choose.choice(may) if may else ""
        if not by:
            return act
        getattr(registry.acting(by).capas, act)(code, **_what(act, registry.capas.get(code), by, others, choose))
    assert registry.capas.get(code).status is CapaStatus.CLOSED
    return None


def _mended(registry: Registry, code: str, act: str, people: list[str]) -> list[str]:
    """Who may do a step after the record was given to another, or who is to judge it was made a deputy, by who may."""
    for by in people:
        for to in people:
            one = registry.acting(by)
            for change in (partial(one.capas.assign, code, owner=to), partial(_deputy, one, code)):
                try:
                    change()
                except (errors.NotPermitted, errors.Refused):
                    continue
                owner = registry.capas.get(code).owner
                may = [one for one in people if registry.who.may(CAPA, code, act, one) is None]
                if may := [one for one in may if act != "plan" or set(people) - {owner, one}]:
                    return may
    return []


def _deputy(registry: Registry, code: str) -> None:
    """Who is to judge a CAPA and did nothing of it judges it as the deputy of top management or quality."""
    checker = registry.capas.get(code).checker
    for role in (Role.TOP_MANAGEMENT, Role.QUALITY_REPRESENTATIVE):
        for post in registry.facts().directory.posts(role, registry.facts().today):
            if checker is not None and post.person != checker:
                registry.assignments.assign(person=checker, role=role, department="head-office", deputy_of=post.person)
                return


def _what(act: str, record: Any, actor: str, people: list[str], choose: Any) -> dict[str, Any]:  # noqa: ANN401 - a CAPA, Random
    if act == "plan":
        free = [one for one in people if one not in {record.owner, actor}]
        return {
            "actions": (ActionItem(text="t", owner=record.owner, due_on=DUE),), "implement_by": DUE,
            "criterion": "c", "check_on": CHECK, "checker": choose.choice(free),
        }  # fmt: skip
    given: dict[str, dict[str, Any]] = {
        "contain": {"what": "w"}, "analyse": {"cause": "c", "verified": "v"}, "finish": {"action": 1, "evidence": "e"},
        "evaluate": {"verdict": Verdict.EFFECTIVE, "measured": "m"},
    }  # fmt: skip
    return given.get(act, {})


def test_every_act_that_judges_says_from_whom_it_is_kept() -> None:
    """What approves, verifies, evaluates or closes others' work is not in a life without its separation."""
    judging = {"approve", "verify", "evaluate"}
    for one in all_kinds():
        acts = one.lifecycle.acts() if one.lifecycle else frozenset[str]()
        assert judging & acts <= {act for act, apart in one.apart.items() if apart.fields}, one.name
        assert one.apart.keys() <= acts
