"""A disk that is full, at any size: the act is refused as one of ours, what was there stays, and reading goes on."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

import qms
from qms.errors import StorageFailed
from tests.office import QUALITY, SUPPORT_STAFF
from tests.reliability.level import figure, share
from tests.reliability.work import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.needs_mount]
STEP = share(25, 1)
"""KiB from one size of the disk to the next."""
UP_TO = 200


@contextmanager
def _disk(at: Path, kib: int) -> Iterator[None]:
    at.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "qms-test", at], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", at], check=True)


def _act(place: Path) -> bool:
    """One act with a long text; False: the disk was full, and said so."""
    try:
        with opened(place, SUPPORT_STAFF) as registry:
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


def test_a_full_disk_refuses_and_keeps_what_is_there(founded: Path, tmp_path: Path) -> None:
    disk, size = tmp_path / "disk", founded.stat().st_size // 1024 + 1
    refused = kept = 0
    for room in range(0, UP_TO, STEP):
        with _disk(disk, size + room):
            place = disk / "records.db"
            shutil.copy(founded, place)
            before = held = _entries(place)
            for _ in range(4):
                held += _act(place)
                assert _entries(place) == held
            refused += held - before < 4
            kept += held - before
            subprocess.run(["mount", "-o", f"remount,size={size + 2000}k", disk], check=True)
            assert _act(place)
    assert refused
    assert kept
    figure(f"disk full: {UP_TO // STEP} sizes, {refused} of them full, {kept} acts kept, each verified")


def test_a_file_that_may_not_grow_refuses_and_keeps_what_is_there(founded: Path, tmp_path: Path) -> None:
    size, place, refused = founded.stat().st_size, tmp_path / "records.db", 0
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    shutil.copy(founded, place)
    entries = _entries(place)
    try:
        for limit in range(0, size + 64 * 1024, share(96, 4) * 1024):
            shutil.copy(founded, place)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, held[1]))
            try:
                done = _act(place)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, held)
            refused += not done
            assert _entries(place) == entries + done
    finally:
        signal.signal(signal.SIGXFSZ, before)
    assert refused
    figure(f"limit of a file's size: {refused} refused, all verified")


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
