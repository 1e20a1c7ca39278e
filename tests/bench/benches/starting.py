"""How long the command line takes until it has answered, against Python that does nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.base import NO_STORE, Measured, Promise, in_turn
from tests.bench.process import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Setting

NAME = "starting"
CASES = 100
HELP = Promise("starting.help", "`qms --help` / `python -c pass`", "≤ 6", NO_STORE, less=True)
LIST = Promise("starting.list", "`qms case list` of 100 cases, SQLite / `python -c pass`", "≤ 15", NO_STORE, less=True)
BELOW = Promise(
    "starting.below", "loading pydantic, SQLModel and Typer alone / `python -c pass`", stores=NO_STORE, less=True
)
PROMISES = (HELP, LIST, BELOW)
LIBRARIES = "import typer, pydantic.main, pydantic.types, sqlmodel, sqlalchemy.dialects.sqlite.pysqlite"
"""What a list has to load before anything of ours."""


def run(setting: Setting) -> Iterator[Measured]:
    """The commands in turn, each a process of its own."""
    place = setting.workshop.founded("sqlite")
    with setting.workshop.ours("sqlite", place) as worker:
        worker.ask("batch", count=setting.some(CASES))
    qms = str(Path(sys.executable).with_name("qms"))
    commands = {
        "pass": [sys.executable, "-c", "pass"],
        "below": [sys.executable, "-c", LIBRARIES],
        "help": [qms, "--help"],
        "list": [qms, "--store", place, "--by", "jang.woori", "case", "list"],
    }
    answers = in_turn(tuple(commands), setting.rounds, lambda name: _run(commands[name]))
    for promise in PROMISES:
        ours, bare = answers[promise.id.split(".")[1]], answers["pass"]
        ratios = tuple(mine.wall / theirs.wall for mine, theirs in zip(ours, bare, strict=True))
        cpu, other = (sorted(one.cpu for one in each)[len(each) // 2] for each in (ours, bare))
        yield Measured(promise.id, "", ratios, cpu, other)


def _run(command: list[str]) -> Answer:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, env={**os.environ, "COLUMNS": "120"})
    wall = perf_counter() - begun
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Answer(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 0)
