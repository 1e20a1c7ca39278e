"""A definition is data: it travels as JSON, and one that could not be counted is refused when it is made."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from qms.figures import Figure, Measure, Op, Test, elapsed, field
from tests.figures import drawn
from tests.figures.voices import Sort

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN: dict[str, Any] = {"id": "voice.some", "kind": "voice", "when": "received_at"}


@given(figure=drawn.figures())
def test_a_figure_survives_json(figure: Figure) -> None:
    assert Figure.model_validate_json(figure.model_dump_json()) == figure


@pytest.mark.parametrize(
    ("measure", "parts"),
    [
        (Measure.SHARE, {}),
        (Measure.COUNT, {"hit": (field("happy").yes(),)}),
        (Measure.MEAN, {}),
        (Measure.COUNT, {"value": field("amount")}),
        (Measure.BALANCE, {}),
        (Measure.COUNT, {"until": "closed_at"}),
        (Measure.PERCENTILE, {"value": field("amount")}),
        (Measure.MEDIAN, {"value": field("amount"), "percent": 50}),
    ],
)
def test_a_figure_has_the_parts_of_its_measure_and_no_others(measure: Measure, parts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"needs|takes no"):
        Figure(**PLAIN, measure=measure, **parts)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: field("type").among(),
        lambda: Test(left=field("type"), op=Op.EQ, right=("a",)),
        lambda: Test(left=field("type"), op=Op.EQ),
        lambda: Test(left=field("type"), op=Op.KNOWN, right="a"),
        lambda: field("type").lt("complaint"),
        lambda: elapsed("received_at", "closed_at").lt(field("amount")),
        lambda: field("received_at; DROP TABLE cases"),
    ],
)
def test_a_condition_that_means_nothing_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValidationError):
        wrong()


def test_a_member_of_a_closed_list_is_kept_as_its_value() -> None:
    assert field("type").eq(Sort.PRAISE) == field("type").eq("praise")
    assert field("type").among(*Sort) == field("type").among("complaint", "inquiry", "praise")


def test_a_figure_of_fewer_records_keeps_what_it_asked_before() -> None:
    happy, mine = field("happy").yes(), field("department").eq("a")
    figure = Figure(**PLAIN, measure=Measure.COUNT, where=(happy,))
    assert figure.within(mine).where == (happy, mine)
    assert figure.where == (happy,)


def test_words_stand_in_the_room_of_the_figure() -> None:
    assert Figure(**PLAIN, measure=Measure.COUNT).words("method") == "voice.figure.some.method"


def test_definitions_readings_and_explanations_load_no_database() -> None:
    code = "import qms.figures, qms.figures.reading, qms.figures.explain, sys; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
