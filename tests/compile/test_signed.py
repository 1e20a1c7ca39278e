"""A signature stands in the packet as it stands on the screen: one wording, in both languages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from qms.compile.content import Mark, PacketContent, Seat
from qms.compile.signatures import lines
from qms.compile.snapshot import Words
from qms.compile.wording import both
from qms.packet import render_html
from tests.office import GROWTH_HEAD
from tests.packet import sample
from tests.signing import cheap, key_of, planned

if TYPE_CHECKING:
    from qms.i18n import Language
    from tests.office import Office


@pytest.mark.req("P11-50b")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("ko", ("승인", "문세라", "2026-03-03 09:30:00", "Asia/Seoul")),
        ("en", ("approved", "문세라", "2026-03-03 09:30:00", "Asia/Seoul")),
    ],
)
def test_the_packet_prints_what_the_screen_shows(office: Office, language: Language, wanted: tuple[str, ...]) -> None:
    with cheap():
        office.by("han.doyun").signers.enrol(person=GROWTH_HEAD, key=key_of(GROWTH_HEAD).verifier.spelled())
    capa = office.by(GROWTH_HEAD).signing(key=key_of(GROWTH_HEAD)).capas.approve(planned(office))
    (line,) = lines(capa.signatures, lambda person: office.registry.people.get(person).name or "")
    held = sample.HELD.model_copy(update={"signatures": (line,)})
    packet = sample.packet().model_copy(update={"outcome": held})
    said = line.ko if language == "ko" else line.en
    assert all(word in said for word in wanted)
    assert said in render_html(packet, language)
    assert said not in render_html(sample.packet(), language)


def _approved(marks: tuple[Mark, ...]) -> PacketContent:
    seat = Seat(name="문세라", office=Words(ko="지원본부", en="Support"))
    day = date(2026, 3, 3)
    steps = tuple((Words(ko=ko, en=en), seat, day) for ko, en in (("기안", "Drafted"), ("결재", "Approved")))
    return sample.packet().model_copy(
        update={"outcome": sample.HELD.model_copy(update={"approval": steps, "marks": marks})}
    )


@pytest.mark.req("P11-50a")
@pytest.mark.parametrize(("language", "above", "below"), [
    ("ko", "전결", "전자결재"), ("en", "delegated final approval", "in groupware"),
])  # fmt: skip
def test_the_approval_box_says_how_each_step_was_signed(language: Language, above: str, below: str) -> None:
    kind, how = both("review.approval.delegated"), both("compile.mark.groupware")
    page = render_html(_approved((Mark(), Mark(kind=kind, how=how))), language)
    row = page.partition('<tr class="sign">')[2].partition("</tr>")[0]
    drafted, approved = row.split("</td>")[:2]
    assert 'class="mark"' not in drafted
    assert approved.index(above) < approved.index("문세라") < approved.index(below)
    assert 'class="mark"' not in render_html(_approved(()), language).partition('<tr class="sign">')[2]
