"""What the first hundred bytes of a SQLite file say: whose it is, of which version, and whether all of it is there.

A copy made with the file manager while somebody writes is a part of a store at most. Where the head of the file
already tells that, opening says so, instead of whatever the first missing page would lead to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from qms import errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

APPLICATION_ID: Final = 0x514D5331
"""``QMS1`` in the head of a SQLite file."""
_MAGIC: Final = b"SQLite format 3\0"
_LENGTH: Final = 100


class Head(NamedTuple):
    """The head of a file.

    Attributes:
        size: bytes that the file should have; 0: the head does not say.
        page: bytes of one page.
        logged: whether what was written last may be in a log beside the file (``-wal``).

    """

    size: int
    page: int
    logged: bool


def read_head(path: Path) -> Head | None:
    """Read it; None: this is no file of SQLite, or it is an empty one."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_LENGTH)
    except OSError:
        return None
    if len(data) < _LENGTH or not data.startswith(_MAGIC):
        return None
    page = _number(data, 16, 2)
    pages = _number(data, 28, 4)
    valid = _number(data, 24, 4) == _number(data, 92, 4)  # otherwise an old program wrote, which kept no count
    page = 65536 if page == 1 else page
    return Head(page * pages if valid else 0, page, data[18] == data[19] == 2)  # noqa: PLR2004 - 2 says that it has a log


def _number(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "big")


def refuse_part(path: Path) -> None:
    """Raise `PartOfStore` for a file that is shorter than it says, where nothing beside it could make up for it."""
    head = read_head(path)
    if head and path.stat().st_size < head.size and not beside(path):
        raise errors.PartOfStore(place=str(path))


def unfinished(path: Path) -> bool:
    """Whether a file holds nothing: it is empty, or has a head and no table, and nothing lies in a log beside it."""
    head = read_head(path)
    # A table stands on a page of its own, after the first.
    empty = path.stat().st_size <= (head.page if head else 0)
    return empty and not any(file.stat().st_size for file in beside(path) if file.name.endswith("-wal"))


def lacks_log(path: Path) -> bool:
    """Whether a file without the tables of a store is one whose log was left behind."""
    head = read_head(path)
    return bool(head and head.logged and not beside(path))


def beside(path: Path) -> list[Path]:
    """Log and journal beside the file, which belong to it: without them it is a part, or not the newest."""
    return [file for end in ("-wal", "-journal") if (file := path.with_name(path.name + end)).exists()]


class Mark(NamedTuple):
    """A number in the head, as it is and as it should be."""

    name: str
    found: int
    expected: int


def mark(connection: Connection, version: str) -> None:
    """Write into the head which version the store has; whose it is stands there since its first revision."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {int(version)}")


def strange_marks(connection: Connection, version: str) -> Iterator[Mark]:
    """The numbers of the head that somebody changed."""
    if connection.dialect.name != "sqlite":
        return
    for name, expected in (("application_id", APPLICATION_ID), ("user_version", int(version))):
        found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        if found != expected:
            yield Mark(name, int(found or 0), expected)
