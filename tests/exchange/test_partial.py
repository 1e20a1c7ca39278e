"""Good rows come in, the others go back to be mended: and in the end the register is what it would have been."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qms.base.finding import Weight
from qms.errors import CannotKeep, FileThere
from tests.exchange.conftest import Memory
from tests.exchange.ledgers import HEAD, csv_text, mapping, row, workbook
from tests.exchange.partly import bring, errors, how_partly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qms.base.record import Record


# --- one by one ---


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "거절.csv"


BAD = row(번호="가-2", 접수일시="어제", 제목="=1+1", 내용="-3")
TWO = csv_text([row(), BAD])


def test_the_file_of_refused_rows_says_why_beside_each(tmp_path: Path, shelf: Memory, out: Path) -> None:
    result = bring(shelf, TWO.encode(), mapping(), tmp_path, how_partly(out))
    assert (result.rows, result.new, result.left_out, result.refused) == (2, 1, 1, False)
    head, only = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert head == [*HEAD, "[qms] 거절 사유"]
    assert only == [
        *("가-2", "어제", "불만", "전화", "처리", "'=1+1", "-3", BAD[-1]),
        "[qms] 3행 '접수일시' 열: '어제'는 %Y-%m-%d %H:%M 꼴의 날짜가 아닙니다",
    ]


def test_the_reasons_are_in_the_readers_language(tmp_path: Path, shelf: Memory, out: Path) -> None:
    bring(shelf, TWO.encode(), mapping(), tmp_path, how_partly(out, language="en"))
    told = out.read_text(encoding="utf-8")
    assert "[qms] why refused" in told
    assert "[qms] row 3, column '접수일시': '어제' is not a date" in told


def test_a_dry_run_counts_both_and_writes_nothing(tmp_path: Path, shelf: Memory, out: Path) -> None:
    result = bring(shelf, TWO.encode(), mapping(), tmp_path, how_partly(out, dry_run=True))
    assert (result.new, result.left_out, result.dry_run, shelf.brought) == (1, 1, True, 0)
    assert not out.exists()


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path, shelf: Memory, out: Path) -> None:
    out.write_text("kept")
    with pytest.raises(FileThere) as caught:
        bring(shelf, TWO.encode(), mapping(), tmp_path, how_partly(out))
    assert str(out) in caught.value.say("ko")
    assert (out.read_text(), shelf.brought) == ("kept", 0)


def test_where_the_refused_cannot_be_written_nothing_comes_in(tmp_path: Path, shelf: Memory) -> None:
    with pytest.raises(CannotKeep):
        bring(shelf, TWO.encode(), mapping(), tmp_path, how_partly(tmp_path / "no" / "such" / "folder.csv"))
    assert shelf.brought == 0


def test_where_the_store_refuses_no_file_is_left(tmp_path: Path, out: Path) -> None:
    class Full(Memory):
        def bring(
            self, kind_name: str, records: Iterable[Record], told: Callable[[int], None] | None = None
        ) -> tuple[str, ...]:
            del told
            raise CannotKeep(place=f"{kind_name} {len(list(records))}")

    with pytest.raises(CannotKeep):
        bring(Full(), TWO.encode(), mapping(), tmp_path, how_partly(out))
    assert {path.name for path in tmp_path.iterdir()} == {"대장"}


def test_of_rows_with_one_key_none_comes_in(tmp_path: Path, shelf: Memory, out: Path) -> None:
    rows = [row(), row(번호="가-2"), row(제목="다른 것")]
    result = bring(shelf, csv_text(rows).encode(), mapping(), tmp_path, how_partly(out))
    assert ([one.source_key for one in shelf.kept], result.left_out) == (["가-2"], 2)
    told = [one[-1] for one in csv.reader(io.StringIO(out.read_text(encoding="utf-8")))][1:]
    assert told == [
        "[qms] 2행 '번호' 열: '가-1'은 4행에도 있습니다",
        "[qms] 4행 '번호' 열: '가-1'은 2행에도 있습니다",
    ]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (TWO + '"가-3","torn', "torn"),
        (TWO + '"가-3"x,', "stray_quote"),
        (TWO.replace(",", ";"), "delimiter"),
        (TWO.replace("접수일시", "때"), "no_column"),
        (TWO.replace("종결일시", "접수일시"), "double_column"),
        ("", "empty"),
    ],
)
def test_what_is_wrong_with_the_file_keeps_all_of_it_out(
    data: str, rule: str, tmp_path: Path, shelf: Memory, out: Path
) -> None:
    result = bring(shelf, data.encode(), mapping(), tmp_path, how_partly(out))
    assert (result.refused, result.left_out, result.new, out.exists()) == (True, 0, 0, False)
    assert rule in errors(result)


def test_a_file_most_of_which_is_refused_is_refused_whole(tmp_path: Path, shelf: Memory, out: Path) -> None:
    bad = [row(번호=f"가-{n}", 접수일시="어제") for n in range(21)]
    good = [row(번호=f"나-{n}") for n in range(20)]
    result = bring(shelf, csv_text([*bad, *good]).encode(), mapping(), tmp_path, how_partly(out))
    assert (result.refused, errors(result)[0], out.exists()) == (True, "mostly_refused", False)
    result = bring(shelf, csv_text([*bad, *good, row(번호="다-1")]).encode(), mapping(), tmp_path, how_partly(out))
    assert (result.refused, result.left_out, result.new) == (False, 21, 21)
    # What came back may be bad again for the most part.
    again = bring(shelf, out.read_bytes(), mapping(), tmp_path, how_partly(tmp_path / "b.csv"))
    assert (again.refused, again.left_out) == (False, 21)


# --- rows whose cells are not in order ---

SHORT, LONG = ",".join(row(번호="가-2")[:-1]), ",".join((*row(번호="가-3"), "zuviel"))


def _ragged(tmp_path: Path, shelf: Memory, out: Path) -> list[list[str]]:
    data = f"{csv_text([row()])}{SHORT}\r\n{LONG}\r\n".encode()
    result = bring(shelf, data, mapping(), tmp_path, how_partly(out))
    assert (result.left_out, result.new) == (2, 1)
    return list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"), newline="")))


def _written(rows: list[list[str]]) -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made).writerows(rows)
    return made.getvalue().encode()


def test_rows_that_are_too_short_or_long_end_with_their_reason(tmp_path: Path, shelf: Memory, out: Path) -> None:
    head, short, long = _ragged(tmp_path, shelf, out)
    assert [len(head), len(short), len(long)] == [9, 8, 10]
    assert short[-1].startswith("[qms] 3행: 제목 줄은 8칸인데 7칸뿐이어서")
    assert long[-1].startswith("[qms] 4행: 제목 줄은 8칸인데 9칸입니다")
    again = bring(shelf, out.read_bytes(), mapping(), tmp_path, how_partly(tmp_path / "b.csv"))
    assert (again.left_out, again.new) == (2, 0)
    short.insert(7, "2026-03-05 17:00")
    del long[8]
    result = bring(shelf, _written([head, short, long]), mapping(), tmp_path, how_partly(tmp_path / "c.csv"))
    assert (result.left_out, sorted(one.source_key or "" for one in shelf.kept[-result.new :])) == (0, ["가-2", "가-3"])


def test_a_program_that_evens_the_rows_out_does_not_bring_them_in(tmp_path: Path, shelf: Memory, out: Path) -> None:
    """A spreadsheet saves every row as wide as the widest: the reasons then stand under other columns."""
    rows = [one + [""] * (10 - len(one)) for one in _ragged(tmp_path, shelf, out)]
    result = bring(shelf, _written(rows), mapping(), tmp_path, how_partly(tmp_path / "b.csv"))
    assert (result.left_out, result.new) == (2, 0)
    assert [(one.rule.rpartition(".")[2], one.place) for one in result.findings if one.weight is Weight.ERROR] == [
        ("astray", "대장:2:H"),
        ("astray", "대장:3:I"),
        ("bad_date", "대장:2:H"),
    ]
    astray = next(one for one in result.findings if one.rule.endswith(".astray"))
    assert "거절 사유가 제 열에 있지 않습니다" in astray.say("ko")


def test_the_reasons_may_be_deleted_or_moved_with_their_column(tmp_path: Path, shelf: Memory, out: Path) -> None:
    bring(shelf, TWO.encode(), mapping(), tmp_path, how_partly(out))
    head, only = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"), newline="")))
    only[1] = "2026-03-02 10:00"
    for number, rows in enumerate(([head, [*only[:-1], ""]], [[head[-1], *head[:-1]], [only[-1], *only[:-1]]])):
        other = Memory()
        result = bring(other, _written(rows), mapping(), tmp_path, how_partly(tmp_path / f"{number}.csv"))
        assert (result.new, result.left_out) == (1, 0)
        assert getattr(other.kept[0], "title", None) == "=1+1"


# --- what is no text comes back as a table, and mends the same ---


def test_refused_rows_of_a_workbook_come_back_as_csv(tmp_path: Path, shelf: Memory, out: Path) -> None:
    plan = mapping(encoding="cp949")
    result = bring(shelf, workbook([row(), row(번호="가-2", 접수일시="어제")]), plan, tmp_path, how_partly(out))
    assert (result.new, result.left_out) == (1, 1)
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    mended = data.replace("어제".encode(), b"2026-03-02 10:00", 1)
    last = bring(shelf, mended, plan, tmp_path, how_partly(tmp_path / "b.csv"))
    assert ([one.source_key for one in shelf.kept[-last.new :]], last.left_out) == (["가-2"], 0)


def test_rows_by_column_that_no_cell_can_hold_keep_the_file_out(tmp_path: Path, shelf: Memory, out: Path) -> None:
    columns = {name: [cell, cell] for name, cell in zip(HEAD, row(), strict=True)}
    text = json.dumps(columns | {"번호": [1, 2], "내용": [float("nan"), "b"]})
    result = bring(shelf, text.encode(), mapping(), tmp_path, how_partly(out))
    assert (result.refused, errors(result)[0]) == (True, "no_part")


def test_rows_by_column_with_half_a_character_keep_the_file_out(tmp_path: Path, shelf: Memory, out: Path) -> None:
    columns = {name: [cell, cell] for name, cell in zip(HEAD, row(), strict=True)}
    text = json.dumps(columns | {"번호": ["1", "2"], "내용": ["a", "b \ud800"]})
    result = bring(shelf, text.encode(), mapping(), tmp_path, how_partly(out))
    assert (result.refused, errors(result)[0], shelf.brought, out.exists()) == (True, "no_part", 0, False)
    assert result.findings[0].values["count"] == "1"


def test_lines_of_json_keep_half_a_character_and_are_refused_again(tmp_path: Path, shelf: Memory, out: Path) -> None:
    text = json.dumps(dict(zip(HEAD, row(내용="b \ud800"), strict=True)))
    first = bring(shelf, text.encode(), mapping(), tmp_path, how_partly(out))
    assert (first.left_out, first.refused) == (1, False)
    assert "\\ud800" in out.read_text(encoding="utf-8")
    again = bring(shelf, out.read_bytes(), mapping(), tmp_path, how_partly(tmp_path / "again"))
    assert (again.left_out, again.new) == (1, 0)


@pytest.mark.parametrize("name", ["[qms] memo", "[qms]", "[qms] 거절", "[QMS] id"])
def test_a_column_of_the_register_may_begin_as_ours_does(tmp_path: Path, shelf: Memory, out: Path, name: str) -> None:
    head = [name, *HEAD[1:]]
    text = csv_text([row(번호="'=가"), row(번호="나", 접수일시="어제")], head)
    result = bring(shelf, text.encode(), mapping(key=name), tmp_path, how_partly(out))
    assert ([one.source_key for one in shelf.kept], result.left_out) == (["'=가"], 1)
    written = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert written[0] == [*head, "[qms] 거절 사유"]
    mended = out.read_text(encoding="utf-8").replace("어제", "2026-03-02 10:00", 1)
    again = bring(shelf, mended.encode(), mapping(key=name), tmp_path, how_partly(None))
    assert [one.source_key for one in shelf.kept[-again.new :]] == ["나"]


@pytest.mark.parametrize("name", ["[qms] why refused", "[QMS]  Why refused ", "[qms] 거절 사유", "[qms]거절사유"])
def test_the_column_of_reasons_is_known_in_any_language(tmp_path: Path, shelf: Memory, name: str) -> None:
    text = csv_text([[*row(제목="'=1+1"), "[qms] x"]], [*HEAD, name])
    bring(shelf, text.encode(), mapping(), tmp_path, how_partly(None))
    assert [one.model_dump()["title"] for one in shelf.kept] == ["=1+1"]


def test_a_line_of_json_that_is_broken_comes_back_as_it_stood(tmp_path: Path, shelf: Memory, out: Path) -> None:
    good = json.dumps(dict(zip(HEAD, row(), strict=True)), ensure_ascii=False)
    broken = '{"번호": "가-2", "번호": "가-3"}'
    torn = '{"번호": "가-2"'
    result = bring(shelf, f"{good}\n{broken}\n{torn}\n".encode(), mapping(), tmp_path, how_partly(out))
    assert (result.new, result.left_out, result.rows) == (1, 2, 3)
    assert out.read_text(encoding="utf-8").splitlines() == [broken, torn]


def test_numbers_of_json_come_back_as_they_were_written(tmp_path: Path, shelf: Memory, out: Path) -> None:
    values = dict(zip(HEAD, row(접수일시="어제"), strict=True))
    text = json.dumps(values)[:-1] + ', "x": 1.50, "y": 12345678901234567890123, "z": [1e9, null]}'
    assert bring(shelf, text.encode(), mapping(), tmp_path, how_partly(out)).left_out == 1
    told = out.read_text(encoding="utf-8")
    assert '"x":1.50,"y":12345678901234567890123,"z":[1e9,null],"[qms] 거절 사유":"[qms] 1행' in told


def test_all_good_rows_leave_no_file(tmp_path: Path, shelf: Memory, out: Path) -> None:
    result = bring(shelf, csv_text([row()]).encode(), mapping(), tmp_path, how_partly(out))
    assert (result.left_out, result.new, out.exists()) == (0, 1, False)
