"""Personal values under keys: who has a store and not its key reads no name, and can go on working."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import qms
from qms import errors
from qms.exchange.bundle import restore, write_bundle
from qms.ledger import keyring
from qms.ledger.commitment import LOCKED, Sealed, committed
from qms.ledger.vault import Unopened, Wrapping, open_value, seal_value
from qms.store.rewrapping import change_wrapping, current_id, key_state
from qms.store.sealing import with_keys
from qms.store.table import personal, subject_keys
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, Office
from tests.store.older import LAST, older

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME, CONTACT = "홍길동", "010-0000-0000"


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of keys of the test's own."""
    monkeypatch.setenv("QMS_KEYS", str(tmp_path / "keys"))
    return tmp_path / "keys"


@pytest.fixture
def away(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The organisation with a case, on a machine without the key."""
    office.receive(department="support")
    monkeypatch.setenv("QMS_KEYS", str(tmp_path / "nothing"))
    registry = office.open(SUPPORT_HEAD)
    yield Office(office.place, registry, office.clock)
    registry.close()


def _raw(office: Office) -> bytes:
    with office.registry.store.engine.connect() as connection:
        tables = [*sa.inspect(connection).get_table_names()]
        found = [connection.execute(sa.text(f'SELECT * FROM "{one}"')).all() for one in tables]  # noqa: S608 - ours
    return (
        repr(found).encode()
        + b" "
        + b"".join(bytes(one) for rows in found for row in rows for one in row if _is_raw(one))
    )


def _is_raw(value: object) -> bool:
    return isinstance(value, bytes | memoryview)


@pytest.mark.req("I-753.1b", "KR-PI21", "ASVS-14.1", "H-3", "P-3.3", "I-8.5.3")
def test_no_name_stands_in_any_table(office: Office) -> None:
    case = office.receive(department="support")
    assert (case.customer_name, case.customer_contact) == (NAME, CONTACT)
    assert not any(one.encode() in _raw(office) for one in (NAME, CONTACT))
    assert office.registry.verify() == ()


@pytest.mark.req("KR-PI21")
def test_each_person_has_a_key_of_their_own(office: Office) -> None:
    first, second = office.receive(department="support"), office.receive(department="support")
    with office.registry.store.reading() as reading:
        found = {row.subject: row for row in reading.connection.execute(sa.select(subject_keys))}
        mine = list(reading.connection.execute(with_keys(personal.c.code == first.code)).mappings())
        assert {row["subject"] for row in mine} == {first.subject}
        key = reading.seals.wrapping(found[str(first.subject)].wrapping)
        assert key is not None
        theirs = key.key_of(str(second.subject), bytes(found[str(second.subject)].wrapped))
        for row in mine:
            place = {name: row[name] for name in ("subject", "code", "field", "version")}
            with pytest.raises(Unopened):
                open_value(theirs, bytes(row["sealed"]), **place)


@pytest.mark.req("ASVS-11.1")
@pytest.mark.parametrize("moved", [{"subject": "b"}, {"code": "CS-2"}, {"field": "text"}, {"version": 2}])
def test_a_sealed_value_opens_in_its_place_alone(moved: dict[str, object]) -> None:
    key = Wrapping("0" * 16, b"k" * 32)
    cipher = key.key_of("a", key.new_key("a"))
    place = {"subject": "a", "code": "CS-1", "field": "title", "version": 1}
    whole = seal_value(cipher, b"s" * 32, NAME, **place)  # type: ignore[arg-type]
    assert open_value(cipher, whole, **place) == (b"s" * 32, NAME)  # type: ignore[arg-type]
    with pytest.raises(Unopened):
        open_value(cipher, whole, **{**place, **moved})  # type: ignore[arg-type]


def test_a_data_key_opens_for_its_person_alone() -> None:
    key = Wrapping("0" * 16, b"k" * 32)
    whole = key.new_key("a")
    key.key_of("a", whole)
    with pytest.raises(Unopened):
        key.key_of("b", whole)


# --- without the key ---


def test_without_the_key_everything_else_goes_on(away: Office) -> None:
    (case,) = away.registry.cases.all()
    assert (case.customer_name, case.title, case.topic) == (LOCKED, LOCKED, None)
    cases = away.by(SUPPORT_HEAD).cases
    cases.assign(case.code, department="support", handler=SUPPORT_STAFF)
    assert cases.get(case.code).customer_name == LOCKED
    (told,) = away.registry.verify()
    assert (told.rule, told.weight) == ("store.finding.personal_unchecked", "note")
    assert int(told.values["count"]) > len(away.registry.people.all())
    for language in ("ko", "en"):
        assert told.values["count"] in told.say(language)


def test_what_was_done_without_the_key_holds_with_it(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.receive(department="support")
    here = os.environ["QMS_KEYS"]
    monkeypatch.setenv("QMS_KEYS", str(tmp_path))
    with office.open(SUPPORT_HEAD) as registry:
        registry.cases.assign(case.code, department="support", handler=SUPPORT_STAFF)
    monkeypatch.setenv("QMS_KEYS", here)
    assert office.registry.cases.get(case.code).customer_name == NAME
    assert office.registry.verify() == ()


def test_what_must_write_a_name_is_refused_without_the_key(away: Office) -> None:
    before = away.registry.checkpoint()
    with pytest.raises(errors.PersonalLocked) as refused:
        away.receive(department="support")
    assert refused.value.place.endswith(".key")
    (case,) = away.registry.cases.all()
    with pytest.raises(errors.PersonalLocked):
        away.by(QUALITY).people.correct(SUPPORT_STAFF, name="장우린")
    with pytest.raises(errors.PersonalLocked):
        away.by(SUPPORT_HEAD).cases.attach(case.code, qms.File("a.txt", b"x"))
    assert away.registry.checkpoint() == before


def test_what_stands_for_a_locked_value_is_never_written(office: Office) -> None:
    with pytest.raises(errors.LockedWritten):
        office.receive(name=LOCKED)


def test_without_the_key_a_bundle_holds_no_name(away: Office, tmp_path: Path) -> None:
    with pytest.raises(errors.PersonalLocked):
        write_bundle(away.registry.store, tmp_path / "all.zip")
    assert write_bundle(away.registry.store, tmp_path / "bare.zip", with_personal=False).personal is None


# --- the key ---


@pytest.mark.req("I-753.1b", "ASVS-13.2.4")
def test_the_key_lies_in_a_file_of_its_owner(place: str, keys: Path) -> None:
    qms.create(place, actor=QUALITY, name="서하나").close()
    (file,) = keys.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "://" in place or file.parent != Path(place).parent
    file.chmod(0o644)
    with pytest.raises(errors.BadWrappingKey), qms.open(place, actor=QUALITY) as registry:
        registry.people.all()


def test_what_is_not_made_leaves_no_key(place: str, keys: Path) -> None:
    qms.create(place, actor=QUALITY, name="서하나").close()
    with pytest.raises(errors.StoreExists):
        qms.create(place, actor=QUALITY, name="서하나")
    assert len(list(keys.iterdir())) == 1


def test_another_key_of_the_same_name_is_refused(place: str, keys: Path) -> None:
    qms.create(place, actor=QUALITY, name="서하나").close()
    (file,) = keys.iterdir()
    file.unlink()
    keyring.make(file.stem)
    with qms.open(place, actor=QUALITY) as registry:
        assert registry.people.get(QUALITY).name == LOCKED
        with pytest.raises(errors.BadWrappingKey):
            registry.people.correct(QUALITY, name="서하늘")


def test_a_key_with_a_passphrase_opens_with_that_alone(place: str, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QMS_KEYS_PASSPHRASE", "말이 길수록 좋다")
    qms.create(place, actor=QUALITY, name="서하나").close()
    (file,) = keys.iterdir()
    assert "key" not in json.loads(file.read_text())
    with qms.open(place, actor=QUALITY) as registry:
        assert registry.people.get(QUALITY).name == "서하나"
    monkeypatch.delenv("QMS_KEYS_PASSPHRASE")
    with qms.open(place, actor=QUALITY) as registry:
        assert registry.people.get(QUALITY).name == LOCKED
        assert key_state(registry.store)[1:3] == (False, True)
    monkeypatch.setenv("QMS_KEYS_PASSPHRASE", "다른 말")
    with pytest.raises(errors.WrongPassphrase), qms.open(place, actor=QUALITY) as registry:
        registry.people.get(QUALITY)


@pytest.mark.req("ASVS-11.1")
def test_the_key_is_exchanged_and_the_old_one_opens_nothing_more(place: str, keys: Path, tmp_path: Path) -> None:
    with qms.create(place, actor=QUALITY, name="서하나") as registry:
        case = registry.cases.receive(
            type=qms.CaseType.INQUIRY, channel=qms.Channel.EMAIL, title="문의", name=NAME, department="head-office"
        )
        done = change_wrapping(registry.store)
        assert (done.subjects, done.old != done.new) == (2, True)
        assert len(list(keys.iterdir())) == 2  # copies made before open with the old one alone
        with registry.reading() as reading:
            assert current_id(reading.connection) == done.new
    keyring.forget(done.old)
    with qms.open(place, actor=QUALITY) as registry:
        assert registry.cases.get(case.code).customer_name == NAME
        assert registry.verify() == ()
        registry.cases.receive(
            type=qms.CaseType.INQUIRY, channel=qms.Channel.EMAIL, title="문의", name=NAME, department="head-office"
        )
    keyring.copy(done.new, tmp_path / "safe.key")
    keyring.forget(done.new)
    with qms.open(place, actor=QUALITY) as registry:
        assert registry.cases.get(case.code).customer_name == LOCKED
    assert keyring.bring(tmp_path / "safe.key") == done.new
    with qms.open(place, actor=QUALITY) as registry:
        assert registry.cases.get(case.code).customer_name == NAME


def test_a_process_that_knew_the_old_key_goes_on_with_the_new_one(place: str, keys: Path) -> None:
    with qms.create(place, actor=QUALITY, name="서하나") as registry, qms.open(place, actor=QUALITY) as other:
        other.people.correct(QUALITY, name="서하늘")
        old = change_wrapping(registry.store).old
        keyring.forget(old)
        other.people.correct(QUALITY, name="서바다")
        other.people.enrol(code="kim.minji", name="김민지", department="head-office")
    assert len(list(keys.iterdir())) == 1
    with qms.open(place, actor=QUALITY) as registry:
        assert [one.name for one in registry.people.all()] == ["김민지", "서바다"]
        assert registry.verify() == ()


def test_a_store_of_a_bundle_has_a_key_of_its_own(office: Office, tmp_path: Path) -> None:
    case = office.receive(department="support")
    write_bundle(office.registry.store, tmp_path / "all.zip")
    restore(tmp_path / "all.zip", tmp_path / "new.db")
    with qms.open(tmp_path / "new.db", actor=QUALITY) as registry, registry.reading() as reading:
        assert registry.cases.get(case.code).customer_name == NAME
        with office.registry.store.reading() as before:
            assert current_id(reading.connection) != current_id(before.connection)


# --- an older store ---


def test_an_older_store_is_sealed_and_nothing_in_the_clear_is_left(place: str, keys: Path, tmp_path: Path) -> None:
    older(place, LAST)
    tried = qms.migrate(place, attempt=True)
    assert (tried.kept, keys.exists()) == (False, False)
    qms.migrate(place)
    (file,) = keys.iterdir()
    with qms.open(place, actor=QUALITY) as registry:
        # Staff stand in what a review was frozen with, which nothing changes any more.
        names = [one.customer_name for one in registry.cases.all() if one.customer_name]
        assert registry.verify() == ()
        assert registry.checkpoint()[0].endswith(file.stem)
    assert len(names) > 1
    if "://" not in place:
        whole = b"".join(one.read_bytes() for one in tmp_path.glob("records.db*") if one.suffix != ".bak")
        assert not [one for one in names if one.encode() in whole]
        (copy,) = tmp_path.glob("*.bak")
        assert all(one.encode() in copy.read_bytes() for one in names)  # it is said that it holds them


@pytest.mark.req("KR-PI-E16")
def test_without_salt_the_true_value_is_not_told_from_any_other() -> None:
    """What brute force would have to guess once row and key are gone: 256 bits, whatever it knows of the value."""
    sealed = Sealed("a", "CS-1", "customer_contact", os.urandom(32), CONTACT)
    wanted = sealed.commitment()["$personal"]
    assert committed("a", "CS-1", "customer_contact", sealed.salt, CONTACT) == wanted
    assert all(committed("a", "CS-1", "customer_contact", os.urandom(32), CONTACT) != wanted for _ in range(1_000))
