"""A calendar with the official holidays, read without the library that the product takes them from."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from qms.base.calendar import Holiday, WorkingCalendar

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def korea(root: Path) -> WorkingCalendar:
    """Seoul, 2024 to 2026; its holidays carry their Korean name in both languages."""
    holidays = [
        Holiday(on=date.fromisoformat(day), name_ko=name, name_en=name)
        for year in (2024, 2025, 2026)
        for day, names in json.loads((root / f"tests/data/holidays/kr_{year}.json").read_text(encoding="utf-8")).items()
        for name in names
    ]
    return WorkingCalendar(first_year=2024, last_year=2026, holidays=tuple(holidays))
