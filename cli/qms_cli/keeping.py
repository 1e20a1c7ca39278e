"""Checkpoints kept elsewhere and keys, on the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qms import errors
from qms.base.finding import Finding
from qms.ledger.checkpoint import Checkpoint, read_checkpoint
from qms.ledger.note import KeyKind, vouched
from qms_cli.faults import BadCheckpoint
from qms_cli.show.result import Page
from qms_cli.show.sink import STDOUT, write
from qms_cli.surroundings import key_of, now_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qms.ledger.keyfile import KeyFile
    from qms.ledger.note import Note, VerifierKey
    from qms_cli.desk import Desk

_SPELLED = re.compile(r"(\d{1,12}):([0-9a-fA-F]{64})")


@dataclass(frozen=True)
class Kept:
    """A checkpoint kept elsewhere; ``note`` is the file it was in, None where size and root were given alone."""

    checkpoint: Checkpoint
    note: Note | None = None

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.checkpoint.size

    @property
    def pair(self) -> tuple[int, str]:
        """Number of entries, and root in hexadecimal."""
        return self.checkpoint.size, self.checkpoint.root.hex()


def checkpoint_of(text: str) -> Kept:
    """The checkpoint ``412:9f…``, or that in a file of text or a packet.

    Raises:
        BadCheckpoint: it is neither.
        BadNote: the file has none.

    """
    found = _SPELLED.fullmatch(text.strip())
    if found:
        return Kept(Checkpoint("", int(found[1]), bytes.fromhex(found[2])))
    note = file_of(Path(text))
    return Kept(read_checkpoint(note.text), note)


def file_of(path: Path) -> Note:
    """The checkpoint in a file; raise `BadCheckpoint` where there is none to read, `BadNote` where it is none."""
    from qms.ledger.kept import LARGEST_FILE, read_kept

    return read_kept(bytes_of(path, LARGEST_FILE))


def bytes_of(path: Path, most: int) -> bytes:
    """What a file holds, no more than ``most``; raise `BadCheckpoint` where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except (OSError, ValueError):
        raise BadCheckpoint(text=str(path)) from None


def doubts(kept: Kept, keys: Sequence[VerifierKey]) -> Iterator[Finding]:
    """Findings about who signed a checkpoint, where keys were given."""
    if not keys:
        return
    signatures = kept.note.signatures if kept.note else ()
    if kept.note is None or not signatures:
        yield Finding(rule="store.finding.not_signed", place="checkpoint", values={})
        return
    try:
        found = [one.key for one in vouched(kept.note, keys)]
    except errors.NotVouched as fault:
        names = ", ".join(one.name for one in signatures)
        rule, values = ("signature_wrong", {"name": fault.name}) if fault.name else ("other_key", {"names": names})
        yield Finding(rule=f"store.finding.{rule}", place="checkpoint", values=values)
        return
    for key in keys:
        if key not in found:
            yield Finding(rule="store.finding.lacks_signature", place="checkpoint", values={"name": key.name})


def tell(desk: Desk, kept: Kept, keys: Sequence[VerifierKey]) -> None:
    """Say who signed a checkpoint, and when witnesses saw it."""
    if kept.note is None or not kept.note.signatures:
        return
    if not keys:
        names = ", ".join(one.name for one in kept.note.signatures)
        desk.note(desk.say("checkpoint.unchecked", names=names))
        return
    try:
        for one in vouched(kept.note, keys):
            at = desk.read(one.at) if one.at else ""
            desk.note(desk.say("checkpoint.seen" if at else "checkpoint.signed", name=one.key.name, at=at))
    except errors.NotVouched:
        return  # a finding says it


def own_key(desk: Desk) -> KeyFile:
    """The key of whoever sits here."""
    from qms.ledger.keyfile import open_key

    return open_key(key_of(desk.session.environ, desk.session.config))


def spelled(note: Note) -> str:
    """A checkpoint as it is written down, with the signatures it has."""
    return note.spelled() if note.signatures else note.text


def hand_out(desk: Desk, note: Note, to: Path | None) -> None:
    """Print a checkpoint, and write it to the file that was named."""
    text = spelled(note)
    if to is not None and str(to) != STDOUT:
        desk.write(text.encode(), to)
    write(text, None)


def make_key(desk: Desk, name: str, *, witness: bool, output: Path | None) -> Page:
    """Make a key in its file, and show the half that others are given."""
    from qms.ledger import keyfile

    path = output or key_of(desk.session.environ, desk.session.config)
    if output is None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = keyfile.make_key(path, name, KeyKind.WITNESS if witness else KeyKind.SIGNER)
    config = desk.session.config
    if config.path and path.resolve().is_relative_to(config.path.parent.resolve()):
        desk.note(desk.say("key.beside"))
    desk.note(desk.say("key.keep", place=path, memory=made.memory))
    return show_key(desk, made)


def show_key(desk: Desk, key: KeyFile) -> Page:
    """The half of a key that others are given, and what it signed last."""
    public = key.signer.verifier
    last = tuple(f"{one.checkpoint.origin} {one.checkpoint.short()}" for one in key.seen().values())
    kind = desk.told(f"key.{public.kind.name.lower()}")
    values: dict[str, object] = {"name": public.name, "kind": kind, "key": public.spelled(), "file": str(key.path)}
    fields = desk.fields({**values, "signed": ", ".join(last)})
    return Page("qms.key/1", desk.say("key.title"), fields, {**values, "signed": last})


def cosigned(desk: Desk, file: Path, key: VerifierKey | None, earlier: Path | None, to: Path | None) -> None:
    """Sign that a checkpoint was seen, and hand it out."""
    from qms.ledger.proof import LARGEST, read_growth
    from qms.ledger.witness import cosign

    growth = read_growth(bytes_of(earlier, LARGEST + 1)) if earlier else None
    at = now_of(desk.session.environ) or datetime.now(UTC)  # noqa: TID251 - no store is open that had a clock
    note = cosign(own_key(desk), file_of(file), at, log=key, earlier=growth)
    hand_out(desk, note, to)
    desk.note(desk.say("checkpoint.cosigned", against=read_checkpoint(note.text).short()))
