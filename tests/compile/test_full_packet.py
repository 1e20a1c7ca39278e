"""The packet in which nothing is masked: released by somebody else, with a reason, logged, marked and locked."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from qms import errors
from qms.base.access import AccessOutcome
from qms.base.level import Level
from qms.packet import render
from qms.packet.locking import LEAST, check_passphrase
from qms.registry.packets import DAYS, disclosed, release_reason
from tests.compile.world import CANARY
from tests.office import QUALITY, TOP
from tests.packet.spelling import spelled

if TYPE_CHECKING:
    from tests.office import Office

REVIEW, ACT, WHY = "MR-2026H1", "packet render", "자료 제출 요구"
PASSPHRASE = "바다 건너 세 마리 고래"


def _release(office: Office, by: str = TOP, reader: str = QUALITY, behalf: str | None = None) -> None:
    registry = office.by(by)
    told = release_reason(registry, REVIEW, reader=reader, reason=WHY)
    registry.acting(reason=told, on_behalf_of=behalf).reviews.release(REVIEW)


def _outcomes(office: Office) -> list[tuple[str, str | None]]:
    return [(one.outcome.value, one.reason) for one in office.registry.accesses.all()]


@pytest.mark.req("KR-PI-29/30", "ASVS-8.1")
def test_nobody_has_it_alone(sealed: Office) -> None:
    with pytest.raises(errors.NotReleased):
        disclosed(sealed.registry, REVIEW, act=ACT, reason=WHY)
    with pytest.raises(errors.OwnWork):
        _release(sealed, by=QUALITY)
    # Past the door that composes the reason: what one wrote for oneself counts for nothing.
    sealed.registry.acting(reason=f"L3 {QUALITY}: {WHY}").reviews.release(REVIEW)
    with pytest.raises(errors.NotReleased):
        disclosed(sealed.registry, REVIEW, act=ACT, reason=WHY)
    assert _outcomes(sealed) == [("refused", WHY)] * 2


@pytest.mark.req("KR-PI-29/30", "KR-PI-N8")
def test_who_was_released_has_it_with_a_reason_and_the_log_tells_of_it(sealed: Office) -> None:
    _release(sealed)
    with pytest.raises(errors.ReasonNeeded):
        disclosed(sealed.registry, REVIEW, act=ACT, reason=" ")
    content = disclosed(sealed.registry, REVIEW, act=ACT, reason=WHY)
    assert content.level is Level.FULL
    assert any(CANARY in str(row) for table in content.particulars for row in table.rows)
    assert QUALITY in str(content.given)
    assert _outcomes(sealed) == [("refused", None), ("given", WHY)]
    given = next(one for one in sealed.registry.accesses.all() if one.outcome is AccessOutcome.GIVEN)
    assert {code for table in content.particulars for code, *_ in table.rows if str(code).startswith("CS")} <= set(
        given.subjects
    )


@pytest.mark.req("ASVS-8.1")
def test_a_release_is_for_one_person_and_some_days(sealed: Office) -> None:
    _release(sealed)
    with pytest.raises(errors.NotReleased):
        disclosed(sealed.by(TOP), REVIEW, act=ACT, reason=WHY)
    sealed.clock.now += timedelta(days=DAYS)
    disclosed(sealed.registry, REVIEW, act=ACT, reason=WHY)
    past = sealed.registry.as_of(sealed.registry.checkpoint()[1] - 1)
    sealed.clock.now += timedelta(seconds=1)
    with pytest.raises(errors.NotReleased):
        disclosed(sealed.registry, REVIEW, act=ACT, reason=WHY)
    with pytest.raises(errors.PresentOnly):
        disclosed(past, REVIEW, act=ACT, reason=WHY)


def test_it_is_released_to_somebody_who_works_here(sealed: Office) -> None:
    with pytest.raises(errors.NoRecord):
        release_reason(sealed.by(TOP), REVIEW, reader="nobody.at.all", reason=WHY)
    with pytest.raises(errors.ReasonNeeded):
        release_reason(sealed.by(TOP), REVIEW, reader=QUALITY, reason="")


@pytest.mark.parametrize("short", ["", "a" * (LEAST - 1), "가" * 43])
def test_a_passphrase_is_long_enough_and_fits(short: str) -> None:
    with pytest.raises(errors.WeakPassphrase):
        check_passphrase(short)


def test_full_is_not_written_without_a_passphrase(sealed: Office) -> None:
    _release(sealed)
    content = disclosed(sealed.registry, REVIEW, act=ACT, reason=WHY)
    to = io.BytesIO()
    with pytest.raises(errors.WeakPassphrase):
        render(content, to)
    assert to.getvalue() == b""


@pytest.mark.slow
@pytest.mark.needs_pdf
@pytest.mark.req("ASVS-14.1")
def test_the_file_is_locked_and_marked_on_every_page(sealed: Office) -> None:
    pytest.importorskip("pypdf", reason="the library that locks files is not there")
    _release(sealed)
    content = disclosed(sealed.registry, REVIEW, act=ACT, reason=WHY)
    to = io.BytesIO()
    made = render(content, to, language="en", part="body", passphrase=PASSPHRASE)
    data = to.getvalue()
    assert made.size == len(data)
    assert re.search(rb"/V 5\b", data)
    assert re.search(rb"/R 6\b", data)
    assert not any(one in data for one in spelled(CANARY))
    for wrong in (None, "nope", PASSPHRASE[:-1]):
        with pytest.raises(pypdfium2.PdfiumError):
            pypdfium2.PdfDocument(data, password=wrong)
    pdf = pypdfium2.PdfDocument(data, password=PASSPHRASE)
    assert len(pdf) == made.pages
    for page in pdf:
        text = page.get_textpage().get_text_range()
        assert "L3 full" in text
        assert f"{QUALITY} 2026-08-05" in text
        assert content.snapshot.source.root[:16] in text
    inside = b"".join(bytes(pdf.get_attachment(at).get_data()) for at in range(pdf.count_attachments()))
    assert CANARY.encode() in inside
