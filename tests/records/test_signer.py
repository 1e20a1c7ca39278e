"""Signers: enrolled by a second person, locked, reset and revoked; a PIN stands nowhere but in its own table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from qms import errors
from qms.ledger.note import KeyKind, SignerKey
from qms.records.signer import Signer, SignerMeans, SignerStatus
from qms.store.table import pins
from tests.office import GROWTH_HEAD, LEAVER, NOBODY, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP
from tests.records.walk import refused
from tests.signing import FIRST, PIN, asks, cheap, enrolled, key_of, planned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.office import Office


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap():
        yield


@pytest.mark.req("P11-100b", "ASVS-2.3.5")
def test_nobody_enrols_themself(office: Office) -> None:
    """Row P11-100b."""
    for person in (TOP, QUALITY):
        with refused(errors.OwnEnrolment):
            office.by(person).signers.enrol(person=person, pin=PIN)
        with refused(errors.OwnEnrolment):
            office.by(person).signers.enrol(person=person, key=key_of(person).verifier.spelled())
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_HEAD).signers.enrol(person=SUPPORT_STAFF, pin=PIN)
    made = office.by(TOP).signers.enrol(person=QUALITY, pin=PIN)
    assert (made.person, made.enrolled_by, made.must_change) == (QUALITY, TOP, True)


def test_who_is_alone_in_a_new_store_enrols_themself(tmp_path: object) -> None:
    import qms
    from tests.office import Clock

    with qms.create(f"{tmp_path}/new.db", actor="one", name="하나", clock=Clock()) as registry:
        made = registry.signers.enrol(person="one", pin=PIN)
        assert made.must_change is False
        assert registry.signing(pin=PIN, person="one") is not None
        registry.people.enrol(code="two", name="둘", department="head-office")
        registry.assignments.assign(person="two", role=qms.Role.TOP_MANAGEMENT, department="head-office")
        with refused(errors.OwnEnrolment):
            registry.signers.reset(made.code, pin="yet another")


@pytest.mark.req("P11-200a3")
def test_a_pin_that_somebody_else_chose_is_changed_before_it_signs(office: Office) -> None:
    given = office.by(TOP).signers.enrol(person=GROWTH_HEAD, pin=FIRST)
    head = office.by(GROWTH_HEAD)
    with refused(errors.PinOld):
        head.signing(pin=FIRST, person=GROWTH_HEAD)
    with refused(errors.WeakPin):
        head.signers.change_pin(given.code, old=FIRST, new=FIRST)
    with refused(errors.PinOfAnother):
        office.by(TOP).signers.change_pin(given.code, old=FIRST, new=PIN)
    head.signers.change_pin(given.code, old=FIRST, new=PIN)
    assert head.signing(pin=PIN, person=GROWTH_HEAD).capas.approve(planned(office)).signatures


@pytest.mark.parametrize("weak", ["", "12345", "123456", "987654", "000000", "aaaaaaaa", "x" * 65, "with\nline"])
def test_the_first_that_anybody_tries_is_no_pin(office: Office, weak: str) -> None:
    with refused(errors.WeakPin):
        office.by(TOP).signers.enrol(person=GROWTH_HEAD, pin=weak)
    assert office.registry.signers.all() == []


@pytest.mark.req("P11-200a3", "P11-300a–e")
def test_five_wrong_pins_lock_with_an_entry_and_another_person_unlocks(office: Office) -> None:
    """Rows P11-300d and P11-200a3."""
    signer, head = enrolled(office, GROWTH_HEAD), office.by(GROWTH_HEAD)
    for _ in range(4):
        with refused(errors.WrongPin):
            head.signing(pin="not this one", person=GROWTH_HEAD)
    head.signing(pin=PIN, person=GROWTH_HEAD)  # the count begins anew
    for count in range(5):
        assert head.signers.get(signer.code).status is SignerStatus.ACTIVE, count
        with refused(errors.WrongPin):
            head.signing(pin="not this one", person=GROWTH_HEAD)
    assert head.signers.get(signer.code).status is SignerStatus.LOCKED
    assert [one.act for one in office.registry.history(signer.code)][-1] == "signer.lock"
    with refused(errors.WrongPin):
        head.signing(pin=PIN, person=GROWTH_HEAD)
    with pytest.raises(errors.NotAllowed):
        head.signers.reset(signer.code, pin=FIRST)
    office.by(TOP).signers.reset(signer.code, pin=FIRST)
    with refused(errors.PinOld):
        head.signing(pin=FIRST, person=GROWTH_HEAD)
    head.signers.change_pin(signer.code, old=FIRST, new="a third one")
    head.signing(pin="a third one", person=GROWTH_HEAD)
    assert office.registry.verify() == ()


@pytest.mark.req("P11-200a3")
def test_wrong_old_pins_count_and_a_reset_is_not_for_oneself(office: Office) -> None:
    signer = enrolled(office, TOP)
    for _ in range(5):
        with refused(errors.WrongPin):
            office.by(TOP).signers.change_pin(signer.code, old="not this one", new="something else")
    assert office.registry.signers.get(signer.code).status is SignerStatus.LOCKED
    with refused(errors.OwnEnrolment):
        office.by(TOP).signers.reset(signer.code, pin=FIRST)
    assert office.by(QUALITY).signers.reset(signer.code, pin=FIRST).status is SignerStatus.ACTIVE


@pytest.mark.req("ASVS-6.2")
def test_each_reason_is_told_in_the_same_words(office: Office) -> None:
    enrolled(office, GROWTH_HEAD)
    revoked = enrolled(office, QUALITY)
    office.by(TOP).signers.revoke(revoked.code, reason="분실")
    said: set[tuple[str, str]] = set()
    for person in (GROWTH_HEAD, QUALITY, SUPPORT_HEAD, LEAVER, NOBODY, "nobody.at.all", ""):
        with pytest.raises(errors.WrongPin) as refusal:
            office.by(person or "-").signing(pin="not this one", person=person or "-")
        said.add((refusal.value.say("ko").replace(person or "-", "누구"), refusal.value.hint("ko")))
    assert len(said) == 1


@pytest.mark.req("P11-300a–e")
def test_one_pin_and_one_key_each_and_both_are_revoked_for_good(office: Office) -> None:
    """Rows P11-300a and P11-300c."""
    pin = enrolled(office, GROWTH_HEAD)
    key = office.by(TOP).signers.enrol(person=GROWTH_HEAD, key=key_of(GROWTH_HEAD).verifier.spelled())
    assert (pin.means, key.means) == (SignerMeans.PIN, SignerMeans.KEY)
    for given in ({"pin": FIRST}, {"key": key_of(GROWTH_HEAD, 2).verifier.spelled()}):
        with refused(errors.AlreadyEnrolled):
            office.by(TOP).signers.enrol(person=GROWTH_HEAD, **given)
    with refused(errors.NoPin):
        office.by(TOP).signers.reset(key.code, pin=FIRST)
    with refused(errors.NoPin):
        office.by(GROWTH_HEAD).signers.change_pin(key.code, old=PIN, new=FIRST)
    office.by(TOP).signers.revoke(key.code, reason="분실")
    with refused(errors.WrongKey):
        office.by(GROWTH_HEAD).signing(key=key_of(GROWTH_HEAD))
    with refused(errors.WrongStep):
        office.by(TOP).signers.revoke(key.code, reason="또")
    again = office.by(TOP).signers.enrol(person=GROWTH_HEAD, key=key_of(GROWTH_HEAD, 2).verifier.spelled())
    assert again.code != key.code


def test_a_key_is_the_public_half_of_a_signers(office: Office) -> None:
    witness = SignerKey(GROWTH_HEAD, bytes(32), KeyKind.WITNESS).verifier.spelled()
    for wrong in ("", "growth", witness, key_of(GROWTH_HEAD).verifier.spelled()[:-4]):
        with refused(errors.BadNote):
            office.by(TOP).signers.enrol(person=GROWTH_HEAD, key=wrong)


@pytest.mark.req("P11-300a–e")
def test_an_old_pin_signs_no_more(office: Office) -> None:
    """Row P11-300b, on both sides of the day."""
    asks(office, pin_days=30)
    enrolled(office, GROWTH_HEAD)
    office.clock.now += timedelta(days=30, seconds=-1)
    office.by(GROWTH_HEAD).signing(pin=PIN, person=GROWTH_HEAD)
    office.clock.now += timedelta(seconds=1)
    with refused(errors.PinOld):
        office.by(GROWTH_HEAD).signing(pin=PIN, person=GROWTH_HEAD)


@pytest.mark.req("P11-300a–e", "ASVS-13.2.4")
def test_nothing_of_a_pin_stands_in_the_ledger(office: Office) -> None:
    enrolled(office, GROWTH_HEAD)
    with office.registry.reading() as reading:
        kept = reading.connection.scalar(sa.select(pins.c.hash).where(pins.c.person == GROWTH_HEAD))
        told = " ".join(one.spelled().decode() for one in reading.entries())
    salt, hashed = str(kept).split("$")[-2:]
    assert not any(one in told for one in (PIN, FIRST, salt, hashed, "scrypt"))
    office.by(TOP).signers.revoke("SG-2026-0001", reason="퇴직")
    with office.registry.reading() as reading:
        assert reading.connection.scalars(sa.select(pins.c.person)).all() == [""]


def test_what_comes_back_from_an_export_does_not_sign(office: Office) -> None:
    """Nobody saw whom it is of; who may import could else enrol themself."""
    key = office.by(TOP).signers.enrol(person=GROWTH_HEAD, key=key_of(GROWTH_HEAD).verifier.spelled())
    mine = key.but(code="SG-2026-0099", person=QUALITY, key=key_of(QUALITY).verifier.spelled())
    office.registry.restore({"signer": [mine.but(source_file="0" * 64, source_row=2)]})
    assert office.registry.signers.get("SG-2026-0099").signs is False
    with refused(errors.WrongKey):
        office.by(QUALITY).signing(key=key_of(QUALITY))


def _told(person: str, means: str, **more: object) -> Signer:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Signer.model_validate({
        "code": "SG-2026-0077", "status": "active", "means": means, "person": person, "issued_at": at,
        "issued_by": person, "enrolled_on": at.date(), "enrolled_by": TOP, **more,
    })  # fmt: skip


@pytest.mark.req("P11-100b")
def test_nobody_brings_themself_in(office: Office) -> None:
    mine = _told(QUALITY, "key", key=key_of(QUALITY).verifier.spelled())
    with refused(errors.SignerUnseen):
        office.by(QUALITY).bring("signer", [mine])
    with refused(errors.SignerUnseen):
        office.by(QUALITY).restore({"signer": [mine]})
    assert office.registry.signers.all() == []
    with refused(errors.WrongKey):
        office.by(QUALITY).signing(key=key_of(QUALITY))


@pytest.mark.req("P11-100a")
def test_a_key_is_enrolled_once_for_one_person(office: Office) -> None:
    key = key_of(GROWTH_HEAD).verifier.spelled()
    first = office.by(TOP).signers.enrol(person=GROWTH_HEAD, key=key)
    with refused(errors.KeyKnown):
        office.by(TOP).signers.enrol(person=SUPPORT_HEAD, key=key)
    office.by(TOP).signers.revoke(first.code, reason="도난")
    for person in (GROWTH_HEAD, SUPPORT_HEAD):
        with refused(errors.KeyKnown):
            office.by(TOP).signers.enrol(person=person, key=key)
    assert [one.code for one in office.registry.signers.all()] == [first.code]


def test_what_was_brought_takes_no_pin_and_leaves_the_person_theirs(office: Office) -> None:
    enrolled(office, GROWTH_HEAD)
    (code,) = office.registry.bring("signer", [_told(GROWTH_HEAD, "pin", source_file="0" * 64, source_row=2)])
    with refused(errors.SignerBrought):
        office.by(TOP).signers.reset(code, pin=FIRST)
    with refused(errors.SignerBrought):
        office.by(GROWTH_HEAD).signers.change_pin(code, old=PIN, new=FIRST)
    office.by(TOP).signers.revoke(code, reason="쓰지 않음")
    assert office.by(GROWTH_HEAD).signing(pin=PIN, person=GROWTH_HEAD).capas.approve(planned(office)).signatures
    assert office.registry.verify() == ()


def test_a_key_is_locked_by_its_person_or_by_who_may_revoke_it(office: Office) -> None:
    people = {one: key_of(one, seed + 1) for seed, one in enumerate((GROWTH_HEAD, SUPPORT_HEAD, QUALITY))}
    codes = {
        one: office.by(TOP).signers.enrol(person=one, key=key.verifier.spelled()).code for one, key in people.items()
    }
    for other in (SUPPORT_STAFF, SUPPORT_HEAD):
        with refused(errors.LockOfAnother):
            office.by(other).signers.lock(codes[GROWTH_HEAD], reason="장난")
    with refused(errors.InvalidRecord):
        office.by(QUALITY).signers.lock(codes[GROWTH_HEAD], reason=" ")
    assert office.by(QUALITY).signers.lock(codes[GROWTH_HEAD], reason="분실 신고").status is SignerStatus.LOCKED
    assert office.by(SUPPORT_HEAD).signers.lock(codes[SUPPORT_HEAD], reason="휴직").status is SignerStatus.LOCKED
    last = office.registry.history(codes[GROWTH_HEAD])[-1]
    assert (last.act, last.actor, last.reason) == ("signer.lock", QUALITY, "분실 신고")
    with refused(errors.WrongKey):
        office.by(GROWTH_HEAD).signing(key=people[GROWTH_HEAD])


def test_wrong_pins_lock_whatever_the_view_is_about_to_do(office: Office) -> None:
    """A view that signs, one that acts for another day, and a profile that asks for a signature under the lock."""
    asks(office, tries=3)
    head, code = office.by(GROWTH_HEAD), enrolled(office, GROWTH_HEAD).code
    key = office.by(TOP).signers.enrol(person=GROWTH_HEAD, key=key_of(GROWTH_HEAD).verifier.spelled())
    signing = head.signing(key=key_of(GROWTH_HEAD))
    for _ in range(3):
        with refused(errors.WrongPin):
            signing.signing(pin="not this one", person=GROWTH_HEAD)
    assert [office.registry.signers.get(one).status.value for one in (code, key.code)] == ["locked", "active"]
    assert office.registry.history(code)[-1].reason is None
    assert signing.capas.approve(planned(office)).signatures  # the key has nothing to do with it
    assert office.registry.verify() == ()
