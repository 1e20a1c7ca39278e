"""The pages, and the demo's store for those who read them."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from qms_cli.demo import making, world

from tests.docs.console import Shell

if TYPE_CHECKING:
    from pathlib import Path

MONDAY = "2026-07-27T09:30+09:00"
"""The first working day after the demo's story, on which the pages begin."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``qms demo`` makes, without the packets."""
    folder = tmp_path_factory.mktemp("demo")
    stage = world.found(folder / making.STORE)
    with stage.registry:
        making.play(stage)
    config = f'store = "{making.STORE}"\nby = "{world.REPRESENTATIVE}"\nlang = "en"\n'
    (folder / making.CONFIG).write_text(config, encoding="utf-8")
    return folder


@pytest.fixture
def reader(demo: Path, tmp_path: Path) -> Shell:
    """Somebody who reads a page with a terminal open in the demo's folder."""
    here = {"QMS_LANG": "en", "QMS_NOW": MONDAY, "QMS_KEYS": os.environ["QMS_KEYS"]}
    return Shell(shutil.copytree(demo, tmp_path / "qms-demo"), here)


@pytest.fixture
def beginner(tmp_path: Path) -> Shell:
    """Somebody who reads a page with a terminal open in an empty folder."""
    (tmp_path / "empty").mkdir()
    # A home that stays where it is when the reader goes into another folder.
    return Shell(tmp_path / "empty", {"QMS_LANG": "en", "QMS_NOW": MONDAY, "QMS_KEYS": str(tmp_path / "keys")})
