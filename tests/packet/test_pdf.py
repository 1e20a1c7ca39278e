from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import page
import pytest

from qms.base.csvfile import original
from qms.compile.snapshot import Snapshot
from qms.packet import missing_glyphs, render
from tests.packet import sample
from tests.packet.conftest import Made
from tests.packet.reading import Pdf

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs_pdf
LEFT, RIGHT, TOP, BOTTOM = 20.0, 18.0, 10.0, 8.0
SLACK = 0.6
"""Millimetres by which a letter's ink may stand out of its line."""


def test_the_renderer_has_no_complaint(every: Made) -> None:
    rendered, pdf = every
    assert rendered.warnings == ()
    assert rendered.findings == ()
    assert rendered.pages == len(pdf.pages)
    assert rendered.size == len(pdf.data)
    assert rendered.sha256 == hashlib.sha256(pdf.data).hexdigest()


@pytest.mark.req("P11-10b", "ALCOA-Legible", "I-753.2b")
@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1])
def test_it_is_an_archive_file_that_everybody_can_read(every: Made, profile: page.ValidationProfile) -> None:
    report = page.validate_pdf_bytes(every[1].data, profile=profile)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


def test_both_standards_are_claimed_in_plain_sight(every: Made) -> None:
    data = every[1].data
    assert b'pdfaid:part="3"' in data
    assert b'pdfaid:conformance="A"' in data
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data


def test_no_page_is_blank_or_nearly_so(every: Made) -> None:
    for number, text in enumerate(every[1].pages):
        assert len(text.split()) > 40, f"page {number + 1} holds only {text!r}"


def test_nothing_stands_outside_the_margins(every: Made) -> None:
    pdf = every[1]
    for number in range(len(pdf.pages)):
        wide, high = pdf.size(number)
        for letter in pdf.letters(number):
            where = f"{letter} on page {number + 1}"
            assert letter.left >= LEFT - SLACK, where
            assert letter.right <= wide - RIGHT + SLACK, where
            assert letter.bottom >= BOTTOM, where
            assert letter.top <= high - TOP, where


def test_nothing_of_the_body_runs_into_the_foot(every: Made) -> None:
    pdf = every[1]
    for number in range(1, len(pdf.pages)):
        low = [letter for letter in pdf.letters(number) if letter.bottom < 20 - SLACK]
        assert all(letter.bottom > 10 and letter.top < 17 for letter in low), f"page {number + 1}"


@pytest.mark.req("ALCOA-Legible")
def test_every_character_is_drawn(every: Made) -> None:
    text = every[1].text
    assert missing_glyphs(text) == set()
    assert not re.search("[\ufffd\ufffe\uffff\ue000-\uf8ff]", text)


def test_what_keeps_words_whole_stays_out_of_the_text(every: Made) -> None:
    assert not re.search("[\u2060\u200b\u00ad\ufeff]", every[1].text)
    assert not any(re.search("[\u2060\u200b]", title) for title, _ in every[1].bookmarks())


@pytest.mark.req("I-753.2b")
def test_only_the_packets_own_fonts_are_in_it(every: Made) -> None:
    fonts = set(re.findall(rb"/BaseFont ?/(?:[A-Z]{6}\+)?([A-Za-z0-9-]+)", every[1].objects))
    assert fonts
    assert all(font.startswith(b"Pretendard") for font in fonts)


def test_korean_words_are_not_broken(korean: Made) -> None:
    """A line of the body ends at the end of a word: the words at its two sides are words of the review."""
    message = sample.SATISFACTION.message.ko
    lines = [line.strip() for line in korean[1].pages[4].splitlines()]
    start = next(i for i, line in enumerate(lines) if message.startswith(line) and len(line) > 20)
    assert f"{lines[start]} {lines[start + 1]}" == message


def test_the_contents_name_the_right_pages(every: Made) -> None:
    pdf = every[1]
    chapters = pdf.bookmarks()
    contents = " ".join(pdf.pages[2].split())
    assert len(chapters) == 1 + 17 + 2 + 3
    for title, index in chapters:
        found = re.search(re.escape(title) + r"(?: \S.*?)?? (\d+)(?: |$)", contents)
        assert found, title
        line = contents[found.start() :]
        numbers = re.findall(r"(?<= )\d+(?= |$)", line[len(title) : len(title) + 60])
        assert str(index + 1) in numbers, f"{title}: {numbers}, but it stands on page {index + 1}"
        assert title in " ".join(pdf.pages[index].split())


def test_page_one_answers_in_the_order_asked(korean: Made) -> None:
    text = korean[1].pages[1]
    order = ["결정 요청", "미제출 자료", "이전 지시사항", "핵심 지표", "처리기한 경과와 접수된 신고", "외부 위험 요인"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_every_input_says_its_state_and_who_owes_it(korean: Made) -> None:
    text = korean[1].text
    for section in sample.SECTIONS:
        assert section.message.ko in text
        assert section.owner.ko in text
    assert text.count("미제출 시작일") == 3
    assert "2026. 6. 30." in text


def test_the_running_foot_shows_checkpoint_level_and_page(korean: Made) -> None:
    pages = korean[1].pages
    for number, text in enumerate(pages[1:], 2):
        assert f"{number} / {len(pages)}" in text
        assert "공개 수준 L1" in text
        assert "3fa9c0d1e2f3a4b5" in text


def test_the_evidence_can_be_read_off_the_page(korean: Made) -> None:
    content = sample.packet()
    pages = korean[1].pages
    page = next(text for text in pages if content.digest in text)
    assert "증거와 검증 방법" in page
    assert content.snapshot.source.root in page
    assert "4,812" in page
    assert pages.index(page) >= len(pages) - 2


@pytest.mark.req("I-753.2e")
def test_a_draft_says_so_on_every_page(draft: Made, korean: Made) -> None:
    assert all("초안" in text for text in draft[1].pages)
    assert not any("초안" in text for text in korean[1].pages)


@pytest.mark.req("P11-10b", "I-753.2b")
def test_the_frozen_review_travels_inside(every: Made) -> None:
    files = every[1].attachments()
    review = files["MR-2026-01.json"]
    assert hashlib.sha256(review).hexdigest() == sample.packet().digest
    assert Snapshot.model_validate_json(review) == sample.snapshot()
    assert "decisions" in json.loads(files["MR-2026-01-outcome.json"])
    assert files["checkpoint.txt"].decode().splitlines() == [
        "gaon.example/qms", "4812", "P6nA0eLzpLXG1+j5ChssPU5fYHGCk6S1xtfo+aCxwtM=",
    ]  # fmt: skip
    assert b"/AFRelationship /Source" in every[1].objects


def test_every_table_travels_inside(korean: Made) -> None:
    files = {name: data for name, data in korean[1].attachments().items() if name.endswith(".csv")}
    rows = {name: list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) for name, data in files.items()}
    register = next(lines for name, lines in rows.items() if name.endswith("-cases.csv"))
    assert len(register) == 41
    assert register[1][0] == "CS-2026-0001"
    assert original(register[1][3]) == "전화"
    tables = [table for section in sample.SECTIONS for table in section.tables]
    assert len(files) == len(tables) + 2 + 5
    figures = rows["figures.csv"]
    assert len(figures) == 1 + sum(len(section.figures) for section in sample.SECTIONS)


def test_metadata_name_the_document(korean: Made, english: Made) -> None:
    ko, en = (made[1].document.get_metadata_dict() for made in (korean, english))
    assert ko["Title"] == "재단법인 가온테크노파크 경영검토 보고서 MR-2026-01"
    assert en["Title"] == "Gaon Technopark Management Review Packet MR-2026-01"
    assert ko["CreationDate"] == ko["ModDate"] == "D:20260713053000Z"
    assert b"/Lang (ko)" in korean[1].objects
    assert b"/Lang (en)" in english[1].objects


def test_the_same_content_gives_the_same_bytes(korean: Made, tmp_path: Path) -> None:
    to = tmp_path / "packet.pdf"
    rendered = render(sample.packet(), to, language="ko")
    assert to.read_bytes() == korean[1].data
    assert rendered == korean[0]
    assert [one.name for one in tmp_path.iterdir()] == ["packet.pdf"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings", [{"PYTHONHASHSEED": "1", "TZ": "Asia/Seoul"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C"}]
)
def test_hash_seed_zone_and_locale_change_nothing(korean: Made, settings: dict[str, str]) -> None:
    code = (
        "import io, hashlib; from qms.packet import render; from tests.packet import sample;"
        "print(render(sample.packet(), io.BytesIO()).sha256)"
    )
    environment = {**os.environ, **settings}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.strip() == korean[0].sha256


@pytest.mark.slow
def test_a_long_register_is_complete() -> None:
    file = io.BytesIO()
    rendered = render(sample.packet(400), file)
    pdf = Pdf(file.getvalue())
    assert rendered.warnings == ()
    assert all(f"CS-2026-{number:04}" in pdf.text for number in range(1, 401))
    heads = [text for text in pdf.pages if "CS-2026-0" in text and "접수경로" in text]
    assert len(heads) >= 10


def test_the_edition_for_paper_leaves_the_registers_to_the_attachments(korean: Made) -> None:
    file = io.BytesIO()
    rendered = render(sample.packet(), file, part="body")
    body = Pdf(file.getvalue())
    assert rendered.pages < korean[0].pages
    assert body.attachments() == korean[1].attachments()
    assert "붙임 1 고객의 소리 대장" in body.text
