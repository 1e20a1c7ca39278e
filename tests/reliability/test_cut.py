"""The kernel's own power cut: a file system is shut down under a writer, mounted again, and looked at."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

import qms
from qms.store import engine
from tests.office import QUALITY, SUPPORT_STAFF
from tests.reliability.level import figure, share
from tests.reliability.work import STORE, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.needs_loop]
CUTS = share(12, 2_000)
SHUTDOWN, WITHOUT_FLUSH = 0x8004587D, 2
"""The request to a file system to stop at once, and that it writes nothing more of its log."""


class Drive:
    """A file system of its own in a file."""

    def __init__(self, folder: Path) -> None:
        """Make it; nothing is mounted yet."""
        self.image, self.at = folder / "image", folder / "mounted"
        self.at.mkdir()
        with self.image.open("wb") as stream:
            stream.truncate(24 * 1024 * 1024)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True, capture_output=True)

    @contextmanager
    def mounted(self) -> Iterator[Path]:
        """With it mounted."""
        subprocess.run(["mount", "-o", "loop", self.image, self.at], check=True)
        try:
            yield self.at
        finally:
            subprocess.run(["umount", self.at], check=True)

    def cut(self) -> None:
        """Cut its power."""
        handle = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, WITHOUT_FLUSH.to_bytes(4, "little"))
        finally:
            os.close(handle)


def _writer(place: Path) -> tuple[int, int]:
    """A child that makes one act after another and says so of each: its id, and where it says it."""
    heard, said = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            with opened(place, SUPPORT_STAFF) as registry:
                while True:
                    registry.cases.receive(
                        type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title="Fee?", department="support"
                    )
                    os.write(said, b".")
        finally:
            os._exit(1)
    os.close(said)
    return pid, heard


def _cut_once(drive: Drive, founded: Path, after: float) -> tuple[int, int]:
    """Acts acknowledged before a cut, and acts there after it."""
    with drive.mounted() as folder:
        shutil.copy(founded, folder / STORE)
        os.sync()
        before = _entries(folder / STORE)
        pid, heard = _writer(folder / STORE)
        os.read(heard, 1)
        time.sleep(after)
        # Stopped first: an act whose last write is under way when the power goes must not be acknowledged after it.
        os.kill(pid, signal.SIGSTOP)
        os.waitpid(pid, os.WUNTRACED)
        drive.cut()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        said = 1
        while part := os.read(heard, 65536):
            said += len(part)
        os.close(heard)
    with drive.mounted() as folder:
        return said, _entries(folder / STORE) - before


def _entries(place: Path) -> int:
    with opened(place, QUALITY) as registry:
        assert registry.verify() == ()
        return registry.checkpoint()[1]


def test_a_real_power_cut_loses_nothing_acknowledged(founded: Path, tmp_path: Path) -> None:
    drive = Drive(tmp_path)
    cuts = [_cut_once(drive, founded, 0.05 + 0.03 * (number % 10)) for number in range(CUTS)]
    assert [cut for cut in cuts if cut[1] < cut[0]] == []
    figure(f"R4: {len(cuts)} power cuts on ext4, {sum(said for said, _ in cuts)} acts acknowledged, 0 lost")


def test_without_waiting_for_the_disk_the_same_cut_loses(
    founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a store that does not wait for its disk must be seen to lose."""
    monkeypatch.setattr(engine, "journal_mode", lambda: ("WAL", "OFF"))
    said, held = _lost_or_broken(Drive(tmp_path), founded)
    assert held < said
    figure(f"R4 control, synchronous=OFF: {said} acknowledged, {held} there after the cut")


def _lost_or_broken(drive: Drive, founded: Path) -> tuple[int, int]:
    try:
        return _cut_once(drive, founded, 0.3)
    except (qms.QmsError, AssertionError):
        return 1, 0
