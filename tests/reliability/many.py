"""How long an act takes while many processes write: ``python -m tests.reliability.many PLACE PROCESSES COUNT``.

Prints as JSON: acts, acts a second, milliseconds of the median, of p99 and of the longest, how often the most and the
least served process finished, how many acts were refused because the store was held, and what does not hold in the end.
``python -m tests.reliability.many PLACE ACTOR COUNT worker`` is one of these processes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import qms
from qms import errors
from tests.office import EQUIPMENT_STAFF, QUALITY, SUPPORT_STAFF, Clock

ROOT = Path(__file__).resolve().parents[2]


def work(place: str, actor: str, count: int) -> None:
    """Receive so many cases as the library comes, without more patience; prints number and seconds of each."""
    took: list[float] = []
    codes: list[str] = []
    refused = 0
    with qms.open(place, actor=actor, clock=Clock()) as registry:
        begun = perf_counter()
        while len(codes) < count:
            asked = perf_counter()
            try:
                case = registry.cases.receive(
                    type=qms.CaseType.COMPLAINT, channel=qms.Channel.PHONE, title=f"{actor} {len(codes)}", name="홍길동"
                )
            except errors.StoreLocked:
                refused += 1
                continue
            codes.append(case.code)
            took.append(perf_counter() - asked)
        ended = perf_counter()
    told = {"codes": codes, "took": took, "refused": refused, "begun": begun, "ended": ended}
    sys.stdout.write(json.dumps(told) + "\n")


def run(place: str, processes: int, count: int) -> list[dict[str, Any]]:
    """Let so many processes write; gives what each of them told."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.many", place, actor, str(count), "worker"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for actor in [SUPPORT_STAFF, EQUIPMENT_STAFF] * (processes // 2)
    ]
    told = [process.communicate(timeout=6 * 3600) for process in running]
    if wrong := [err for _, err in told if err]:
        raise RuntimeError(wrong[0])
    return [json.loads(out) for out, _ in told]


def figures(told: list[dict[str, Any]]) -> dict[str, object]:
    """What is told of a run."""
    took = sorted(one for each in told for one in each["took"])
    # One clock for all processes of a machine.
    spent = [each["ended"] - each["begun"] for each in told]
    window = max(each["ended"] for each in told) - min(each["begun"] for each in told)
    return {
        "acts": len(took),
        "acts a second": round(len(took) / window, 1),
        "median ms": round(took[len(took) // 2] * 1000, 1),
        "p99 ms": round(took[len(took) * 99 // 100] * 1000, 1),
        "longest ms": round(took[-1] * 1000, 1),
        "slowest to fastest process": round(max(spent) / min(spent), 2),
        "refused": sum(each["refused"] for each in told),
    }


def differing(place: str, told: list[dict[str, Any]], size: int) -> list[str]:
    """What is not as it must be after a run on a store that had ``size`` entries and no case."""
    given = sorted(code for one in told for code in one["codes"])
    numbers = sorted(f"CS-2026-{number:04}" for number in range(1, len(given) + 1))
    wrong = [] if given == numbers else ["the numbers have a gap, or one was given twice"]
    with qms.open(place, actor=QUALITY, clock=Clock()) as registry:
        if [one.code for one in registry.cases.all()] != given:
            wrong.append("the cases are not those that were acknowledged")
        if registry.checkpoint()[1] != size + len(given):
            wrong.append("the ledger has not so many entries")
        wrong += [f"{one.rule} {one.place}" for one in registry.verify()]
    return wrong


def main(place: str, processes: int, count: int) -> None:
    """Measure on a new store at this place."""
    from tests.office import found

    with found(place, Clock()) as registry:
        size = registry.checkpoint()[1]
    told = run(place, processes, count)
    wrong = differing(place, told, size)
    sys.stdout.write(json.dumps({**figures(told), "wrong": wrong}) + "\n")
    sys.exit(int(bool(wrong)))


if __name__ == "__main__":
    if sys.argv[4:]:
        work(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
