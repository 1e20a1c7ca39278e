"""An environment of their own for the peers, made once in a folder that can be kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

PINNED: Final = Path(__file__).with_name("peers.txt")


def environment(folder: Path) -> Path:
    """The Python of the environment with what `peers.txt` names; made where it is not there yet."""
    bin_folder, program = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    python = folder / "peers" / bin_folder / program
    wanted, marker = PINNED.read_bytes(), folder / "peers" / "made-from.txt"
    if not (marker.exists() and marker.read_bytes() == wanted):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder / "peers")], check=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(PINNED)]
        subprocess.run([str(python), *install], check=True)
        marker.write_bytes(wanted)
    return python


def versions() -> dict[str, str]:
    """What is pinned, by name."""
    lines = (line.split("#")[0].strip() for line in PINNED.read_text(encoding="utf-8").splitlines())
    return dict(line.split("==", 1) for line in lines if line)
