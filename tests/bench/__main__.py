"""Measure: ``.venv/bin/python -m tests.bench`` (see docs/performance.md)."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.bench.base import STORES, Measured, Setting
from tests.bench.benches import BENCHES
from tests.bench.peers import environment
from tests.bench.process import PEERS, Workshop
from tests.bench.report import fill, machine, table


def main(words: list[str] | None = None) -> None:
    """Run what was asked for, print its tables, write them to the page."""
    parser = _parser()
    asked = parser.parse_args(words)
    if asked.write and asked.store:
        parser.error("the page has the rows of both stores: leave out --store")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        workshop = Workshop(Path(folder))
        setting = Setting(
            Path(folder), workshop, stores=tuple(asked.store or STORES), rounds=asked.rounds, cache=asked.cache
        )
        if asked.peers:
            _invite(workshop, asked.cache or Path(folder))
        with workshop:
            blocks = _run(setting, asked.only or list(BENCHES))
            postgresql = workshop.server.version() if "postgresql" in setting.stores else ""
    blocks["machine"] = machine(setting.stores, postgresql, load)
    _say(blocks["machine"])
    if asked.write:
        asked.write.write_text(fill(asked.write.read_text(encoding="utf-8"), blocks), encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Ratios, side by side in one run.")
    parser.add_argument("--only", action="append", choices=list(BENCHES), help="this bench; may be given again")
    parser.add_argument("--store", action="append", choices=STORES, help="on this store; without it on both")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peers", action="store_true", help="with Django, SQLAlchemy-Continuum, Tryton and SQLModel")
    parser.add_argument("--cache", type=Path, help="keep the peers' environment and the grown stores in this folder")
    parser.add_argument("--folder", type=Path, help="a folder on the disk to measure; without it the temporary one")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into this page")
    return parser


def _invite(workshop: Workshop, folder: Path) -> None:
    """Let the peers take part; without their packages the run goes on without them."""
    try:
        workshop.python_of_peers = environment(folder)
    except subprocess.CalledProcessError as fault:
        _say(f"The peers could not be installed: {fault}")
    else:
        workshop.peers = PEERS


def _run(setting: Setting, names: list[str]) -> dict[str, str]:
    blocks: dict[str, str] = {}
    for name in names:
        bench = BENCHES[name]
        found: dict[tuple[str, str], Measured] = {}
        for one in bench.run(replace(setting)):
            found[one.id, one.store] = one
            sys.stderr.write(f"{one.id} {one.store}: {one.ratio:.3g}\n")  # a long run is seen to go on
        blocks[name] = table(bench, found, setting.stores)
        _say(f"\n{name}: {(bench.__doc__ or '').splitlines()[0]}\n{blocks[name]}")
        _say(f"again: .venv/bin/python -m tests.bench --only {name}{' --peers' if setting.workshop.peers else ''}")
    return blocks


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
