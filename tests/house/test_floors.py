"""The import contracts find what they are there to find: wrong imports planted in a small house like ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from itertools import pairwise, permutations
from pathlib import Path
from typing import NamedTuple

import pytest

STOREYS: tuple[tuple[str, ...], ...] = (
    ("packet", "exchange"), ("registry",), ("compile", "flows"), ("kinds",), ("records",), ("figures",),
    ("organisation",), ("store",), ("ledger",), ("base",), ("errors",), ("i18n",),
)  # fmt: skip
"""From the top down; what stands on one storey does not know its neighbour."""
FLOORS = [floor for storey in STOREYS for floor in storey]
MODULES = {"kinds", "i18n"}
"""Floors that are one file."""
ROOMS = ("case", "capa", "review", "newest")
PURE = ("model", "rules")


class Planted(NamedTuple):
    """A line in a file of the small house, and the contract that must find it, by its name."""

    file: str
    line: str
    contract: str


FLOORS_CONTRACT = "Imports go down the floors only"
ROOMS_CONTRACT = "Rooms of records do not know one another"
PURE_CONTRACT = "Models and rules never reach the store"
LIBRARY_CONTRACT = "The library does not know the command line"

PLANTED = [
    Planted("qms/store/write.py", "def late():\n    import qms.registry", FLOORS_CONTRACT),
    Planted(
        "qms/base/record.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import qms.store",
        FLOORS_CONTRACT,
    ),
    Planted("qms/attic/__init__.py", "", FLOORS_CONTRACT),
    Planted("qms/attic.py", "", FLOORS_CONTRACT),
    Planted("qms/records/case/rules.py", "import qms.store", PURE_CONTRACT),
    Planted("qms/records/capa/model.py", "import qms.records.capa.table", PURE_CONTRACT),
    Planted("qms/records/capa/model.py", "import sqlmodel", PURE_CONTRACT),
    Planted("qms/records/newest/rules.py", "import sqlalchemy.orm", PURE_CONTRACT),
    Planted("qms/organisation/model.py", "import sqlalchemy", PURE_CONTRACT),
    Planted("qms/organisation/people/rules.py", "import sqlalchemy", PURE_CONTRACT),
    Planted("qms/registry/act.py", "import qms_cli", LIBRARY_CONTRACT),
]
UPWARDS = [(low, high) for above, below in pairwise(STOREYS) for high in above for low in below]
NEIGHBOURS = [(one, other) for storey in STOREYS for one in storey for other in storey if one != other]
DOORS = list(permutations(ROOMS, 2))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of the same plan with nothing wrong in it."""
    folders = [f"qms/{floor}" for floor in FLOORS if floor not in MODULES]
    folders += ["qms", "qms_cli", "qms/organisation/people", *(f"qms/records/{room}" for room in ROOMS)]
    for package in folders:
        (tmp_path / package).mkdir(parents=True, exist_ok=True)
        (tmp_path / package / "__init__.py").touch()
    for module in MODULES:
        (tmp_path / "qms" / f"{module}.py").touch()
    for room in (*(f"records/{room}" for room in ROOMS), "organisation", "organisation/people"):
        for module in PURE:
            (tmp_path / "qms" / room / f"{module}.py").write_text("import qms.base\n")
        (tmp_path / "qms" / room / "table.py").write_text("import sqlmodel\nimport qms.store\n")
    for above, below in pairwise(FLOORS):
        if (above, below) not in NEIGHBOURS:
            _plant(tmp_path, above, f"import qms.{below}")
    (tmp_path / "qms" / "store" / "engine.py").write_text("import sqlalchemy\nimport qms.ledger\n")
    (tmp_path / "qms_cli" / "main.py").write_text("import qms.registry\n")
    return tmp_path


def _plant(house: Path, floor: str, line: str) -> None:
    path = house / "qms" / (f"{floor}.py" if floor in MODULES else f"{floor}/thing.py")
    path.write_text(line + "\n")


def _check(house: Path, root: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(tool), "--config", str(root / "pyproject.toml"), "--no-cache", "--no-logo"],
        cwd=house,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(house), str(house / "cli")]),
            "NO_COLOR": "1",
            "COLUMNS": "200",
        },
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_house_with_nothing_wrong_passes(house: Path, root: Path) -> None:
    done = _check(house, root)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def _is_found(house: Path, root: Path, contract: str) -> str:
    done = _check(house, root)
    assert done.returncode == 1, done.stdout
    assert f"{contract} BROKEN" in done.stdout
    assert "1 broken" in done.stdout
    return done.stdout


@pytest.mark.parametrize("planted", PLANTED, ids=lambda p: f"{p.file}: {p.line.split(chr(10))[-1].strip()}")
def test_a_planted_import_is_found(house: Path, root: Path, planted: Planted) -> None:
    path = house / planted.file
    path.parent.mkdir(exist_ok=True)
    path.write_text(planted.line + "\n")
    _is_found(house, root, planted.contract)


@pytest.mark.parametrize(("low", "high"), UPWARDS, ids=lambda floor: floor)
def test_an_import_up_one_floor_is_found(house: Path, root: Path, low: str, high: str) -> None:
    _plant(house, low, f"import qms.{high}")
    told = _is_found(house, root, FLOORS_CONTRACT)
    assert f"qms.{low} is not allowed to import qms.{high}" in told


@pytest.mark.parametrize(("one", "other"), NEIGHBOURS, ids=lambda floor: floor)
def test_an_import_of_a_neighbour_is_found(house: Path, root: Path, one: str, other: str) -> None:
    _plant(house, one, f"import qms.{other}")
    _is_found(house, root, FLOORS_CONTRACT)


def test_doors_between_rooms_are_found_a_new_room_s_too(house: Path, root: Path) -> None:
    """Each door by its own line: rooms are compared in pairs."""
    for one, other in DOORS:
        (house / "qms" / "records" / one / f"to_{other}.py").write_text(f"import qms.records.{other}\n")
    told = _is_found(house, root, ROOMS_CONTRACT)
    missed = [
        (one, other)
        for one, other in DOORS
        if f"qms.records.{one} is not allowed to import qms.records.{other}" not in told
    ]
    assert missed == []


def test_every_module_of_the_house_stands_on_a_floor(root: Path) -> None:
    """The storeys above are those of the contract, from the top down, and hold all that there is."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (floors,) = (one for one in contracts if one["id"] == "floors")
    assert [tuple(re.findall(r"\w+", storey)) for storey in floors["layers"]] == list(STOREYS)
    assert floors["exhaustive"] is True
    there = {path.stem for path in (root / "qms").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert there - {"__init__"} == set(FLOORS)


def test_the_house_itself_holds_its_contracts(root: Path) -> None:
    done = _check(root, root)
    assert done.returncode == 0, done.stdout
    assert "4 kept, 0 broken" in done.stdout
