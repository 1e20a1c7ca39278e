"""A process that writes cases as fast as it can: ``python -m tests.store.writer PLACE ACTOR COUNT``."""

from __future__ import annotations

import sys

import qms
from qms.store import engine
from tests.office import Clock


def write(place: str, actor: str, count: int) -> None:
    """Receive and assign so many cases, every third one of them together with another act in a batch."""
    engine.PATIENCE_MS = 60_000  # the rule under test is not how long a busy machine may take
    with qms.open(place, actor=actor, clock=Clock()) as registry:
        for number in range(count):
            with registry.batch() as batch:
                case = batch.cases.receive(
                    type=qms.CaseType.COMPLAINT, channel=qms.Channel.PHONE, title=f"{actor} {number}", name="홍길동"
                )
                if number % 3 == 0:
                    batch.cases.assign(case.code, department="support")
            sys.stdout.write(f"{case.code}\n")


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]))
