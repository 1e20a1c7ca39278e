from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser

import pytest

from qms import i18n
from qms.base.csvfile import original
from qms.base.place import templates
from qms.compile.content import PacketContent
from qms.compile.snapshot import Snapshot, State
from qms.ledger.canonical import canonical, digest
from qms.packet import attach, findings, missing_glyphs, render_html
from qms.packet.fonts import WEIGHTS, advances, font_folder
from tests.packet import sample


def changed(**changes: object) -> PacketContent:
    """The sample with another snapshot, under its own digest."""
    snapshot = sample.snapshot().model_copy(update=changes)
    return sample.packet().model_copy(
        update={"snapshot": snapshot, "digest": digest(canonical(snapshot.model_dump(mode="json")))}
    )


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.unscoped = 0
        self.untitled = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))
        self.unscoped += tag == "th" and "scope" not in dict(attrs)
        self.untitled += {"svg": 1, "title": -1}.get(tag, 0) if len(self.levels) else 0


@pytest.mark.parametrize("language", ["ko", "en"])
def test_headings_have_no_gap_and_every_head_and_drawing_is_named(language: i18n.Language) -> None:
    outline = _Outline()
    outline.feed(render_html(sample.packet(), language))
    assert outline.levels[0] == 1
    assert all(b - a <= 1 for a, b in zip(outline.levels, outline.levels[1:], strict=False))
    assert outline.unscoped == 0
    assert outline.untitled == 0


def test_html_is_complete_in_itself_and_free_of_what_print_needs() -> None:
    made = render_html(sample.packet(), "ko")
    assert made.startswith("<!doctype html>")
    assert "고객만족 지수" in made
    assert "\u2060" not in made
    assert "\u200b" not in made
    assert "src=" not in made


def test_the_english_edition_speaks_english() -> None:
    made = render_html(sample.packet(), "en")
    assert '<html lang="en">' in made
    assert "Decisions asked" in made
    assert "결정 요청" not in made
    assert '<blockquote lang="ko">' in made


def test_the_edition_of_both_has_the_english_beneath() -> None:
    made = render_html(sample.packet(), "both")
    assert "고객만족 및 이해관계자 피드백<" in made
    assert '<span class="en" lang="en">Decisions asked</span>' in made


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_review_with_nothing_in_it_still_makes_a_page(language: i18n.Language) -> None:
    bare = changed(
        agenda=(), key_figures=(), earlier=(), gaps=(), alerts=(), risks=(), asked=(), sections=(), registers=()
    )
    made = render_html(bare, language)
    assert i18n.text("packet.summary.no_asked", language) in made
    assert i18n.text("packet.summary.no_risks", language) in made


def test_a_missing_input_says_who_owes_it_since_when_and_who_accepts_that() -> None:
    made = render_html(sample.packet(), "ko")
    missing = [section for section in sample.SECTIONS if section.state is State.MISSING]
    assert len(missing) == 3
    assert "에너지신산업센터장" in made
    assert "원장 서이안 인정, 사유: 하반기 조사와 합쳐 10월까지 제출하도록 함" in made
    assert made.count("인정되지 않음") == 2


def test_each_letter_of_the_outputs_has_its_decision_or_says_why_not() -> None:
    made = render_html(sample.packet(), "ko")
    for clause in ("9.3.3 a)", "9.3.3 b)", "9.3.3 c)"):
        assert f'<span class="clause">{clause}</span>' in made
    assert "결정 없음: 조직개편이 예정된 하반기 이후에" in made
    assert "회의 전이므로 결정사항이 없습니다" in render_html(sample.packet(draft=True), "ko")


def test_a_figure_says_how_it_was_counted_and_from_how_many() -> None:
    made = render_html(sample.packet(), "ko")
    assert "접수 다음 날부터 결과 통지일까지의 근무일 평균" in made
    assert "281 / 298" in made
    assert "측정하지 못한 2건은 따로 셈: CS-2026-0041, CS-2026-0187" in made
    assert "표본 부족" in made


def test_the_packet_names_the_period_by_its_last_day() -> None:
    assert "2026. 1. 1. ~ 2026. 6. 30." in render_html(sample.packet(), "ko")
    assert date(2026, 7, 1) == sample.snapshot().cover.end


def test_a_spreadsheet_runs_nothing_of_the_tables() -> None:
    snapshot = sample.snapshot()
    ask = snapshot.asked[0].model_copy(update={"text": "=HYPERLINK(1)", "recommendation": "@x", "budget": "-1"})
    files = {file.name: file.data for file in attach.files(changed(asked=(ask,)), "ko")}
    rows = list(csv.reader(io.StringIO(files["asked.csv"].decode("utf-8-sig"), newline="")))
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert original(rows[1][2]) == "=HYPERLINK(1)"
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row if cell)


def test_names_of_attached_files_are_plain() -> None:
    cover = sample.COVER.model_copy(update={"code": "../../x y:가"})
    names = [file.name for file in attach.files(changed(cover=cover), "ko")]
    assert names == sorted(names)
    assert len(set(names)) == len(names)
    assert all(name.isascii() and not set(name) & set('/\\: "<>|') for name in names)


def test_findings_name_the_place() -> None:
    cover = sample.COVER.model_copy(update={"prepared_by": "姜 과장 😀"})
    content = changed(cover=cover)
    assert findings.undrawable(content) == ("U+59DC", "U+1F600")
    (found,) = findings.all_of(content)
    assert found.place == "snapshot.cover.prepared_by"
    assert found.say("en") == "The font lacks U+59DC, U+1F600: printed by number"
    assert "U+59DC" in render_html(content, "ko")


def test_the_three_weights_draw_the_same_characters() -> None:
    cover = [set(advances(weight)) for weight in WEIGHTS]
    assert cover[0] == cover[1] == cover[2]
    assert missing_glyphs("가힣ABCabc0123—–·…▲▼①【】㎡") == set() | ({"【", "】"} - cover[0])
    assert missing_glyphs("漢字😀\ue000\t\n ") == {"漢", "字", "😀", "\ue000"}


def test_the_words_of_both_languages_are_the_same_and_can_be_drawn() -> None:
    assert i18n.keys("packet", "ko") == i18n.keys("packet", "en")
    for language in i18n.LANGUAGES:
        for key in i18n.keys("packet", language):
            assert missing_glyphs(i18n.text(key, language)) == set(), key


def test_the_fonts_and_templates_are_found() -> None:
    assert font_folder().parent == templates()
    assert (templates() / "packet" / "packet.html").is_file()


def test_the_packet_loads_its_heavy_parts_only_when_it_renders() -> None:
    code = "import sys, qms.packet; print([m for m in ('weasyprint', 'jinja2', 'fontTools') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_review_frozen_before_a_field_was_known_keeps_its_digest() -> None:
    whole = sample.snapshot().model_dump(mode="json")
    del whole["risks"]
    kept = canonical(whole)
    content = sample.packet().model_copy(
        update={"snapshot": Snapshot.model_validate_json(kept), "digest": digest(kept)}
    )
    assert attach.review_json(content) == kept


def test_the_edition_for_paper_names_the_registers_and_where_they_are() -> None:
    body = render_html(sample.packet(), "ko", part="body")
    assert "CS-2026-0039" not in body
    assert "모두 40건입니다" in body
    (register,) = (file.name for file in attach.files(sample.packet(), "ko") if file.name.endswith("-cases.csv"))
    assert register in body
    assert "CS-2026-0039" in render_html(sample.packet(), "ko")
