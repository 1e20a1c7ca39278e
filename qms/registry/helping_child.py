"""The process of `qms.registry.helping`: a part to look at on each line it reads, what there is to say on each it writes.

``python -m qms.registry.helping_child``; it ends with its input.
"""

from __future__ import annotations

import json
import sys

from qms.kinds import all_kinds
from qms.store.look import Look, Part
from qms.store.store import Store


def main() -> None:
    """Look at whatever one is told to."""
    told = json.loads(sys.stdin.readline())
    store = Store.open(told["place"])
    with store.reading() as reading:
        if told["snapshot"]:
            reading.connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{told['snapshot']}'")
        _say(json.dumps([reading.size(), reading.root().hex()]))
        look = Look(reading.connection, all_kinds(), told["secret"])
        for line in sys.stdin:
            _say(look.at(Part(*json.loads(line))).spelled())
    store.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
