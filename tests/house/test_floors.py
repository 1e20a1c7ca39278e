"""The import contracts find what they are there to find: wrong imports planted in a small house like ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

FLOORS = ["packet", "exchange", "registry", "compile", "flows", "kinds", "records", "figures", "organisation"]
FLOORS += ["store", "ledger", "base"]
ROOMS = ("case", "capa")
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
    Planted("qms/base/record.py", "import qms.store", FLOORS_CONTRACT),
    Planted("qms/i18n.py", "import qms.errors", FLOORS_CONTRACT),
    Planted("qms/packet/pdf.py", "import qms.exchange", FLOORS_CONTRACT),
    Planted("qms/flows/follow.py", "import qms.compile", FLOORS_CONTRACT),
    Planted("qms/store/write.py", "def late():\n    import qms.registry", FLOORS_CONTRACT),
    Planted("qms/attic/__init__.py", "", FLOORS_CONTRACT),
    Planted("qms/records/case/rules.py", "import qms.records.capa", ROOMS_CONTRACT),
    Planted("qms/records/case/rules.py", "import qms.store", PURE_CONTRACT),
    Planted("qms/records/capa/model.py", "import qms.records.capa.table", PURE_CONTRACT),
    Planted("qms/records/capa/model.py", "import sqlmodel", PURE_CONTRACT),
    Planted("qms/organisation/model.py", "import sqlalchemy", PURE_CONTRACT),
    Planted("qms/organisation/people/rules.py", "import sqlalchemy", PURE_CONTRACT),
    Planted("qms/registry/act.py", "import qms_cli", LIBRARY_CONTRACT),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of the same plan with nothing wrong in it."""
    packages = ["qms", "qms_cli", "qms/organisation/people", *(f"qms/{floor}" for floor in FLOORS)]
    packages += [f"qms/records/{room}" for room in ROOMS]
    for package in packages:
        (tmp_path / package).mkdir(parents=True, exist_ok=True)
        (tmp_path / package / "__init__.py").touch()
    for room in (*(f"records/{room}" for room in ROOMS), "organisation", "organisation/people"):
        for module in PURE:
            (tmp_path / "qms" / room / f"{module}.py").write_text("import qms.base\n")
        (tmp_path / "qms" / room / "table.py").write_text("import sqlmodel\nimport qms.store\n")
    (tmp_path / "qms" / "errors.py").write_text("import qms.i18n\n")
    (tmp_path / "qms" / "i18n.py").touch()
    (tmp_path / "qms" / "store" / "engine.py").write_text("import sqlalchemy\nimport qms.ledger\n")
    (tmp_path / "qms_cli" / "main.py").write_text("import qms.registry\n")
    return tmp_path


def _check(house: Path, root: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(tool), "--config", str(root / "pyproject.toml"), "--no-cache", "--no-logo"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "NO_COLOR": "1", "COLUMNS": "200"},
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_house_with_nothing_wrong_passes(house: Path, root: Path) -> None:
    done = _check(house, root)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("planted", PLANTED, ids=lambda p: f"{p.file}: {p.line.split(chr(10))[-1].strip()}")
def test_a_planted_import_is_found(house: Path, root: Path, planted: Planted) -> None:
    path = house / planted.file
    path.parent.mkdir(exist_ok=True)
    path.write_text(planted.line + "\n")
    done = _check(house, root)
    assert done.returncode == 1, done.stdout
    assert f"{planted.contract} BROKEN" in done.stdout
