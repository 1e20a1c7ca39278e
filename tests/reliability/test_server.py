"""PostgreSQL is killed while many write: what was acknowledged is there, and work goes on when it is back."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest

import qms
from tests.office import EQUIPMENT_STAFF, QUALITY, SUPPORT_STAFF, Clock, found
from tests.postgres import Cluster
from tests.reliability.level import figure, in_time, share

if TYPE_CHECKING:
    from collections.abc import Generator

pytestmark = [pytest.mark.slow, pytest.mark.needs_postgresql]
CYCLES, MORE, PATIENCE_S = share(8, 200), 12, 120.0
ACTORS = (SUPPORT_STAFF, EQUIPMENT_STAFF) * 2
UNKNOWN = "ServerLost"


class Writers:
    """Processes that write, and what they said."""

    def __init__(self, root: Path, place: str) -> None:
        self.lines: list[str] = []
        self.traces: list[str] = []
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.reliability.teller", place, actor], cwd=root, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
            for actor in ACTORS
        ]  # fmt: skip
        self._readers = [threading.Thread(target=self._hear, args=(one,)) for one in self.processes]
        for reader in self._readers:
            reader.start()

    def _hear(self, process: subprocess.Popen[str]) -> None:
        with process:
            assert process.stdout is not None
            assert process.stderr is not None
            self.lines.extend(line.strip() for line in process.stdout)
            self.traces.append(process.stderr.read())

    def said(self, what: str) -> list[str]:
        """What was said after this word."""
        return [line.partition(" ")[2] for line in list(self.lines) if line.startswith(what)]

    def go_on(self) -> None:
        """Wait until all have the store open, and some more acts are kept."""
        begun, until = len(self.said("kept")), monotonic() + PATIENCE_S
        while len(self.said("open")) < len(ACTORS) or len(self.said("kept")) < begun + MORE:
            assert monotonic() < until, self.lines[-5:]
            assert all(one.poll() is None for one in self.processes), self.traces
            sleep(0.05)

    def stop(self) -> None:
        """Let all of them end by themselves."""
        for one in self.processes:
            assert one.stdin is not None
            one.stdin.close()
        for reader in self._readers:
            reader.join(PATIENCE_S)


@contextmanager
def cluster() -> Generator[Cluster]:
    """A server of our own."""
    folder = Path(tempfile.mkdtemp(prefix="qms-crash-"))
    running = Cluster(folder)
    try:
        yield running
    finally:
        running.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def _differing(acknowledged: list[str], kept: list[str], unknown: int) -> list[str]:
    """What is not as it must be of the acts that were acknowledged, and of those whose end nobody could know."""
    wrong = [f"lost {code}" for code in sorted(set(acknowledged) - set(kept))]
    wrong += [f"twice {code}" for code, count in Counter(acknowledged).items() if count > 1]
    if len(kept) > len(acknowledged) + unknown:
        wrong.append(f"{len(kept)} kept, {len(acknowledged)} acknowledged, {unknown} unknown")
    return wrong


def test_a_server_that_is_killed_keeps_what_was_acknowledged(root: Path) -> None:
    killed = 0
    with cluster() as server:
        found(server.url, Clock()).close()
        writers = Writers(root, server.url)
        try:
            for cycle in in_time(range(CYCLES)):
                killed = cycle + 1
                writers.go_on()
                server.stop((signal.SIGKILL, signal.SIGQUIT)[cycle % 2])
                server.start()
            writers.go_on()
        finally:
            writers.stop()
        assert [one for one in writers.traces if "Traceback" in one] == []
        faults = Counter(writers.said("fault"))
        with qms.open(server.url, actor=QUALITY, clock=Clock()) as registry:
            kept = [case.code for case in registry.cases.all()]
            assert registry.verify() == ()
        told = writers.said("kept")
        assert _differing(told, kept, faults[UNKNOWN]) == []
        assert sorted(kept) == [f"CS-2026-{number:04}" for number in range(1, len(kept) + 1)]
        # The control: the same measure, put to a store that lost one act, and to one that kept what it called failed.
        assert _differing(told, kept[:-1] if kept[-1] in told else sorted(told)[:-1], faults[UNKNOWN])
        assert _differing(told, [*kept, *map(str, range(faults[UNKNOWN] + 1))], faults[UNKNOWN])
    assert faults
    figure(f"PostgreSQL killed {killed} times: {len(told)} acts acknowledged, none lost, {dict(faults)}", kills=killed)
