"""Memory of an import: it grows with the file's bytes and a place for each row, not with records and findings."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from qms.exchange import Bringing, import_register
from tests.exchange.conftest import AT, Memory
from tests.exchange.ledgers import csv_text, mapping, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from qms.base.finding import Finding
    from qms.base.record import Record

FEW, MANY = 1_500, 4_500
GOOD = {"제목": "장비 예약 취소"}
BAD = {"접수일시": "어제", "유형": "몰라", "경로": "몰라"}


class Passing(Memory):
    """A shelf that lets go of what it is given."""

    def bring(
        self, kind_name: str, records: Iterable[Record], told: Callable[[int], None] | None = None
    ) -> tuple[str, ...]:
        del kind_name, told
        return tuple(record.code for record in records)


def _peak(folder: Path, count: int, cells: dict[str, str]) -> int:
    path = folder / "대장.csv"
    path.write_text(csv_text(row(번호=f"가-{n}", **cells) for n in range(count)), encoding="utf-8")
    tracemalloc.start()
    import_register(Passing(), path, mapping(), Bringing(at=AT, token=lambda: "0" * 32))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("cells", [GOOD, BAD], ids=["good", "bad"])
def test_a_further_row_takes_no_record_and_no_finding(tmp_path: Path, cells: dict[str, str]) -> None:
    _peak(tmp_path, 10, cells)
    grown = _peak(tmp_path, MANY, cells) - _peak(tmp_path, FEW, cells)
    assert grown / (MANY - FEW) < 1_200


def test_findings_beyond_the_first_are_counted_and_told(tmp_path: Path, shelf: Memory) -> None:
    path = tmp_path / "대장.csv"
    path.write_text(csv_text(row(번호=f"가-{n}", **BAD) for n in range(1_050)), encoding="utf-8")
    every: list[Finding] = []
    result = import_register(shelf, path, mapping(), Bringing(at=AT, every=every.append))
    assert result.rules == {f"exchange.finding.{rule}": count for rule, count in (
        ("unknown_value", 2_100), ("bad_date", 1_050),
    )}  # fmt: skip
    assert (result.found, len(every), len(result.findings)) == (3_150, 3_150, 2_000)
    assert set(map(str, result.findings)) <= set(map(str, every))
