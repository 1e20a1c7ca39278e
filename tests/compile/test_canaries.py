"""Goal R19: nothing of a customer gets into a packet, however deep one looks; and the search would find it."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

import pytest

import qms
from qms.compile.snapshot import Words
from qms.ledger.canonical import canonical, digest
from qms.packet import render, render_html
from tests.compile.conftest import PERIODS
from tests.compile.world import CANARY, NOW
from tests.office import QUALITY, Clock
from tests.packet.reading import Pdf
from tests.packet.spelling import spelled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qms.compile.content import PacketContent
    from qms.packet.speech import Edition

EDITIONS: tuple[Edition, ...] = ("ko", "en", "both")
NAMES = (CANARY, "홍길동")
"""What each personal value of the world's 160 cases holds: more than twenty fields of each."""


SPELLED = {one for name in NAMES for one in spelled(name)}


def _found(parts: Mapping[str, bytes]) -> list[str]:
    """The parts in which something of a customer stands."""
    return [name for name, data in parts.items() if any(one in data for one in SPELLED)]


def _parts(data: bytes) -> dict[str, bytes]:
    """All of a PDF: its bytes, what is unpacked, text, bookmarks, attached files with their names."""
    pdf = Pdf(data)
    marks = " ".join(title for title, _ in pdf.bookmarks())
    files = pdf.attachments()
    return {"data": data, "objects": pdf.objects, "text": pdf.text.encode(), "marks": marks.encode(), **files}


@pytest.fixture(scope="module")
def packets(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, PacketContent]:
    """The packet of each period, of a copy: other tests begin with a world without reviews."""
    place = shutil.copy(filled, tmp_path_factory.mktemp("packets") / "records.db")
    with qms.open(place, actor=QUALITY, clock=Clock(NOW)) as registry:
        return {one: registry.reviews.content(registry.reviews.compile(one).code) for one in PERIODS}


@pytest.mark.req("ASVS-14.1", "H-3")
@pytest.mark.parametrize("period", PERIODS)
def test_nothing_of_a_customer_stands_in_a_packet_on_the_screen(packets: dict[str, PacketContent], period: str) -> None:
    pages = {str(edition): render_html(packets[period], edition).encode() for edition in EDITIONS}
    assert _found(pages) == []


@pytest.mark.req("ASVS-14.1", "H-3")
@pytest.mark.slow
@pytest.mark.needs_pdf
@pytest.mark.parametrize("edition", EDITIONS)
def test_nothing_of_a_customer_stands_in_any_part_of_a_printed_packet(
    packets: dict[str, PacketContent], edition: Edition
) -> None:
    to = io.BytesIO()
    render(packets["2026"], to, language=edition)
    parts = _parts(to.getvalue())
    assert len(parts) > 10
    assert _found(parts) == []


@pytest.mark.slow
@pytest.mark.needs_pdf
def test_what_would_stand_there_is_found(packets: dict[str, PacketContent]) -> None:
    """The control: one name in one place of what is printed shows in the text, the page and the data."""
    content = packets["2027H1"]
    leaking = content.snapshot.cover.model_copy(update={"title": Words(ko=f"{CANARY} 경영검토", en="Review")})
    snapshot = content.snapshot.model_copy(update={"cover": leaking})
    computed = digest(canonical(snapshot.model_dump(mode="json")))
    leaked = content.model_copy(update={"snapshot": snapshot, "digest": computed})
    assert _found({"page": render_html(leaked, "ko").encode()}) == ["page"]
    to = io.BytesIO()
    render(leaked, to, language="ko")
    assert {"text", f"{content.snapshot.cover.code}.json"} <= set(_found(_parts(to.getvalue())))
    for one in SPELLED:
        assert _found({"x": b"..." + one + b"..."}) == ["x"]
