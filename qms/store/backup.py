"""A copy of a SQLite store beside it, made by SQLite itself: a copied file may lack what is on its way into it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from qms import errors

if TYPE_CHECKING:
    from pathlib import Path

SPARE = 16 * 1024 * 1024
"""Bytes that must be left over."""
PATIENCE = 30.0
"""Seconds to wait for somebody who writes."""


def back_up(path: Path, version: str, size: int) -> Path:
    """Make the copy and return its path: ``records.db.0005.bak``, or the next such name that is free.

    It is the same store, with what PINs are known by: unlike a backup it stays where the store is, for its owner
    alone.

    Whoever calls it holds the store's lock. The copy takes its name when it is whole, checked and on the disk; one
    that was broken off is called ``….part`` and is taken away the next time.

    Args:
        path: the store.
        version: the version it has, which is part of the name.
        size: number of entries that the copy must hold.

    Raises:
        NoRoom: there is not twice the store's size left on the disk: for the copy, and for the work itself.
        StorageFailed: the copy cannot be written, or is not what it should be.

    """
    part = path.with_name(f"{path.name}.{version}.bak.part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as source:
            _need_room(path, source)
            # It holds personal data: for its owner alone, whatever the umask.
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with closing(sqlite3.connect(part)) as target:
                source.backup(target)
                _check(part, target, version, size)
        to_disk(part)
        whole = _free(path, version)
        part.rename(whole)
        to_disk(path.parent)
    except (OSError, sqlite3.Error) as fault:
        _drop(part)
        raise errors.StorageFailed(place=str(part)) from fault
    except BaseException:
        _drop(part)
        raise
    return whole


def copies_beside(path: Path) -> tuple[str, ...]:
    """Names of the copies of a store that `back_up` left beside it."""
    named = re.compile(re.escape(path.name) + r"\.[0-9]{4}(-[0-9]+)?\.bak(\.part)?")
    return tuple(sorted(one.name for one in path.absolute().parent.iterdir() if named.fullmatch(one.name)))


def copy_database(path: Path, to: Path) -> None:
    """Copy a SQLite store to a file that is not there yet, at one moment, while others write: as SQLite copies itself.

    What is written is checked by the database and is on the disk before it takes its name.

    Args:
        path: the store.
        to: the new file, for its owner alone.

    Raises:
        StoreExists: there is something at this place.
        NoRoom: the disk has no room for it.
        StoreDamaged: the store itself does not hold together.
        StorageFailed: it cannot be written.

    """
    if to.exists() or to.is_symlink():
        raise errors.StoreExists(place=str(to))
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as source:
            _need_room(path, source, to.parent, times=1)
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with closing(sqlite3.connect(part)) as target:
                # In one step: nobody's writing can make it begin anew.
                source.backup(target, pages=-1)
                target.execute("PRAGMA journal_mode=DELETE")
                _forget_pins(target)
                if target.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                    raise errors.StoreDamaged(place=str(path))
        to_disk(part)
        part.rename(to)
        to_disk(to.parent)
    except (OSError, sqlite3.Error) as fault:
        if "malformed" in str(fault):
            raise errors.StoreDamaged(place=str(path)) from fault
        raise errors.StorageFailed(place=str(to)) from fault
    finally:
        _drop(part)


def _forget_pins(target: sqlite3.Connection) -> None:
    """What PINs are known by stays in the store: a copy is carried about, and who has it could try them all."""
    target.execute("PRAGMA secure_delete=ON")
    if target.execute("SELECT name FROM sqlite_master WHERE name = 'pins'").fetchall():
        target.execute("DELETE FROM pins")
        target.commit()


def _drop(part: Path) -> None:
    """Take away what was begun, if the disk lets it be taken away: what failed first is what is told."""
    with suppress(OSError):
        part.unlink(missing_ok=True)


def _need_room(path: Path, source: sqlite3.Connection, on: Path | None = None, *, times: int = 2) -> None:
    ((pages,),), ((each,),) = (source.execute(f"PRAGMA {one}").fetchall() for one in ("page_count", "page_size"))
    needed, free = times * pages * each + SPARE, shutil.disk_usage(on or path.parent).free
    if free < needed:
        raise errors.NoRoom(place=str(path), needed=needed // 2**20 + 1, free=free // 2**20)


def _check(part: Path, target: sqlite3.Connection, version: str, size: int) -> None:
    # One file, not three: it may be carried away.
    target.execute("PRAGMA journal_mode=DELETE")
    found = (
        target.execute("PRAGMA integrity_check").fetchall(),
        target.execute("SELECT version_num FROM alembic_version").fetchall(),
        target.execute("SELECT value FROM counters WHERE name = 'ledger'").fetchall(),
    )
    if found != ([("ok",)], [(version,)], [(size,)]):
        raise errors.StorageFailed(place=str(part))


def _free(path: Path, version: str) -> Path:
    number = 1
    while (named := path.with_name(f"{path.name}.{version}{f'-{number}' if number > 1 else ''}.bak")).exists():
        number += 1
    return named


def to_disk(path: Path) -> None:
    """Let what was written to a file, or the names in a folder, reach the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folder
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
