"""Files on their way to a record: read from where they lie, judged, and nothing of their path kept."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from qms.base.filename import FileName
from qms.base.filetype import ENDINGS, Unfit, fits, media_of
from qms.base.record import LARGEST_FILE
from qms.errors import Fault, FilesRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAME: TypeAdapter[str] = TypeAdapter(FileName)
_FLAGS = (  # but for the first, none is there on every system
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)
_MIB = 1024 * 1024


@dataclass(frozen=True)
class File:
    """The bytes of a file and the name that it has for people; not judged yet."""

    name: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def read_files(paths: Sequence[str | Path], names: Sequence[str] = ()) -> list[File]:
    """Read files from the disk; ``names`` stand in place of their own, one for each path.

    Nothing is followed, waited for or read beyond the largest size: a link, a pipe or a device is refused, and so is
    a file that somebody is still writing.

    Raises:
        FilesRefused: some cannot be read, are too large or are no files; all of them are named.

    """
    found: list[File | Fault] = []
    for at, path in enumerate(map(Path, paths)):
        name = names[at] if at < len(names) else unicodedata.normalize("NFC", path.name)
        try:
            found.append(File(name, _read(path)))
        except Unfit as fault:
            found.append(_fault(name or str(path), fault.rule))
        except FileNotFoundError:
            found.append(_fault(name or str(path), "absent"))
        except OSError as fault:
            found.append(_fault(name or str(path), "unreadable", what=os.strerror(fault.errno or 0)))
    files = [one for one in found if isinstance(one, File)]
    if len(files) < len(found):
        # What can be told of the others is told in the same breath.
        raise FilesRefused(faults=tuple(_of_all(found)))
    return files


def _of_all(found: Sequence[File | Fault]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for one in found:
        yield from [one] if isinstance(one, Fault) else _of_one(one, seen)


def _read(path: Path) -> bytes:
    # Looked at before it is opened: opening alone waits at a pipe, and moves a tape.
    _ordinary(path.lstat())
    handle = os.open(path, _FLAGS)
    with os.fdopen(handle, "rb") as stream:
        before = os.fstat(handle)
        _ordinary(before)
        if before.st_size > LARGEST_FILE:
            raise Unfit("large")
        content = stream.read(before.st_size + 1)
        after = os.fstat(handle)
    if len(content) != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unfit("growing")
    return content


def _ordinary(seen: os.stat_result) -> None:
    if stat.S_ISLNK(seen.st_mode):
        raise Unfit("link")
    if not stat.S_ISREG(seen.st_mode):
        raise Unfit("no_file")


def judged(files: Sequence[File]) -> list[tuple[File, str]]:
    """The files with their names in NFC, and the media type of each.

    Raises:
        FilesRefused: some may not be kept; all faults of all of them.

    """
    if faults := tuple(_of_all(files)):
        raise FilesRefused(faults=faults)
    return [(File(_NAME.validate_python(one.name), one.content), media_of(one.content)) for one in files]


def _of_one(one: File, seen: dict[str, str]) -> Iterator[Fault]:
    shown = _shown(one.name)
    try:
        _NAME.validate_python(one.name)
    except ValidationError:
        yield _fault(shown, "name")
    if fault := _wrong(one):
        yield fault
    elif one.digest in seen:
        yield _fault(shown, "twice", other=seen[one.digest])
    seen.setdefault(one.digest, shown)


def _wrong(one: File) -> Fault | None:
    shown = _shown(one.name)
    if not one.content:
        return _fault(shown, "empty")
    if len(one.content) > LARGEST_FILE:
        return _fault(shown, "large")
    try:
        media = media_of(one.content)
    except Unfit as fault:
        return _fault(shown, fault.rule, **fault.values)
    if fits(media, one.name, one.content):
        return None
    return _fault(shown, "ending", endings=", ".join(f".{end}" for end in ENDINGS[media]))


def _fault(name: str, rule: str, **values: str) -> Fault:
    known = {"largest": str(LARGEST_FILE // _MIB), **values}
    return Fault(_shown(name), f"base.file_fault.{rule}", tuple(known.items()))


_LONGEST_SHOWN = 80


def _shown(name: str) -> str:
    """A name as a sentence may hold it: nothing that steers a screen, and not endless."""
    seen = "".join(one if one.isprintable() else "\ufffd" for one in name)
    return seen if len(seen) <= _LONGEST_SHOWN else f"{seen[:_LONGEST_SHOWN]}…"


__all__ = ["File", "judged", "read_files"]
