"""What a run has to say: a table for the terminal, and the tables of docs/performance.md."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from typing import TYPE_CHECKING, Final

from tests.bench.base import STORES
from tests.bench.peers import versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.bench.base import Bench, Measured, Promise

NAMES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "": "–"}
HEAD: Final = (
    "| | store | by the clock | of the rounds | by CPU | CPU, ours | CPU, other | goal |\n"
    "|---|---|---|---|---|---|---|---|"
)
NOTHING: Final = "–"


def table(bench: Bench, found: Mapping[tuple[str, str], Measured], stores: Sequence[str] = STORES) -> str:
    """All promised rows of a bench on these stores, those that were not measured too."""
    rows = [(one, store) for one, store in promised(bench) if store in {*stores, ""}]
    return "\n".join([HEAD, *(_row(one, store, found.get((one.id, store))) for one, store in rows)])


def promised(bench: Bench) -> Iterator[tuple[Promise, str]]:
    """Every row with its store."""
    for promise in bench.PROMISES:
        for store in promise.stores:
            yield promise, store


def _row(promise: Promise, store: str, measured: Measured | None) -> str:
    if measured is None:
        cells = ["not measured", NOTHING, NOTHING, NOTHING, NOTHING]
    else:
        span = f"{_figure(min(measured.ratios))}…{_figure(max(measured.ratios))}"
        cells = [f"**{_figure(measured.ratio)} ×**", span, *_cpu(promise, measured)]
    return f"| {promise.what} | {NAMES[store]} | {' | '.join(cells)} | {promise.goal or NOTHING} |"


def _cpu(promise: Promise, measured: Measured) -> list[str]:
    ours, other = measured.cpu, measured.other_cpu
    if not ours or not other:
        return [NOTHING, NOTHING, NOTHING]
    return [f"{_figure(ours / other if promise.less else other / ours)} ×", _span(ours), _span(other)]


def _figure(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:,.0f}"


def _span(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-4 else f"{seconds * 1e3:.2f} ms"


def machine(stores: Sequence[str], postgresql: str, load: float) -> str:
    """The machine in general terms, and what ran."""
    told = [
        f"{os.cpu_count()} cores",
        f"{platform.system()}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
    ]
    if "postgresql" in stores:
        told.append(f"PostgreSQL {postgresql}")
    told += [f"{name} {version}" for name, version in versions().items() if name.lower() in _TOLD]
    return f"{', '.join(told)}; load of the machine at the begin {load:.1f}."


_TOLD: Final = {"django", "django-simple-history", "sqlalchemy-continuum", "trytond", "sqlmodel"}


def fill(page: str, blocks: Mapping[str, str]) -> str:
    """The page with its blocks made anew: what stands between ``<!-- bench: NAME -->`` and ``<!-- end -->``."""

    def block(found: re.Match[str]) -> str:
        name = found[2]
        return f"{found[1]}\n\n{blocks[name]}\n\n{found[3]}" if name in blocks else found[0]

    return re.sub(r"(<!-- bench: ([a-z]+) -->).*?(<!-- end -->)", block, page, flags=re.DOTALL)
