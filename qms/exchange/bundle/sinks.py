"""Where the files of a bundle go: into a zip file of one form, or into a folder."""

from __future__ import annotations

import os
import shutil
import zipfile
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Protocol

from qms.errors import BundleTooLarge, FileThere, StorageFailed
from qms.store.backup import to_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    Write = Callable[[bytes], object]

MOST_BYTES: Final = 2**31 - 1
MOST_FILES: Final = 65_000
_MODE: Final = 0o100600
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
_BINARY: Final[int] = getattr(os, "O_BINARY", 0)  # Windows would change line ends


class Sink(Protocol):
    """Takes files one after another."""

    def file(self, name: str) -> Any:  # noqa: ANN401 - a context manager of a `Write`
        """A new file of this name."""
        ...


class Packing:
    """The files of a bundle as they are written: name → SHA-256."""

    def __init__(self, sink: Sink) -> None:
        """Write them there."""
        self.files: dict[str, str] = {}
        self._sink = sink

    @contextmanager
    def file(self, name: str) -> Generator[Write]:
        """A new file; what is written is summed."""
        summed = sha256()

        def write(data: bytes) -> None:
            summed.update(data)
            into(data)

        with self._sink.file(name) as into:
            yield write
        self.files[name] = summed.hexdigest()

    def put(self, name: str, data: bytes) -> None:
        """A new file of these bytes."""
        with self.file(name) as write:
            write(data)


class _Zip:
    """No file is packed: the same bytes come out on every machine, and no bit can be changed unseen."""

    def __init__(self, place: Path, stream: Any) -> None:  # noqa: ANN401 - a file open for reading and writing
        self._place = place
        self._stream = stream
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=False)
        self._count = 0

    @contextmanager
    def file(self, name: str) -> Generator[Write]:
        about = zipfile.ZipInfo(name, _FIRST_DAY)
        about.create_system, about.external_attr = 3, _MODE << 16
        self._count += 1
        with self._zip.open(about, "w") as stream:

            def write(data: bytes) -> None:
                if self._stream.tell() + len(data) > MOST_BYTES or self._count > MOST_FILES:
                    raise BundleTooLarge(place=str(self._place))
                stream.write(data)

            yield write

    def close(self) -> None:
        self._zip.close()


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def file(self, name: str) -> Generator[Write]:
        path = self._folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o600), "wb") as stream:
            yield stream.write
            stream.flush()
            os.fsync(stream.fileno())


@contextmanager
def packing(to: Path, check: Callable[[Path], None]) -> Generator[Packing]:
    """A packing whose files take their place when the block ended well and ``check`` has read them back.

    Raises:
        FileThere: there is something at this place.
        StorageFailed: the place cannot be written; nothing is left of it.

    """
    if to.exists() or to.is_symlink():
        raise FileThere(path=str(to))
    beside = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with _zipped(to, beside) if to.suffix.lower() == ".zip" else _folded(beside) as packed:
            yield packed
        check(beside)
        beside.rename(to)
        to_disk(to.parent)
    except OSError as fault:
        raise StorageFailed(place=str(to)) from fault
    finally:
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)


@contextmanager
def _zipped(to: Path, beside: Path) -> Generator[Packing]:
    # It holds personal values: for its owner alone, whatever the umask.
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY, 0o600), "w+b") as stream:
        sink = _Zip(to, stream)
        try:
            yield Packing(sink)
        finally:
            sink.close()
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _folded(beside: Path) -> Generator[Packing]:
    beside.mkdir(mode=0o700)
    yield Packing(_Folder(beside))
