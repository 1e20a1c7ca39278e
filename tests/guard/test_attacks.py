"""What somebody with a login of their own and a tool for SQL cannot do (safety.md 5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from qms import errors
from tests.office import AUDITOR, EQUIPMENT_STAFF, LEAVER, QUALITY, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql
DENIED = "42501"
REFUSED = {
    "update": "UPDATE cases SET status = 'closed'",
    "update of the ledger": "UPDATE entries SET actor = 'x'",
    "update of a counter": "UPDATE counters SET value = 0",
    "delete": "DELETE FROM entries",
    "delete of personal values": "DELETE FROM personal",
    "truncate": "TRUNCATE cases",
    "truncate of the ledger": "TRUNCATE entries CASCADE",
    "insert": "INSERT INTO counters VALUES ('x', 1)",
    "insert into the ledger": "INSERT INTO entries SELECT * FROM entries",
    "merge": "MERGE INTO counters c USING counters o ON false WHEN NOT MATCHED THEN INSERT VALUES ('x', 1)",
    "lock of a row": "SELECT * FROM counters FOR UPDATE",
    "lock of a table": "DO $$ BEGIN LOCK TABLE entries IN ACCESS EXCLUSIVE MODE; END $$",
    "alter": "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
    "no force": "ALTER TABLE cases NO FORCE ROW LEVEL SECURITY",
    "trigger off": "ALTER TABLE entries DISABLE TRIGGER ALL",
    "drop": "DROP TABLE cases",
    "drop of a policy": "DROP POLICY qms_people ON cases",
    "a policy of one's own": "CREATE POLICY mine ON cases USING (true)",
    "a rule": "CREATE RULE r AS ON INSERT TO entries DO INSTEAD NOTHING",
    "a trigger": "CREATE TRIGGER t BEFORE INSERT ON entries EXECUTE FUNCTION entries_append_only()",
    "index": "CREATE INDEX ON entries (actor)",
    "owner's role": 'SET ROLE "{owner}"',
    "another's role": f'SET ROLE "{QUALITY}"',
    "another's session": f'SET SESSION AUTHORIZATION "{QUALITY}"',
    "the superuser's session": "SET SESSION AUTHORIZATION postgres",
    "the owner given to oneself": 'GRANT "{owner}" TO CURRENT_USER',
    "triggers off for the session": "SET session_replication_role = replica",
    "program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "file out": "COPY (SELECT 1) TO '/tmp/x'",
    "file in": "COPY pg_temp.x FROM '/etc/passwd'",
    "read of a file": "SELECT pg_read_file('/etc/passwd')",
    "list of a folder": "SELECT pg_ls_dir('/')",
    "object in the shared schema": "CREATE TABLE public.entries2 (x int)",
    "function in the shared schema": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "object in the guard's schema": "CREATE TABLE qms_guard.x (x int)",
    "function over the guard's": "CREATE FUNCTION qms_guard.me(x int) RETURNS text LANGUAGE sql AS 'SELECT 1'",
    "function in its place": "CREATE OR REPLACE FUNCTION qms_guard.me() RETURNS text LANGUAGE sql AS 'SELECT 1'",
    "schema of one's own": "CREATE SCHEMA mine",
    "untrusted language": "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE c AS 'x', 'y'",
    "the guard's settings": "UPDATE qms_guard.settings SET tolerance = '100 years'",
    "the guard's logins": "INSERT INTO qms_guard.logins VALUES (session_user, 'seo.hana')",
    "reading the logins": "SELECT * FROM qms_guard.logins",
    "the guard's authority": "DELETE FROM qms_guard.authority",
    "the guard's places": "UPDATE qms_guard.places SET seat = 'x'",
    "another's sight": "SELECT * FROM qms_guard.sights",
    "inner function": "SELECT qms_guard.take_profile()",
    "permission by function": "SELECT qms_guard.put_contents('[]')",
    "a key of data": "UPDATE subject_keys SET wrapped = ''",
    "the wrapping key": "INSERT INTO wrapping VALUES ('x', '')",
    "hashes of PINs": "SELECT * FROM pins",
    "the log of accesses": "INSERT INTO accesses SELECT * FROM accesses",
    "a row of the log": "UPDATE accesses SET person = 'x'",
    "the end of the log": "DELETE FROM accesses",
    "system's setting": "ALTER SYSTEM SET log_statement = 'all'",
    "role": "CREATE ROLE mine",
    "database": "CREATE DATABASE mine",
    "end of another's session": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
}


@pytest.mark.req("P11-10e", "A11d-12", "I-753-evid")
def test_what_the_rights_refuse(guarded: GuardedOffice) -> None:
    """One after another over one connection: none leaves anything behind that helps the next."""
    with guarded.administrator() as admin:
        owners = admin.execute("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'qms_guard'")
        owner = str((owners.fetchone() or ("",))[0])
    found: dict[str, str | None] = {}
    with guarded.sql(SUPPORT_STAFF) as mine:
        mine.execute("CREATE TEMP TABLE x (line text)")
        for attack, words in REFUSED.items():
            try:
                mine.execute(words.replace("{owner}", owner).encode())
                found[attack] = "taken"
            except psycopg.Error as refused:
                found[attack] = refused.sqlstate
    assert found == dict.fromkeys(REFUSED, DENIED)


@pytest.mark.req("P11-10d", "A11d-11", "ALCOA-Attributable")
def test_a_login_acts_in_its_own_name(guarded: GuardedOffice) -> None:
    with pytest.raises(errors.NotThisLogin) as refused:
        guarded.by(SUPPORT_STAFF).acting(QUALITY).cases.receive(**_case())
    assert refused.value.actor == QUALITY
    assert guarded.by(QUALITY).cases.find() == []


@pytest.mark.req("P11-10d")
def test_who_has_left_sees_nothing_and_writes_nothing(guarded: GuardedOffice) -> None:
    guarded.receive()
    with guarded.sql(LEAVER) as theirs:
        for table in ("cases", "entries", "people", "departments", "personal", "profiles"):
            assert theirs.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,)  # noqa: S608 - names of ours
        with pytest.raises(psycopg.Error) as refused:
            theirs.execute("SELECT qms_guard.held()")
    assert refused.value.sqlstate == "QMA01"


def test_who_leaves_while_they_work_goes_no_further(guarded: GuardedOffice) -> None:
    theirs = guarded.by(SUPPORT_STAFF)
    assert theirs.cases.find() == []
    guarded.by(QUALITY).people.leave(SUPPORT_STAFF, until=guarded.clock.now.date())
    with pytest.raises(errors.LoginOfNobody):
        theirs.facts()
    with pytest.raises(errors.LoginOfNobody):
        guarded.open(LEAVER)


def test_the_administrator_is_no_actor(guarded: GuardedOffice) -> None:
    import qms

    with qms.open(guarded.place, actor=QUALITY, clock=guarded.clock) as registry:
        with pytest.raises(errors.LoginOfNobody):
            registry.cases.receive(**_case())
        assert registry.verify() == ()  # and sees everything, as whoever holds the server does


@pytest.mark.req("ASVS-8.1", "I-753.1b", "KR-REC-27/28")
def test_row_security_cannot_be_left(guarded: GuardedOffice) -> None:
    guarded.by(SUPPORT_STAFF).cases.assign(guarded.receive().code, department="support")
    with guarded.sql(EQUIPMENT_STAFF) as mine:
        assert mine.execute("SELECT count(*) FROM cases").fetchone() == (0,)
        mine.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            mine.execute("SELECT count(*) FROM cases")


@pytest.mark.req("I-753.1b")
def test_no_function_of_ones_own_sees_hidden_rows(guarded: GuardedOffice) -> None:
    guarded.by(SUPPORT_STAFF).cases.assign(guarded.receive().code, department="support")
    with guarded.sql(EQUIPMENT_STAFF) as mine:
        mine.execute("CREATE TEMP TABLE told (code text)")
        mine.execute(
            "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS"
            " $$ BEGIN INSERT INTO pg_temp.told VALUES ($1); RETURN true; END $$"
        )
        for table, column in (("cases", "code"), ("entries", "record"), ("personal", "code"), ("contents", "digest")):
            words = f"SELECT count(*) FROM {table} WHERE pg_temp.leak({column}) AND {column} LIKE '%CS-2026%'"  # noqa: S608 - names of ours
            assert mine.execute(words.encode()).fetchone() == (0,)
        assert mine.execute("SELECT count(*) FROM told WHERE code LIKE '%CS-2026%' ").fetchone() == (0,)
        # An error tells nothing of a hidden row either.
        assert mine.execute("SELECT count(*) FROM cases WHERE 1 / (length(code) - 12) > 0").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            mine.execute("CREATE FUNCTION pg_temp.l(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true'")


def test_nothing_planted_is_taken_for_the_guards_own(guarded: GuardedOffice) -> None:
    """Objects of one's own, before the tables in one's search path, do not reach into the guard's functions."""
    hidden = guarded.by(SUPPORT_STAFF).cases.assign(guarded.receive().code, department="support")
    with guarded.sql(EQUIPMENT_STAFF) as mine:
        mine.execute("CREATE TEMP TABLE logins AS SELECT session_user::text AS login, 'seo.hana'::text AS person")
        mine.execute("CREATE TEMP TABLE assignments AS SELECT * FROM public.assignments")
        mine.execute("UPDATE pg_temp.assignments SET role = 'audit_office', department = NULL")
        mine.execute("CREATE TEMP TABLE people AS SELECT * FROM public.people")
        mine.execute("CREATE FUNCTION pg_temp.session_user() RETURNS text LANGUAGE sql AS $$ SELECT 'seo.hana' $$")
        mine.execute("CREATE FUNCTION pg_temp.today() RETURNS date LANGUAGE sql AS $$ SELECT DATE '2020-01-01' $$")
        mine.execute("SET search_path = pg_temp, public, pg_catalog")
        assert mine.execute("SELECT qms_guard.me()").fetchone() == (EQUIPMENT_STAFF,)
        assert mine.execute("SELECT count(*) FROM public.cases WHERE code = %s", (hidden.code,)).fetchone() == (0,)


def test_who_may_see_everything_does(guarded: GuardedOffice) -> None:
    guarded.by(SUPPORT_STAFF).cases.assign(guarded.receive().code, department="support")
    assert len(guarded.by(AUDITOR).cases.find()) == 1
    assert guarded.by(AUDITOR).verify() == ()
    for person in (SUPPORT_STAFF, QUALITY):
        with pytest.raises(errors.SeesAPart):
            guarded.by(person).verify()
    assert guarded.by(SUPPORT_STAFF).checkpoint()[1:] == guarded.by(AUDITOR).checkpoint()[1:]


def _case() -> dict[str, Any]:
    import qms

    return {
        "type": qms.CaseType.COMPLAINT, "channel": qms.Channel.EMAIL, "title": "x", "name": "홍길동",
        "contact": "010-0000-0000",
    }  # fmt: skip


@pytest.mark.req("KR-PI-29/30")
def test_a_login_logs_its_own_accesses_and_sees_no_others(guarded: GuardedOffice) -> None:
    case = guarded.by(SUPPORT_STAFF).cases.receive(**_case())
    for person in (SUPPORT_STAFF, QUALITY):
        guarded.by(person).accesses.note([case.code], act="case show", reason="회신")
    assert [one.person for one in guarded.by(QUALITY).accesses.all()] == [SUPPORT_STAFF, QUALITY]
    assert [one.person for one in guarded.by(SUPPORT_STAFF).accesses.all()] == [SUPPORT_STAFF]
    with guarded.sql(SUPPORT_STAFF) as mine:
        assert mine.execute("SELECT person FROM accesses").fetchall() == [(SUPPORT_STAFF,)]
        forged = "SELECT qms_guard.log_access(jsonb_build_object('person', %s::text, 'number', 9))"
        with pytest.raises(psycopg.Error) as refused:
            mine.execute(forged.encode(), (QUALITY,))
        assert refused.value.sqlstate == "QMA02"
        with pytest.raises(psycopg.Error) as refused:
            mine.execute(forged.encode(), (SUPPORT_STAFF,))
        assert refused.value.sqlstate in {"QMA06", "23502", DENIED}
    assert [one for one in guarded.by(AUDITOR).verify() if "access" in one.rule] == []
