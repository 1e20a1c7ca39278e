"""Where the files that travel with the program lie."""

from __future__ import annotations

from pathlib import Path


def templates() -> Path:
    """The folder of templates, fonts and example mappings: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"
