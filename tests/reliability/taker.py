"""A process that takes the lock of a store: ``python -m tests.reliability.taker STORE SECONDS [hold]``.

It counts on a number in a file beside the store, reading and writing it apart: two that held the lock at once would
lose a step. Prints as JSON how often it had the lock, how long it waited at most and in all. With ``hold`` it takes
the lock once, says so, and keeps it so long; then it prints since when it had it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import monotonic, sleep

from qms.store import lock

WORK_S = 0.002


def count(store: Path, seconds: float) -> None:
    """Take the lock again and again."""
    number = store.with_name("count")
    begun, took, waited, longest = monotonic(), 0, 0.0, 0.0
    while monotonic() < begun + seconds:
        asked = monotonic()
        with lock.held(store, patience=60):
            wait = monotonic() - asked
            seen = int(number.read_text(encoding="ascii"))
            sleep(WORK_S)
            number.write_text(str(seen + 1), encoding="ascii")
        took, waited, longest = took + 1, waited + wait, max(longest, wait)
    sys.stdout.write(json.dumps({"took": took, "waited": waited, "longest": longest}) + "\n")


def hold(store: Path, seconds: float) -> None:
    """Take the lock once and keep it."""
    with lock.held(store, patience=60):
        since = monotonic()
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sleep(seconds)
    sys.stdout.write(f"{since}\n")


if __name__ == "__main__":
    (hold if sys.argv[3:] else count)(Path(sys.argv[1]), float(sys.argv[2]))
