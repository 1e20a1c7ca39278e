"""After a power cut at any moment, whatever the disk kept of what was not durable, nothing acknowledged is lost.

Writes are recorded once and every state is rebuilt from them. The four controls are settings that are known to lose
or to break: they must be seen to.
"""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

import pytest

from qms.store import engine
from tests.reliability.bench import Bench
from tests.reliability.explorer import Explorer
from tests.reliability.level import PART, RELEASE, SEED, figure, in_time, share
from tests.reliability.work import WORKS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.needs_strace, pytest.mark.slow]
STATES = {
    "three steps": share(46_000, 46_000),
    "a batch of twenty": share(12_000, 12_000),
    "a new store": share(5_000, 5_000),
    "import": share(14_000, 14_000),
}
"""Of a work under one setting, about how many states are tried in a round."""
ROUNDS, CONTROL = share(1, 66), 1_500
BY_NAME = {work.name: work for work in WORKS}
RIGHT = [("DELETE", "EXTRA"), ("WAL", "FULL")]
WRONG = [("DELETE", "FULL"), ("WAL", "NORMAL"), ("DELETE", "OFF"), ("OFF", "FULL")]


def _set(mode: tuple[str, str], patch: pytest.MonkeyPatch) -> None:
    """Make the store use this journal, and this level of waiting for the disk."""

    def choose(driver: Any, *, ours: bool = True) -> None:  # noqa: ANN401 - the driver's own
        for pragma in (f"journal_mode={mode[0]}", f"synchronous={mode[1]}") if ours else ():
            driver.execute(f"PRAGMA {pragma}")

    if mode in RIGHT:
        patch.setattr(engine, "journal_mode", lambda: mode)  # as the program does it
    else:
        patch.setattr(engine, "_choose_journal", choose)


def _explorer(name: str, mode: tuple[str, str], founded: Path, folder: Path, memory: Path) -> Explorer:
    with pytest.MonkeyPatch.context() as patch:
        _set(mode, patch)
        return Explorer(Bench(BY_NAME[name], founded, folder), folder / "calls", memory)


@pytest.mark.parametrize("mode", RIGHT, ids="+".join)
@pytest.mark.parametrize("name", STATES)
def test_no_power_cut_loses_what_was_acknowledged(
    name: str, mode: tuple[str, str], founded: Path, tmp_path: Path, memory: Path
) -> None:
    began = time.monotonic()
    found = _explorer(name, mode, founded, tmp_path, memory)
    for number in in_time(range(ROUNDS)):
        found.explore(STATES[name], f"{SEED} {PART} {number}")
        assert found.bad == {}
    assert len(found.stores) > 1
    speed = found.states / (time.monotonic() - began)
    told = f"{found.states} states, {found.files} sets of files, {found.opened} opened, {len(found.stores)} stores"
    figure(
        f"R3 {name}, {'+'.join(mode)}, SQLite {sqlite3.sqlite_version}: {told}, 0 bad, {speed:.0f}/s",
        points=found.states - (found.plain if RELEASE else 0), lost=0, files=found.files,
        opened=found.opened,  # the plain states come in each piece, and count once
    )  # fmt: skip


@pytest.mark.req("CSA-5")
@pytest.mark.parametrize(
    ("mode", "seen"),
    list(zip(WRONG, [{"lost"}, {"lost"}, {"corrupt"}, {"corrupt"}], strict=True)),
    ids=["+".join(mode) for mode in WRONG],
)
def test_settings_that_lose_are_seen_to(
    mode: tuple[str, str], seen: set[str], founded: Path, tmp_path: Path, memory: Path
) -> None:
    """The controls."""
    found = _explorer("three steps", mode, founded, tmp_path, memory)
    found.explore(CONTROL, f"{SEED}")
    assert seen <= found.bad.keys()
    figure(f"R3 control {'+'.join(mode)}: {dict(found.bad)} of {found.states} states", control=found.bad.total())
