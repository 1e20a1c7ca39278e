"""Signers that are locked: another person unlocks them, with the reason in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.records.signer import SignerStatus
from tests.office import GROWTH_HEAD, QUALITY, TOP
from tests.records.walk import refused
from tests.signing import PIN, cheap, enrolled, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.office import Office


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap():
        yield


@pytest.mark.req("P11-200a3")
def test_another_person_unlocks_a_pin_as_it_was_and_the_count_begins_anew(office: Office) -> None:
    signer = enrolled(office, TOP)

    def wrong() -> None:
        with refused(errors.WrongPin):
            office.by(TOP).signing(pin="not this one", person=TOP)

    for _ in range(5):
        wrong()
    with refused(errors.OwnEnrolment):
        office.by(TOP).signers.unlock(signer.code, reason="잘못 누름")
    with pytest.raises(errors.NotPermitted):
        office.by(GROWTH_HEAD).signers.unlock(signer.code, reason="잘못 누름")
    assert office.by(QUALITY).signers.unlock(signer.code, reason="본인 확인").status is SignerStatus.ACTIVE
    last = list(office.registry.history(signer.code))[-1]
    assert (last.act, last.actor, last.reason) == ("signer.unlock", QUALITY, "본인 확인")
    for _ in range(4):
        wrong()
    office.by(TOP).signing(pin=PIN, person=TOP)
    assert office.registry.verify() == ()


@pytest.mark.req("P11-200a3", "P11-300a–e")
def test_a_locked_key_is_unlocked_by_another_person_and_signs_again(office: Office) -> None:
    given = office.by(QUALITY).signers.enrol(person=TOP, key=key_of(TOP).verifier.spelled())
    office.by(TOP).signers.lock(given.code, reason="분실 신고")
    with refused(errors.WrongKey):
        office.by(TOP).signing(key=key_of(TOP))
    with refused(errors.OwnEnrolment):
        office.by(TOP).signers.unlock(given.code, reason="찾음")
    office.by(QUALITY).signers.unlock(given.code, reason="찾음")
    with refused(errors.WrongStep):
        office.by(QUALITY).signers.unlock(given.code, reason="또")
    office.by(TOP).signing(key=key_of(TOP))
    assert office.registry.verify() == ()
