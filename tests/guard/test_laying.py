"""The guard is laid by an administrator, over a store of this version, again and again; a migration goes through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.registry.guarding import give_login, guard, logins, take_login
from tests.office import AUDITOR, EQUIPMENT_HEAD, NOBODY, SUPPORT_STAFF

if TYPE_CHECKING:
    from pathlib import Path

    from tests.guarded import GuardedOffice

TABLES = (
    "SELECT relname, relacl::text, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'qms_guard'::regnamespace)"
    " AND relname <> 'clock_of_tests' ORDER BY relname"
)
FUNCTIONS = (
    "SELECT oid::regprocedure::text, prosecdef, proconfig, pg_get_userbyid(proowner) FROM pg_proc"
    " WHERE pronamespace = 'qms_guard'::regnamespace AND proname <> 'clock' ORDER BY 1"
)
LAID = (
    "SELECT * FROM qms_guard.places ORDER BY code",
    "SELECT * FROM qms_guard.authority ORDER BY act, role",
    "SELECT * FROM qms_guard.reserved ORDER BY case_type",
    "SELECT tablename, policyname, roles, qual, with_check FROM pg_policies ORDER BY tablename, policyname",
    TABLES,
    FUNCTIONS,
)
pytestmark = pytest.mark.needs_postgresql


def test_laid_again_it_is_the_same(guarded: GuardedOffice) -> None:
    code = guarded.receive().code
    guarded.by(SUPPORT_STAFF).cases.assign(code, department="support")
    before = _laid(guarded)
    with guarded.administrator() as admin:
        clock = admin.execute("SELECT pg_get_functiondef('qms_guard.clock()'::regprocedure)").fetchone()
    first = guard(guarded.place)
    with guarded.administrator() as admin:
        admin.execute(str((clock or ("",))[0]).encode())
    assert _laid(guarded) == before
    assert first.logins == logins(guarded.place)
    assert guarded.by(SUPPORT_STAFF).cases.get(code).code == code
    with guarded.open(EQUIPMENT_HEAD) as other:
        assert other.cases.find() == []


def _laid(office: GuardedOffice) -> list[object]:
    with office.administrator() as admin:
        return [admin.execute(words.encode()).fetchall() for words in LAID]


def test_every_function_that_acts_as_the_owner_has_its_own_path(guarded: GuardedOffice) -> None:
    with guarded.administrator() as admin:
        found = admin.execute(
            "SELECT proname, proconfig[1] FROM pg_proc WHERE prosecdef AND pronamespace = 'qms_guard'::regnamespace"
            " AND proname <> 'clock'"
        ).fetchall()
    assert len(found) > 5
    assert {path for _, path in found} == {"search_path=qms_guard, public, pg_temp"}


def test_a_file_is_not_guarded(founded: Path) -> None:
    with pytest.raises(errors.NotGuardable):
        guard(founded)


def test_a_store_that_is_not_guarded_has_no_logins(founded_on_postgresql: str) -> None:
    with pytest.raises(errors.NotGuarded):
        logins(founded_on_postgresql)
    with pytest.raises(errors.NotGuarded):
        give_login(founded_on_postgresql, AUDITOR)


def test_a_login_that_was_taken_sees_nothing(guarded: GuardedOffice) -> None:
    guarded.receive()
    registry = guarded.by(SUPPORT_STAFF)
    assert take_login(guarded.place, SUPPORT_STAFF).person == SUPPORT_STAFF
    with pytest.raises(errors.NotAStore):
        registry.cases.find()
    assert SUPPORT_STAFF not in {one.person for one in logins(guarded.place)}
    with pytest.raises(errors.NoLogin):
        take_login(guarded.place, SUPPORT_STAFF)
    give_login(guarded.place, SUPPORT_STAFF)
    with guarded.open(SUPPORT_STAFF) as again:
        assert len(again.cases.find()) == 1


def test_no_login_for_nobody_and_none_that_is_too_strong(guarded: GuardedOffice) -> None:
    with pytest.raises(errors.NoRecord):
        give_login(guarded.place, "nobody.known")
    with pytest.raises(errors.LoginTooStrong):
        give_login(guarded.place, NOBODY, "postgres")
