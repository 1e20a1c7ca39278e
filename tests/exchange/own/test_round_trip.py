"""What leaves comes back: any record of any kind, in every form of file, as it was."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from qms.base.csvfile import original
from qms.base.kind import personal_fields
from qms.exchange import FileForm, Level, Outgoing
from qms.exchange.own.export import write_kinds
from qms.exchange.own.layout import layout
from qms.exchange.own.reading import export_of
from qms.kinds import KINDS, ORGANISATION
from qms.kinds import kind as kind_of
from tests.strategies import records, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.base.record import Record

FORMS = list(FileForm)
RECORDS = [name for name in KINDS if name not in ORGANISATION]
ZONES = [UTC, ZoneInfo("Asia/Seoul"), ZoneInfo("America/St_Johns")]
HOSTILE = (
    "=1+1", "+82-2-000-0000", "-1", "@SUM(A1)", "'", "''quoted", "\t", "＝1", '=cmd|"/c calc"!A1', "0012", "1E5",
    "가", "각각", "漢字", "😀👨\u200d👩\u200d👧", "\u202eabc", "\ufeffmark", "a\u0301", "\uffff", "\ufffe",
    "a\tb\nc\n\nd", 'say "x", y; z', "_x000D_", "_x0041_x0042_x0043_", "@annex:1", "<b>&amp;</b>", "null", "TRUE",
    "NaN", "2026-03-03", "\u2028line", "L3", "qms.case/1", "\U0010fffe", "#REF!", "[]", "{}",
)  # fmt: skip


def sent(kind: str, found: Sequence[Record], form: FileForm, level: Level = Level.FULL, zone: tzinfo = UTC) -> bytes:
    stream = io.BytesIO()
    write_kinds([Outgoing(kind_of(kind), found, level, zone=zone)], stream, form)
    return stream.getvalue()


def returned(data: bytes, form: FileForm) -> tuple[list[Record], list[str]]:
    export = export_of(data, f"x.{form}")
    return [one.record for one in export.returning], [one.rule.rpartition(".")[2] for one in export.findings]


@pytest.mark.req("P11-10b", "I-753.1a")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", RECORDS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_any_record_comes_back_as_it_was(kind: str, form: FileForm, data: st.DataObject) -> None:
    found = [data.draw(records(kind_of(kind)))]
    zone = data.draw(st.sampled_from(ZONES))
    assert returned(sent(kind, found, form, zone=zone), form) == (found, [])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ORGANISATION)
def test_who_the_organisation_is_comes_back_as_it_was(kind: str, form: FileForm) -> None:
    found = [kind_of(kind).example]
    assert returned(sent(kind, found, form), form) == (found, [])


@pytest.mark.parametrize("form", FORMS)
def test_an_erasure_by_itself_is_no_list_of_records(form: FileForm) -> None:
    (one,) = found = [whole(kind_of("erasure"))]
    assert one.model_dump()["records"]
    assert returned(sent("erasure", found, form), form) == (found, [])


@pytest.mark.req("ASVS-1.1.1")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_it_was(form: FileForm, text: str) -> None:
    case: Any = whole(kind_of("case"))
    said = case.communications[0].model_dump() | {"said": text}
    found = [case.but(title="x" + text, text=text + "y", answer=text, customer_name=text, communications=(said,))]
    found.append(case.but(code="CS-2026-0002", customer_address=text))
    assert returned(sent("case", found, form), form) == (found, [])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("letter", ["가", "😀", "=", "_x0041"])
def test_the_longest_texts_come_back_uncut(form: FileForm, letter: str) -> None:
    case: Any = whole(kind_of("case"))
    text = (letter * 20_000)[:20_000]
    parts = tuple(case.communications[0].model_copy(update={"said": text}) for _ in range(8))
    found = [case.but(text=text, answer=text, communications=parts)]
    assert returned(sent("case", found, form), form) == (found, [])


@pytest.mark.req("ASVS-14.1")
@pytest.mark.parametrize("form", FORMS)
def test_a_masked_export_holds_nothing_personal_and_comes_back_without_it(form: FileForm) -> None:
    for kind in RECORDS:
        record = whole(kind_of(kind))
        assert record.attachments
        data = sent(kind, [record], form, Level.MASKED)
        found, told = returned(data, form)
        # Its files are listed without their names, and stay behind.
        assert found == [layout(kind).masked(record).but(attachments=())]
        assert told == ["own_masked", "own_files_left"]
        for name in kind_of(kind).personal():
            assert getattr(found[0], name) is None
        if form is not FileForm.XLSX:
            parts = {f"{name}.{inner}" for name, of in kind_of(kind).parts().items() for inner in personal_fields(of)}
            canaries = [f"{kind}.{name} 홍길동".encode() for name in kind_of(kind).personal() | parts]
            assert f"{kind}.attachments.name 홍길동".encode() in canaries
            everything = sent(kind, [record], form)
            assert all(canary in everything and canary not in data for canary in canaries)


@pytest.mark.parametrize("form", FORMS)
def test_that_files_stayed_behind_is_told_once_for_a_file_and_only_where_there_were_some(form: FileForm) -> None:
    case: Any = whole(kind_of("case"))
    found = [case.but(code=f"CS-2026-{n:04}", attachments=case.attachments if n > 1 else ()) for n in (1, 2, 3)]
    told = export_of(sent("case", found, form, Level.MASKED), f"x.{form}").findings
    counts = [(one.rule.rpartition(".")[2], one.values["count"]) for one in told]
    assert counts == [("own_masked", "3"), ("own_files_left", "2")]
    assert returned(sent("case", found[:1], form, Level.MASKED), form)[1] == ["own_masked"]
    assert returned(sent("case", found, form), form) == (found, [])


@pytest.mark.parametrize("form", [FileForm.CSV, FileForm.JSONL])
def test_asterisks_in_a_masked_file_are_no_names(form: FileForm) -> None:
    case: Any = whole(kind_of("case"))
    starred = case.but(customer_name="홍*동", customer_contact="010-****-5678", attachments=())
    data = sent("case", [starred], form).replace(b"L3", b"L1")
    (found,), told = returned(data, form)
    assert (getattr(found, "customer_name"), getattr(found, "customer_contact")) == (None, None)  # noqa: B009 - by name
    assert told == ["own_masked", "own_personal_left"]
    with_files = sent("case", [starred.but(attachments=case.attachments)], form).replace(b"L3", b"L1")
    (found,), told = returned(with_files, form)
    assert found.attachments == ()
    assert told == ["own_masked", "own_files_left", "own_personal_left"]


def test_other_readers_find_the_same_in_a_workbook() -> None:
    case: Any = whole(kind_of("case"))
    texts = [text for text in HOSTILE if not text.startswith(("@annex:", "_x")) and text.isprintable()]
    found = [case.but(code=f"CS-2026-{n:04}", answer=text) for n, text in enumerate(texts, 1)]
    data = sent("case", found, FileForm.XLSX)
    book = openpyxl.load_workbook(io.BytesIO(data))
    head, *rows = book["case"].iter_rows()
    column = [cell.value for cell in head].index("answer")
    answers = [one.model_dump()["answer"] for one in found]
    assert [row[column].value for row in rows] == answers
    assert {row[column].data_type for row in rows} == {"s", "inlineStr"} & {row[column].data_type for row in rows}
    _, *others = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("case").to_python()
    assert [row[column] for row in others] == answers


def test_days_are_real_dates_in_a_workbook_and_instants_keep_their_offset() -> None:
    record: Any = whole(kind_of("capa"))
    book = openpyxl.load_workbook(io.BytesIO(sent("capa", [record], FileForm.XLSX)))
    head, row = book["capa"].iter_rows()
    cells = {name.value: cell for name, cell in zip(head, row, strict=True)}
    assert cells["opened_on"].is_date
    assert cells["opened_on"].value.date() == record.opened_on
    case: Any = whole(kind_of("case"))
    data = sent("case", [case], FileForm.CSV, zone=ZoneInfo("Asia/Seoul"))
    (first,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert first["received_at"] == "2026-03-03T18:30:15.000007+09:00"


@pytest.mark.req("ASVS-1.2.10")
@pytest.mark.parametrize("form", [FileForm.CSV, FileForm.TSV])
def test_no_cell_is_one_that_a_spreadsheet_runs(form: FileForm) -> None:
    case: Any = whole(kind_of("case"))
    found = [case.but(code=f"CS-2026-{n:04}", answer=text) for n, text in enumerate(HOSTILE, 1)]
    text = sent("case", found, form).decode("utf-8-sig")
    delimiter = "\t" if form is FileForm.TSV else ","
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]
    assert [original(row["answer"]) for row in rows] == [one.model_dump()["answer"] or "" for one in found]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_records_are_the_same_bytes(form: FileForm) -> None:
    case: Any = whole(kind_of("case"))
    found = [case, case.but(code="CS-2026-0002", text="가" * 20_000)]
    assert sent("case", found, form) == sent("case", found, form)


def test_each_line_of_json_is_a_document_with_its_schema_and_level_first() -> None:
    case = whole(kind_of("case"))
    (line,) = sent("case", [case], FileForm.JSONL).decode().splitlines()
    document = json.loads(line)
    assert list(document) == ["schema", "level", *kind_of("case").model.model_fields]
    assert (document.pop("schema"), document.pop("level")) == ("qms.case/1", "L3")
    assert document == case.model_dump(mode="json")


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_damage_to_a_file_is_more_than_findings(form: FileForm, data: st.DataObject) -> None:
    case: Any = whole(kind_of("case"))
    whole_file = bytearray(sent("case", [case.but(text="글"), case.but(code="CS-2026-0002")], form))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole_file) - 1))
        piece = data.draw(
            st.binary(max_size=6) | st.sampled_from([b"{", b"[", b'"', b",", b"\n", b"null", b"1e999", b""])
        )
        whole_file[at : at + data.draw(st.integers(0, 20))] = piece
    found, _ = returned(bytes(whole_file), form)
    for one in found:
        assert type(one).model_validate(one.model_dump()) == one


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000, '{"schema": 1}', '{"schema": "qms.case/1"}', '{"schema": "qms.case/2"}', '{"records": {}}',
        '{"schema": "qms.case/1", "level": [], "code": {}}', '{"schema": "qms.case/1", "title": "\\ud800"}',
        '{"schema": "qms.case/1", "level": "L1", "communications": [1, {"said": 2}], "links": 5}',
        '{"schema": "qms.content/1"}', '{"schema": "qms.content/1", "base64": "*"}', '{"a": ' + "9" * 10_000 + "}",
        '{"schema": "qms.' + "x" * 10_000 + '/1"}', '{"records": [[], 1, null]}',
    ],
)  # fmt: skip
def test_lines_that_are_no_records_are_findings(line: str) -> None:
    export = export_of(line.encode(), "x.jsonl")
    assert export.returning == ()
    assert export.findings
    assert all(one.say("ko") and one.say("en") and one.hint("en") for one in export.findings)
