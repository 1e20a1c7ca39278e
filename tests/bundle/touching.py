"""What is done to bundles and beside them."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qms import CaseType, Channel
from tests.office import SUPPORT_STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.office import Office

Files = dict[str, bytes]


def files_of(whole: bytes) -> Files:
    """The files of a bundle."""
    with zipfile.ZipFile(io.BytesIO(whole)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def zipped(pairs: list[tuple[str, bytes]]) -> bytes:
    """A zip file as the program would write it of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name, data in pairs:
            about = zipfile.ZipInfo(name)
            about.create_system, about.external_attr = 3, 0o100600 << 16
            bundle.writestr(about, data)
    return out.getvalue()


def sealed(files: Files) -> bytes:
    """A bundle with a manifest that fits: what somebody makes who knows the form."""
    manifest = json.loads(files["manifest.json"])
    beside = {"manifest.json", "manifest.sha256"}
    manifest["files"] = {n: hashlib.sha256(data).hexdigest() for n, data in files.items() if n not in beside}
    spelled = json.dumps(manifest).encode()
    digest = f"{hashlib.sha256(spelled).hexdigest()}  manifest.json\n".encode()
    return zipped(list({**files, "manifest.json": spelled, "manifest.sha256": digest}.items()))


@contextmanager
def writers(office: Office, count: int) -> Iterator[None]:
    """So many who go on writing to the store while the block lasts; a fault of one is a fault of the block."""
    stop, begun, failed = threading.Event(), threading.Semaphore(0), list[BaseException]()

    def write() -> None:
        try:
            with office.open(SUPPORT_STAFF) as mine:
                while not stop.is_set():
                    mine.cases.receive(type=CaseType.INQUIRY, channel=Channel.EMAIL, title="문의", name="홍길동")
                    begun.release()
                    stop.wait(0.01)
        except BaseException as fault:  # noqa: BLE001 - told below
            failed.append(fault)
            begun.release()

    running = [threading.Thread(target=write) for _ in range(count)]
    for one in running:
        one.start()
    try:
        for _ in running:
            begun.acquire()
        yield
    finally:
        stop.set()
        for one in running:
            one.join()
    assert not failed
