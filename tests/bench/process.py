"""Workers as processes, and the stores that they get."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from qms.store.engine import journal_mode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from tests.postgres import Server

ROOT: Final = Path(__file__).resolve().parents[2]
OURS, FLOOR = "ours", "floor"
PEERS: Final = ("django_history", "continuum", "tryton", "naive")
AS_IT_COMES: Final = {
    "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "128MB", "datestyle": "ISO",
}  # fmt: skip
"""What the PostgreSQL server of a bench is told: a commit is on the disk, and all is as it comes."""


class NotThere(Exception):
    """A worker has no word for an order, or is not installed."""


@dataclass(frozen=True)
class Answer:
    """How long an order took: seconds by the clock, seconds of CPU, and the most memory so far in KiB."""

    wall: float
    cpu: float
    peak: int
    told: Any = None


class Process:
    """One worker."""

    def __init__(self, name: str, python: Path | str, log: Path) -> None:
        """Start it; it waits for orders."""
        self.name, self.log = name, log
        with log.open("ab") as file:
            self._running = subprocess.Popen(
                [str(python), "-m", f"tests.bench.workers.{name}"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file, cwd=ROOT, text=True,
            )  # fmt: skip

    def tell(self, order: str, **given: object) -> None:
        """Give an order and go on."""
        assert self._running.stdin is not None
        self._running.stdin.write(json.dumps({"do": order, **given}) + "\n")
        self._running.stdin.flush()

    def hear(self) -> Answer:
        """Wait for the answer to the oldest order."""
        assert self._running.stdout is not None
        line = self._running.stdout.readline()
        if not line:
            raise RuntimeError(self.name, self.log.read_text(encoding="utf-8", errors="replace")[-2000:])
        answer = json.loads(line)
        if "missing" in answer:
            raise NotThere(self.name)
        return Answer(**answer)

    def ask(self, order: str, **given: object) -> Answer:
        """Give an order and wait."""
        self.tell(order, **given)
        return self.hear()

    def timed(self, order: str, **given: object) -> Answer:
        """The same after its ``before_…``, which nobody times."""
        with suppress(NotThere):
            self.ask(f"before_{order}", **given)
        return self.ask(order, **given)

    def close(self) -> None:
        """Let it end."""
        assert self._running.stdin is not None
        self._running.stdin.close()
        self._running.wait(timeout=60)
        assert self._running.stdout is not None
        self._running.stdout.close()


def _open(process: Process, store: str, place: str) -> None:
    journal, synchronous = journal_mode()
    process.ask("open", store=store, place=place, journal=journal, synchronous=synchronous)


@dataclass
class Workshop:
    """All workers of a run, each started when it is first wanted, with a store of its own on each database."""

    folder: Path
    python_of_peers: Path | None = None
    peers: tuple[str, ...] = ()
    _open: ExitStack = field(default_factory=ExitStack)
    _workers: dict[tuple[str, str], Process] = field(default_factory=dict)
    _founded: dict[str, str] = field(default_factory=dict)
    _idle: list[Process] = field(default_factory=list)
    _server: Server | None = None
    _made: int = 0

    def names(self) -> tuple[str, ...]:
        """Who takes part."""
        return (OURS, FLOOR, *self.peers)

    def worker(self, name: str, store: str) -> Process:
        """The worker of this name with its store on this database, kept for the run."""
        if (name, store) not in self._workers:
            place = self.founded(store) if name == OURS else self.place(store)
            self._workers[name, store] = self.start(name, store, place)
        return self._workers[name, store]

    def start(self, name: str, store: str, place: str) -> Process:
        """A worker more, at a place."""
        process = self._spawn(name)
        _open(process, store, place)
        return process

    @contextmanager
    def ours(self, store: str, place: str = "") -> Iterator[Process]:
        """One of ours for the length of the block, with a store of the small organisation or the one at ``place``."""
        process = self._idle.pop() if self._idle else self._spawn(OURS)
        _open(process, store, place or self.founded(store))
        yield process
        process.ask("close")
        self._idle.append(process)

    def _spawn(self, name: str) -> Process:
        if name in PEERS and self.python_of_peers is None:
            raise NotThere(name)
        python = self.python_of_peers if name in PEERS else sys.executable
        process = Process(name, str(python), self.folder / f"{name}.log")
        self._open.callback(process.close)
        return process

    def place(self, store: str) -> str:
        """Where a store can be made; nothing is there."""
        self._made += 1
        if store == "sqlite":
            return str(self.folder / f"store{self._made}.db")
        return self.server.make()

    def founded(self, store: str) -> str:
        """A store with the small organisation: a copy of one that is made once."""
        if store not in self._founded:
            from tests.office import Clock, found

            self._founded[store] = self.place(store)
            found(self._founded[store], Clock()).close()
        if store == "sqlite":
            return str(shutil.copy(self._founded[store], self.place(store)))
        return self.server.make(self._founded[store])

    @property
    def server(self) -> Server:
        """The PostgreSQL server, started when it is first wanted."""
        if self._server is None:
            from tests.postgres import server

            self._server = self._open.enter_context(server(AS_IT_COMES))
        return self._server

    def __enter__(self) -> Self:
        """Nothing runs yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all of it."""
        self._open.__exit__(kind, fault, trace)
