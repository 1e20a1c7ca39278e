"""What an act says to the database: each thing once, and over a wire as few times as can be."""

from __future__ import annotations

from collections import Counter
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

import qms
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, Clock

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.office import Office

SENT = 3
WAITED_FOR = {b"Sync", b"Query"}
RECEIPT = Counter({"BEGIN": 1, "PRAGMA": 1, "SELECT": 1, "INSERT cases": 1, "INSERT personal": 2,
                   "INSERT subject_keys": 1, "INSERT entries": 1, "UPDATE counters": 2, "COMMIT": 1})  # fmt: skip
"""A case with a title and a text, by a process that wrote the entry before."""


def _act(office: Office) -> str:
    return office.by(SUPPORT_STAFF).cases.receive(
        type=qms.CaseType.INQUIRY, channel=qms.Channel.EMAIL, title="장비", text="문의", anonymous=True,
        department="support",
    ).code  # fmt: skip


@contextmanager
def _heard(office: Office) -> Generator[Counter[str]]:
    """What the driver of SQLite is told: the first word, and the table that is written."""
    said: Counter[str] = Counter()
    last = ""

    def hear(statement: str) -> None:
        nonlocal last
        if statement == last:  # SQLite tells a statement again when its triggers run
            return
        last = statement
        first, *more = statement.split()
        writes = {"INSERT": more[1:2], "UPDATE": more[:1]}.get(first, [])
        said[" ".join([first, *writes])] += 1

    with closing(office.registry.store.engine.raw_connection()) as raw:
        driver: Any = raw.driver_connection
    driver.set_trace_callback(hear)
    try:
        yield said
    finally:
        driver.set_trace_callback(None)


@contextmanager
def _waited(office: Office, folder: Path) -> Generator[list[str]]:
    """The messages after which the driver of PostgreSQL waits for an answer."""
    found: list[str] = []
    with closing(office.registry.store.engine.raw_connection()) as raw:
        wire: Any = raw.driver_connection
    with (folder / "wire").open("w+b") as log:
        wire.pgconn.trace(log.fileno())
        try:
            yield found
        finally:
            wire.pgconn.untrace()
        log.seek(0)
        # What was sent: time, F, length, message; a text of many lines goes on below.
        sent = [line.split(b"\t") for line in log if line.count(b"\t") >= SENT]
    found += [words[SENT].strip().decode() for words in sent if words[1] == b"F" and words[SENT].strip() in WAITED_FOR]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_act_asks_once_and_writes_each_thing_once(office: Office) -> None:
    _act(office)
    with _heard(office) as said:
        _act(office)
    assert said == RECEIPT


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_was_known_is_asked_again_when_somebody_else_wrote(office: Office) -> None:
    first = _act(office)
    with qms.open(office.place, actor=QUALITY, clock=Clock()) as other:
        other.acting(SUPPORT_HEAD).cases.assign(first, department="support", handler=SUPPORT_STAFF)
    with _heard(office) as said:
        _act(office)
    assert said["SELECT"] > 1
    assert said - Counter({"SELECT": said["SELECT"] - 1}) == RECEIPT


@pytest.mark.needs_postgresql
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_over_a_wire_an_act_waits_three_times(office: Office, tmp_path: Path) -> None:
    code = _act(office)
    with _waited(office, tmp_path) as waits:
        _act(office)
    assert len(waits) == 3, waits  # the begin, the lock of the ledger, all that is written with the commit
    with _waited(office, tmp_path) as waits:
        office.by(SUPPORT_HEAD).cases.assign(code, department="support", handler=SUPPORT_STAFF)
    # The record, its personal values, who else changed it, since when it stood; and these three.
    assert len(waits) == 7, waits


def test_two_processes_that_write_in_turn_number_without_a_gap(office: Office) -> None:
    codes: list[str] = []
    with qms.open(office.place, actor=QUALITY, clock=office.clock) as other:
        for _ in range(3):
            codes.append(_act(office))
            with other.batch():
                codes += [_act(type(office)(office.place, other, office.clock)) for _ in range(2)]
        assert other.verify() == ()
    assert codes == [f"CS-2026-{number:04}" for number in range(1, 10)]


def test_after_an_act_that_failed_everything_is_asked_again(office: Office) -> None:
    _act(office)
    with suppress(RuntimeError), office.registry.batch():
        _act(office)
        raise RuntimeError
    assert _act(office) == "CS-2026-0002"
    assert office.registry.verify() == ()


def test_a_part_of_a_batch_that_was_taken_back_is_not_remembered(office: Office) -> None:
    _act(office)
    with office.registry.batch(), office.registry.writing() as writing:
        _act(office)
        with suppress(RuntimeError), writing.together():
            _act(office)
            raise RuntimeError
        assert _act(office) == "CS-2026-0003"
    assert _act(office) == "CS-2026-0004"
    assert office.registry.verify() == ()
