"""Everything that writes: what stands before it, what it does, and what must be there once it said so."""

from __future__ import annotations

import gzip
import io
import os
import random
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qms_cli.main import run as command

import qms
from qms import CaseType, Channel, Medium
from tests.office import BEGIN, QUALITY, SUPPORT_STAFF, Clock
from tests.reliability.traced import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms import Registry

    Say = Callable[[str], None]

STORE = "records.db"
REVIEW = "MR-2026H1"
_OLDER = Path(__file__).parent.parent / "data" / "stores" / "0005.db.gz"
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
        begins: whether it makes the store itself.
        makes: a file that it writes, which is whole or not there.
        migrates: whether the store is one of an earlier version.

    """

    name: str
    does: Callable[[Path, Say], None]
    stage: Callable[[Path, Path], None]
    acts: int = 0
    begins: bool = False
    makes: str = ""
    migrates: bool = False


def opened(place: Path, by: str = SUPPORT_STAFF) -> Registry:
    """The store, on a Tuesday in March."""
    return qms.open(place, actor=by, clock=Clock(), tokens=_tokens())


def _tokens() -> Callable[[int], bytes]:
    """The same salts in every run, so that the same act leaves the same bytes."""
    return random.Random(1).randbytes


# --- what stands before ---


def _nothing(_folder: Path, _founded: Path) -> None:
    """An empty folder."""


def _office(folder: Path, founded: Path) -> None:
    shutil.copy(founded, folder / STORE)
    (folder / "qms.toml").write_text(f'store = "{STORE}"\nby = "{QUALITY}"\n', encoding="utf-8")


def _register(folder: Path, founded: Path) -> None:
    _office(folder, founded)
    (folder / "map.toml").write_text(_MAPPING, encoding="utf-8")
    (folder / "r.csv").write_text(_ROWS, encoding="utf-8")


def _collected(folder: Path, founded: Path) -> None:
    _office(folder, founded)
    with opened(folder / STORE, QUALITY) as registry:
        for number in range(5):
            _receive(registry.acting(SUPPORT_STAFF), f"Question {number}")
        registry.reviews.compile("2026H1")


def _frozen(folder: Path, founded: Path) -> None:
    _collected(folder, founded)
    with opened(folder / STORE, QUALITY) as registry:
        registry.reviews.freeze(REVIEW)


def _earlier(folder: Path, founded: Path) -> None:
    _office(folder, founded)
    (folder / STORE).write_bytes(gzip.decompress(_OLDER.read_bytes()))


# --- what is done ---


def _receive(registry: Registry, title: str = "Fee?") -> str:
    return registry.cases.receive(type=CaseType.INQUIRY, channel=Channel.WEB, title=title, department="support").code


def _one_case(folder: Path, say: Say) -> None:
    with opened(folder / STORE) as registry:
        say(_receive(registry))


def _three_steps(folder: Path, say: Say) -> None:
    with opened(folder / STORE) as registry:
        code = _receive(registry)
        say(code)
        registry.cases.assign(code, department="support", handler=SUPPORT_STAFF)
        say(code)
        registry.cases.acknowledge(code, via=Medium.EMAIL, told="The support team answers within a week.")
        say(code)


def _a_batch(folder: Path, say: Say) -> None:
    with opened(folder / STORE) as registry:
        with registry.batch():
            codes = [_receive(registry, f"Question {number}") for number in range(20)]
        for code in codes:
            say(code)


def _a_beginning(folder: Path, say: Say) -> None:
    qms.create(folder / STORE, actor=QUALITY, name="서하나", clock=Clock(), tokens=_tokens()).close()
    say(QUALITY)


def _commanded(*words: str, says: tuple[str, ...] = ()) -> Callable[[Path, Say], None]:
    """A command of the program; it is believed by its exit code."""

    def does(folder: Path, say: Say) -> None:
        os.chdir(folder)
        os.environ.update(QMS_NOW=BEGIN.isoformat(), QMS_LANG="en", XDG_CONFIG_HOME=str(folder))
        told = io.StringIO()
        with redirect_stdout(io.StringIO()), redirect_stderr(told):
            code = command(("--debug", *words))
        if code == _BUG:
            raise RuntimeError(told.getvalue())
        if code:
            raise Refused(str(code))
        for one in says:
            say(one)

    return does


_BUG = 70
_IMPORTED = tuple(f"CS-2026-{number:04}" for number in range(1, 4))
WORKS = (
    Work("one case", _one_case, _office, acts=1),
    Work("three steps", _three_steps, _office),
    Work("a batch of twenty", _a_batch, _office, acts=20),
    Work("a new store", _a_beginning, _nothing, begins=True),
    Work("import", _commanded("import", "r.csv", "-m", "map.toml", says=_IMPORTED), _register, acts=3),
    Work("freeze", _commanded("review", "freeze", REVIEW, says=(REVIEW,)), _collected, acts=1),
    Work("migrate", _commanded("migrate"), _earlier, migrates=True),
    Work("export", _commanded("export", "case", "-o", "out.csv"), _frozen, makes="out.csv"),
    Work("packet", _commanded("packet", "render", REVIEW, "-o", "out.html"), _frozen, makes="out.html"),
)
