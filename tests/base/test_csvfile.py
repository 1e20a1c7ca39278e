from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.base.csvfile import neutral, original, write_csv

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
STEERING = st.sampled_from(list("=+-@\t\r\n＝＋－＠'"))


@pytest.mark.req("ASVS-1.2.10")
@given(st.one_of(TEXT, st.builds(str.__add__, STEERING, TEXT)))
def test_what_is_made_harmless_can_be_had_back(cell: str) -> None:
    assert original(neutral(cell)) == cell
    assert neutral(cell)[:1] not in set("=+-@\t\r\n＝＋－＠")


@pytest.mark.req("ASVS-1.2.10")
@pytest.mark.parametrize(
    "cell", ["=1+1", "+82", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "'x"]
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert neutral(cell) == "'" + cell


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_every_row_is_read_back_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    data = write_csv(["번호", "=내용"], rows)
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [tuple(original(cell) for cell in row) for row in read] == [("번호", "=내용"), *rows]


def test_numbers_stay_numbers_and_nothing_known_is_empty() -> None:
    assert write_csv(["a", "b", "c"], [(-3, Decimal("-0.50"), None)]) == b"\xef\xbb\xbfa,b,c\r\n-3,-0.50,\r\n"


def test_excel_sees_the_encoding_and_the_lines_end_as_rfc_4180_says() -> None:
    assert write_csv(["가"], [["나,다"]]) == '\ufeff가\r\n"나,다"\r\n'.encode()
