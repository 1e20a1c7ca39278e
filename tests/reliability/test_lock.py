"""The lock between processes: one at a time, in turn, never left over, and never in the way of readers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.store import lock
from tests.office import QUALITY, Clock

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

PROCESSES, SECONDS = 8, 3.0


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "records.db"
    path.touch(0o640)
    return path


def _started(root: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.reliability.taker", *map(str, arguments)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def _other(root: Path, store: Path) -> Generator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    with _started(root, store, 60, "hold") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def _beside(store: Path) -> list[str]:
    return sorted(path.name for path in store.parent.iterdir() if path != store)


@pytest.mark.slow
def test_eight_processes_take_turns_one_at_a_time_and_all_alike(root: Path, store: Path) -> None:
    store.with_name("count").write_text("0", encoding="ascii")
    running = [_started(root, store, SECONDS) for _ in range(PROCESSES)]
    told = [process.communicate(timeout=120) for process in running]
    assert [errors for _, errors in told] == [""] * PROCESSES
    took = [json.loads(out)["took"] for out, _ in told]
    assert int(store.with_name("count").read_text(encoding="ascii")) == sum(took)
    # Those that came first had some turns more: the processes do not start at one moment.
    assert min(took) > 0
    assert _beside(store) == ["count"]


def test_whoever_came_first_is_served_first(root: Path, store: Path) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(_other(root, store))
        waiting = []
        for number in range(5):
            process = _started(root, store, 0, "hold")
            stack.enter_context(process)
            # It stands in the queue when the counter has gone on.
            while _counter(store) < number + 2:
                assert process.poll() is None
            waiting.append(process)
        first.kill()
        since = [float(process.communicate(timeout=60)[0].split()[1]) for process in waiting]
    assert since == sorted(since)
    assert _beside(store) == []


def test_who_stands_in_a_queue_that_moves_is_served_however_long_it_is(root: Path, store: Path) -> None:
    each, patience = 1.5, 3.0
    with ExitStack() as stack:
        for number in range(4):
            process = stack.enter_context(_started(root, store, each, "hold"))
            while not store.with_name(store.name + lock.END).exists() or _counter(store) < number + 1:
                assert process.poll() is None
        began = monotonic()
        with lock.held(store, patience=patience):
            waited = monotonic() - began
    assert waited > patience


def _counter(store: Path) -> int:
    told = store.with_name(store.name + lock.END).read_bytes()[:32].strip(b" \n\0")
    return int(told or 0)


def test_who_has_no_patience_left_is_told_who_holds_it(root: Path, store: Path) -> None:
    with (
        _other(root, store) as holder,
        pytest.raises(errors.StoreHeld) as refused,
        lock.held(store, patience=0.05),
    ):
        pass
    assert refused.value.pid == holder.pid
    assert str(holder.pid) in refused.value.say("ko")
    assert re.search(r"since 20\d\d-", refused.value.say("en"))
    assert not lock.is_held(store)


def test_a_killed_holder_lets_go_at_once_and_its_file_is_taken_away(root: Path, store: Path) -> None:
    with _other(root, store) as holder:
        holder.kill()
        holder.wait()
        assert _beside(store) == ["records.db-lock"]
        with lock.held(store, patience=5):
            assert lock.is_held(store)
    assert _beside(store) == []


def test_the_thread_that_holds_it_may_take_it_again_and_another_waits(store: Path) -> None:
    refused: list[errors.StoreHeld] = []

    def other() -> None:
        try:
            with lock.held(store, patience=0.05):
                pass
        except errors.StoreHeld as fault:
            refused.append(fault)

    with lock.held(store, patience=0), lock.held(store, patience=0):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert [one.pid for one in refused] == [os.getpid()]
    other()
    assert len(refused) == 1


def test_threads_take_turns(store: Path) -> None:
    seen = 0

    def work() -> None:
        nonlocal seen
        for _ in range(50):
            with lock.held(store, patience=60):
                before = seen
                os.stat(store)  # noqa: PTH116 - lets another thread in
                seen = before + 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == 200


def test_another_name_of_the_same_store_is_the_same_lock(root: Path, store: Path) -> None:
    link = store.with_name("link.db")
    link.symlink_to(store)
    with _other(root, store), pytest.raises(errors.StoreHeld), lock.held(link, patience=0):
        pass


@pytest.mark.parametrize("content", [b"", b"\xff" * 300, b"-5", b"999999999999999999999999", b"3\n" + b"x" * 200])
def test_whatever_stands_in_the_file_the_queue_holds(root: Path, store: Path, content: bytes) -> None:
    file = store.with_name("records.db-lock")
    with _other(root, store):
        file.write_bytes(content)
        with pytest.raises(errors.StoreHeld), lock.held(store, patience=0.05):
            pass
    with lock.held(store, patience=5):
        pass
    assert _beside(store) == []


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS knows only locks of the whole process")
def test_a_copy_of_the_folder_does_not_lose_the_lock(root: Path, store: Path, tmp_path: Path) -> None:
    with lock.held(store, patience=1):
        with suppress(shutil.Error):
            shutil.copytree(store.parent, tmp_path / "copy" / "of", ignore=shutil.ignore_patterns("copy"))
        store.with_name("count").write_text("0", encoding="ascii")
        other = _started(root, store, 0, "hold")
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(1)
    out, _ = other.communicate(timeout=60)
    assert out.startswith("held\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_those_who_may_use_the_store_may_use_its_lock_and_nobody_else(store: Path) -> None:
    with lock.held(store, patience=0):
        assert store.with_name("records.db-lock").stat().st_mode & 0o777 == 0o640


def test_nothing_is_written_through_a_planted_link(store: Path) -> None:
    victim = store.with_name("victim")
    victim.write_bytes(b"important")
    store.with_name("records.db-lock").symlink_to(victim)
    with pytest.raises(errors.StorageFailed), lock.held(store, patience=0):
        pass
    assert victim.read_bytes() == b"important"


def test_where_no_lock_can_be_made_nothing_is_written_and_reading_goes_on(founded: Path, tmp_path: Path) -> None:
    place = tmp_path / "records.db"
    shutil.copy(founded, place)
    place.with_name("records.db-lock").mkdir()
    with qms.open(place, actor=QUALITY, clock=Clock()) as registry:
        assert registry.verify() == ()
        with pytest.raises(errors.StorageFailed):
            registry.people.enrol(code="new.comer", name="새사람", department="support", since=Clock().now.date())
        assert registry.verify() == ()
