"""Files of records on the command line: in from paths that the user names, out to a path that the user names."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from qms.errors import FileThere, NoRecord
from qms.kinds import kind as kind_named
from qms.kinds import kind_of_code
from qms_cli.faults import CannotWrite, Missing, UnevenNames
from qms_cli.show.mask import seen
from qms_cli.show.records import attached
from qms_cli.show.sink import STDOUT, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qms.base.kind import Kind
    from qms.base.record import Attachment, Record
    from qms_cli.desk import Desk
    from qms_cli.show.result import Rows


class _Tried(Exception):
    """Takes back what was only tried."""


def attach(desk: Desk, code: str, files: Sequence[Path], names: Sequence[str]) -> None:
    """Attach files to a record in one act; with ``-n`` all of it is done and taken back."""
    from qms.base.files import read_files

    if names and len(names) != len(files):
        raise UnevenNames(names=len(names), files=len(files))
    kind = _kind(desk, code)
    read = read_files(files, names)
    registry, code = desk.acting, kind.read_code(code)
    try:
        with registry.batch():
            after = registry.room(kind.name).attach(code, *read)
            if desk.common("dry_run"):
                raise _Tried  # noqa: TRY301 - what takes the batch back
    except _Tried:
        desk.note(desk.say("attachment.tried", count=len(read), code=code))
        return
    desk.put(after)


def listed(desk: Desk, code: str) -> Rows:
    """The files of a record, withdrawn ones among them."""
    kind, record = _found(desk, code)
    return attached(desk, kind, seen(desk, kind, [record])[0])


def get(desk: Desk, code: str, which: str, reason: str | None) -> None:
    """Write a file of a record where the user says, and nowhere else; nothing that is there is written over."""
    kind, record = _found(desk, code)
    to: Path | None = desk.common("output")
    if (to is None or str(to) == STDOUT) and sys.stdout.isatty():
        raise Missing(name="-o FILE", command="qms attachment get")
    found, content = _taken(desk, kind, record, which, reason)
    if to is None or str(to) == STDOUT:
        write(content, None)
        return
    new_file(to, content)
    desk.note(desk.say("attachment.written", place=str(to), size=found.size, digest=found.digest))


def _taken(desk: Desk, kind: Kind[Any], record: Record, which: str, reason: str | None) -> tuple[Attachment, bytes]:
    """The file, with an entry in the log that it was taken out; that it was refused the registry logs."""
    desk.session.need_actor()
    room = desk.registry.acting(reason=reason).room(kind.name)
    found: tuple[Attachment, bytes] = room.attachment(record.code, which)
    desk.session.present.accesses.note([record.code], act=desk.typed, reason=reason, needed=False)
    return found


def withdraw(desk: Desk, code: str, which: str, reason: str) -> None:
    """Take back a file; it stays on record with the reason."""
    kind = _kind(desk, code)
    desk.put(desk.acting.room(kind.name).withdraw_attachment(code, which, reason=reason))


def new_file(to: Path, content: bytes) -> None:
    """A file of the user's own that was not there before; it may hold personal data, so it is theirs alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        stream = os.fdopen(os.open(to, flags, 0o600), "wb")
    except FileExistsError:
        raise FileThere(path=str(to)) from None
    except OSError:
        raise CannotWrite(place=str(to)) from None
    try:
        with stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        to.unlink(missing_ok=True)
        raise CannotWrite(place=str(to)) from None


def _found(desk: Desk, code: str) -> tuple[Kind[Any], Record]:
    kind = _kind(desk, code)
    return kind, desk.registry.room(kind.name).get(code)


def _kind(desk: Desk, code: str) -> Kind[Any]:
    """The kind of a record by its code alone: the ledger tells records apart by it, else its first letters say."""
    with desk.registry.reading() as reading:
        first = next(iter(reading.entries(code=code)), None)
    kind = kind_named(first.kind) if first else kind_of_code(code.strip().upper())
    if kind is None:
        raise NoRecord(kind="base.record", code=code)
    return kind
