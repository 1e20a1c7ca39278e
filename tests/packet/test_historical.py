"""Figures in which historical records are counted carry a mark, and say how many; all others carry none."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from qms.compile.content import PacketContent
from qms.compile.snapshot import Snapshot
from qms.ledger.canonical import canonical, digest
from qms.packet import attach, render_html
from tests.packet import sample
from tests.packet.test_packet import changed

if TYPE_CHECKING:
    from qms.packet.speech import Edition

MARK = "†"


def _with(**told: int) -> PacketContent:
    """The sample, in which one figure counts historical records."""
    whole = sample.snapshot()
    figures = tuple(
        one.model_copy(update=told) if one.id == sample.ON_TIME.id else one for one in sample.SATISFACTION.figures
    )
    section = sample.SATISFACTION.model_copy(update={"figures": figures})
    sections = tuple(section if one.key == section.key else one for one in whole.sections)
    keys = tuple(one.model_copy(update=told) if one.id == sample.ON_TIME.id else one for one in whole.key_figures)
    return changed(sections=sections, key_figures=keys)


@pytest.mark.parametrize("language", ["ko", "en", "both"])
def test_a_packet_without_historical_records_has_no_mark(language: Edition) -> None:
    assert MARK not in render_html(sample.packet(), language)


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "과거 기록 포함: {} 12건."), ("en", "Historical records included: {} 12.")]
)
def test_n_is_marked_and_the_note_says_how_many(language: Edition, said: str) -> None:
    html = render_html(_with(historical=12), language)
    label = getattr(sample.ON_TIME.label, language)
    assert said.format(label) in html
    (line,) = re.findall(rf"<tr>(?:(?!</tr>).)*{MARK}(?:(?!</tr>).)*</tr>", html, re.DOTALL)
    assert label in line
    assert line.rstrip("</trd>\n ").endswith(MARK)


def test_in_both_languages_the_note_has_its_english_beneath() -> None:
    html = render_html(_with(historical=12), "both")
    assert "과거 기록 포함" in html
    assert "Historical records included" in html


def test_a_number_of_the_period_before_is_marked_for_itself() -> None:
    html = render_html(_with(year_before_historical=40), "ko")
    assert "과거 기록 포함:" not in html
    assert "전년 동기의 †" in html
    (line,) = re.findall(rf"<tr>(?:(?!</tr>).)*{MARK}(?:(?!</tr>).)*</tr>", html, re.DOTALL)
    assert line.count(MARK) == 1


def test_the_table_of_figures_tells_them_apart() -> None:
    files = {one.name: one.data for one in attach.files(_with(historical=12, imported=3), "en")}
    rows = list(csv.DictReader(io.StringIO(files["figures.csv"].decode("utf-8-sig"))))
    told = {(row["Historical"], row["Imported"]) for row in rows}
    assert told == {("12", "3"), ("0", "0")}


def test_a_review_frozen_before_they_were_told_prints_as_it_was_and_keeps_its_digest() -> None:
    plain: dict[str, Any] = sample.snapshot().model_dump(mode="json")
    for one in [*plain["key_figures"], *(each for section in plain["sections"] for each in section["figures"])]:
        for name in ("historical", "imported", "before_historical", "year_before_historical"):
            del one[name]
    kept = canonical(plain)
    content = sample.packet().model_copy(
        update={"snapshot": Snapshot.model_validate_json(kept), "digest": digest(kept)}
    )
    assert attach.review_json(content) == kept
    assert MARK not in render_html(content, "ko")
