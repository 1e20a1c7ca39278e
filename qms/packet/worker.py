"""Starts the process that renders, hands it its job and takes the PDF back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qms
from qms.errors import PartMissing, RenderFailed
from qms.packet.child import JOB, PAGE, PDF, REPORT
from qms.packet.fonts import font_folder, fontconfig

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qms.packet.attach import File

_INSTALL = {
    "linux": "sudo apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0",
    "darwin": "brew install pango",
    "win32": "pacman -S mingw-w64-ucrt-x86_64-pango",
}
_DETAIL = 200
_STEERING = ("FONTCONFIG", "FC_", "PANGO", "PYTHON")
"""Beginnings of the names of variables that would change how the process renders."""


@dataclass(frozen=True)
class Limits:
    """What a render may use: seconds on the clock and of the processor, bytes of address space."""

    wall_seconds: int = 300
    cpu_seconds: int = 300
    memory_bytes: int = 3 << 30


@dataclass(frozen=True)
class Job:
    """What is to be rendered.

    Attributes:
        html: the page, complete in itself.
        assets: what the page may ask for, by address; nothing else is served.
        files: to be attached.
        instant: ISO 8601 in UTC; the date of everything in the file.
        identifier: hexadecimal; the permanent part of the file's identity.

    """

    html: str
    assets: Mapping[str, str]
    files: Sequence[File]
    instant: str
    identifier: str


@dataclass(frozen=True)
class Made:
    """A PDF, how many pages it has, and what the renderer complained of."""

    pdf: bytes
    pages: int
    warnings: tuple[str, ...]


def run(job: Job, limits: Limits) -> Made:
    """Render in a process of its own.

    Raises:
        PartMissing: the system's text libraries are not there.
        RenderFailed: the process met an error or a limit.

    """
    with tempfile.TemporaryDirectory(prefix="qms-packet-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _lay_out(job, limits, folder)
        ended, said = _start(folder, limits)
        # Stopped while it wrote its report, it leaves half of one, or none.
        report = _report(folder / REPORT)
        if report is None:
            raise RenderFailed(
                reason="packet.failed.time" if ended in _CPU_SIGNALS else "packet.failed.stopped", detail=said
            )
        return _taken(report, folder)


def _report(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


_CPU_SIGNALS = frozenset({-9, -24})
"""SIGKILL and SIGXCPU: how a process ends that used up its seconds of the processor."""


def _lay_out(job: Job, limits: Limits, folder: Path) -> None:
    listed: list[dict[str, str]] = []
    for number, file in enumerate(job.files):
        (folder / f"file-{number}").write_bytes(file.data)
        listed.append(
            {
                "file": f"file-{number}",
                "name": file.name,
                "description": file.description,
                "relationship": file.relationship,
            }
        )
    facts = {
        "cpu_seconds": limits.cpu_seconds, "memory_bytes": limits.memory_bytes, "assets": dict(job.assets),
        "attachments": listed, "instant": job.instant, "identifier": job.identifier,
    }  # fmt: skip
    (folder / JOB).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    (folder / PAGE).write_text(job.html, encoding="utf-8")
    (folder / "cache").mkdir()
    (folder / "fonts.conf").write_text(fontconfig(font_folder(), folder / "cache"), encoding="utf-8")


def _start(folder: Path, limits: Limits) -> tuple[int, str]:
    root = Path(qms.__file__).resolve().parent.parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_STEERING)}
    environment |= {
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join([str(root), *filter(None, sys.path)]),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }
    command = [
        sys.executable,
        "-P",
        "-X",
        "utf8",
        "-W",
        "default",
        "-W",
        "ignore::ResourceWarning",
        "-m",
        "qms.packet.child",
        str(folder),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=limits.wall_seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise RenderFailed(reason="packet.failed.time", detail=f"{limits.wall_seconds} s") from late
    lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
    return done.returncode, (lines[-1] if lines else "")[:_DETAIL]


def _taken(report: dict[str, Any], folder: Path) -> Made:
    fault = report.get("fault")
    if fault == "pango":
        raise PartMissing(part="Pango", install=_INSTALL.get(sys.platform, _INSTALL["linux"]))
    if fault:
        raise RenderFailed(reason=f"packet.failed.{fault}", detail=str(report.get("detail", ""))[:_DETAIL])
    return Made((folder / PDF).read_bytes(), report["pages"], tuple(report["warnings"]))
