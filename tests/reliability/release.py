"""The long runs of a release, in pieces: ``python -m tests.reliability.release [NAMES] [options]``.

``NAMES`` are those of the test files without ``test_`` (``kill power flips``); none: all that are long. A piece is one
call: it runs those tests at the level of a release, writes one file of results to ``tests/reliability/results``, to be
committed, and prints how far all pieces there have come.

    python -m tests.reliability.release kill --minutes 20 --seed 3     # stops going on after 20 minutes
    python -m tests.reliability.release power --share 2/4              # the second quarter of everything
    python -m tests.reliability.release --sum                          # only sums up what is there
    python -m tests.reliability.release --figures FILE [--gate]        # those of a submission; 1: a goal is not reached

Pieces with other seeds or other shares add up; two shares may run side by side. ``-k`` chooses tests as in pytest.

For who writes such a test: go through its points by ``level.in_time(level.portion(points, NAME))``, and end it with
``level.figure("R3 what: …", points=N, lost=0)``. What begins the sentence is the goal that the points count for, as
far as a blank or a ``/``; a control gives ``control=N`` instead, the number of damages that it saw. Further numbers
are kept as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from tests.reliability.level import LONG

HERE = Path(__file__).parent
RESULTS = HERE / "results"
SUBMISSION = {
    "R1": 15_000,
    "R2": 2_000,
    "R3": 150_000,
    "R4": 200,
    "R5": 200_000,
    "R6": 40_000,
    "R8": 100_000,
    "R13": 32_000,
    "R17": 100,
}
"""Points that `.ci/reliability` reaches (QMS_RELIABILITY=ci)."""
GATE = {
    "R1": 3_000, "R2": 300, "R3": 30_000, "R4": 40, "R5": 40_000, "R6": 8_000, "R8": 20_000, "R13": 6_400, "R17": 20,
}  # fmt: skip
"""Points that the gate reaches, with `.ci/reliability --gate` (QMS_RELIABILITY=gate)."""
GOALS = {
    "R1": 50_000, "R2": 20_000, "R3": 10_000_000, "R4": 2_000, "R5": 5_000_000, "R6": 1_000_000, "R8": 5_000_000,
    "R10": 10_000_000, "R15": 1_000, "R17": 1_000,
}  # fmt: skip
"""Points that the long runs are to reach in all; see the table in docs/reliability.md."""

Line = dict[str, Any]
"""A figure as `level.figure` writes it; a piece holds those of its run as ``figures``."""


@dataclass
class Sum:
    """What was reached of one goal."""

    points: int = 0
    lost: int = 0
    control: int = 0
    seconds: float = 0


def main(words: list[str] | None = None) -> int:
    """Run a piece, or sum up; the exit code of the tests."""
    asked = _asked(words)
    if asked.figures:
        figures, goals = _figures(asked.figures), GATE if asked.gate else SUBMISSION
        sys.stdout.write(_told(figures, goals))
        wanted = {goal: count for goal, count in goals.items() if goal not in asked.leave_out}
        return int(any(_summed(figures)[goal].points < count for goal, count in wanted.items()))
    code = 0 if asked.sum else _run(asked)
    sys.stdout.write(summary([json.loads(file.read_text("utf-8")) for file in sorted(RESULTS.glob("*.json"))]))
    return code


def _asked(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.release", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="test files without test_; none: all long ones")
    parser.add_argument("--share", default="1/1", metavar="I/N", help="the I-th of N shares of all points")
    parser.add_argument("--minutes", type=float, default=0, metavar="N", help="stop going on after so long")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="other samples, and other data")
    parser.add_argument("-k", default="", dest="chosen", metavar="EXPRESSION", help="of the tests only these")
    parser.add_argument(
        "--figures", type=Path, metavar="FILE", help="run nothing; sum up what QMS_RELIABILITY_RESULTS has"
    )
    parser.add_argument(
        "--leave-out", action="append", default=[], metavar="GOAL", help="with --figures: one that needs not be reached"
    )
    parser.add_argument("--gate", action="store_true", help="with --figures: the goals are those of the gate")
    parser.add_argument("--sum", action="store_true", help="run nothing; sum up what is there")
    return parser.parse_args(words)


def _run(asked: argparse.Namespace) -> int:
    names = asked.names or LONG
    files = [str(HERE / f"test_{name}.py") for name in names]
    begun, clock = datetime.now(UTC), monotonic()  # noqa: TID251 - the date of the run
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines"
        given = {
            "QMS_RELIABILITY": "release", "QMS_RELIABILITY_SEED": str(asked.seed),
            "QMS_RELIABILITY_SHARE": asked.share, "QMS_RELIABILITY_MINUTES": str(asked.minutes),
            "QMS_RELIABILITY_RESULTS": str(lines),
        }  # fmt: skip
        chosen = ["-k", asked.chosen] if asked.chosen else []
        tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *chosen, *files]
        code = subprocess.run(tests, check=False, cwd=HERE.parent.parent, env={**os.environ, **given}).returncode
        figures = _figures(lines) if lines.exists() else []
    piece = {
        "names": names, "chosen": asked.chosen, "seed": asked.seed, "share": asked.share, "minutes": asked.minutes,
        "begun": begun.isoformat(timespec="seconds"), "seconds": round(monotonic() - clock), "passed": code == 0,
        **_machine(), "figures": figures,
    }  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    name = f"{begun:%Y%m%dT%H%M%S}-{'-'.join(names)}-{asked.seed}-{asked.share.replace('/', 'of')}.json"
    (RESULTS / name).write_text(json.dumps(piece, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return code


def _machine() -> dict[str, object]:
    """What the run was made with."""
    words = ["git", "-C", str(HERE), "describe", "--always", "--dirty", "--abbrev=12"]
    told = subprocess.run(words, check=False, capture_output=True, text=True)
    return {
        "commit": told.stdout.strip() or "?", "sqlite": sqlite3.sqlite_version, "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}", "cores": os.cpu_count(),
    }  # fmt: skip


def _figures(file: Path) -> list[Line]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def summary(pieces: list[dict[str, Any]]) -> str:
    """How many points each goal has, over all pieces, and whether anything failed."""
    told = _told([line for piece in pieces for line in piece["figures"]], GOALS)
    failed = [piece["begun"] for piece in pieces if not piece["passed"]]
    return told + f"{len(pieces)} pieces" + (f"; failed: {', '.join(failed)}" if failed else "") + "\n"


def _summed(lines: list[Line]) -> dict[str, Sum]:
    sums: dict[str, Sum] = defaultdict(Sum)
    for line in lines:
        of = sums[line["what"].partition(" ")[0].partition("/")[0].rstrip(":")]
        of.points, of.lost = of.points + line.get("points", 0), of.lost + line.get("lost", 0)
        of.control, of.seconds = of.control + line.get("control", 0), of.seconds + line["seconds"]
    return sums


def _told(lines: list[Line], goals: dict[str, int]) -> str:
    return "".join(
        f"{goal}: {of.points:,} points{f' of {goals[goal]:,}' if goal in goals else ''}, {of.lost} lost,"
        f" {of.seconds:,.0f} s; controls: {of.control:,} damages seen\n"
        for goal, of in sorted(_summed(lines).items(), key=lambda one: (len(one[0]), one[0]))
    )


if __name__ == "__main__":
    raise SystemExit(main())
