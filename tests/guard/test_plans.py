"""What plans of queries tell of rows that a login does not see: not what they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.office import EQUIPMENT_STAFF, SUPPORT_HEAD

if TYPE_CHECKING:
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql
EXPLAIN = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF)"
BEYOND = {
    "a text": "capas WHERE problem {} %s",
    "what the ledger tells": "entries WHERE code = 'CA-2026-0001' AND record {} %s",
    "by the order of patterns": "capas WHERE problem ~{}~ %s",
    "with a cast of one's own": "capas WHERE problem::varchar {} %s",
}


@pytest.mark.req("I-753.1b", "ASVS-8.1")
@pytest.mark.parametrize("guess", BEYOND)
def test_no_plan_tells_what_a_hidden_row_holds(guarded: GuardedOffice, guess: str) -> None:
    """With a comparison that is made before it is known whether a row is seen, a text is read letter by letter."""
    guarded.by(SUPPORT_HEAD).capas.open(title="예약", problem="ㅎ", department="support")
    with guarded.sql(EQUIPMENT_STAFF) as mine:
        for how in ("<", "<=", ">", ">="):
            words = f"{EXPLAIN} SELECT 1 FROM {BEYOND[guess].format(how)}".encode()  # noqa: S608 - words of ours
            told = [mine.execute(words, (word,)).fetchall() for word in ("", "힣힣힣")]
            assert len({re.sub(r"'힣*'|''", "?", str(one)) for one in told}) == 1
