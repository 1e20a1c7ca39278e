"""A definition that does not fit its records is refused before anything is read, with all that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from qms.errors import BadFigure
from qms.figures import BEGIN, Figure, Measure, Split, all_of, any_of, by, elapsed, field
from qms.figures.checking import check
from tests.figures import drawn
from tests.figures.voices import voices

if TYPE_CHECKING:
    from qms.figures import Condition


def figure(measure: Measure = Measure.COUNT, when: str = "received_at", **parts: Any) -> Figure:  # noqa: ANN401 - any part
    return Figure(id="voice.some", kind="voice", measure=measure, when=when, **parts)


def faults(figure: Figure, split: Split | None = None) -> list[tuple[str, str]]:
    with pytest.raises(BadFigure) as caught:
        check(figure, voices, split)
    assert caught.value.say("ko") != caught.value.say("en")
    return [(fault.place, fault.key.removeprefix("figures.fault.")) for fault in caught.value.faults]


@given(figure=drawn.figures(), split=drawn.splits())
def test_what_fits_is_let_through(figure: Figure, split: Split | None) -> None:
    check(figure, voices, split)


def test_all_faults_are_said_at_once() -> None:
    wrong = figure(
        Measure.SHARE,
        when="arrived_at",
        where=(field("type").among("complaint", "complaints"), field("amount").eq("two")),
        hit=(any_of(field("due_at").lt(field("done_on")), all_of(field("nowhere").known())),),
    )
    assert faults(wrong) == [
        ("arrived_at", "no_field"),
        ("type", "no_member"),
        ("amount", "other_form"),
        ("done_on", "not_alike"),
        ("nowhere", "no_field"),
    ]


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        (field("received_at").eq("2026-01-01"), "received_at"),
        (field("department").eq(1), "department"),
        (field("amount").yes(), "amount"),
        (field("happy").eq(1), "happy"),
        (field("department").lt(BEGIN), "department"),
        (field("department").lt(field("handler")), "department"),
        (elapsed("amount", "received_at").le(1), "amount"),
        (elapsed("received_at", "done_on").le(1), "done_on"),
    ],
)
def test_a_field_is_asked_only_what_it_can_answer(condition: Condition, place: str) -> None:
    assert place in dict(faults(figure(where=(condition,))))


def test_a_balance_is_between_two_of_a_sort() -> None:
    assert faults(figure(Measure.BALANCE, until="done_on")) == [("done_on", "not_alike")]


def test_a_value_is_a_number() -> None:
    assert faults(figure(Measure.MEAN, value=field("department"))) == [("department", "other_form")]


@pytest.mark.parametrize("split", [by("received_at"), by("amount", {"1": "one"}), by("nowhere")])
def test_a_split_is_by_a_field_with_few_values(split: Split) -> None:
    assert len(faults(figure(), split)) == 1
