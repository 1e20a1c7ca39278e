"""Working days between two days, against the `holidays` library, whose holidays they are."""

from __future__ import annotations

import random
from datetime import date, timedelta
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from tests.bench.base import NO_STORE, Promise, against, in_turn
from tests.bench.process import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Measured, Setting

NAME = "days"
PAIRS = 300
LONGEST = 365
HOLIDAYS = Promise("days.holidays", "working days of a pair: `holidays`", "≥ 300", NO_STORE)
PROMISES = (HOLIDAYS,)


def run(setting: Setting) -> Iterator[Measured]:
    """Pairs of days up to a year apart; both must count the same."""
    from holidays import country_holidays

    from qms.base.calendar import WorkingCalendar
    from qms.organisation.holidays import korean_holidays

    ours = WorkingCalendar(first_year=2024, last_year=2027, holidays=korean_holidays(2024, 2027))
    theirs = country_holidays("KR", years=range(2024, 2028))
    draw = random.Random(1)
    begins = [date(2024, 1, 2) + timedelta(days=draw.randrange(3 * 365)) for _ in range(setting.some(PAIRS))]
    pairs = [(begin, begin + timedelta(days=draw.randrange(1, LONGEST))) for begin in begins]
    # Theirs counts the last day too.
    told = [theirs.get_working_days_count(begin, end - timedelta(days=1)) for begin, end in pairs]
    if told != [ours.working_days_between(begin, end) for begin, end in pairs]:
        raise AssertionError("they do not count the same days")

    def once(name: str) -> Answer:
        count = ours.working_days_between if name == "ours" else theirs.get_working_days_count
        many = 20 if name == "ours" else 1  # one time through would be shorter than the clock is exact
        wall, cpu = perf_counter(), process_time()
        for _ in range(many):
            for begin, end in pairs:
                count(begin, end)
        return Answer((perf_counter() - wall) / many, (process_time() - cpu) / many, 0)

    yield against(HOLIDAYS, "", in_turn(("ours", "theirs"), setting.rounds, once), ("ours", "theirs"), len(pairs))
