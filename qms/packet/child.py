"""The process that renders: started by `qms.packet.worker`, it reads a job from a folder and leaves a PDF there.

It runs apart from the caller because the text libraries read their font configuration once in a process, give
no memory back, and can be led into endless work by hostile text: here it is bounded and can be stopped.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

JOB, PAGE, PDF, REPORT = "job.json", "page.html", "packet.pdf", "report.json"


def main(folder: Path) -> None:
    """Render the job in ``folder``."""
    job: dict[str, Any] = json.loads((folder / JOB).read_text(encoding="utf-8"))
    _limit(job["cpu_seconds"], job["memory_bytes"])
    gc.disable()  # what a render makes lives to its end: looking for circles made long documents super-linear
    heard = _listen()
    try:
        pages = _render(job, folder)
    except MemoryError:
        _report(folder, fault="memory")
    except _NoPango as fault:
        _report(folder, fault="pango", detail=str(fault))
    except BaseException as fault:  # noqa: BLE001 - the report is the only way out of this process
        _report(folder, fault="broken", detail=f"{type(fault).__name__}: {fault}")
    else:
        _report(folder, pages=pages, warnings=heard)


class _NoPango(Exception):
    """The text libraries cannot be loaded."""


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Bound the process where the system can: Windows cannot, there the caller's clock alone stops it."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the address space cannot be bounded, or bounds what it should not
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


class _Ear(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(record.getMessage())


def _listen() -> list[str]:
    """Collect every warning of the renderer and of the subsetter from here on."""
    heard: list[str] = []
    ear = _Ear(heard)
    for name in ("weasyprint", "fontTools", "py.warnings"):
        logger = logging.getLogger(name)
        logger.addHandler(ear)
        logger.propagate = False
    logging.captureWarnings(capture=True)
    return heard


def _render(job: dict[str, Any], folder: Path) -> int:
    try:
        import weasyprint  # pyright: ignore[reportMissingTypeStubs] - untyped
    except OSError as fault:
        raise _NoPango(str(fault)) from fault
    engine: Any = weasyprint
    from qms.packet.lasting import end_streams_plainly, keep_metadata, locked_fetcher

    refused: list[str] = []
    fetcher = locked_fetcher(job["assets"], refused)
    instant = datetime.fromisoformat(job["instant"])
    attachments = [
        engine.Attachment(
            string=(folder / one["file"]).read_bytes(),
            url_fetcher=fetcher,
            name=one["name"],
            description=one["description"],
            relationship=one["relationship"],
            created=instant,
            modified=instant,
        )
        for one in job["attachments"]
    ]
    html = (folder / PAGE).read_text(encoding="utf-8")
    document = engine.HTML(string=html, base_url=None, url_fetcher=fetcher).render(pdf_variant="pdf/a-3a")
    keep_metadata(document.metadata)
    end_streams_plainly()
    document.write_pdf(
        folder / PDF,
        pdf_variant="pdf/a-3a",
        pdf_identifier=bytes.fromhex(job["identifier"]),
        attachments=attachments,
    )
    if refused:
        raise PermissionError(refused[0])
    return len(document.pages)


def _report(folder: Path, **facts: object) -> None:
    (folder / REPORT).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
