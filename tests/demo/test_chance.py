"""What chance adds to the written stories: another year for another seed, and always one that could have been."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from qms_cli.demo import year as years
from qms_cli.demo.chosen import matters, topics
from qms_cli.demo.making import CAPAS, CASES
from qms_cli.demo.phrases import Filler, places
from qms_cli.demo.script import cases, customers
from qms_cli.demo.stage import SEED, TODAY, ZONE, chance

from qms import CaseType

if TYPE_CHECKING:
    from qms_cli.demo.stage import Stage

    from qms import Registry

SEEDS = (SEED, 1, 7, 99)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_writes_the_same_year_and_no_other_does(year: Stage, seed: int) -> None:
    once, again, other = (years.written(year.calendar, one, CASES) for one in (seed, seed, seed + 1))
    assert once == again
    assert (len(once[0]), len(once[1])) == (CASES, CAPAS)
    assert [one.at for one in once[0]] != [one.at for one in other[0]]
    assert [one.opened for one in once[1]] != [one.opened for one in other[1]]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_said_twice_and_no_place_stays_open(year: Stage, seed: int) -> None:
    voices, capas = years.written(year.calendar, seed, CASES)
    said = Counter((one.title, one.text) for one in voices)
    few = [words for words, times in said.items() if times > 1]
    assert len(few) <= 2, few
    every = [words for one in voices for words in (one.title, one.text, one.settled, one.answer, one.finding) if words]
    every += [words for one in capas for words in (one.title, one.problem)]
    assert [words for words in every if re.search(r"[{}]", words)] == []
    assert len({one.title for one in capas}) == CAPAS


@pytest.mark.parametrize("seed", SEEDS)
def test_chance_keeps_to_the_working_calendar(year: Stage, seed: int) -> None:
    written = {(one.at, one.title) for one in cases()}
    made = [one for one in years.written(year.calendar, seed, CASES)[0] if (one.at, one.title) not in written]
    assert all(year.calendar.is_working(one.at.date()) for one in made)
    assert all(9 <= one.at.hour < 18 or one.entered_hours for one in made)


def test_every_month_of_the_year_has_cases_and_most_are_settled_at_once(registry: Registry) -> None:
    every = registry.cases.all()
    months = Counter(f"{one.received_at.astimezone(ZONE):%Y-%m}" for one in every)
    assert len(months) == 13
    assert min(months.values()) >= 15
    assert max(months.values()) > 1.4 * min(months.values())  # calls for programmes and the close of projects
    at_once = sum(one.answered_at == one.received_at for one in every)
    assert 0.35 < at_once / len(every) < 0.65
    assert Counter(one.type for one in every).most_common(1)[0][0] is CaseType.INQUIRY


def test_customers_come_back_and_some_come_once(registry: Registry) -> None:
    often = Counter(one.customer_contact for one in registry.cases.all() if one.customer_contact)
    assert max(often.values()) >= 6
    assert min(often.values()) == 1
    assert sum(often.values()) > 300


def test_some_are_late_extended_supplemented_repeated_and_entered_the_next_day(registry: Registry) -> None:
    every = registry.cases.all()
    answered = [one for one in every if one.due_at and one.notified_at]
    late = sum(one.notified_at > one.due_at for one in answered if one.notified_at and one.due_at)
    assert 0.03 < late / len(answered) < 0.2
    assert sum(bool(one.extensions) for one in every) >= 2
    assert sum(bool(one.supplements) for one in every) >= 3
    assert sum("지난번에 알린 일이 그대로임" in (one.title or "") for one in every) == 3
    assert sum(one.recorded_at.date() > one.received_at.date() for one in every) >= 3
    assert sum(one.identity == "anonymous" for one in every) >= 10


def test_a_capa_may_follow_from_another_and_most_come_from_a_case(registry: Registry) -> None:
    every = registry.capas.all()
    sources = Counter(link.target[:2] for one in every for link in one.links)
    assert sources["CS"] >= 25
    assert sources["CA"] == 1
    assert len({one.department for one in every}) >= 10


def test_nothing_in_it_is_dangerous_to_a_sheet_or_a_page(registry: Registry) -> None:
    every = [value for one in registry.cases.all() for value in one.model_dump().values() if isinstance(value, str)]
    every += [value for one in registry.capas.all() for value in one.model_dump().values() if isinstance(value, str)]
    assert [words for words in every if words[:1] in set("=+-@\t\r") or re.search(r"[<>\x00-\x08\x1b]", words)] == []


def test_every_customer_has_a_number_nobody_has_and_comes() -> None:
    assert all(re.fullmatch(r"000-0100-\d{4}, [a-z-]+@example\.org", one.contact) for one in customers().values())
    assert len({one.contact for one in customers().values()}) == len(customers())


def test_every_word_of_a_table_is_used_and_every_place_has_words() -> None:
    for topic in topics():
        every = (*topic.settled, *topic.answered, *topic.complaints)
        wanted = {
            place
            for one in every
            for words in one.model_dump().values()
            if isinstance(words, str)
            for place in places(words)
            if "/" not in place and not re.fullmatch(r"[+-]\d+|\d+~\d+", place)
        }
        assert wanted == topic.slots.keys(), topic.topic


def test_matters_come_up_within_the_year() -> None:
    for one in matters():
        assert "2025-07" <= one.months[0] <= one.months[1] <= f"{TODAY:%Y-%m}", one.title


def test_a_phrase_is_filled_alike_throughout(year: Stage) -> None:
    filler = Filler({"장비": ("시험기", "저울")}, chance("test"), year.calendar, date(2026, 3, 2))
    first = filler.fill("{장비}{을/를}")
    assert first in {"시험기를", "저울을"}
    assert filler.fill("{장비}{을/를}") == first
    assert filler("{-1}") == "2월 27일"  # the second of March is a substitute holiday after a Sunday, the first
    assert filler("{+1}") == "3월 3일"
    assert filler(None) is None
    assert 3 <= int(filler.fill("{3~9}")) <= 9
