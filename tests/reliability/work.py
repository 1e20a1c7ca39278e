"""Everything that writes: what stands before it, what it does, and what must be there once it said so."""

from __future__ import annotations

import io
import os
import random
import shutil
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qms_cli.main import run as command

import qms
from qms import CaseType, Channel, Medium
from tests.office import BEGIN, QUALITY, SUPPORT_STAFF, Clock
from tests.reliability.level import SEED
from tests.reliability.traced import Refused
from tests.store.older import LAST, older

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qms import Registry

    Say = Callable[[str], None]

STORE = "records.db"
BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite puts behind the name of a store."""
REVIEW = "MR-2026H1"
_ROWS = "no,when,what\n" + "".join(f"{n},2026-03-0{n} 09:30,Question {n}\n" for n in range(1, 4))
_MAPPING = """
kind = "case"
source = "counter"
zone = "Asia/Seoul"
formats = ["%Y-%m-%d %H:%M"]
key = "no"

[columns]
received_at = "when"
title = "what"

[defaults]
type = "inquiry"
channel = "phone"
status = "received"
"""


@dataclass(frozen=True)
class Work:
    """One thing that writes.

    Attributes:
        name: of the test.
        does: told the folder of the store; says the code of each record that is kept from then on.
        stage: lays what stands before it, told the folder and the file of the small organisation.
        acts: of how many acts it is, where all are kept or none; 0 where each is kept by itself.
        begins: whether it makes the store itself, and nothing stands before it.
        makes: a file that it writes, which is whole or not there.
        migrates: whether the store is one of an earlier version.

        sound: whether that file is whole; None: it has the bytes of a run that nothing stopped.
        unmade: whether that file may be a store that was half made, which is none, and says so.
        also: other files that it writes.
        again: the exit codes in which the work may end when it is simply done again after the fault; empty: it is not.
        holds: told the store and its folder, and whether the work was done to its end: what does not hold there.

    """

    name: str
    does: Callable[[Path, Say], None]
    stage: Callable[[Path, Path], None]
    acts: int = 0
    begins: bool = False
    makes: str = ""
    migrates: bool = False
    sound: Callable[[Path], bool] | None = None
    unmade: bool = False
    also: frozenset[str] = frozenset()
    again: frozenset[int] = frozenset()
    holds: Callable[[Registry, Path, bool], Iterator[str]] | None = None

    def lay(self, folder: Path, founded: Path) -> None:
        """Lay what stands before it."""
        _STAGED.append(100)
        try:
            self.stage(folder, founded)
        finally:
            _STAGED.clear()


def opened(place: str | Path, by: str = SUPPORT_STAFF, *, seed: int = 1) -> Registry:
    """The store, on a Tuesday in March; ``seed`` is that of the random bytes of a work."""
    return qms.open(place, actor=by, clock=Clock(), tokens=_tokens(seed))


def _tokens(seed: int = 1) -> Callable[[int], bytes]:
    """The same salts in every run, so that the same act leaves the same bytes; no two people get the same."""
    if _STAGED:
        _STAGED.append(seed := _STAGED[-1] + 1)
    return random.Random(seed).randbytes


_STAGED: list[int] = []
"""While something is laid before a work: the seeds that were given out, one for each opening."""
AFTER: Final = 2
"""The seed of what is done after a work to see whether the store goes on."""


# --- what stands before ---


def nothing(_folder: Path, _founded: Path) -> None:
    """An empty folder."""


def office(folder: Path, founded: Path) -> None:
    """The small organisation, and the folder's configuration."""
    shutil.copy(founded, folder / STORE)
    (folder / "qms.toml").write_text(f'store = "{STORE}"\nby = "{QUALITY}"\n', encoding="utf-8")


def register(folder: Path, founded: Path) -> None:
    """With a register beside it that can be brought in."""
    office(folder, founded)
    (folder / "map.toml").write_text(_MAPPING, encoding="utf-8")
    (folder / "r.csv").write_text(_ROWS, encoding="utf-8")


def collected(folder: Path, founded: Path) -> None:
    """With cases and a review that is collected."""
    office(folder, founded)
    with opened(folder / STORE, QUALITY) as registry:
        for number in range(4 + SEED % 7):
            receive(registry.acting(SUPPORT_STAFF), f"Question {number}")
        registry.reviews.compile("2026H1")


def frozen(folder: Path, founded: Path) -> None:
    """With a review that is frozen."""
    collected(folder, founded)
    with opened(folder / STORE, QUALITY) as registry:
        registry.reviews.freeze(REVIEW)


def earlier(version: str) -> Callable[[Path, Path], None]:
    """A store of an earlier version."""

    def lay(folder: Path, founded: Path) -> None:
        office(folder, founded)
        older(str(folder / STORE), version)

    return lay


# --- what is done ---


def receive(registry: Registry, title: str = "Fee?") -> str:
    """Receive a case and give its code; how long its text is, the seed says."""
    text = "왜 " * random.Random(f"{SEED} {title}").randint(1, 300)
    return registry.cases.receive(
        type=CaseType.INQUIRY, channel=Channel.WEB, title=title, text=text, department="support"
    ).code


def _one_case(folder: Path, say: Say) -> None:
    with opened(folder / STORE) as registry:
        say(receive(registry))


def _three_steps(folder: Path, say: Say) -> None:
    with opened(folder / STORE) as registry:
        code = receive(registry)
        say(code)
        registry.cases.assign(code, department="support", handler=SUPPORT_STAFF)
        say(code)
        registry.cases.acknowledge(code, via=Medium.EMAIL, told="The support team answers within a week.")
        say(code)


def _a_batch(folder: Path, say: Say) -> None:
    with opened(folder / STORE) as registry:
        with registry.batch():
            codes = [receive(registry, f"Question {number}") for number in range(20)]
        for code in codes:
            say(code)


def _a_beginning(folder: Path, say: Say) -> None:
    qms.create(folder / STORE, actor=QUALITY, name="서하나", clock=Clock(), tokens=_tokens()).close()
    say(QUALITY)


def commanded(*words: str, says: tuple[str, ...] = (), done: int = 0, **environ: str) -> Callable[[Path, Say], None]:
    """A command of the program, as a user types it; it is believed by its exit code, ``done`` where all goes well."""

    def does(folder: Path, say: Say) -> None:
        os.chdir(folder)
        os.environ.update(QMS_NOW=BEGIN.isoformat(), QMS_LANG="en", XDG_CONFIG_HOME=str(folder), **environ)
        told = io.StringIO()
        with _repeatable(), redirect_stdout(io.StringIO()), redirect_stderr(told):
            code = command(("--debug", *words))
        if code == _BUG:
            raise RuntimeError(told.getvalue())
        if code != done:
            raise Refused(str(code))
        for one in says:
            say(one)

    return does


@contextmanager
def _repeatable() -> Iterator[None]:
    """The random bytes of a command are the same in every run, as those of `opened` are."""
    theirs = random._urandom  # type: ignore[attr-defined] # noqa: SLF001 - the one door of the library's random bytes
    random._urandom = _tokens()  # type: ignore[attr-defined] # noqa: SLF001
    try:
        yield
    finally:
        random._urandom = theirs  # type: ignore[attr-defined] # noqa: SLF001


_BUG = 70
_IMPORTED = tuple(f"CS-2026-{number:04}" for number in range(1, 4))
WORKS = (
    Work("one case", _one_case, office, acts=1),
    Work("three steps", _three_steps, office),
    Work("a batch of twenty", _a_batch, office, acts=20),
    Work("a new store", _a_beginning, nothing, begins=True),
    Work("import", commanded("import", "r.csv", "-m", "map.toml", says=_IMPORTED), register, acts=3),
    Work("freeze", commanded("review", "freeze", REVIEW, says=(REVIEW,)), collected, acts=1),
    Work("migrate", commanded("migrate"), earlier(LAST), migrates=True),
    Work("export", commanded("export", "case", "-o", "out.csv"), frozen, makes="out.csv", again=frozenset({0})),
    Work("packet", commanded("packet", "render", REVIEW, "-o", "out.html"), frozen, makes="out.html"),
)
"""The works that others use too; `tests.reliability.commands` has all."""
