from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import page
import pytest

from qms.packet import missing_glyphs, render_html
from qms.packet.text import plain
from tests.packet import hostile
from tests.packet.test_pdf import BOTTOM, LEFT, RIGHT, TOP

if TYPE_CHECKING:
    from tests.packet.conftest import Made

SLACK = 2.0
"""Millimetres: text that fights its place may stand out by a letter's breadth, never out of the page."""


def squashed(text: str) -> str:
    """Without white space and accents: where they stand in the text of a page is the reader's guess."""
    letters = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return re.sub(r"[\s\u200b\u2060]+", "", "".join(letters))


@pytest.mark.slow
@pytest.mark.needs_pdf
def test_hostile_text_makes_a_sound_file(attacked: Made) -> None:
    rendered, pdf = attacked
    assert rendered.warnings == ()
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(pdf.data, profile=profile)
        assert [failure.message for failure in report.failures] == []


@pytest.mark.req("ASVS-1.2.1")
@pytest.mark.slow
@pytest.mark.needs_pdf
@pytest.mark.parametrize("text", hostile.ALL, ids=range(len(hostile.ALL)))
def test_hostile_text_is_printed_as_text(attacked: Made, text: str) -> None:
    whole = squashed(attacked[1].text)
    for line in plain(text).splitlines():
        assert squashed(line) in whole


@pytest.mark.req("ASVS-1.2.2")
@pytest.mark.slow
@pytest.mark.needs_pdf
def test_nothing_in_it_acts_or_points_outside(attacked: Made) -> None:
    _, pdf = attacked
    for action in (b"/URI", b"/JavaScript", b"/JS ", b"/Launch", b"/GoToR", b"/SubmitForm", b"/RichMedia", b"/XFA"):
        assert action not in pdf.objects
    assert b"root:x:" not in pdf.data
    tables = {name for name in pdf.attachments() if re.fullmatch(r"table-\d\d-[\w.-]+\.csv", name)}
    assert set(pdf.attachments()) - tables == {
        "..-..-MR-x-.json", "..-..-MR-x--outcome.json", "asked.csv", "charts.csv", "checkpoint.txt", "decisions.csv",
        "earlier.csv", "figures.csv",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.needs_pdf
def test_page_one_stays_one_page_and_text_stays_on_the_paper(attacked: Made) -> None:
    _, pdf = attacked
    assert "문서번호" in pdf.pages[0]
    assert "결재 구분" in pdf.pages[0]
    assert "한눈에 보기" in pdf.pages[1]
    assert "외부 위험 요인" in pdf.pages[1]
    assert "회의 안건" in pdf.pages[2]
    for number in range(len(pdf.pages)):
        wide, high = pdf.size(number)
        for letter in pdf.letters(number):
            where = f"{letter} on page {number + 1}"
            assert letter.left >= LEFT - SLACK, where
            assert letter.right <= wide - RIGHT + SLACK, where
            assert letter.bottom >= BOTTOM, where
            assert letter.top <= high - TOP, where


@pytest.mark.req("ALCOA-Legible")
@pytest.mark.slow
@pytest.mark.needs_pdf
def test_what_cannot_be_drawn_is_shown_by_number_and_reported(attacked: Made) -> None:
    rendered, pdf = attacked
    assert missing_glyphs(pdf.text) == set()
    assert "〈U+59DC〉" in pdf.text  # 姜
    assert "〈U+1F600〉" in pdf.text
    assert "〈U+202E〉" in pdf.text
    said = {finding.say("ko") for finding in rendered.findings}
    assert any("U+59DC" in sentence for sentence in said)
    assert all(finding.hint("en") and finding.place for finding in rendered.findings)


@pytest.mark.slow
@pytest.mark.needs_pdf
def test_a_field_without_end_is_cut_with_a_note_and_reported(attacked: Made) -> None:
    rendered, pdf = attacked
    count = f"{len(hostile.LONG_TEXT):,}"
    assert len(hostile.LONG_TEXT) > 20_000
    assert f"{count}자 가운데 앞 10,000자만 인쇄하였습니다" in pdf.text
    cut = [one for one in rendered.findings if one.rule == "packet.finding.cut"]
    assert [one.place for one in cut] == ["snapshot.sections[0].statement"]
    assert hostile.LONG_TEXT.strip().encode() in next(
        data for name, data in pdf.attachments().items() if name.endswith("x-.json")
    )


@pytest.mark.req("ASVS-1.2.1", "ASVS-1.2.2")
def test_html_holds_hostile_text_as_text_alone() -> None:
    made = render_html(hostile.packet(), "en")
    tags = set(re.findall(r"<\s*([a-zA-Z!?/][^\s>/]*)", made))
    assert not tags & {"img", "script", "object", "iframe", "base", "image", "link", "!--", "?xml", "![CDATA["}
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", made)
    assert set(re.findall(r'href="([^"]*)"', made)) <= {f"#{name}" for name in re.findall(r' id="([^"]*)"', made)}
    assert not any("url(" in style for style in re.findall(r"<style>.*?</style>| style=\"[^\"]*\"", made, re.DOTALL))
    assert "default-src 'none'" in made


@pytest.mark.req("ASVS-1.3.7")
def test_templates_in_the_data_are_not_templates() -> None:
    made = render_html(hostile.packet(), "ko")
    assert "{{ 7 * 7 }}" in made
    assert "{% include &#39;/etc/passwd&#39; %}" in made
