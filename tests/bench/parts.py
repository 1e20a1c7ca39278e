"""Where the CPU time of an act goes: ``.venv/bin/python -m tests.bench.parts [create|transition] [ACTS]``.

A timer looks each millisecond of CPU which function runs, and the first file of the house up its stack says what for.
Its shares hold; its sum is that of a process alone, without a disk.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import FrameType

STEP_S: Final = 0.001
PARTS: Final = {
    "qms/store/prepared.py:run": "the database: rows, checks, indexes",
    "qms/store/prepared.py:run_all": "the database: rows, checks, indexes",
    "qms/store/prepared.py:_rows": "the database: what the act asks",
    "sqlalchemy/engine/default.py:do_commit": "the database: commit",
    "qms/store/prepared.py:say": "the database: begin",
    "qms/store/engine.py": "the database: begin",
    "qms/store/prepared.py": "values as the driver takes them",
    "qms/store/lock.py": "the fair lock between processes",
    "qms/store/bytelock.py": "the fair lock between processes",
    "qms/store/realname.py": "the fair lock between processes",
    "sqlalchemy/": "connection and transaction (SQLAlchemy)",
    "qms/store/rows.py:spelled": "the record as canonical JSON",
    "qms/ledger/canonical.py": "the record as canonical JSON",
    "qms/ledger/commitment.py": "personal values: salts and commitments",
    "qms/store/rows.py:seal": "personal values: salts and commitments",
    "qms/ledger/": "the entry and its place in the tree",
    "qms/registry/authority.py": "authority, references, facts",
    "qms/flows/": "authority, references, facts",
    "qms/registry/standing.py": "authority, references, facts",
    "qms/registry/shared.py": "authority, references, facts",
    "qms/organisation/": "authority, references, facts",
    "qms/records/": "the rule, and the record validated",
    "qms/base/": "the rule, and the record validated",
    "qms/store/": "what is written, put together",
    "qms/registry/": "what holds the act together",
}
"""Place in the stack, the most particular first, and what is done there."""


def main(order: str, acts: int) -> None:
    """Do so many acts and print where their time went."""
    from tests.bench.workers.ours import Ours
    from tests.office import Clock, found

    seen: Counter[str] = Counter()

    def look(_signal: int, frame: FrameType | None) -> None:
        seen[part_of(frame)] += 1

    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108 - our own folder in it
        place = str(Path(folder) / "store.db")
        found(place, Clock()).close()
        worker = Ours()
        worker.open("sqlite", place, "", "")
        worker.create(30)
        worker.before_transition(acts)
        signal.signal(signal.SIGPROF, look)
        signal.setitimer(signal.ITIMER_PROF, STEP_S, STEP_S)
        begun = process_time()
        {"create": worker.create, "transition": worker.transition}[order](acts)
        took = (process_time() - begun) / acts
        signal.setitimer(signal.ITIMER_PROF, 0)
        worker.close()
    sys.stdout.write(table(seen, took))


def part_of(frame: FrameType | None) -> str:
    """What the program does here, by the first place up the stack that says so."""
    while frame is not None:
        path = frame.f_code.co_filename.replace("\\", "/")
        for place, part in PARTS.items():
            file, _, function = place.partition(":")
            if f"/{file}" in path and function in {"", frame.f_code.co_name}:
                return part
        frame = frame.f_back
    return "the rest"


def table(seen: Counter[str], took: float) -> str:
    """Share and time of each part, the largest first."""
    total = max(1, seen.total())
    rows = [f"| {part} | {100 * count / total:.0f} % | {took * 1e6 * count / total:.0f} µs |" for part, count in
            seen.most_common()]  # fmt: skip
    return "\n".join(["| part | share | CPU |", "|---|---|---|", *rows, f"| all | 100 % | {took * 1e6:.0f} µs |", ""])


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "create", int(sys.argv[2]) if len(sys.argv) > 2 else 2_000)
