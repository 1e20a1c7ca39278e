"""Another process that shares the work of a verification."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from qms.ledger import keyring
from qms.store.engine import file_of
from qms.store.raw import Question
from qms.store.reading import LEDGER
from qms.store.share import Share, read_share
from qms.store.table import counters, entries

if TYPE_CHECKING:
    from qms.store.look import Part
    from qms.store.reading import Reading

WORTH: Final = 30_000
"""Entries from which on a second process is done before this one alone would be."""


class Helper:
    """Looks at parts of the store as it is at the moment of a reading, in a process of its own.

    It is not forked, since the store's connections would come along, nor made by `multiprocessing`, which would run
    the caller's script once more. What is lost with it is found out by whoever asked, and done again.
    """

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._process: subprocess.Popen[str] | None = None
        self._moment = ""

    def begin(self, reading: Reading, secret: int) -> None:
        """Start the process, and tell it where the store is."""
        url = reading.connection.engine.url
        snapshot = file = None
        if file_of(url) is None:
            snapshot = _exported(reading)
        else:
            # As it was opened: a path may have been said from another folder.
            opened = reading.connection.exec_driver_sql("PRAGMA database_list").fetchall()
            url = url.set(database=next(path for _, name, path in opened if name == "main"))
            file = identity(str(url.database))
            file = file if _is_open(file) else None
        if snapshot is None and file is None:
            return
        self._moment = moment(reading)
        place = url.render_as_string(hide_password=False)
        told = {"place": place, "snapshot": snapshot, "file": file, "secret": secret}
        root = Path(__file__).resolve().parents[2]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment["QMS_KEYS"] = str(keyring.folder().absolute())
        environment["PYTHONPATH"] = os.pathsep.join([str(root), *filter(None, sys.path)])
        command = [sys.executable, "-P", "-X", "utf8", "-m", "qms.registry.helping_child"]
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, encoding="utf-8",
            )  # fmt: skip
            # Not on the command line, where all who use the machine could read it: there may be a password in it.
            self._say(told)

    def ready(self) -> bool:
        """Wait until it has opened the store; False where it cannot, or sees the store as it is at another moment."""
        return bool(self._moment) and self._heard() == self._moment

    def look(self, part: Part) -> Share | None:
        """What there is to say of a part; None: the process is gone."""
        self._say(part)
        line = self._heard()
        with suppress(ValueError, TypeError, KeyError):
            return read_share(line)
        return None

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process:
            self._process.kill()

    def close(self) -> None:
        """Let go of it, once it is ended and nobody asks it any more."""
        if self._process:
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()

    def _say(self, told: object) -> None:
        if self._process and self._process.stdin:
            with suppress(OSError, ValueError):
                self._process.stdin.write(f"{json.dumps(told)}\n")
                self._process.stdin.flush()

    def _heard(self) -> str:
        line = self._process.stdout.readline() if self._process and self._process.stdout else ""
        return line.removesuffix("\n")


def identity(path: str) -> list[int] | None:
    """What tells the file at this path from another that took its place; None: there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return [found.st_dev, found.st_ino]


def _is_open(file: list[int] | None) -> bool:
    """Whether this process has this very file open; one that was put in the place of a store's file it has not."""
    held: list[list[int]] = []
    try:
        numbers = [int(one.name) for one in Path("/dev/fd").iterdir()]
    except OSError:  # Windows, where nobody can replace a file that is open
        return file is not None
    for number in numbers:
        with suppress(OSError):
            found = os.fstat(number)
            held.append([found.st_dev, found.st_ino])
    return file in held


def _exported(reading: Reading) -> str | None:
    """The name by which another connection sees what this one sees; None where the server gives none."""
    try:
        return str(reading.connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar())
    except DatabaseError:
        # The server takes nothing more in this transaction: what is asked from now on belongs to a new one.
        reading.connection.rollback()
        return None


def moment(reading: Reading) -> str:
    """What tells a moment of the store from others: whatever the program writes, it lengthens the ledger by it."""
    asked = (select(counters.c.value).where(counters.c.name == LEDGER), select(func.max(entries.c.position)))
    return repr([list(Question(reading.connection, one)()) for one in asked])


def _is_large(reading: Reading) -> bool:
    """Whether a second process pays; a store that cannot be counted is looked at by this one alone."""
    try:
        with reading.connection.begin_nested():
            return reading.size() >= WORTH
    except (DatabaseError, TypeError, ValueError):
        return False


def helper_for(reading: Reading, processes: int | None) -> Helper | None:
    """Somebody to share the work with, where that pays; for ``processes`` see `Evidence.verify`."""
    if processes is None:
        processes = 2 if (os.cpu_count() or 1) > 1 and _is_large(reading) else 1
    # A program that was made into one file starts itself again, not Python.
    return Helper() if processes > 1 and sys.executable and not getattr(sys, "frozen", False) else None
