"""A person's data erased: by two people, for good, so that it can be broken off, and the ledger holds."""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

import qms
from qms import errors
from qms.base.finding import Weight
from qms.exchange.bundle import drill, write_bundle
from qms.ledger.commitment import committed
from qms.records.erasure import ErasureBasis, ErasureStatus
from qms.store import erasing as stored
from qms.store.forensic import Needles, scan_folder, spellings
from qms.store.sealing import with_keys
from qms.store.table import erasing, personal, subject_keys
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from qms.records.case import Case
    from qms.records.erasure import Erasure
    from tests.office import Office

LAW = "개인정보 보호법 제21조 제1항"
NAME, CONTACT = "가나리아", "010-7777-8888"
ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def closed(office: Office, name: str = NAME, contact: str = CONTACT) -> Case:
    """An inquiry that was answered at the counter: nothing of it is needed any more."""
    return office.by(SUPPORT_STAFF).cases.settle(
        type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="주차장 위치 문의", name=name, contact=contact,
        answer="지하 1층 동쪽입니다", department="support",
    )  # fmt: skip


def approved(office: Office, *codes: str) -> Erasure:
    asked = office.registry.erasures.ask(basis=ErasureBasis.PURPOSE_MET, law=LAW, codes=codes)
    return office.by(TOP).erasures.approve(asked)


def erased(office: Office, *codes: str) -> Erasure:
    return office.registry.erasures.carry_out(approved(office, *codes))


def _wrong(office: Office) -> list[str]:
    return [one.rule for one in office.registry.verify() if one.weight is Weight.ERROR]


@pytest.mark.req("KR-PI21", "ASVS-14.1", "H-3")
def test_what_is_erased_is_gone_and_everything_else_holds(office: Office) -> None:
    case, other = closed(office), closed(office, "나라마바", "010-2222-3333")
    _, size, root = office.registry.checkpoint()
    proof = office.registry.prove(case.code, version=1)
    done = erased(office, case.code)
    assert (done.status, done.found, done.people) == (ErasureStatus.ERASED, 0, 1)
    assert done.taken == 5
    after = office.registry.cases.get(case.code)
    assert (after.customer_name, after.customer_contact, after.title, after.answer) == (None, None, None, None)
    assert (after.status, after.type, after.department) == (case.status, case.type, case.department)
    assert office.registry.cases.get(other.code).customer_name == "나라마바"
    (told,) = office.registry.verify((size, root))
    assert (told.rule, told.weight, told.values) == ("store.finding.personal_erased", Weight.NOTE, {"count": "5"})
    proof.verify()
    assert office.registry.as_of(size - 1).cases.get(case.code).customer_name is None


@pytest.mark.req("KR-PI21", "I-753.2d", "ASVS-2.3.5")
def test_nobody_erases_alone(office: Office) -> None:
    case = closed(office)
    asked = office.registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[case.code])
    with pytest.raises(errors.OwnWork):
        office.registry.erasures.approve(asked)
    with pytest.raises(errors.WrongStep):
        office.registry.erasures.carry_out(asked)
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_HEAD).erasures.approve(asked)
    ready = office.by(TOP).erasures.approve(asked)
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_STAFF).erasures.carry_out(ready)
    assert office.registry.cases.get(case.code).customer_name == NAME
    assert office.by(TOP).erasures.carry_out(ready).status is ErasureStatus.ERASED


def test_what_is_refused_stays(office: Office) -> None:
    case = closed(office)
    asked = office.registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[case.code])
    refused = office.by(TOP).erasures.refuse(asked, reason="소송이 진행 중")
    with pytest.raises(errors.WrongStep):
        office.registry.erasures.carry_out(refused)
    assert office.registry.cases.get(case.code).customer_name == NAME


def test_what_is_still_needed_is_noterased(office: Office) -> None:
    case = office.receive(department="support")
    with pytest.raises(errors.StillNeeded) as refused:
        office.registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[case.code, SUPPORT_STAFF])
    assert refused.value.codes == (case.code, SUPPORT_STAFF)
    with pytest.raises(errors.NothingPersonal):
        office.registry.erasures.plan(["ER-2026-0001"])
    with pytest.raises(errors.NoRecord):
        office.registry.erasures.plan(["CS-2026-0999"])


def test_a_matter_that_was_opened_again_is_noterased(office: Office) -> None:
    case = closed(office)
    ready = approved(office, case.code)
    office.by(SUPPORT_HEAD).cases.reopen(case.code, reason="다시 문의함")
    with pytest.raises(errors.StillNeeded):
        office.registry.erasures.carry_out(ready)
    assert office.registry.cases.get(case.code).customer_name == NAME


def test_all_records_of_a_contact_are_found_however_it_is_written(office: Office) -> None:
    one, two = closed(office), closed(office, "가나 리아", "010 7777 8888")
    closed(office, "다른 사람", "010-7777-8889")
    found = office.registry.erasures.plan(contact="01077778888")
    assert [(target.code, target.open) for target in found] == [(one.code, False), (two.code, False)]
    assert set(found[0].fields) == {
        "answer", "communications.0.said", "customer_contact", "customer_name", "title",
    }  # fmt: skip
    assert [target.code for target in office.registry.erasures.plan(subject=str(one.subject))] == [one.code]


def test_work_on_an_erased_record_goes_on(office: Office) -> None:
    case = closed(office)
    erased(office, case.code)
    head = office.by(SUPPORT_HEAD).cases
    head.reopen(case.code, reason="같은 문의가 다시 옴")
    head.assign(case.code, department="support", handler=SUPPORT_STAFF)
    after = head.get(case.code)
    assert (after.reopen_reason, after.customer_name) == ("같은 문의가 다시 옴", None)
    assert _wrong(office) == []
    with office.registry.store.reading() as reading:
        assert reading.connection.execute(sa.select(subject_keys).where(subject_keys.c.subject == case.subject)).all()
    write_bundle(office.registry.store, Path(os.environ["QMS_KEYS"]) / f"{case.subject}.zip")
    found = drill(Path(os.environ["QMS_KEYS"]) / f"{case.subject}.zip", office.registry.store)
    assert found.differing == ()


@pytest.mark.req("KR-PI-E16")
def test_the_true_value_cannot_be_told_from_its_commitment_any_more(office: Office) -> None:
    case = closed(office)
    with office.registry.store.reading() as reading:
        only = (personal.c.code == case.code, personal.c.field == "customer_contact")
        row = reading.connection.execute(with_keys(*only)).mappings().one()
        salt, value = reading.seals.opened(row) or (b"", "")
    told = json.loads(office.registry.history(case.code)[-1].record)["customer_contact"]["$personal"]
    assert committed(str(case.subject), case.code, "customer_contact", salt, value) == told
    erased(office, case.code)
    with office.registry.store.reading() as reading:
        tables = {table: reading.connection.execute(sa.select(table)).all() for table in (personal, subject_keys)}
        assert reading.connection.execute(sa.select(erasing)).all() == []
    assert not any(row.code == case.code for row in tables[personal])
    assert not any(row.subject == case.subject for row in tables[subject_keys])
    # Nothing is left that the salt could be had from: 256 bits to guess, though the value is known.
    tried = (committed(str(case.subject), case.code, "customer_contact", os.urandom(32), value) for _ in range(1_000))
    assert told not in set(tried)


@pytest.mark.req("KR-PI21")
@ONE
def test_an_old_copy_that_is_put_back_shows_and_is_erased_again(office: Office) -> None:
    case = closed(office)
    with office.registry.store.engine.connect() as connection:
        kept = [dict(row) for row in connection.execute(sa.select(personal)).mappings() if row["code"] == case.code]
        keys = [dict(row) for row in connection.execute(sa.select(subject_keys)).mappings()]
        keys = [row for row in keys if row["subject"] == case.subject]
    erased(office, case.code)
    with office.registry.store.engine.begin() as connection:
        connection.execute(sa.insert(personal), kept)
        connection.execute(sa.insert(subject_keys), keys)
    assert set(_wrong(office)) == {"store.finding.personal_back"}
    erased(office, case.code)
    assert _wrong(office) == []


# --- the files ---


def _deleted(office: Office, code: str) -> Needles:
    """Delete as an erasure does, and leave the files as they are."""
    with office.registry.store.writing() as writing:
        stored.put_note(writing, "control", stored.take(writing, "control", [code]).note)
    return stored.noted(office.registry.store, "control")


@pytest.mark.req("KR-PI-N13")
@ONE
def test_without_cleaning_the_files_what_was_deleted_is_found(office: Office) -> None:
    """The scan bites: on the same store, it finds what is still in the log or in free pages, and nothing afterwards."""
    driver = "PRAGMA secure_delete=OFF"
    with office.registry.store.engine.connect() as connection:
        connection.connection.driver_connection.execute(driver)  # type: ignore[union-attr]
    case = closed(office)
    needles = _deleted(office, case.code)
    before = stored.look(office.registry.store, needles, clean=False)
    after = stored.look(office.registry.store, needles)
    assert before.hits > 0
    assert (after.hits, after.files) == (0, before.files)


@ONE
def test_a_name_in_another_file_of_the_folder_is_found_and_told(office: Office) -> None:
    case = closed(office)
    folder = Path(office.place).parent
    (folder / "list.csv").write_text(f"name\n{NAME}\n", encoding="utf-16")
    (folder / "packed.zip").write_bytes(b"PK\x03\x04 whatever")
    done = erased(office, case.code)
    assert (done.found, done.closed) == (1, 1)
    (attached,) = done.attachments
    told = json.loads(office.registry.content(attached.digest))
    assert told["found"] == {"list.csv": {"utf-16-le": 1}}
    assert told["packed"] == ["packed.zip"]
    assert NAME not in json.dumps(told, ensure_ascii=False)


@pytest.mark.req("KR-PI-N13")
@given(
    value=st.text(alphabet="가나다라마바사아자차카타파하ABCdef0123456789 -@.", min_size=8, max_size=40),
    before=st.binary(max_size=9),
)
def test_every_spelling_is_found_wherever_it_begins(value: str, before: bytes) -> None:
    needles = Needles([value])
    shapes = [unicodedata.normalize(form, value) for form in ("NFC", "NFD")]
    for shaped in shapes:
        plain = shaped.encode()
        for whole in (
            plain, shaped.encode("utf-16-le"), shaped.encode("utf-16-be"), plain.hex().encode(),
            quote(shaped, safe="").encode(), json.dumps(shaped).strip('"').encode(),
        ):  # fmt: skip
            assert list(needles.found(before + whole + b"!")), whole
        assert list(needles.found(base64.b64encode(before + plain + b"!!!")))
    assert {name for name, _ in spellings(value)} == {
        "utf-8", "utf-16-le", "utf-16-be", "cp949", "hex", "percent", "json", "base64",
    }  # fmt: skip


@given(at=st.integers(0, 60))
def test_what_straddles_two_chunks_is_found_once(tmp_path_factory: pytest.TempPathFactory, at: int) -> None:
    from qms.store import forensic

    folder = tmp_path_factory.mktemp("scan")
    (folder / "a").write_bytes(b"." * (forensic.CHUNK - 30 + at) + NAME.encode() + b"." * 100)
    assert scan_folder(folder, Needles([NAME])).hits == 1


# --- broken off ---


@pytest.mark.req("KR-PI-N13")
@pytest.mark.parametrize("where", ["look", "forget_note", "close_log"])
def test_what_was_broken_off_is_gone_on_with(office: Office, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    case = closed(office)
    ready = approved(office, case.code)

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stored, where, broken)
        with pytest.raises(KeyboardInterrupt):
            office.registry.erasures.carry_out(ready)
    assert office.registry.cases.get(case.code).customer_name is None
    assert _wrong(office) == []
    with office.open(QUALITY) as again:
        done = again.erasures.carry_out(ready.code)
        assert (done.status, done.found) == (ErasureStatus.ERASED, 0)
        assert len(done.attachments) == 1
        assert again.erasures.carry_out(ready.code) == done


# --- many (R18) ---


@pytest.mark.req("KR-PI21", "KR-PI-N13")
@ONE
def test_of_many_people_nothing_is_left_in_any_file(office: Office) -> None:
    people = [(f"카나리아 {number:04} 님", f"010-{number:04}-{9999 - number:04}") for number in range(1_000)]
    with office.registry.batch():
        codes = [closed(office, name, contact).code for name, contact in people]
    _, size, root = office.registry.checkpoint()
    ready = approved(office, *codes)
    done = office.registry.erasures.carry_out(ready)
    assert (done.taken, done.people, done.found) == (5_000, 1_000, 0)
    seen = scan_folder(Path(office.place).parent, Needles([one for person in people for one in person]))
    assert (seen.hits, seen.files > 0) == (0, True)
    (told,) = office.registry.verify((size, root))
    assert told.rule == "store.finding.personal_erased"
