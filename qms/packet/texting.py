"""Text messages through what an organisation has: a folder that its gateway empties, or a command; never a shell."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qms.base.carrier import measured
from qms.packet.outbox import Answer
from qms.records.notice import NoticeOutcome

if TYPE_CHECKING:
    from pathlib import Path

    from qms.packet.outbox import Message

LATER: Final = 75
"""Exit code of a command that says: not now, try again (EX_TEMPFAIL)."""


def told(one: Message) -> bytes:
    """The message as both are given it: JSON with ``id``, ``to``, ``text`` and ``sort`` (``sms`` or ``lms``)."""
    said = {"id": one.id, "to": one.to, "text": one.text, "sort": measured(one.text).sort}
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True)
class Folder:
    """A carrier that lays each message down as a file of its own, for a gateway to take."""

    place: Path
    attaches: bool = False

    def send(self, one: Message) -> Answer:
        """Lay it down, whole or not at all; one of the same name that lies there already is this very message."""
        to, beside = self.place / f"{one.id}.json", self.place / f".{one.id}.{os.getpid()}.part"
        try:
            if to.exists():
                return Answer(NoticeOutcome.SENT)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(told(one))
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(to)
        except OSError as fault:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            return Answer(NoticeOutcome.FAILED, type(fault).__name__)
        return Answer(NoticeOutcome.SENT)


@dataclass(frozen=True)
class Command:
    """A carrier that gives each message to a command on its standard input.

    Exit code 0: sent; 75: not sent, try again; any other: not sent and never will be. One that does not end in time, or
    is killed, may have sent it.
    """

    words: tuple[str, ...]
    seconds: float = 60
    attaches: bool = False

    def send(self, one: Message) -> Answer:
        """Run the command."""
        try:
            ran = subprocess.run(  # noqa: S603 - the organisation's own words, and no shell
                self.words, input=told(one), timeout=self.seconds, check=False, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Answer(NoticeOutcome.UNSURE, "command.time")
        except (OSError, ValueError) as fault:
            return Answer(NoticeOutcome.FAILED, type(fault).__name__)
        if ran.returncode < 0:
            return Answer(NoticeOutcome.UNSURE, "command.killed")
        if ran.returncode == 0:
            return Answer(NoticeOutcome.SENT)
        return Answer(NoticeOutcome.FAILED, f"command.{ran.returncode}", lasting=ran.returncode != LATER)


__all__ = ["LATER", "Command", "Folder", "told"]
