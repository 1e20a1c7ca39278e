"""Fields that stand as a record was made with them: no act changes one, but those that the kind names."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from qms.errors import QmsError
from qms.kinds import all_kinds, made_by
from tests.office import QUALITY, TOP
from tests.records.acts import acts_of, record_in

if TYPE_CHECKING:
    from tests.records.conftest import World

KINDS = [kind for kind in all_kinds() if kind.lifecycle]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_act_changes_what_is_settled(kind: Any, world: World) -> None:  # noqa: ANN401 - of any kind
    """In every status, each act that can be done with a sample."""
    done = 0
    for status in kind.lifecycle.steps:
        for act, run in acts_of(kind.name).items():
            before = record_in(kind.name, status, world)
            with suppress(QmsError):
                after = run(before, world.facts(QUALITY if act in {"state", "follow"} else TOP))
                done += 1
                changed = {name for name in kind.settled if getattr(after, name) != getattr(before, name)}
                assert {name for name in changed if act not in kind.settled[name]} == set(), (status, act)
    assert done >= min(2, len(acts_of(kind.name)))


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_what_is_settled_names_fields_and_acts(kind: Any) -> None:  # noqa: ANN401 - of any kind
    acts = {act.partition(".")[2] for act, makes in made_by(kind.name).items() if not makes}
    assert kind.settled.keys() <= kind.model.model_fields.keys()
    assert {act for all_ in kind.settled.values() for act in all_} <= acts
