#!/usr/bin/env python3
"""Makes `docs/reference` from the code, and `docs/pictures` from the demo.

.venv/bin/python docs/build.py            write the reference anew
.venv/bin/python docs/build.py --check    name the pages that are stale; exit 1 if there is one
.venv/bin/python docs/build.py pictures   render the demo's packets as pictures (a minute; when the look changes)
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REFERENCE = HERE / "reference"


def main(arguments: list[str]) -> int:
    """Do what the arguments ask and give the exit code."""
    if arguments == ["pictures"]:
        from builder.pictures import make

        return make(HERE / "pictures")
    if arguments not in ([], ["--check"]):
        sys.stderr.write((__doc__ or "") + "\n")
        return 2
    return check() if arguments else write()


def pages() -> dict[str, str]:
    """Every page of the reference: file name → text."""
    from builder import authority, commands, faults, figures, library, manual, records, rules, words

    made: dict[str, str] = {}
    for part in (commands, records, figures, faults, authority, words, library, rules, manual):
        made |= part.pages()
    return made


def write() -> int:
    """Write every page, and remove what is no page any more."""
    made = pages()
    REFERENCE.mkdir(exist_ok=True)
    for old in REFERENCE.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (REFERENCE / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


def check() -> int:
    """Name the pages that differ from what the code says now."""
    made = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in REFERENCE.glob("*.md")}
    stale = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    for name in stale:
        sys.stderr.write(f"docs/reference/{name} is stale: run docs/build.py\n")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
