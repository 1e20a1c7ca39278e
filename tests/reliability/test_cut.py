"""The kernel's own power cut: a file system is shut down under a writer, mounted again, and looked at.

Under ext4 and under XFS, with the rollback journal of an older SQLite and with the log of a newer one.
"""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

import qms
from qms.store import engine
from tests.office import QUALITY, SUPPORT_STAFF
from tests.reliability.level import PART, SEED, figure, in_time, share
from tests.reliability.work import STORE, opened

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.needs_loop]
CUTS = share(50, 1_000)
"""Of one file system with one journal."""
TRIES = 10
"""So often the control may fail to lose, before the test does."""
SYSTEMS = {"ext4": ("mkfs.ext4", "-q", "-F"), "xfs": ("mkfs.xfs", "-q", "-f")}
ROOM = 320 * 1024 * 1024
"""XFS takes no less; the file has holes."""
SHUTDOWN, WITHOUT_FLUSH = 0x8004587D, 2
"""The request to a file system to stop at once, and that it writes nothing more of its log."""


class Drive:
    """A file system of its own in a file."""

    def __init__(self, folder: Path, system: str) -> None:
        """Make it; nothing is mounted yet."""
        self.image, self.at = folder / "image", folder / "mounted"
        self.at.mkdir()
        with self.image.open("wb") as stream:
            stream.truncate(ROOM)
        subprocess.run([*SYSTEMS[system], self.image], check=True, capture_output=True)

    @contextmanager
    def mounted(self) -> Generator[Path]:
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


def _cut_once(drive: Drive, founded: Path, before: int, after: float) -> tuple[int, int]:
    """Acts acknowledged before a cut, and acts there after it."""
    with drive.mounted() as folder:
        _lay(founded, folder)
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


def _lay(founded: Path, folder: Path) -> None:
    """The store before the work, and nothing else, all of it durable."""
    for end in ("", "-journal", "-wal", "-shm"):
        (folder / f"{STORE}{end}").unlink(missing_ok=True)
    shutil.copy(founded, folder / STORE)
    for place in (folder / STORE, folder):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _entries(place: Path) -> int:
    with opened(place, QUALITY) as registry:
        assert registry.verify() == ()
        return registry.checkpoint()[1]


@pytest.mark.parametrize("mode", [("DELETE", "EXTRA"), ("WAL", "FULL")], ids="+".join)
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_real_power_cut_loses_nothing_acknowledged(
    system: str, mode: tuple[str, str], founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _entries(founded)
    monkeypatch.setattr(engine, "journal_mode", lambda: mode)
    drive, chance = Drive(tmp_path, system), random.Random(f"{SEED} {PART} {system} {mode}")
    cuts = [_cut_once(drive, founded, before, chance.uniform(0, 0.2)) for _ in in_time(range(CUTS))]
    lost = [cut for cut in cuts if cut[1] < cut[0]]
    figure(
        f"R4 {system}, {'+'.join(mode)}: {len(cuts)} cuts, {sum(said for said, _ in cuts)} acts acknowledged,"
        f" {len(lost)} lost", points=len(cuts), lost=len(lost),
    )  # fmt: skip
    assert lost == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_without_waiting_for_the_disk_the_same_cut_loses(
    system: str, founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a store that does not wait for its disk must be seen to lose."""
    before = _entries(founded)
    monkeypatch.setattr(engine, "_choose_journal", _not_waiting)
    drive = Drive(tmp_path, system)
    said, held = 0, 0
    for _ in range(TRIES):
        said, held = _lost_or_broken(drive, founded, before)
        if held < said:
            break
    figure(f"R4 control {system}, synchronous=OFF: {said} acknowledged, {held} kept", control=1)
    assert held < said


def _not_waiting(driver: Any, *, ours: bool = True) -> None:  # noqa: ANN401 - the driver's own
    if ours:
        driver.execute("PRAGMA synchronous=OFF")


def _lost_or_broken(drive: Drive, founded: Path, before: int) -> tuple[int, int]:
    try:
        return _cut_once(drive, founded, before, 0.3)
    except (qms.QmsError, AssertionError):
        return 1, 0
