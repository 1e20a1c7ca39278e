from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.compile.snapshot import Align, Column, Table, Words
from qms.packet.fonts import width
from qms.packet.tables import ROOM, WIDE_ROOM, is_wide, lay, shown
from tests.packet import sample

if TYPE_CHECKING:
    from qms.i18n import Language

CELL = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.text(st.sampled_from("가나 다A1-"), max_size=30))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(st.sampled_from(list(Align)), min_size=1, max_size=12))
    return Table(
        id="t",
        title=Words(ko="표", en="Table"),
        columns=tuple(
            Column(
                key=str(i),
                label=Words(ko=draw(st.sampled_from(["번호", "처리 결과", "유효성 확인일"])), en="A label"),
                align=align,
                weight=draw(st.integers(1, 100)),
            )
            for i, align in enumerate(columns)
        ),
        rows=tuple(draw(st.lists(st.tuples(*[CELL for _ in columns]), max_size=5))),
    )


@given(tables(), st.booleans())
def test_the_columns_fill_the_page_and_no_more(table: Table, wide: bool) -> None:  # noqa: FBT001 - drawn
    columns = lay(table, "ko", wide=wide)
    assert sum(column.share for column in columns) == pytest.approx(100, abs=0.1)
    assert all(column.share > 0 for column in columns)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_codes_dates_and_states_of_the_sample_stand_unbroken(language: Language) -> None:
    every = [table for section in sample.SECTIONS for table in section.tables] + [sample.register(60), sample.capas(20)]
    for table in every:
        columns = lay(table, language, wide=is_wide(table, language))
        for index, column in enumerate(columns):
            if column.kind != "text":
                widest = max(width(shown(row[index], language)) for row in table.rows)
                assert widest <= column.room, f"{table.id}.{column.label}"


def test_long_words_get_the_room_that_short_ones_leave() -> None:
    columns = lay(sample.capas(20), "ko")
    cause = next(column for column in columns if column.label == "근본원인")
    assert cause.room > 11
    assert all(column.room >= width("시정") for column in columns)


def test_a_register_that_would_break_its_lines_lies() -> None:
    assert is_wide(sample.register(60), "ko")
    assert not is_wide(
        sample.SECTIONS[0].tables[0] if sample.SECTIONS[0].tables else sample.SECTIONS[1].tables[0], "ko"
    )
    assert WIDE_ROOM > 1.4 * ROOM


@pytest.mark.parametrize(
    ("cell", "ko"),
    [(None, "–"), (1234567, "1,234,567"), (-5, "−5"), (0, "0"), (Words(ko="종결", en="closed"), "종결"), ("-5", "-5")],
)
def test_cells_in_words(cell: Words | str | int | None, ko: str) -> None:
    assert shown(cell, "ko") == ko
