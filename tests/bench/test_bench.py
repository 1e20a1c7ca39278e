"""The benches run, give each row that they promise, and the page has those rows; no time is judged here."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.bench.base import Setting
from tests.bench.benches import BENCHES
from tests.bench.peers import PINNED, versions
from tests.bench.process import PEERS, Workshop
from tests.bench.report import fill, promised, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TINY = 0.05


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with Workshop(tmp_path_factory.mktemp("bench")) as opened:
        yield opened


def _runs(workshop: Workshop, name: str, store: str) -> None:
    setting = Setting(workshop.folder, workshop, stores=(store,), rounds=1, share=TINY, sizes=(10, 20, 30))
    found = list(BENCHES[name].run(setting))
    ours = {(row.id, at) for row, at in promised(BENCHES[name]) if row.peer is None and at in {store, ""}}
    assert {(one.id, one.store) for one in found} == ours
    assert all(one.ratio > 0 for one in found)


@pytest.mark.slow
@pytest.mark.parametrize("name", BENCHES)
def test_each_row_is_measured(workshop: Workshop, name: str) -> None:
    _runs(workshop, name, "sqlite")


@pytest.mark.slow
@pytest.mark.needs_postgresql
@pytest.mark.parametrize("name", ["create", "verify", "guard"])
def test_rows_are_measured_on_a_server_too(workshop: Workshop, name: str) -> None:
    _runs(workshop, name, "postgresql")


def test_no_promise_is_made_twice() -> None:
    rows = [(row.id, store) for bench in BENCHES.values() for row, store in promised(bench)]
    assert len(rows) == len(set(rows))


def test_every_peer_is_pinned_and_has_a_row() -> None:
    assert {row.peer for bench in BENCHES.values() for row in bench.PROMISES} - {None} == set(PEERS)
    assert {"django-simple-history", "sqlalchemy-continuum", "trytond", "sqlmodel"} <= set(versions())
    assert all(re.fullmatch(r"[\d.]+", version) for version in versions().values()), PINNED


def test_the_page_has_each_row_of_each_bench(root: Path) -> None:
    page = (root / "docs" / "performance.md").read_text(encoding="utf-8")
    for name, bench in BENCHES.items():
        (block,) = re.findall(rf"<!-- bench: {name} -->\n\n(.*?)\n\n<!-- end -->", page, flags=re.DOTALL)
        assert _labels(block) == _labels(table(bench, {})), f"python -m tests.bench --only {name} --write the page"


def test_what_a_run_did_not_measure_is_left_on_the_page() -> None:
    page = "<!-- bench: create -->\n\nold\n\n<!-- end -->\n<!-- bench: verify -->\n\nkept\n\n<!-- end -->"
    assert fill(page, {"create": "new"}) == page.replace("old", "new")


def _labels(block: str) -> list[tuple[str, str, str]]:
    """What, store and goal of each row."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]]
    return [(row[0], row[1], row[-1]) for row in rows]


def test_the_time_of_an_act_is_told_by_its_parts() -> None:
    from tests.bench.parts import part_of, table

    assert part_of(inspect.currentframe()) == "the rest"
    told = table(Counter({"the rule": 3, "the lock": 1}), 0.004)
    assert "| the rule | 75 % | 3000 µs |" in told
    assert told.endswith("| all | 100 % | 4000 µs |\n")
