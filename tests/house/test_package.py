"""The packages hold what a user needs: words, templates, fonts, licences; and no package named ``cli``."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel of the checkout as it is."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=root, check=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> set[str]:
    (file,) = built.glob("qms_records-*.whl")
    with zipfile.ZipFile(file) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def sdist(built: Path) -> set[str]:
    (file,) = built.glob("qms_records-*.tar.gz")
    with tarfile.open(file) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def _in_wheel(path: Path) -> str:
    """Where a file of the product lies in the wheel."""
    if path.parts[0] == "templates":
        return f"qms/{path.as_posix()}"
    return path.relative_to("cli").as_posix() if path.parts[0] == "cli" else path.as_posix()


def test_the_wheel_holds_every_file_of_the_product(root: Path, tracked: list[Path], wheel: set[str]) -> None:
    product = [p.relative_to(root) for p in tracked if p.relative_to(root).parts[0] in {"qms", "cli", "templates"}]
    wanted = {_in_wheel(path) for path in product if path != Path("cli/__main__.py")}
    assert wanted - wheel == set()
    assert {"qms/py.typed", "qms_cli/py.typed", "qms/templates/fonts/Pretendard-Regular.ttf"} <= wanted


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"qms", "qms_cli"}
    assert [name for name in wheel if name.endswith((".pyc", ".db"))] == []


def test_both_licences_travel(wheel: set[str]) -> None:
    licences = {name.partition("licenses/")[2] for name in wheel if "/licenses/" in name}
    assert licences == {"LICENSE", "templates/fonts/OFL.txt"}


def test_the_sdist_holds_every_file_of_the_repository(root: Path, tracked: list[Path], sdist: set[str]) -> None:
    wanted = {path.relative_to(root).as_posix() for path in tracked}
    assert wanted - sdist == set()
