"""The log of accesses in a guarded store: everybody adds their own, and who looks it through sees all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
import pytest

from qms.kinds import kind
from tests.office import QUALITY, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql
FORGED = "SELECT qms_guard.log_access(to_jsonb(a) || %s::jsonb) FROM accesses a ORDER BY number DESC LIMIT 1"


def test_accesses_are_logged_in_a_chain_that_holds(guarded: GuardedOffice) -> None:
    case = guarded.by(SUPPORT_STAFF).cases.assign(guarded.receive().code, department="support")
    for person in (SUPPORT_STAFF, QUALITY):
        registry = guarded.by(person)
        registry.accesses.disclose(kind("case"), [case], act="case show", reason="회신 확인")
    assert [one.person for one in guarded.by(SUPPORT_STAFF).accesses.all()] == [SUPPORT_STAFF]
    assert [one.person for one in guarded.by(QUALITY).accesses.all()] == [SUPPORT_STAFF, QUALITY]
    # Whoever sees a part of the log keeps a checkpoint that tells the end of all of it.
    ends = {guarded.by(person).kept_checkpoint().logged for person in (SUPPORT_STAFF, QUALITY)}
    assert [end[0] for end in ends if end] == [2]
    with guarded.administrator() as admin:
        assert admin.execute("SELECT count(*) FROM accesses").fetchone() == (2,)
    with guarded.sql(SUPPORT_STAFF) as mine:
        for forged, code in (
            ({"person": QUALITY, "number": 2}, "QMA02"),
            ({"at": "2020-01-01T00:00:00Z", "number": 2}, "QMA05"),
            ({"number": 1}, "QMA06"),
            ({"number": 2}, "QMA06"),  # with the hash of another row
        ):
            with pytest.raises(psycopg.Error) as refused:
                mine.execute(FORGED, (json.dumps(forged),))
            assert refused.value.sqlstate == code
