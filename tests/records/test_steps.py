"""The tables of lives: every act in every status, allowed or refused, and every status reached."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from qms.errors import QmsError, WrongStep
from qms.kinds import all_kinds
from tests.office import QUALITY, TOP
from tests.records.acts import acts_of, record_in

if TYPE_CHECKING:
    from pathlib import Path

    from qms.base.lifecycle import Lifecycle
    from tests.records.acts import Act
    from tests.records.conftest import World

LIVES: list[tuple[str, Lifecycle[Any], dict[str, Act]]] = [
    (kind.name, kind.lifecycle, acts_of(kind.name)) for kind in all_kinds() if kind.lifecycle
]
ACTS = {kind: acts for kind, _, acts in LIVES}
PAIRS = [
    pytest.param(kind, life, status, act, id=f"{kind}-{status}-{act}")
    for kind, life, acts in LIVES
    for status in life.steps
    for act in acts
]


def _actor(act: str) -> str:
    return QUALITY if act in {"state", "follow"} else TOP


@pytest.mark.req("P11-10f", "ASVS-2.2")
@pytest.mark.parametrize(("kind", "life", "status", "act"), PAIRS)
def test_an_act_is_refused_where_the_table_does_not_lead_on(
    world: World,
    kind: str,
    life: Lifecycle[Any],
    status: Any,  # noqa: ANN401 - a status of the kind
    act: str,
) -> None:
    record, run = record_in(kind, status, world), ACTS[kind][act]
    before = record.model_dump_json()
    if act in life.possible(status):
        with suppress(_Gate):
            after = _done(run, record, world.facts(_actor(act)))
            assert (after.status, after.code) == (life.steps[status].get(act, status), record.code)
    else:
        with pytest.raises(WrongStep) as refusal:
            run(record, world.facts(_actor(act)))
        said = refusal.value
        assert (said.code, said.act) == (record.code, f"{kind}.act.{act}")
        assert said.status == f"{kind}.status.{status.value}"
        assert said.possible == tuple(f"{kind}.act.{one}" for one in life.possible(status))
        assert all(say and "{" not in say for say in (said.say("ko"), said.hint("ko"), said.say("en")))
    assert record.model_dump_json() == before


class _Gate(Exception):
    """Another rule than the order of steps."""


def _done(run: Act, record: Any, facts: Any) -> Any:  # noqa: ANN401 - of any kind
    try:
        return run(record, facts)
    except WrongStep:
        raise
    except QmsError as gate:
        raise _Gate from gate


@pytest.mark.parametrize(("kind", "life", "acts"), LIVES, ids=[one[0] for one in LIVES])
def test_the_table_names_every_status_and_every_act(kind: str, life: Lifecycle[Any], acts: dict[str, Act]) -> None:
    assert kind == life.kind
    assert set(life.steps) == set(life.start.__class__)
    assert life.acts() == set(acts)
    assert life.beside.keys() & {act for steps in life.steps.values() for act in steps} == set()


def test_the_lives_are_these(root: Path) -> None:
    """A change of a life is seen in the review of the change, step by step."""
    told = [
        f"{kind} {status.value}: {act}" + (f" > {life.steps[status][act].value}" if act in life.steps[status] else "")
        for kind, life, _ in LIVES
        for status in life.steps
        for act in sorted(life.possible(status))
    ]
    assert "\n".join(told) + "\n" == (root / "tests" / "data" / "lives.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "life", "acts"), LIVES, ids=[one[0] for one in LIVES])
def test_every_status_is_reached_and_every_life_can_end(kind: str, life: Lifecycle[Any], acts: dict[str, Act]) -> None:
    assert acts
    assert life.reachable(frozenset({life.start})) == set(life.steps), kind
    # Even a closed case or CAPA can be reopened: an end is where nothing but that leads on.
    ends = {status for status, steps in life.steps.items() if steps.keys() <= {"reopen"}}
    assert [status for status in life.steps if not life.reachable(frozenset({status})) & ends] == []


@pytest.mark.parametrize(
    ("kind", "life", "act"), [pytest.param(k, life, act, id=f"{k}-{act}") for k, life, acts in LIVES for act in acts]
)
def test_every_act_is_done_in_some_status(world: World, kind: str, life: Lifecycle[Any], act: str) -> None:
    """A sample that is refused everywhere would prove nothing."""
    done = []
    for status in life.steps:
        with suppress(QmsError):
            done.append(ACTS[kind][act](record_in(kind, status, world), world.facts(_actor(act))))
    assert done
