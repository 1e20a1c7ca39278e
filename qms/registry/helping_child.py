"""The process of `qms.registry.helping`: reads a part to look at on each line, writes what there is to say on each.

``python -m qms.registry.helping_child``; it ends with its input.
"""

from __future__ import annotations

import json
import sys

from qms.kinds import all_kinds
from qms.registry.helping import identity, moment
from qms.store.look import Look, Part
from qms.store.store import Store


def main() -> None:
    """Look at whatever one is told to."""
    told = json.loads(sys.stdin.readline())
    store = Store.open(told["place"])
    with store.reading() as reading:
        if told["snapshot"]:
            reading.connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{told['snapshot']}'")
        # Asked first, so that the file is open: one that took the place of the asker's is not the store to look at.
        seen = moment(reading)
        if told["file"] and identity(str(store.url.database)) != told["file"]:
            return
        _say(seen)
        look = Look(reading, all_kinds(), told["secret"])
        for line in sys.stdin:
            _say(look.at(Part(*json.loads(line))).spelled())
    store.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
