"""A store written as a sealed bundle: what `docs/ledger.md` tells of a ledger, as files, with the checker beside."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import file_digest
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from qms import i18n
from qms.errors import NotBackedUp, PersonalLocked
from qms.exchange.aside import aside
from qms.exchange.bundle.sinks import packing
from qms.kinds import all_kinds
from qms.ledger import standalone
from qms.ledger.checkpoint import Checkpoint
from qms.ledger.keyring import file_of_key
from qms.ledger.tree import completed
from qms.ledger.tree import root as root_over
from qms.store import engine as engines
from qms.store.accesses import head, kept
from qms.store.backup import copy_database
from qms.store.columns import SHARED_ROWS, table_of
from qms.store.engine import file_of
from qms.store.migrate import version_of
from qms.store.past import need_present
from qms.store.reading import CHUNK, Reading
from qms.store.rows import tables_of
from qms.store.sealing import with_keys
from qms.store.store import Store
from qms.store.table import contents, personal

if TYPE_CHECKING:
    from collections.abc import Generator

    from qms.exchange.bundle.sinks import Packing, Write

SCHEMA: Final = "qms.bundle/1"
CHECKER: Final = "verify.py"
Sign = Callable[[str], str]
"""Gives the signed note for the text of a checkpoint."""


@dataclass(frozen=True)
class Written:
    """A bundle that was written, and read back.

    Attributes:
        path: the file, or the folder.
        origin, size, root: the checkpoint of its ledger; ``root`` in hexadecimal.
        files: number of files in it.
        personal: number of personal values in it; None: they were left out.
        left_out: number of attached files that were left out.
        digest: SHA-256 of the zip file; of a folder, of its manifest.

    """

    path: Path
    origin: str
    size: int
    root: str
    files: int
    personal: int | None
    digest: str
    left_out: int = 0


def write_bundle(store: Store, to: Path, *, with_personal: bool = True, sign: Sign | None = None) -> Written:
    """Write everything that a store holds, as it is at one moment, while others go on writing.

    Nobody is asked here who they are: a program that lets people do it calls `registry.accesses.take_out` first, as
    the command line does. Equal stores become equal bytes, whichever database they are in. The bundle is read back
    by its own checker before it takes its name; it is for its owner alone.

    Args:
        store: the open store.
        to: a new zip file where the name ends in ``.zip``, else a new folder.
        with_personal: whether personal values, attached files, which may name anybody, and the log of accesses go
            along. Without them
            the bundle proves as much and tells nothing of anybody, and no store can be made of it; of each attached
            file the ledger tells digest, size, form, by whom and when.
        sign: signs the checkpoint, see `qms.ledger.note`; None: it is not signed.

    Raises:
        PresentOnly: this is the store as it was.
        FileThere: there is something at this place.
        BundleTooLarge: a zip file of this form cannot hold it; a folder can.
        PersonalLocked: personal values are to go along, and the key that opens them is not here.
        NotBackedUp: the store does not hold: see `Registry.verify`.
        StorageFailed: the place cannot be written, or the store cannot be read.

    """
    need_present(store)
    written: list[Written] = []

    def check(beside: Path) -> None:
        try:
            standalone.check_bundle(beside)
        except (standalone.Wrong, ValueError) as fault:
            raise NotBackedUp(place=engines.spoken(store.url), what=str(fault)) from None
        written[0] = replace(written[0], digest=_digest(beside))

    with packing(to, check) as packed, _moment(store, to) as reading:
        written.append(_Bundle(reading, packed, store).write(to, sign, with_personal=with_personal))
    return written[0]


def _digest(path: Path) -> str:
    with (path / "manifest.json" if path.is_dir() else path).open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


@contextmanager
def _moment(store: Store, to: Path) -> Generator[Reading]:
    """The store at one moment, without anybody who writes having to wait for the whole of the reading."""
    path = file_of(store.url)
    if path is None or engines.journal_mode()[0] == "WAL":
        with store.reading() as reading:
            yield reading
        return
    # With a rollback journal who reads long lets nobody write: what is read is a copy, made in one step.
    with aside(to.parent) as folder:
        with engines.alone(store.url):
            copy_database(path, folder / "copy.db")
        copied = engines.read_place(folder / "copy.db")
        copy = Store(copied, engines.connect(copied))
        try:
            with copy.reading() as reading:
                yield reading
        finally:
            copy.close()


class _Bundle:
    """One bundle, file by file."""

    def __init__(self, reading: Reading, packed: Packing, store: Store) -> None:
        self.reading = reading
        self.packed = packed
        self.place = engines.spoken(store.url)
        self._peaks: dict[int, bytes] = {}

    def write(self, to: Path, sign: Sign | None, *, with_personal: bool) -> Written:
        self.packed.put("README.txt", _readme())
        self.packed.put(CHECKER, files("qms.ledger").joinpath("standalone.py").read_bytes())
        with self.packed.file("entries.jsonl") as write:
            checkpoint = self._entries(write)
        text = checkpoint.text()
        self.packed.put("checkpoint.txt", (sign(text) if sign else text).encode())
        count = None
        if with_personal:
            with self.packed.file("personal.jsonl") as write:
                count = self._personal(write)
            if head(self.reading.connection)[0]:
                with self.packed.file("accesses.jsonl") as write:
                    for row in kept(self.reading.connection):
                        write(_line(row))
        left = set[str]() if with_personal else self._attached()
        media = self._contents(left)
        manifest = self._manifest(checkpoint, media)
        self.packed.put("manifest.json", manifest)
        self.packed.put("manifest.sha256", f"{self.packed.files['manifest.json']}  manifest.json\n".encode())
        origin, size, root, _ = checkpoint
        return Written(to, origin, size, root.hex(), len(self.packed.files), count, "", len(left))

    def _entries(self, write: Write) -> Checkpoint:
        """Write the ledger; its root is that of what is written, and must be the one that the store knows."""
        size = 0
        for entry in self.reading.entries():
            write(entry.spelled() + b"\n")
            hashes = completed(size, entry.leaf(), lambda _, level: self._peaks[level])
            self._peaks = {level: one for level, one in self._peaks.items() if level >= len(hashes)}
            self._peaks[len(hashes) - 1] = hashes[-1]
            size += 1
        found = root_over(size, lambda _, level: self._peaks[level])
        if size != self.reading.size() or found != self.reading.root():
            raise NotBackedUp(place=self.place, what="entries")
        return Checkpoint(self.reading.origin(), size, found)

    def _personal(self, write: Write) -> int:
        """Write personal values in the clear, with their salts: a bundle needs neither key nor program."""
        key = (personal.c.code, personal.c.field, personal.c.version)
        wanted = with_keys().order_by(*key).execution_options(yield_per=CHUNK)
        seals, count = self.reading.seals, 0
        with self.reading.connection.execute(wanted) as found:
            for row in found.mappings():
                if not row["sealed"]:
                    continue
                if seals.locked(row):
                    raise PersonalLocked(place=str(file_of_key(row["wrapping"])))
                opened = seals.opened(row)
                if opened is None:
                    raise NotBackedUp(place=self.place, what=f"{row['code']} {row['field']}")
                told = {name: row[name] for name in ("code", "field", "version", "subject")}
                write(_line({**told, "salt": opened[0].hex(), "value": opened[1]}))
                count += 1
        return count

    def _attached(self) -> set[str]:
        """Digests of the files that people attached, without what the program itself keeps."""
        ask = self.reading.connection.scalars
        found = set(ask(select(table_of(SHARED_ROWS["attachments"]).c.digest)))
        for kind in all_kinds():
            for name in kind.contents:
                found -= set(ask(select(tables_of(kind).main.c[name])))
        return found

    def _contents(self, left: set[str]) -> dict[str, str]:
        """Write what is kept for records, without what is left out; the media type of each file."""
        media: dict[str, str] = {}
        kept = self.reading.connection.execute(select(contents.c.digest, contents.c.media)).all()
        for digest, kind in sorted(tuple(one) for one in kept if one.digest not in left):
            name = f"contents/{digest}"
            self.packed.put(name, self.reading.content(digest))
            media[name] = kind
        return media

    def _manifest(self, checkpoint: Checkpoint, media: dict[str, str]) -> bytes:
        told: dict[str, Any] = {
            "schema": SCHEMA,
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": checkpoint.root.hex(),
            "program": f"qms {version('qms-records')}",
            "store": version_of(self.reading.connection),
            "files": self.packed.files,
            "media": media,
        }
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _readme() -> bytes:
    return "\n\n".join(i18n.text("exchange.bundle.readme", one).strip() for one in ("ko", "en")).encode() + b"\n"


__all__ = ["SCHEMA", "Sign", "Written", "write_bundle"]
