"""The past over the logins of people: shown to whoever may read, and no more of it than of the present."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy.engine import make_url

from qms import errors
from tests.office import AUDITOR, EQUIPMENT_STAFF, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql


def test_a_login_without_the_right_to_temporary_views_reads_the_past(guarded: GuardedOffice) -> None:
    code = guarded.receive().code
    guarded.by(SUPPORT_STAFF).cases.assign(code, department="support")
    last = guarded.by(AUDITOR).checkpoint()[1] - 1
    with guarded.administrator() as administrator:
        administrator.execute(f'REVOKE TEMPORARY ON DATABASE "{make_url(guarded.place).database}" FROM PUBLIC')
    with guarded.sql(SUPPORT_STAFF) as mine, pytest.raises(psycopg.errors.InsufficientPrivilege):
        mine.execute("CREATE TEMP VIEW cases AS SELECT 1")
    for person in (SUPPORT_STAFF, AUDITOR):
        now = guarded.by(person)
        assert [now.as_of(at).cases.get(code).version for at in (last - 1, last)] == [1, 2]
        assert now.cases.get(code).version == 2


@pytest.mark.req("ASVS-8.1")
def test_what_a_login_does_not_see_it_does_not_see_in_the_past(guarded: GuardedOffice) -> None:
    code = guarded.receive().code
    guarded.by(SUPPORT_STAFF).cases.assign(code, department="support")
    guarded.by(SUPPORT_STAFF).cases.assign(code, department="support", handler=SUPPORT_STAFF)
    last = guarded.by(AUDITOR).checkpoint()[1] - 1
    for at in range(last - 2, last + 1):
        then = guarded.by(EQUIPMENT_STAFF).as_of(at)
        assert then.cases.find() == []
        with pytest.raises(errors.QmsError):
            then.cases.get(code)
