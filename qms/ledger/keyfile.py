"""A secret key in a file of its own, and beside it what it signed last: it never signs a ledger that was turned back.

The file holds one line, ``PRIVATE+KEY+name+id+secret``, and may be read by its owner alone. Beside it lies
``….seen.json`` with the last checkpoint that the key signed of each ledger. Whoever moves a key moves both files.
Neither belongs into the folder of the store: whoever can change the store must not be able to sign for it.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from qms.errors import BadKeyFile, BadKeyName, BadNote, Diverged
from qms.ledger.checkpoint import read_checkpoint
from qms.ledger.note import KeyKind, SignerKey, read_note

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime
    from pathlib import Path

    from qms.ledger.checkpoint import Checkpoint
    from qms.ledger.note import Note

LARGEST: Final = 1024 * 1024
"""Bytes of the largest file that is read; a key has some eighty, its memory some three hundred for each ledger."""
_BEGIN: Final = "PRIVATE+KEY+"
_SCHEMA: Final = "qms.seen/1"
_SECRET, _ID = 32, 8


class Seen(NamedTuple):
    """What a key signed last of a ledger."""

    checkpoint: Checkpoint
    note: Note


class KeyFile:
    """A key with its memory."""

    def __init__(self, path: Path, signer: SignerKey) -> None:
        """Take what `make_key` or `open_key` found."""
        self.path, self.signer = path, signer

    @property
    def memory(self) -> Path:
        """Where it stands what the key signed last."""
        return self.path.with_name(f"{self.path.name}.seen.json")

    def seen(self) -> dict[str, Seen]:
        """Public key of a ledger → what was signed of it last.

        Raises:
            BadKeyFile: the memory is not there or cannot be read. It is not taken for empty: a key that forgot
                what it signed could be made to sign anything.

        """
        wrong = BadKeyFile(place=str(self.memory), what="ledger.key.memory")
        try:
            raw: Any = json.loads(_bytes_of(self.memory, wrong))
            logs = cast("dict[str, str]", raw["logs"]) if raw["schema"] == _SCHEMA else {"": ""}
            notes = {log: read_note(spelled) for log, spelled in logs.items()}
            return {log: Seen(read_checkpoint(note.text), note) for log, note in notes.items()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadNote):
            raise wrong from None

    def sign(self, note: Note, log: str, grown: Callable[[Checkpoint], None], at: datetime | None = None) -> Note:
        """Sign a checkpoint, unless it contradicts what this key signed of the ledger before.

        Args:
            note: the checkpoint, with the signatures it has.
            log: public key of the ledger.
            grown: raises unless one of the two ledgers, that of the checkpoint it is given and that of the note,
                begins with the other.
            at: when a witness saw it; None for a signer.

        Raises:
            Diverged: another ledger, or another root at the same size.

        """
        found = read_checkpoint(note.text)
        with self._alone():
            seen = self.seen()
            last = seen[log].checkpoint if log in seen else None
            if last is not None:
                same_ledger(last, found)
                grown(last)
            signed = self.signer.sign(note, at)
            if last is None or last.size <= found.size:  # before anybody is given the signature
                notes = {one: kept.note.spelled() for one, kept in seen.items()} | {log: signed.spelled()}
                put_file(self.memory, _memory(notes))
        return signed

    @contextmanager
    def _alone(self) -> Generator[None]:
        """While this lasts no other process signs with the key."""
        handle = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
            yield
        finally:
            os.close(handle)  # which lets go of the lock, too


def same_ledger(last: Checkpoint, found: Checkpoint) -> None:
    """Raise `Diverged` where two checkpoints tell of different ledgers by themselves."""
    if last.origin != found.origin:
        raise Diverged(what="ledger.diverging.origin", kept=last.origin, given=found.origin)
    if last.size == found.size and last.root != found.root:
        raise Diverged(what="ledger.diverging.root", kept=last.short(), given=found.short())


def make_key(path: Path, name: str, kind: KeyKind = KeyKind.SIGNER) -> KeyFile:
    """Make a key and its file, which its owner alone may read; on Windows as the folder allows.

    Raises:
        BadNote: the name can be none.
        BadKeyFile: there is a file already, or none can be made; no key is ever overwritten.

    """
    seed = secrets.token_bytes(_SECRET)
    made = KeyFile(path, SignerKey(name, seed, kind))
    key = made.signer.verifier
    line = f"{_BEGIN}{key.name}+{key.id.hex()}+{base64.b64encode(bytes([kind]) + seed).decode()}\n"
    if path.exists() or made.memory.exists():
        raise BadKeyFile(place=str(path), what="ledger.key.there")
    try:
        put_file(made.memory, _memory({}), new=True)
        put_file(path, line.encode(), new=True)
    except FileExistsError:
        raise BadKeyFile(place=str(path), what="ledger.key.there") from None
    except OSError:
        raise BadKeyFile(place=str(path), what="ledger.key.unmade") from None
    return made


def open_key(path: Path) -> KeyFile:
    """Read a key from its file.

    Raises:
        BadKeyFile: there is none, others may read it (not asked on Windows), or it is none.

    """
    wrong = BadKeyFile(place=str(path), what="ledger.key.form")
    absent = BadKeyFile(place=str(path), what="ledger.key.absent")
    try:
        mode = path.stat().st_mode
    except OSError:
        raise absent from None
    if sys.platform != "win32" and stat.S_IMODE(mode) & 0o077:
        raise BadKeyFile(place=str(path), what="ledger.key.exposed")
    try:
        name, id_, encoded = _bytes_of(path, absent).decode().strip().removeprefix(_BEGIN).split("+", 2)
        data = base64.b64decode(encoded, validate=True)
        signer = SignerKey(name, data[1:], KeyKind(data[0]))
    except (ValueError, IndexError, BadKeyName, BadNote):  # `binascii.Error` and `UnicodeError` are the first
        raise wrong from None
    if len(id_) != _ID or id_ != signer.verifier.id.hex():
        raise wrong
    return KeyFile(path, signer)


def _memory(notes: dict[str, str]) -> bytes:
    return (json.dumps({"schema": _SCHEMA, "logs": notes}, ensure_ascii=False, indent=1) + "\n").encode()


def _bytes_of(path: Path, absent: BadKeyFile) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST)
    except OSError:
        raise absent from None


def put_file(path: Path, data: bytes, *, new: bool = False) -> None:
    """Write a file that its owner alone may read, whole or not at all; a ``new`` one never in place of another.

    Who is killed at it leaves ``….part``; that of a new file is of no use to anybody.
    """
    made = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _name(made, path) if new else made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def _name(made: Path, path: Path) -> None:
    """Give a file its name; raise `FileExistsError` where there is one of that name."""
    try:
        os.link(made, path)  # unlike a renaming, never takes another file's place
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(str(path)) from None
        made.rename(path)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        """Wait for the lock of the file; some ten seconds at most."""
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        """Wait for the lock of the file."""
        fcntl.flock(handle, fcntl.LOCK_EX)
