"""A city's requests with its own verdict, and their variants: another order of the date, other signs, planted data."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from qms.base.finding import Weight
from qms.base.particulars import particulars
from qms.base.period import Period
from qms.exchange import Mapping, Partial, Verdict, import_register, read_register, verdict
from qms.exchange.importing import register_of
from qms.records.case.model import Case
from tests.exchange.conftest import Memory, example
from tests.exchange.test_importing import registry

if TYPE_CHECKING:
    from pathlib import Path

    from qms.exchange import Bringing, Register
    from qms.registry import Registry

__all__ = ["registry"]
MONTH_FIRST, DAY_FIRST = ("%m/%d/%Y %H:%M:%S",), ("%d/%m/%Y %H:%M:%S",)


@pytest.fixture
def plan() -> Mapping:
    return example("boston311")


def _file(data: Path, name: str) -> Path:
    return data / f"boston311_100_{name}"


def _source(data: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_file(data, "target_ontime.csv").read_text(encoding="utf-8"), newline="")))


def _cases(register: Register) -> dict[str, Case]:
    cases = {one.key: one.record for one in register.incoming}
    return {key: case.but(source_file=None) for key, case in cases.items() if isinstance(case, Case)}


def _rules(register: Register) -> Counter[str]:
    return Counter(one.rule.rpartition(".")[2] for one in register.findings)


YEAR = Period.of("2022")


# --- the city's verdict, by our figures ---


def test_all_hundred_come_in_without_a_finding(data: Path, plan: Mapping, shelf: Memory, how: Bringing) -> None:
    result = import_register(shelf, _file(data, "target_ontime.csv"), plan, how)
    assert (result.rows, result.new, result.findings) == (100, 100, ())


def test_the_verdict_on_each_of_the_85_closed_is_the_citys(data: Path, plan: Mapping) -> None:
    cases = _cases(read_register(_file(data, "target_ontime.csv"), plan))
    in_time = {Verdict.ON_TIME: "ONTIME", Verdict.NO_TERM: "ONTIME", Verdict.LATE: "OVERDUE"}
    closed = [row for row in _source(data) if row["closed_dt"]]
    assert len(closed) == 85
    assert [in_time[verdict(cases[row["case_enquiry_id"]])] for row in closed] == [row["ontime"] for row in closed]
    assert Counter(map(verdict, cases.values())) == {
        Verdict.ON_TIME: 72, Verdict.LATE: 5, Verdict.NO_TERM: 8, Verdict.OPEN: 15,
    }  # fmt: skip


def test_what_is_without_a_target_or_open_is_so_in_the_records(data: Path, plan: Mapping) -> None:
    cases = _cases(read_register(_file(data, "target_ontime.csv"), plan)).values()
    assert sum(case.due_at is None for case in cases) == 11
    assert Counter(case.status.value for case in cases) == {"closed": 85, "received": 15}


def test_the_figures_of_a_store_say_what_the_city_says(
    registry: Registry, data: Path, plan: Mapping, how: Bringing
) -> None:
    import_register(registry, _file(data, "target_ontime.csv"), plan, how)
    (received,) = registry.figures.read("case.received", YEAR)
    (missed,) = registry.figures.read("case.missed", YEAR)
    (overdue,) = registry.figures.read("case.overdue", YEAR)
    (share,) = registry.figures.read("case.on_time_share", YEAR)
    assert received.n == 100
    # OVERDUE 17 in all: 5 closed after the target, 12 open beyond it; ONTIME are the other 83.
    assert (missed.n, overdue.open_at_end) == (17, 12)
    flagged = Counter(row["ontime"] for row in _source(data))
    assert flagged == {"ONTIME": 83, "OVERDUE": 17} == {"ONTIME": 100 - missed.n, "OVERDUE": missed.n}
    assert (share.top, share.bottom) == (72, 77)
    (behind,) = registry.figures.behind("case.missed", YEAR)
    late = {case.source_key for case in registry.cases.find(code=behind.counted)}
    assert late == {row["case_enquiry_id"] for row in _source(data) if row["ontime"] == "OVERDUE"}


# --- another order of the date ---


def _with(plan: Mapping, formats: tuple[str, ...]) -> Mapping:
    return plan.model_copy(update={"formats": formats})


def test_day_first_gives_the_same_records(data: Path, plan: Mapping) -> None:
    register = read_register(_file(data, "dmy.csv"), _with(plan, DAY_FIRST))
    assert register.findings == ()
    assert _cases(register) == _cases(read_register(_file(data, "target_ontime.csv"), plan))


def test_under_the_wrong_order_the_file_is_refused_and_told_why(data: Path, plan: Mapping) -> None:
    register = read_register(_file(data, "dmy.csv"), _with(plan, MONTH_FIRST))
    assert register.refused
    assert [finding.place for finding in register.findings[:3]] == [f"boston311_100_dmy.csv:{one}" for one in "BCD"]
    assert {finding.rule for finding in register.findings[:3]} == {"exchange.finding.other_order"}
    assert register.findings[0].say("ko").startswith("'open_dt' 열: 날짜")
    assert _rules(register)["bad_date"] > 0


def test_the_wrong_order_keeps_the_good_looking_rows_out_as_well(
    data: Path, plan: Mapping, shelf: Memory, how: Bringing, tmp_path: Path
) -> None:
    """Otherwise the rows whose day is no month would be refused, and the others come in on other days."""
    how = replace(how, partial=Partial(tmp_path / "out.csv", "ko"))
    result = import_register(shelf, _file(data, "dmy.csv"), _with(plan, MONTH_FIRST), how)
    assert (result.refused, len(shelf.kept), list(tmp_path.iterdir())) == (True, 0, [])


def _days(data: Path, last: int) -> bytes:
    """The rows of the day-first file whose every day is at most this one."""
    text = _file(data, "dmy.csv").read_text(encoding="utf-8")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    kept = [row for row in rows if all(not row[at] or int(row[at][:2]) <= last for at in (1, 2, 3))]
    made = io.StringIO(newline="")
    csv.writer(made).writerows([head, *kept])
    return made.getvalue().encode()


def test_dates_that_can_be_read_both_ways_are_doubted(data: Path, plan: Mapping) -> None:
    both = _days(data, 12)
    for formats in (MONTH_FIRST, DAY_FIRST):
        register = register_of(both, "r.csv", _with(plan, formats))
        told = [one for one in register.findings if one.rule.endswith(".either_order")]
        assert [(one.place, one.weight) for one in told] == [(f"r.csv:{at}", Weight.WARNING) for at in "BCD"]
        assert "일과 월을 바꾸어도 날짜가 되어" in told[0].say("ko")
    # One date that can be read one way only settles it.
    assert _rules(register_of(_days(data, 13), "r.csv", _with(plan, DAY_FIRST)))["either_order"] == 0


def test_one_date_out_of_order_among_many_is_that_rows_fault_alone(data: Path, plan: Mapping) -> None:
    text = _file(data, "dmy.csv").read_text(encoding="utf-8").replace("21/01/2022 13:47:00", "01/21/2022 13:47:00")
    register = register_of(text.encode(), "r.csv", _with(plan, DAY_FIRST))
    assert [(one.rule.rpartition(".")[2], one.place) for one in register.findings] == [("bad_date", "r.csv:2:B")]


# --- other signs ---


def test_a_table_parted_by_tabs_is_read_by_its_content_and_its_one_bad_line_told(data: Path, plan: Mapping) -> None:
    register = read_register(_file(data, "bad.tsv"), plan)
    assert [finding.place for finding in register.findings] == ["boston311_100_bad.tsv:41:AD"]
    assert register.findings[0].say("en") == "row 41: 30 cells where the head has 29"
    good = _cases(read_register(_file(data, "target_ontime.csv"), plan))
    assert _cases(register) == {key: case for key, case in good.items() if case.source_row != 41}


def test_a_mapping_that_says_commas_is_told_of_the_tabs(data: Path, plan: Mapping) -> None:
    register = read_register(_file(data, "bad.tsv"), plan.model_copy(update={"delimiter": ","}))
    assert register.findings[0].say("en") == "The head is a single cell: the columns are parted by '\\t', not by ','"
    assert not register.incoming


def test_letters_outside_ascii_are_kept_as_they_are(data: Path, plan: Mapping) -> None:
    register = read_register(_file(data, "nonascii.csv"), plan)
    assert register.findings == ()
    cases, plain = _cases(register), _cases(read_register(_file(data, "target_ontime.csv"), plan))
    other = {case.source_row or 0: (case.answer, case.text) for key, case in cases.items() if case != plain[key]}
    assert sorted(other) == [47, 87]
    assert "Dëad rat" in (other[47][0] or "")
    assert "Sàratoga" in (other[87][1] or "")


@pytest.mark.parametrize(("codec", "rule"), [("latin-1", "encoding"), ("utf-16", "content")])
def test_the_same_letters_in_another_encoding_are_refused_with_their_line(
    codec: str, rule: str, data: Path, plan: Mapping
) -> None:
    text = _file(data, "nonascii.csv").read_text(encoding="utf-8")
    register = register_of(text.encode(codec), "r.csv", plan)
    (finding,) = register.findings
    assert (finding.rule.rpartition(".")[2], finding.values.get("row")) == (rule, "47" if rule == "encoding" else None)


# --- planted personal data ---


def _flagged(data: Path) -> set[tuple[str, str]]:
    """What another program found: key of the row and kind."""
    kinds = {"Phone": "phone", "SSN": "ssn", "American Express": "card", "Email": "email"}
    text = _file(data, "fake_pii_expected_hits.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return {
        (row["case_enquiry_id"], kinds[kind]) for row in rows for kind in row["flagged"].partition(";")[2].split(",")
    }


def test_planted_personal_data_is_found_all_of_it_and_nothing_else(data: Path) -> None:
    """Six kinds in five rows; recall 6 of 6 and precision 6 of 6 over all 2,900 cells."""
    text = _file(data, "fake_pii.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    found = {
        (row["case_enquiry_id"], kind.value) for row in rows for cell in row.values() for kind in particulars(cell)
    }
    assert len(_flagged(data)) == 6
    assert found == _flagged(data)


def test_personal_data_in_a_field_kept_apart_is_no_finding(data: Path, plan: Mapping) -> None:
    assert read_register(_file(data, "fake_pii.csv"), plan).findings == ()


def test_personal_data_in_a_field_in_the_clear_is_told_and_not_repeated(data: Path, plan: Mapping) -> None:
    reason = {"column": "closure_reason", "long": "cut"}
    columns = {name: rule.model_dump() for name, rule in plan.columns.items() if name not in {"answer", "topic"}}
    clear = Mapping.model_validate({**plan.model_dump(), "columns": columns | {"topic": reason}})
    register = read_register(_file(data, "fake_pii.csv"), clear)
    told = [one for one in register.findings if one.rule.endswith(".particulars")]
    # Of line 23 the telephone number lies beyond what the field holds.
    assert [(one.place.rpartition("csv:")[2], one.values["what"].rpartition(".")[2]) for one in told] == [
        ("18:G", "phone"), ("20:G", "ssn"), ("25:G", "card"), ("48:G", "email"), ("48:G", "phone"),
    ]  # fmt: skip
    assert {one.weight for one in told} == {Weight.WARNING}
    words = " ".join(one.say("ko") + one.say("en") for one in told)
    for value in ("212-555-1234", "987-65-4320", "378734493671000", "joeblows", "212-123-5432"):
        assert value not in words
    assert not register.refused
    assert "전화번호가 있는 것으로 보이는데, '주제' 항목은" in told[0].say("ko")
