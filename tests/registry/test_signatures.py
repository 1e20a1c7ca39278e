"""Signatures: who, when, with what meaning, over which version; asked for by the profile, moved by nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.base.record import MOST_SIGNATURES, Meaning, Means, Signature
from qms.records.capa import KIND as CAPA
from qms.records.capa import Verdict
from qms.registry.pending import Pending
from qms.registry.signing import Deed, signed
from qms.store.writing import Head
from tests.office import GROWTH_HEAD, QUALITY, SUPPORT_HEAD, TOP
from tests.records.walk import refused
from tests.signing import PDF, PIN, asks, cheap, enrolled, key_of, paper, planned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms import Registry
    from tests.office import Office


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap():
        yield


def _with_key(office: Office, person: str = GROWTH_HEAD) -> str:
    by = QUALITY if person == TOP else TOP
    return office.by(by).signers.enrol(person=person, key=key_of(person).verifier.spelled()).code


def _signed(office: Office, person: str = GROWTH_HEAD) -> Registry:
    return office.by(person).signing(pin=PIN, person=person)


@pytest.mark.req("P11-50a", "A11-14", "KR-SIG")
def test_a_signature_says_who_when_where_and_what_it_means(office: Office) -> None:
    """Rows P11-50a and A11-14."""
    signer = enrolled(office, GROWTH_HEAD)
    code = planned(office)
    capa = _signed(office).capas.approve(code)
    (one,) = capa.signatures
    assert (one.person, one.signed_at, one.zone) == (GROWTH_HEAD, office.clock(), "Asia/Seoul")
    assert (one.meaning, one.means, one.signer) == (Meaning.APPROVED, Means.PIN, signer.code)
    assert (one.act, one.version, one.suite) == ("capa.approve", capa.version, 1)
    assert office.registry.capas.get(code) == capa
    assert office.registry.verify() == ()
    # It stands under the record from then on, as it was.
    office.by(SUPPORT_HEAD).capas.start(code)
    assert office.registry.capas.get(code).signatures == (one,)
    assert office.registry.verify() == ()
    assert len([one for one in office.registry.history(code) if one.version == capa.version]) == 1


@pytest.mark.req("P11-50a")
def test_a_meaning_is_one_of_the_list_and_never_missing(office: Office) -> None:
    enrolled(office, GROWTH_HEAD)
    one = _signed(office).capas.approve(planned(office)).signatures[0].model_dump()
    for wrong in ({**one, "meaning": "liked"}, {name: value for name, value in one.items() if name != "meaning"}):
        with pytest.raises(ValueError, match="meaning"):
            Signature.model_validate(wrong)


def test_an_act_that_asks_for_a_signature_is_refused_without_one(office: Office) -> None:
    asks(office, "capa.approve")
    code = planned(office)
    with refused(errors.SignatureNeeded):
        office.by(GROWTH_HEAD).capas.approve(code)
    assert office.registry.capas.get(code).approved_on is None
    _with_key(office)
    assert office.by(GROWTH_HEAD).signing(key=key_of(GROWTH_HEAD)).capas.approve(code).signatures


def test_without_a_word_in_the_profile_nothing_is_signed(office: Office) -> None:
    _with_key(office)
    office.by(SUPPORT_HEAD).capas.start(office.by(GROWTH_HEAD).capas.approve(planned(office)).code)
    with refused(errors.NotToSign):
        office.by(GROWTH_HEAD).signing(key=key_of(GROWTH_HEAD)).capas.send_back(planned(office), reason="보완")
    with refused(errors.NotToSign):  # the effect is judged by a person at the program, not on paper
        _evaluated(office, office.by(GROWTH_HEAD).signing(groupware=paper(office)))


def _evaluated(office: Office, by: Registry) -> None:
    """A CAPA whose effect is judged by a view of the store."""
    code, mine = planned(office), office.by(SUPPORT_HEAD).capas
    office.by(GROWTH_HEAD).capas.approve(code)
    mine.start(code)
    mine.finish(code, action=1, evidence="화면")
    mine.implement(code)
    office.clock.ahead(days=90)
    by.capas.evaluate(code, verdict=Verdict.EFFECTIVE, measured="0건")


# --- PIN, session, clock ---


@pytest.mark.req("P11-200a1")
def test_the_first_names_the_person_the_next_the_pin_alone_until_a_pause(office: Office) -> None:
    """Row P11-200a1, on both sides of the limit."""
    enrolled(office, GROWTH_HEAD)
    head = office.by(GROWTH_HEAD)
    codes = [planned(office, f"{number}") for number in range(3)]
    with refused(errors.SigningBegins):
        head.signing(pin=PIN)
    with refused(errors.SigningBegins):
        head.signing(pin=PIN, person=TOP)
    head.signing(pin=PIN, person=GROWTH_HEAD).capas.approve(codes[0])
    office.clock.now += timedelta(minutes=15, seconds=-1)
    head.signing(pin=PIN).capas.approve(codes[1])
    office.clock.now += timedelta(minutes=15)
    with refused(errors.SigningBegins):
        head.signing(pin=PIN)
    head.signing(pin=PIN, person=GROWTH_HEAD).capas.approve(codes[2])
    with office.open(GROWTH_HEAD) as another, refused(errors.SigningBegins):
        another.signing(pin=PIN)


def test_a_pin_signs_one_act_and_not_for_ever(office: Office) -> None:
    enrolled(office, GROWTH_HEAD)
    one, two = planned(office), planned(office)
    signing = _signed(office)
    with refused(errors.WrongStep):
        signing.capas.implement(one)  # what is refused uses nothing up
    signing.capas.approve(one)
    with refused(errors.SignatureSpent):
        signing.capas.approve(two)
    waiting = _signed(office)
    office.clock.now += timedelta(minutes=15)
    with refused(errors.SignatureSpent):
        waiting.capas.approve(two)


def test_a_pin_is_asked_before_a_batch_not_in_it(office: Office) -> None:
    enrolled(office, GROWTH_HEAD)
    code = planned(office)
    with refused(errors.PinInBatch), office.registry.batch():
        _signed(office)
    signing = _signed(office)
    with signing.batch():
        signing.capas.approve(code)
    assert office.registry.capas.get(code).signatures
    assert office.registry.verify() == ()


@pytest.mark.req("P11-300a–e", "ASVS-8.1")
@pytest.mark.parametrize("by", ["pin", "key"])
def test_what_was_revoked_signs_no_more_and_what_it_signed_holds(office: Office, by: str) -> None:
    """Row P11-300c; it acts at once, within a session too."""
    signer = _with_key(office) if by == "key" else enrolled(office, GROWTH_HEAD).code
    one, two = planned(office), planned(office)

    def signing() -> Registry:
        head = office.by(GROWTH_HEAD)
        return head.signing(key=key_of(GROWTH_HEAD)) if by == "key" else head.signing(pin=PIN, person=GROWTH_HEAD)

    signing().capas.approve(one)
    begun = signing()
    office.by(TOP).signers.revoke(signer, reason="분실")
    fault = errors.WrongKey if by == "key" else errors.WrongPin
    with refused(fault):
        begun.capas.approve(two)
    with refused(fault):
        signing()
    assert office.registry.capas.get(one).signatures
    assert office.registry.verify() == ()


def test_the_key_of_somebody_else_does_not_sign(office: Office) -> None:
    _with_key(office)
    with refused(errors.WrongKey):
        office.by(SUPPORT_HEAD).signing(key=key_of(GROWTH_HEAD))
    with refused(errors.WrongKey):
        office.by(GROWTH_HEAD).signing(key=key_of(GROWTH_HEAD, 2))


# --- groupware ---


@pytest.mark.req("KR-SIG")
@pytest.mark.parametrize("kind", list(qms.ApprovalKind))
def test_an_approval_in_groupware_is_kept_with_its_document(office: Office, kind: qms.ApprovalKind) -> None:
    code = planned(office)
    capa = office.by(GROWTH_HEAD).signing(groupware=paper(office, kind)).capas.approve(code)
    (one,), (file,) = capa.signatures, capa.attachments
    assert (one.means, one.document, one.approval, one.file) == (Means.GROUPWARE, "기획-2026-117", kind, file.digest)
    assert office.registry.capas.attachment(code, "결재문서.pdf")[1] == PDF
    assert office.registry.verify() == ()


def test_a_groupware_document_of_tomorrow_or_of_no_kind_is_refused(office: Office) -> None:
    code, today = planned(office), office.clock.now.date()
    head = office.by(GROWTH_HEAD)
    file = qms.File("approval.pdf", PDF)
    for wrong, fault in (
        (replace(paper(office), on=today + timedelta(days=1)), errors.NotYet),
        (replace(paper(office), document=" "), errors.InvalidRecord),
        (replace(paper(office), file=replace(file, content=b"MZ not a document")), errors.FilesRefused),
    ):
        with refused(fault):
            head.signing(groupware=wrong).capas.approve(code)
    assert office.registry.capas.get(code).attachments == ()


def test_a_document_that_is_attached_already_is_not_attached_twice(office: Office) -> None:
    code = planned(office)
    office.by(SUPPORT_HEAD).capas.attach(code, paper(office).file)
    capa = office.by(GROWTH_HEAD).signing(groupware=paper(office)).capas.approve(code)
    assert len(capa.attachments) == 1


def test_a_hundredth_signature_is_the_last(office: Office) -> None:
    _with_key(office)
    key, head = key_of(GROWTH_HEAD), office.by(GROWTH_HEAD)
    code = planned(office)
    one = head.signing(key=key).capas.approve(code).signatures[0]
    full = office.registry.capas.get(code).model_copy(update={"signatures": (one,) * MOST_SIGNATURES})
    with office.registry.writing() as writing:
        before, facts = writing.load(CAPA, code), office.registry.facts()
        head_of = Head(
            recorded_at=facts.now, zone=str(facts.zone), occurred_at=facts.at, actor=GROWTH_HEAD, act="capa.approve"
        )
        deed = Deed(writing, CAPA, head_of, replace(facts, actor=GROWTH_HEAD), replace(before, record=full))
        with refused(errors.TooManySignatures):
            signed(Pending(Means.GROUPWARE, facts.now + timedelta(minutes=1), groupware=paper(office)), deed, full)
