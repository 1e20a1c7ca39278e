"""Row KR-PI-24-2: no text of any kind takes a resident number, and whoever wrote it is told where, not what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.base.door import admit, texts_of
from qms.base.record import Value
from qms.exchange import FileForm, Level, export_records, restore_export
from qms.kinds import KINDS
from qms.kinds import kind as kind_of
from tests.office import QUALITY, SUPPORT_STAFF, Clock
from tests.strategies import whole

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

NUMBER = "800101-1234567"
SAID = f"신청인 번호 {NUMBER} 확인"


def _size(office: Office) -> int:
    with office.registry.reading() as reading:
        return reading.size()


def _with(value: Value, text: str) -> list[tuple[str, Value]]:
    """The value with a text in each of its text fields in turn, those of its parts among them; unchecked."""
    found: list[tuple[str, Value]] = []
    for name, one in value:
        if type(one) is str:
            found.append((name, value.model_copy(update={name: text})))
        elif isinstance(one, tuple):
            for part in one:
                if isinstance(part, Value):
                    found += [(name, value.model_copy(update={name: (inner,)})) for _, inner in _with(part, text)]
    return found


@pytest.mark.req("KR-PI-24-2")
@pytest.mark.parametrize("name", KINDS)
def test_every_text_of_every_kind_is_looked_at(name: str) -> None:
    kind = kind_of(name)
    record = whole(kind)
    admit(kind, None, record)
    tried = _with(record, SAID)
    assert len(tried) == len(list(texts_of(record)))
    for _, bad in tried:
        with pytest.raises(errors.ResidentNumber) as caught:
            admit(kind, None, bad)  # type: ignore[arg-type]
        for language in ("ko", "en"):
            assert NUMBER not in caught.value.say(language) + caught.value.hint(language) + repr(caught.value)


def test_what_was_let_in_before_stands_in_nobodys_way() -> None:
    kind = kind_of("case")
    old = kind.example.model_copy(update={"text": SAID})
    admit(kind, old, old.model_copy(update={"finding": "조사 결과"}))
    with pytest.raises(errors.ResidentNumber):
        admit(kind, old, old.model_copy(update={"finding": f"{SAID}."}))


@pytest.mark.req("KR-PI-24-2")
def test_an_act_is_refused_before_anything_is_written(office: Office) -> None:
    size = _size(office)
    with pytest.raises(errors.ResidentNumber) as caught:
        office.receive(text=SAID, name="８００１０１－１２３４５６７")
    assert caught.value.say("ko") == (
        "'내용, 고객 성명' 항목에 주민등록번호나 외국인등록번호로 보이는 숫자가 있어 기록하지 않았습니다(고객의 소리)"
    )
    assert "800101-*******" in caught.value.hint("en")
    assert _size(office) == size
    case = office.receive(text="신청인 번호 800101-******* 확인")
    assert case.code == "CS-2026-0001"


@pytest.mark.req("KR-PI-24-2")
def test_a_reason_a_files_name_and_the_first_person_are_looked_at(office: Office, tmp_path: Path) -> None:
    case = office.receive(department="support")
    with pytest.raises(errors.ResidentNumber) as caught:
        office.by(SUPPORT_STAFF, reason=SAID)
    assert "사유" in caught.value.say("ko")
    with pytest.raises(errors.ResidentNumber):
        office.by(SUPPORT_STAFF).cases.attach(case.code, qms.File(f"{NUMBER}.txt", b"scan\n"))
    with pytest.raises(errors.ResidentNumber):
        qms.create(tmp_path / "new.db", actor="kim", name=f"김 {NUMBER}", profile="technopark", clock=Clock())
    assert not (tmp_path / "new.db").exists()


@pytest.mark.req("KR-PI-24-2")
def test_an_export_with_numbers_is_refused_row_by_row_and_nothing_is_lost(office: Office, tmp_path: Path) -> None:
    first, second = office.receive(), office.receive()
    bad = [one.model_copy(update={"text": SAID}) for one in (first, second)]
    to = tmp_path / "cases.csv"
    export_records("case", bad, to, FileForm.CSV, level=Level.FULL)
    found = restore_export(office.registry, to)
    told = [one for one in found.findings if one.rule.endswith("resident_number")]
    assert [one.place for one in told] == [f"cases.csv:{row}:{told[0].place.rsplit(':')[-1]}" for row in (2, 3)]
    assert found.refused
    assert NUMBER not in "".join(one.say("ko") + one.hint("ko") for one in told)
    assert office.registry.cases.get(first.code) == first


def test_what_is_brought_past_the_import_is_refused_too(office: Office) -> None:
    record = office.receive().model_copy(update={"source": "register", "source_key": "1", "title": SAID})
    size = _size(office)
    with pytest.raises(errors.ResidentNumber):
        office.by(QUALITY).bring("case", [record])
    with pytest.raises(errors.ResidentNumber):
        office.by(QUALITY).restore({"case": [record.model_copy(update={"code": "CS-2026-0777"})]})
    assert _size(office) == size
    assert office.registry.verify() == ()
