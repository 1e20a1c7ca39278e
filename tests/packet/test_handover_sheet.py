"""The hand-over sheet: one page for both to sign, in the look of the packet, whatever stands in the records."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import page
import pytest

from qms.flows.held import Held
from qms.flows.sheet import Called, Party, Sheet
from qms.organisation.model import Department
from qms.organisation.profile import load_profile
from qms.organisation.rows import Bilingual
from qms.organisation.terms import DepartmentKind, Role
from qms.packet import handover_html, handover_pdf
from qms.records.handover import HandoverItem, HandoverStatus, ItemKind
from tests.packet.hostile import ALL, LONG_TEXT
from tests.packet.reading import Pdf

if TYPE_CHECKING:
    from qms.packet.speech import Edition

pytestmark = pytest.mark.needs_pdf
HOSTILE = (*ALL, LONG_TEXT)
DAY = date(2026, 3, 16)
PLACE = Department(
    code="support", name_ko="기업지원팀", name_en="Business Support Team", kind=DepartmentKind.UNIT, since=DAY
)
GIVER = Party("kim.minji", "김민지", PLACE, (Role.UNIT_HEAD,), signed_on=date(2026, 3, 12))
PROFILE = load_profile("technopark")


def _item(kind: ItemKind, matter: str, part: str | None = None, state: str | None = None) -> HandoverItem:
    return HandoverItem(kind=kind, matter=matter, part=part, department="support", state=state, due_on=date(2026, 3, 9))


LINES = (
    Held("kim.minji", _item(ItemKind.CASE, "CS-2026-0001", state="assigned"), "장비 예약이 취소되었습니다"),
    Held("kim.minji", _item(ItemKind.PROMISE, "CS-2026-0001", "interim"), "장비 예약이 취소되었습니다"),
    Held("kim.minji", _item(ItemKind.ACTION, "CA-2026-0001", "2"), "점검표를 만든다"),
    Held("kim.minji", _item(ItemKind.ROLE, "AS-2026-0001", "unit_head", "holder")),
)


def _sheet(lines: tuple[Held, ...] = LINES, note: str | None = "열쇠는 서랍에", receiver: str = "이준호") -> Sheet:
    titles = {one.value: Bilingual(ko=PROFILE.role_label(one, "ko"), en=PROFILE.role_label(one, "en")) for one in Role}
    return Sheet(
        organisation=PROFILE.name, code="HO-2026-0001", status=HandoverStatus.GIVEN, giver=GIVER,
        receiver=Party("lee.junho", receiver, PLACE), witness=None, effective_on=DAY, prepared_on=date(2026, 3, 12),
        has_left=False, lines=lines, duties=PROFILE.duties_of(Role.UNIT_HEAD), note=note,
        called=Called(titles, {"support": Bilingual(ko=PLACE.name_ko, en=PLACE.name_en)}, {"kim.minji": "김민지"}),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "ko",
            (
                "업무 인계인수서",
                "인계자",
                "인수자",
                "입회자",
                "중간회신",
                "조치 2",
                "(지남)",
                "R-UH-1",
                "기록장에 서명",
            ),
        ),
        (
            "en",
            ("Hand-over of duties", "Gives", "Interim answer", "Action 2", "(past)", "signed in the ledger"),
        ),
        ("both", ("업무 인계인수서", "Hand-over of duties", "Open cases")),
    ],
)
def test_it_is_one_page_with_all_that_is_handed_over(language: Edition, words: tuple[str, ...]) -> None:
    made = handover_pdf(_sheet(), language=language)
    assert (made.pages, made.warnings) == (1, ())
    text = Pdf(made.pdf).text
    for one in ("HO-2026-0001", "CS-2026-0001", "CA-2026-0001", "김민지", "이준호", "열쇠는 서랍에"):
        assert one in text
    assert {one for one in words if one.casefold() not in text.casefold()} == set()


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1])
def test_it_is_an_archive_file_that_everybody_can_read(profile: page.ValidationProfile) -> None:
    report = page.validate_pdf_bytes(handover_pdf(_sheet(), language="both").pdf, profile=profile)
    assert [failure.message for failure in report.failures] == []


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert handover_pdf(_sheet()).pdf == handover_pdf(_sheet()).pdf


def test_a_full_desk_goes_on_to_another_page_with_its_head() -> None:
    many = tuple(
        Held("kim.minji", _item(ItemKind.CASE, f"CS-2026-{n:04}", state="assigned"), "장비 예약이 취소되었습니다 " * 4)
        for n in range(1, 60)
    )
    made = handover_pdf(_sheet(many))
    pages = Pdf(made.pdf).pages
    assert 2 <= made.pages <= 4
    assert "기록번호" in pages[1]
    assert all("HO-2026-0001" in page for page in pages)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text: str) -> None:
    plain = handover_html(_sheet((Held("x", _item(ItemKind.CASE, "CS-2026-0001"), "가"),), note="가", receiver="가"))
    html = handover_html(_sheet((Held("x", _item(ItemKind.CASE, "CS-2026-0001"), text),), note=text, receiver=text))
    # No element and no attribute more than with a plain word in its place; a note has a paragraph for each line.
    assert _shape(html) == _shape(plain)


def _shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    shape: list[tuple[str, tuple[str, ...]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag != "p":
                shape.append((tag, tuple(name for name, _ in attrs if name != "lang")))

    Reader().feed(html)
    return shape


def test_hostile_text_is_rendered() -> None:
    lines = tuple(Held("x", _item(ItemKind.CASE, f"CS-2026-{n:04}"), one) for n, one in enumerate(HOSTILE, 1))
    made = handover_pdf(_sheet(lines, note="\n".join(HOSTILE)[:9000]))
    assert made.pdf.startswith(b"%PDF")
