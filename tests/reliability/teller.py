"""A process that writes until it is told to stop: ``python -m tests.reliability.teller PLACE ACTOR [PAUSE]``.

It says ``open ACTOR`` when it has opened the store, ``kept CODE`` once an act was acknowledged, and ``fault NAME``
where one ended in a fault of the library; then it goes on, after each act that was kept PAUSE seconds later. Anything
else ends it with a traceback. It stops when its input ends.
"""

from __future__ import annotations

import sys
import threading
from time import sleep

import qms
from qms.errors import QmsError
from tests.office import Clock


def main(place: str, actor: str, pause: float = 0) -> None:
    """Write and tell."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    number = 0
    with qms.open(place, actor=actor, clock=Clock()) as registry:
        print("open", actor, flush=True)  # noqa: T201
        while not ended.is_set():
            number += 1
            try:
                case = registry.cases.receive(
                    type=qms.CaseType.COMPLAINT, channel=qms.Channel.PHONE, title=f"{actor} {number}", name="홍길동"
                )
            except QmsError as fault:
                print("fault", type(fault).__name__, flush=True)  # noqa: T201 - read by whoever started it
                sleep(0.05)
            else:
                print("kept", case.code, flush=True)  # noqa: T201
                sleep(pause)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(float, sys.argv[3:]))
