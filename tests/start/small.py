"""A checkout small enough to be installed in seconds and without the network, with the real ``cli``."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Builds itself, so that pip needs nothing from an index: programs of the right names, and no library.
BACKEND = '''
"""Builds the small project: an editable wheel of its programs."""

import zipfile

PROGRAMS = ("qms", "ruff", "lint-imports", "mypy", "pyright", "pytest")
INFO = "small-1.dist-info"
ENTRY = "{} = small:main\\n"


def _wheel(folder):
    name = "small-1-py3-none-any.whl"
    files = {
        "small.py": open("small.py").read(),
        INFO + "/METADATA": "Metadata-Version: 2.1\\nName: small\\nVersion: 1\\nProvides-Extra: test\\n",
        INFO + "/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        INFO + "/entry_points.txt": "[console_scripts]\\n" + "".join(map(ENTRY.format, PROGRAMS)),
    }
    files[INFO + "/RECORD"] = "".join(path + ",,\\n" for path in [*files, INFO + "/RECORD"])
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name


def build_editable(folder, settings=None, metadata=None):
    return _wheel(folder)


def build_wheel(folder, settings=None, metadata=None):
    return _wheel(folder)
'''

# Says how it was called, and fails or waits when the environment asks for it.
PROGRAM = """
import os, pathlib, sys, time

def main():
    name = pathlib.Path(sys.argv[0]).stem
    try:
        print("ran", name, *sys.argv[1:], flush=True)
        if name == os.environ.get("WAITS"):
            time.sleep(60)
    except KeyboardInterrupt:
        print("ended", name, flush=True)
        return 1
    return 1 if name in os.environ.get("FAILS", "").split() else 0
"""

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "small"
version = "1"
"""


def make_checkout(folder: Path, root: Path) -> Path:
    """Lay a small checkout with the real ``cli/__main__.py``."""
    (folder / "cli").mkdir(parents=True)
    shutil.copy(root / "cli" / "__main__.py", folder / "cli")
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "small.py").write_text(PROGRAM)
    return folder
