"""What the public is told of a review: no small count, nothing that one follows from, no part beside the splits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.compile.public import Public, public
from qms.compile.snapshot import Chart, ChartShape, FigureLine, Series, Words
from qms.figures.suppression import LEAST
from tests.packet import sample

if TYPE_CHECKING:
    from collections.abc import Sequence


def _words(text: str) -> Words:
    return Words(ko=text, en=text)


def _line(id: str, value: str | None, n: int, top: int | None = None) -> FigureLine:
    bottom = None if top is None else n
    return FigureLine(
        id=id, label=_words(id), value=value, unit=_words(""), n=n, top=top, bottom=bottom, method=_words("")
    )


def _told(lines: Sequence[FigureLine], counts: Sequence[int] = (), chart: str = "case_type") -> Public:
    labels = tuple(_words(str(at)) for at in range(len(counts)))
    series = (Series(label=_words("n"), values=tuple(map(str, counts))),)
    drawn = Chart(id=chart, shape=ChartShape.BARS, title=_words("t"), message=_words("m"), labels=labels, series=series)
    section = sample.SECTIONS[0].but(figures=tuple(lines), charts=(drawn,) if counts else ())
    return public(sample.snapshot().but(key_figures=(), sections=(section,)))


def _cells(told: Public) -> list[int | None]:
    return [cell if isinstance(cell, int) else None for _, cell in told.tables[0].rows]


@pytest.mark.req("ASVS-14.1")
@given(st.lists(st.integers(0, 12), min_size=1, max_size=6), st.integers(0, 9))
def test_no_small_part_is_told_nor_follows_from_the_whole(counts: list[int], rest: int) -> None:
    whole = sum(counts) + rest
    told = _told([_line("case.received", str(whole), whole)], counts)
    cells = _cells(told)
    assert all(cell is None or cell == 0 or cell >= LEAST for cell in cells)
    (line,) = told.lines
    if line.value is None:
        return
    # Whoever knows the whole and the other parts: what is missing is one of several, or nothing.
    missing = whole - sum(cell for cell in cells if cell is not None)
    unknown = sum(cell is None for cell in cells) + bool(rest)
    assert missing == 0 or missing >= LEAST
    assert unknown != 1 or missing >= LEAST


def test_a_share_is_told_in_whole_percent_and_never_better_than_it_is() -> None:
    lines = [
        _line("case.on_time_share", "94.9", 158, 150),
        _line("case.acknowledged_share", "97.4", 156, 152),  # 4 were not
        _line("case.noticed_share", "2.6", 156, 4),  # 4 were
        _line("case.disposed_share", "100.0", 90, 90),
        _line("case.satisfied_share", None, 0, 0),
    ]
    told = {one.id: (one.value, one.held) for one in _told(lines).lines}
    assert told == {
        "case.on_time_share": ("94", False),
        "case.acknowledged_share": (None, True),
        "case.noticed_share": (None, True),
        "case.disposed_share": ("100", False),
        "case.satisfied_share": (None, False),
    }


def test_a_count_of_a_part_is_told_in_its_split_alone() -> None:
    """Complaints beside a split by type would give the type that is held back with them."""
    lines = [_line("case.received", "20", 20), _line("case.complaints", "8", 8), _line("case.missed", "6", 6)]
    told = _told(lines, [8, 9, 3])
    assert [one.id for one in told.lines] == ["case.received"]
    assert _cells(told) == [None, 9, None]
    assert told.held == 2


def test_a_mean_of_few_is_held_back() -> None:
    told = _told([_line("case.answer_hours", "12.5", 4), _line("capa.close_days", "30", 5)])
    assert {one.id: one.value for one in told.lines} == {"case.answer_hours": None, "capa.close_days": "30"}


def test_what_is_not_known_here_is_not_told() -> None:
    told = _told(
        [_line("case.invented_later", "50", 50), _line("case.received", "50", 50)], [20, 30], "some_other_chart"
    )
    assert [one.id for one in told.lines] == ["case.received"]
    assert told.tables == ()
