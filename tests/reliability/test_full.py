"""A disk that is full, at any size: the act is refused as one of ours, what was there stays, and reading goes on."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

import qms
from qms.errors import StorageFailed
from tests.office import QUALITY, SUPPORT_STAFF
from tests.reliability import stops
from tests.reliability.bench import Bench
from tests.reliability.commands import ALL
from tests.reliability.level import figure, in_time, portion, step
from tests.reliability.stops import Call
from tests.reliability.work import opened
from tests.store.older import EARLIER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.reliability.traced import Ended, Say
    from tests.reliability.work import Work

pytestmark = [pytest.mark.slow, pytest.mark.needs_stops]
needs_mount = pytest.mark.needs_mount
STEP = step(25, 1)
"""KiB from one size of the disk to the next."""
UP_TO = 200
LEAST, MOST_KIB = 64 * 1024, 2048
"""Bytes of SQLite's memory at the tightest limit, and how many KiB more it is given at most."""
BY_NAME = {work.name: work for work in ALL}
GROWING = [BY_NAME[name] for name in ("one case", "a batch of twenty", "init", "import", "export", "backup", "restore",
                                      "packet", "review compile", f"migrate {EARLIER[0]}", "key make")]  # fmt: skip
THINKING = [BY_NAME[name] for name in ("a batch of twenty", "case receive", "import", "freeze", "migrate")]


@contextmanager
def _disk(at: Path, kib: int) -> Iterator[None]:
    at.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "qms-test", at], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", at], check=True)


def _act(place: Path, seed: int) -> bool:
    """One act with a long text, about a person of their own; False: the disk was full, and said so."""
    try:
        with opened(place, SUPPORT_STAFF, seed=seed) as registry:
            registry.cases.receive(
                type=qms.CaseType.INQUIRY,
                channel=qms.Channel.WEB,
                title="Fee?",
                text="왜 " * 2000,
                department="support",
            )
    except StorageFailed:
        return False
    return True


def _entries(place: Path) -> int:
    with opened(place, QUALITY) as registry:
        assert registry.verify() == ()
        return registry.checkpoint()[1]


@pytest.mark.req("A11-16/17")
@needs_mount
def test_a_full_disk_refuses_and_keeps_what_is_there(founded: Path, tmp_path: Path) -> None:
    disk, size = tmp_path / "disk", founded.stat().st_size // 1024 + 1
    refused = kept = 0
    sizes = portion(range(0, UP_TO, STEP), "full")
    for room in in_time(sizes):
        with _disk(disk, size + room):
            place = disk / "records.db"
            shutil.copy(founded, place)
            before = held = _entries(place)
            for number in range(1, 5):
                held += _act(place, number)
                assert _entries(place) == held
            refused += held - before < 4
            kept += held - before
            subprocess.run(["mount", "-o", f"remount,size={size + 2000}k", disk], check=True)
            assert _act(place, 5)
    assert refused
    assert kept
    figure(
        f"R2 disk full: {len(sizes)} sizes, {refused} of them full, {kept} acts kept, each verified",
        points=len(sizes), lost=0,
    )  # fmt: skip


def _largest(work: Work, founded: Path, memory: Path) -> tuple[Bench, int]:
    """A bench for the work, and the bytes of the largest file that it leaves."""
    bench = Bench(work, founded, memory)
    bench.calls()
    return bench, max(file.stat().st_size for file in bench.here.rglob("*") if file.is_file())


def _limited(bench: Bench, limit: Callable[[], None]) -> Ended:
    """The work, in a child that gave itself a limit."""

    def work(say: Say) -> None:
        limit()
        bench.work.does(bench.here, say)

    bench.lay()
    return stops.run(work)


@pytest.mark.parametrize("work", GROWING, ids=lambda work: work.name)
def test_a_file_that_may_not_grow_refuses_and_keeps_what_is_there(work: Work, founded: Path, memory: Path) -> None:
    bench, largest = _largest(work, founded, memory)
    limits = portion(range(0, largest + 64 * 1024, step(48, 2) * 1024), work.name)
    tried = refused = 0
    for limit in in_time(limits):
        # Python ignores the signal of such a file; the writing fails, as on a full disk.
        end = _limited(bench, partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit)))
        bench.judge(Call(limit, "RLIMIT_FSIZE", ""), end)
        tried, refused = tried + 1, refused + bool(end.refused)
    assert bench.wrong == []
    assert refused
    figure(f"R2 {work.name}: files of at most so much, {tried} limits, {refused} refused, 0 lost", points=tried, lost=0)


@pytest.mark.parametrize("work", THINKING, ids=lambda work: work.name)
def test_without_memory_it_is_refused_and_what_is_there_is_kept(work: Work, founded: Path, memory: Path) -> None:
    """SQLite is given less and less: what it has allocated already counts, so from none at all upwards."""
    bench, tried, refused = Bench(work, founded, memory), 0, 0
    bench.calls()
    for limit in in_time(portion(range(0, MOST_KIB, step(24, 1)), work.name)):
        end = _limited(bench, partial(_heap, limit * 1024))
        bench.judge(Call(limit, "hard_heap_limit", ""), end)
        tried, refused = tried + 1, refused + bool(end.refused)
    assert bench.wrong == []
    assert refused
    figure(f"R2 {work.name}: out of memory at {tried} limits, {refused} refused, 0 lost", points=tried, lost=0)


def _heap(more: int) -> None:
    """From now on SQLite may have so many bytes more than the least that it can be given."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA hard_heap_limit={LEAST + more}")


@needs_mount
def test_a_file_written_without_care_is_seen_to_be_cut(tmp_path: Path) -> None:
    """The control: on such a disk a plain write leaves a part of a file."""
    disk = tmp_path / "disk"
    with _disk(disk, 64):
        try:
            (disk / "out").write_bytes(os.urandom(128 * 1024))
        except OSError:
            assert 0 < (disk / "out").stat().st_size < 128 * 1024
        else:
            pytest.fail("the disk was never full")
