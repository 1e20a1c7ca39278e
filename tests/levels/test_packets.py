"""Goal R19 for packets: 500 cases, a canary of its own in every personal field of each, looked for at every level."""

from __future__ import annotations

import io
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import qms
from qms import CaseType, Channel
from qms.base import mask
from qms.base.level import Level
from qms.base.record import Origin
from qms.organisation.terms import Medium
from qms.packet import render, render_html
from qms.packet.attach import files
from qms.records.case import Case, CaseStatus, Purpose
from qms.records.case.model import Communication, Extension, Supplement
from qms.registry.packets import packet_content
from tests.office import QUALITY, SUPPORT_STAFF, Clock
from tests.packet.reading import Pdf
from tests.packet.spelling import spelled

if TYPE_CHECKING:
    from pathlib import Path

    from qms.compile.content import PacketContent
    from qms.packet.speech import Edition
    from qms.registry import Registry

COUNT = 500
NOW = datetime(2026, 8, 5, 5, tzinfo=UTC)
EDITIONS: tuple[Edition, ...] = ("ko", "en", "both")
TEXTS = (
    "title", "text", "remedy_asked", "severity_reason", "policy", "finding", "answer", "remedies_told", "redress",
    "no_notice_reason", "reopen_reason", "disposition_reason",
)  # fmt: skip
KNOWN = ("카나리", "새소리", "-5151-", "camellia")
"""What stands in every canary: in names and texts, in addresses, in contacts."""
SPELLED = {one for text in KNOWN for one in spelled(text)}


def _who(number: int) -> tuple[str, str, str]:
    contact = f"010-5151-{number:04}" if number % 2 else f"camellia{number}@example.org"
    return f"카나리{chr(0xAC00 + number)}", contact, f"전라남도 순천시 새소리길 {number}"


def _case(number: int) -> Case:
    received = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=8 * number)
    name, contact, address = _who(number)
    at, day = received, received.date()
    values: dict[str, Any] = {field: f"{field} {name} 님 {contact}" for field in TEXTS}
    return Case(
        code="CS-2026-0001", status=CaseStatus.RECEIVED, type=CaseType.REQUEST, channel=list(Channel)[number % 4],
        subject="0" * 32, received_at=received, recorded_at=received, origin=Origin.IMPORTED, department="support",
        handler=SUPPORT_STAFF, customer_name=name, customer_contact=contact, customer_address=address, **values,
        communications=(Communication(at=at, purpose=Purpose.OTHER, medium=Medium.PHONE, said=f"said {name}"),),
        supplements=(Supplement(asked_on=day, by_on=day, arrived_on=day, what=f"what {name}"),),
        extensions=(Extension(at=at, until=day, due_at=at, reason=f"reason {name}"),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def place(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with 500 cases of a half year whose review is frozen, closed."""
    place = tmp_path_factory.mktemp("levels") / "records.db"
    shutil.copy(founded, place)
    with qms.open(place, actor=QUALITY, clock=Clock(NOW)) as registry:
        with registry.batch() as acting:
            acting.bring("case", [_case(number) for number in range(COUNT)])
        registry.reviews.compile("2026H1")
        registry.reviews.freeze("MR-2026H1")
    return place


@pytest.fixture(scope="module")
def packets(place: Path) -> dict[Level, PacketContent]:
    """The packet at each level that needs no approval."""
    levels = (Level.PUBLIC, Level.MASKED, Level.INTERNAL)
    with qms.open(place, actor=QUALITY, clock=Clock(NOW)) as registry:
        return {level: packet_content(registry, "MR-2026H1", level) for level in levels}


def _given(content: PacketContent, edition: Edition) -> dict[str, bytes]:
    """All that the typesetter is given and could put anywhere in the file: the page, attached files, their names."""
    attached = files(content, "en" if edition == "en" else "ko")
    named = " ".join(f"{one.name} {one.description}" for one in attached).encode()
    return {"page": render_html(content, edition).encode(), "names": named, **{one.name: one.data for one in attached}}


def _found(parts: dict[str, bytes]) -> list[str]:
    return [name for name, data in parts.items() if any(one in data for one in SPELLED)]


@pytest.mark.req("ASVS-14.1", "H-3")
@pytest.mark.parametrize("level", [Level.PUBLIC, Level.MASKED])
def test_nothing_of_500_cases_personal_fields_is_given_to_a_packet(
    packets: dict[Level, PacketContent], level: Level
) -> None:
    for edition in EDITIONS:
        assert _found(_given(packets[level], edition)) == []


def test_what_would_be_there_is_found(packets: dict[Level, PacketContent]) -> None:
    """The control: an internal packet has texts in which a word of every address and name would show."""
    leaked = packets[Level.MASKED].but(particulars=packets[Level.INTERNAL].particulars)
    page = render_html(leaked, "ko").replace("카*", "카나")
    assert _found({"page": page.encode()}) == []
    assert _found({"page": page.replace("순천시", "순천시 새소리길").encode()}) == ["page"]


@pytest.mark.req("ASVS-14.1", "H-3")
def test_an_internal_packet_has_exactly_the_masked_forms_of_all_500(packets: dict[Level, PacketContent]) -> None:
    content = packets[Level.INTERNAL]
    parts = _given(content, "ko")
    assert _found(parts) == []
    (table,) = (one for one in content.particulars if one.id == "case_particulars")
    told: dict[str, set[str]] = {}
    for code, _, said in table.rows:
        told.setdefault(str(code), set()).add(getattr(said, "ko", ""))
    assert len(told) == COUNT
    for number, code in enumerate(sorted(told)):
        name, contact, address = _who(number)
        hidden = (mask.name(name), mask.contact(contact), mask.address(address))
        assert {f"{field} {hidden[0]} 님 {hidden[1]}" for field in TEXTS} | set(hidden) <= told[code], code


def test_the_public_is_told_of_no_case_and_nobody(packets: dict[Level, PacketContent]) -> None:
    text = b" ".join(_given(packets[Level.PUBLIC], "both").values()).decode()
    assert not re.search(r"(CS|CA)-20\d\d-\d{4}", text)
    with_names = ("서하나", "장우리", "기업지원팀", "김민지")
    assert [one for one in with_names if one in text] == []


@pytest.mark.slow
@pytest.mark.needs_pdf
@pytest.mark.req("ASVS-14.1")
@pytest.mark.parametrize("level", [Level.PUBLIC, Level.MASKED])
def test_nothing_stands_in_any_part_of_the_printed_packet(packets: dict[Level, PacketContent], level: Level) -> None:
    """Text layer, metadata and XMP, object streams, alternative text, bookmarks, attached files and their names."""
    to = io.BytesIO()
    render(packets[level], to, language="both", part="body")
    pdf = Pdf(to.getvalue())
    marks = " ".join(title for title, _ in pdf.bookmarks())
    parts = {"data": pdf.data, "objects": pdf.objects, "text": pdf.text.encode(), "marks": marks.encode()}
    assert _found({**parts, **pdf.attachments()}) == []


@pytest.mark.needs_pdf
def test_every_page_says_level_reader_and_checkpoint(packets: dict[Level, PacketContent]) -> None:
    content = packets[Level.PUBLIC]
    root = content.snapshot.source.root[:16]
    told: tuple[tuple[Edition, str | None, str], ...] = (
        ("ko", None, "열람자: 제한 없음"), ("en", "the newspaper", "for the newspaper"),
    )  # fmt: skip
    for language, reader, said in told:
        to = io.BytesIO()
        render(content, to, language=language, reader=reader)
        for page in Pdf(to.getvalue()).pages:
            assert f"L0 {'공개용' if language == 'ko' else 'public'}" in page
            assert said in page
            assert root in page


def test_an_internal_packet_is_of_the_day_of_the_freeze(place: Path, tmp_path: Path) -> None:
    later = tmp_path / "records.db"
    shutil.copy(place, later)
    with qms.open(later, actor=SUPPORT_STAFF, clock=Clock(NOW)) as registry:
        before = packet_content(registry, "MR-2026H1", Level.INTERNAL).particulars
        _change(registry)
        assert packet_content(registry, "MR-2026H1", Level.INTERNAL).particulars == before


def _change(registry: Registry) -> None:
    code = registry.find(registry.cases.kind)[0].code
    registry.acting(QUALITY).cases.assign(code, department="equipment")


def test_full_has_a_way_of_its_own(place: Path) -> None:
    with qms.open(place, actor=QUALITY, clock=Clock(NOW)) as registry, pytest.raises(ValueError, match="disclosed"):
        packet_content(registry, "MR-2026H1", Level.FULL)


def test_days_are_of_the_half_year() -> None:
    assert date(2026, 1, 1) < _case(0).received_at.date() < _case(COUNT - 1).received_at.date() < date(2026, 7, 1)
