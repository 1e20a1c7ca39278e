"""A packet shows the organisation of its period: names and tree as they were on its last day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from qms.compile.snapshot import Words
from tests.office import BEGIN

if TYPE_CHECKING:
    from qms.compile.snapshot import Snapshot
    from tests.office import Office

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def _departments(snapshot: Snapshot) -> list[str]:
    tables = [table for one in snapshot.sections for table in one.tables if table.id == "case_departments"]
    return [row[0].ko for table in tables for row in table.rows if isinstance(row[0], Words)]


def test_a_packet_of_last_half_shows_the_names_and_the_tree_of_then(office: Office) -> None:
    registry = office.registry
    for department in ("support", "equipment", "strategy"):
        case = office.receive()
        registry.cases.assign(case.code, department=department)
    registry.departments.rename("support", name_ko="기업성장팀", name_en="Growth Team", since=date(2026, 7, 1))
    registry.departments.move("strategy", parent="growth", place=99, since=date(2026, 7, 1))
    office.clock.now = datetime(2026, 8, 3, 10, tzinfo=BEGIN.tzinfo)
    first, second = (
        registry.reviews.content(registry.reviews.compile(period).code).snapshot for period in ("2026H1", "2026H2")
    )
    assert _departments(first) == ["전략기획팀", "기업지원팀", "장비지원팀"]
    assert _departments(second) == ["기업성장팀", "장비지원팀", "전략기획팀"]
    assert "기업성장팀" not in first.model_dump_json()
    assert "기업지원팀" not in second.model_dump_json()
