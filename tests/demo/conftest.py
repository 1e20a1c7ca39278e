"""The year of the sample organisation, lived once for all tests."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from qms_cli.demo import making, world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms_cli.demo.stage import Stage

    from qms import Registry


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    began = time.perf_counter()
    stage = world.found(tmp_path_factory.mktemp("year") / "records.db")
    making.play(stage)
    print(f"\nthe year took {time.perf_counter() - began:.1f} s")  # noqa: T201 - shown with -s
    with stage.registry:
        yield stage


@pytest.fixture(scope="session")
def registry(year: Stage) -> Registry:
    return year.registry
