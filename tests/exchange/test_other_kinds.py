"""Registers of other things than cases: improvements, documents, hand-overs, each by its own mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from qms.errors import BadMapping
from qms.exchange import Bringing, Mapping, import_register
from qms.exchange.importing import register_of
from qms.exchange.mapping_file import mapping_of
from qms.exchange.target import importable, target
from qms.kinds import acts_of, kind
from tests.exchange.conftest import AT
from tests.exchange.ledgers import csv_text
from tests.exchange.partly import how_partly
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

PEOPLE = {"서하나": QUALITY, "김민지": SUPPORT_HEAD, "장우리": SUPPORT_STAFF}
OF: dict[str, dict[str, Any]] = {
    "capa": {
        "head": ("번호", "제목", "문제", "담당", "발의일", "상태"),
        "row": ("24-1", "교정 누락", "교정일을 넘겨 시험함", "김민지", "2024-03-02", "종결"),
        "columns": {
            "title": "제목", "problem": "문제", "opened_on": "발의일",
            "owner": {"column": "담당", "values": PEOPLE}, "opened_by": {"column": "담당", "values": PEOPLE},
            "status": {"column": "상태", "values": {"종결": "closed", "분석": "analysed"}},
        },
        "day": "발의일", "code": "CA-2024-0001", "took": {"owner": SUPPORT_HEAD, "type": "corrective"},
    },
    "document": {
        "head": ("번호", "이름", "담당", "등록일", "종류"),
        "row": ("QP-01", "교정 절차서", "장우리", "2024-05-07", "절차서"),
        "columns": {
            "title": "이름", "entered_on": "등록일", "owner": {"column": "담당", "values": PEOPLE},
            "type": {"column": "종류", "values": {"절차서": "procedure"}},
        },
        "defaults": {"status": "in_force", "department": "support"},
        "day": "등록일", "code": "DC-2024-0001", "took": {"department": "support", "owner": SUPPORT_STAFF},
    },
    "handover": {
        "head": ("번호", "인계자", "인수자", "작성일", "시행일"),
        "row": ("7", "김민지", "장우리", "2024-06-03", "2024-06-10"),
        "columns": {
            "giver": {"column": "인계자", "values": PEOPLE}, "receiver": {"column": "인수자", "values": PEOPLE},
            "prepared_by": {"column": "인계자", "values": PEOPLE}, "prepared_on": "작성일", "effective_on": "시행일",
        },
        "defaults": {"status": "accepted"},
        "day": "작성일", "code": "HO-2024-0001", "took": {"giver": SUPPORT_HEAD, "receiver": SUPPORT_STAFF},
    },
}  # fmt: skip
HOW = Bringing(at=AT)


def _plan(name: str, **changes: object) -> Mapping:
    return Mapping.model_validate({
        "kind": name, "source": "old", "origin": "historical", "formats": ["%Y-%m-%d"], "key": "번호",
        "columns": OF[name]["columns"], "defaults": OF[name].get("defaults", {}), **changes,
    })  # fmt: skip


def _file(folder: Path, name: str, *rows: tuple[str, ...]) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(csv_text(rows, OF[name]["head"]), encoding="utf-8")
    return path


def test_these_are_all_kinds_that_a_register_can_become() -> None:
    assert set(importable()) == {"case", *OF}
    assert all(f"{name}.bring" in acts_of(name) for name in importable())


@pytest.mark.parametrize("name", OF)
def test_a_register_becomes_records_of_its_kind(office: Office, tmp_path: Path, name: str) -> None:
    path = _file(tmp_path, name, OF[name]["row"])
    store = office.by(QUALITY)
    result = import_register(store, path, _plan(name), HOW)
    assert (result.findings, result.new, result.refused) == ((), 1, False)
    (record,) = store.room(name).all()
    assert (record.code, record.origin, record.source, record.source_key) == (
        OF[name]["code"], "historical", "old", OF[name]["row"][0],
    )  # fmt: skip
    assert {field: getattr(record, field) for field in OF[name]["took"]} == OF[name]["took"]
    assert [entry.act for entry in store.history(record.code)] == [f"{name}.bring"]
    again = import_register(store, path, _plan(name), HOW)
    assert (again.new, again.known) == (0, 1)
    assert store.verify() == ()


@pytest.mark.parametrize("name", OF)
def test_what_is_wrong_in_one_row_is_told_and_the_others_can_come(office: Office, tmp_path: Path, name: str) -> None:
    head, good = OF[name]["head"], OF[name]["row"]
    bad = tuple("어제" if column == OF[name]["day"] else cell for column, cell in zip(head, good, strict=True))
    path = _file(tmp_path, name, good, ("x", *bad[1:]))
    store = office.by(QUALITY)
    result = import_register(store, path, _plan(name), HOW)
    assert ([one.place for one in result.findings], result.refused, list(store.room(name).all())) == (
        [f"{name}.csv:3:{'ABCDEF'[head.index(OF[name]['day'])]}"], True, [],
    )  # fmt: skip
    out = tmp_path / "refused.csv"
    partly = import_register(store, path, _plan(name), how_partly(out))
    assert (partly.codes, partly.left_out) == ((OF[name]["code"],), 1)
    mended = out.read_bytes().replace("어제".encode(), b"2024-07-01", 1)
    path.write_bytes(mended)
    assert import_register(store, path, _plan(name), HOW).new == 1


@pytest.mark.parametrize("name", OF)
def test_every_status_can_be_brought_and_is_one_of_the_kind(name: str) -> None:
    life = target(name).kind.lifecycle
    assert life is not None
    statuses = [one.value for one in type(kind(name).example.status)]
    for status in statuses:
        plan = _plan(name, defaults={**OF[name].get("defaults", {}), "status": status})
        plan = plan.model_copy(update={"columns": {k: v for k, v in plan.columns.items() if k != "status"}})
        found = register_of(csv_text([OF[name]["row"]], OF[name]["head"]).encode(), "x.csv", plan)
        assert [one.record.model_dump(mode="json")["status"] for one in found.incoming] == [status]


@pytest.mark.parametrize("name", ["review", "person", "assignment", "nothing"])
def test_a_kind_that_no_register_can_become_is_told_with_those_that_can(name: str) -> None:
    text = f'kind = "{name}"\nsource = "x"\nkey = "k"\n[columns]\ntitle = "t"\n'
    with pytest.raises(BadMapping) as wrong:
        mapping_of(text.encode(), "x.toml")
    (fault,) = wrong.value.faults
    assert fault.place == "kind"
    assert all(repr(one) in wrong.value.say("ko") and repr(one) in wrong.value.say("en") for one in importable())


def test_what_a_kind_needs_and_what_it_does_not_have_is_told() -> None:
    text = 'kind = "capa"\nsource = "x"\nkey = "k"\nformats = ["%Y-%m-%d"]\n[columns]\ntitle = "t"\nwhys = "w"\n'
    with pytest.raises(BadMapping) as wrong:
        mapping_of(text.encode(), "x.toml")
    told = {fault.place: fault.key.rpartition(".")[2] for fault in wrong.value.faults}
    assert told["columns.whys"] == "no_such_field"
    assert {place for place, rule in told.items() if rule == "field_needed"} == {
        f"columns.{name}" for name in ("opened_by", "opened_on", "owner", "problem", "status")
    }
