"""The registry against a model of it that is a few lists in memory: any sequence of acts, with stops between them."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import qms
from qms.errors import NoRecord, Refused, StaleRecord
from tests.office import EQUIPMENT_STAFF, QUALITY, SUPPORT_STAFF, Clock
from tests.reliability.level import RELEASE, figure

if TYPE_CHECKING:
    from qms import Registry

pytestmark = pytest.mark.slow
EXAMPLES, STEPS = 20_000 if RELEASE else 12, 30
TITLES = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)
HANDLERS = st.sampled_from([SUPPORT_STAFF, EQUIPMENT_STAFF])


def _kept(title: str) -> str:
    return unicodedata.normalize("NFC", title)


class Undone(Exception):
    """A batch is given up."""


@dataclass
class Model:
    """What a registry is, as simply as it can be said."""

    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)

    def receive(self, title: str) -> str:
        code = f"CS-2026-{len(self.cases) + 1:04}"
        self.cases[code] = {"title": title, "handler": None, "version": 1, "assigned": False}
        self.acts.append(code)
        return code

    def assign(self, code: str, handler: str) -> None:
        self.cases[code].update(handler=handler, assigned=True)
        self._more(code)

    def acknowledge(self, code: str) -> bool:
        if not self.cases[code]["assigned"]:
            return False
        self.cases[code]["assigned"] = False
        self._more(code)
        return True

    def _more(self, code: str) -> None:
        self.cases[code]["version"] += 1
        self.acts.append(code)


class Registries(RuleBasedStateMachine):
    """Both, side by side."""

    founded: Path
    steps = 0

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="qms-"))
        self.place, self.model = self.folder / "records.db", Model()
        shutil.copy(self.founded, self.place)
        self.registry = self._open()
        self.before = self.registry.checkpoint()[1]

    def _open(self) -> Registry:
        return qms.open(self.place, actor=QUALITY, clock=Clock())

    def _receive(self, title: str) -> str:
        return self.registry.cases.receive(
            type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title=title, department="support"
        ).code

    @rule(title=TITLES)
    def receive(self, title: str) -> None:
        assert self._receive(title) == self.model.receive(_kept(title))

    @rule(data=st.data(), handler=HANDLERS)
    @precondition(lambda self: self.model.cases)
    def assign(self, data: st.DataObject, handler: str) -> None:
        code = data.draw(st.sampled_from(sorted(self.model.cases)))
        department = "support" if handler == SUPPORT_STAFF else "equipment"
        self.registry.cases.assign(code, department=department, handler=handler)
        self.model.assign(code, handler)

    @rule(data=st.data())
    @precondition(lambda self: self.model.cases)
    def acknowledge(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(sorted(self.model.cases)))
        try:
            self.registry.cases.acknowledge(code, via=qms.Medium.EMAIL, told="A week.")
        except Refused:
            assert not self.model.acknowledge(code)
        else:
            assert self.model.acknowledge(code)

    @rule(titles=st.lists(TITLES, min_size=1, max_size=4), given_up=st.booleans())
    def batch(self, titles: list[str], *, given_up: bool) -> None:
        with suppress(Undone), self.registry.batch():
            for title in titles:
                self._receive(title)
            if given_up:
                raise Undone
        if not given_up:
            for title in titles:
                self.model.receive(_kept(title))

    @rule()
    def open_again(self) -> None:
        self.registry.close()
        self.registry = self._open()

    @rule()
    def ask_for_what_is_not_there(self) -> None:
        with pytest.raises(NoRecord):
            self.registry.cases.get("CS-2026-9999")

    @rule(data=st.data())
    @precondition(lambda self: self.model.cases)
    def be_late(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(sorted(self.model.cases)))
        seen = self.registry.cases.get(code)
        self.registry.cases.assign(code, department="support", handler=SUPPORT_STAFF)
        self.model.assign(code, SUPPORT_STAFF)
        with pytest.raises(StaleRecord):
            self.registry.cases.assign(seen, department="support", handler=SUPPORT_STAFF)

    @invariant()
    def both_say_the_same(self) -> None:
        if not hasattr(self, "registry"):
            return
        type(self).steps += 1
        found = {case.code: case for case in self.registry.cases.find()}
        said = {
            code: {name: getattr(one, name) for name in ("title", "handler", "version")} for code, one in found.items()
        }
        wanted = {
            code: {name: one[name] for name in ("title", "handler", "version")}
            for code, one in self.model.cases.items()
        }
        assert said == wanted
        assert self.registry.checkpoint()[1] - self.before == len(self.model.acts)

    def teardown(self) -> None:
        if not hasattr(self, "registry"):
            return
        told = [entry.code for code in self.model.cases for entry in self.registry.history(code)]
        assert sorted(told) == sorted(self.model.acts)
        assert self.registry.verify() == ()
        self.registry.close()
        shutil.rmtree(self.folder)


def _run(machine: type[Registries], founded: Path) -> None:
    machine.founded = founded
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_registry_and_model_agree_after_every_step(founded: Path) -> None:
    class Machine(Registries):
        """With a count of its own."""

    _run(Machine, founded)
    figure(f"R10: {Machine.steps} steps, the registry and the model agree after each", points=Machine.steps)


@pytest.mark.req("CSA-5")
def test_a_registry_that_forgets_is_found_out(founded: Path) -> None:
    """The control: a model that counts a given-up batch must not agree."""

    class Forgetful(Registries):
        @rule()
        def forget(self) -> None:
            self.model.receive("never received")

    with pytest.raises(AssertionError):
        _run(Forgetful, founded)
