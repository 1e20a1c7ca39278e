"""An erasure on paper: what its certificate says, and what it must not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.packet import certificate_html, certificate_pdf
from qms.records.erasure import ErasureBasis, ErasureStatus
from tests.office import TOP
from tests.registry.test_erasing import CONTACT, LAW, NAME, ONE, approved, closed

if TYPE_CHECKING:
    from qms.packet.speech import Edition
    from tests.office import Office


@pytest.mark.req("KR-PI-N13", "I-753.2d")
@ONE
@pytest.mark.needs_pdf
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_certificate_says_what_was_done_and_what_nobody_promises(office: Office, language: Edition) -> None:
    case = closed(office)
    done = office.registry.erasures.carry_out(approved(office, case.code))
    html = certificate_html(office.registry, done.code, language)[0].replace("\u2060", "")
    for said in (done.code, case.code, LAW, "서하나", "한도윤", str(done.scan)[:8], "SSD"):
        assert said in html
    assert NAME not in html
    assert CONTACT not in html
    made = certificate_pdf(office.registry, done.code, language=language)
    assert made.pages == 1
    assert certificate_pdf(office.registry, done.code, language=language).pdf == made.pdf


@ONE
def test_there_is_no_certificate_of_what_is_not_concluded(office: Office) -> None:
    case = closed(office)
    asked = office.registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[case.code])
    for code in (asked.code, office.by(TOP).erasures.approve(asked).code):
        with pytest.raises(errors.NotErased):
            certificate_html(office.registry, code)
    assert office.registry.erasures.get(asked.code).status is ErasureStatus.APPROVED
