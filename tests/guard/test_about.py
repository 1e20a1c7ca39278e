"""Whom a case is about sees nothing of it in a database that guards itself, and gets no further with SQL."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

import qms
from qms.organisation.concern import About, Concern
from tests.guard.forging import append, given, next_entry
from tests.office import AUDITOR, PEOPLE, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql
INTEGRITY = qms.CaseType.INTEGRITY
TODAY = date(2026, 3, 3)
ASK = """
SELECT p, t, nullif(a, ''), nullif(w, ''), touches(p, t, nullif(a, ''), nullif(w, ''), %(day)s),
  keeper(t, nullif(a, ''), nullif(w, ''), %(day)s)
FROM unnest(%(people)s::text[]) p, unnest(%(types)s::text[]) t, unnest(%(places)s::text[]) a, unnest(%(whom)s::text[]) w
WHERE a <> '' OR w <> ''
"""


def _seen(mine: psycopg.Connection[Any], code: str) -> int:
    counts = {
        "cases": "SELECT count(*) FROM cases WHERE code = %s",
        "entries": "SELECT count(*) FROM entries WHERE code = %s",
        "personal": "SELECT count(*) FROM personal WHERE code = %s",
        "attachments": "SELECT count(*) FROM attachments WHERE record = %s",
        "communications": "SELECT count(*) FROM communications WHERE record = %s",
    }
    found = [mine.execute(words.encode(), (code,)).fetchone() for words in counts.values()]
    return sum(row[0] for row in found if row)


@pytest.mark.req("P-6.1", "P-6.3", "ASVS-8.1")
def test_a_report_about_the_audit_office_has_no_row_for_it(guarded: GuardedOffice) -> None:
    other = guarded.receive(INTEGRITY, department="audit").code
    code = guarded.receive(INTEGRITY, department="audit", about="audit").code
    guarded.by(TOP).cases.assign(code, department="head-office", handler=TOP)
    guarded.by(TOP).cases.attach(code, qms.File("통장.txt", b"\xed\x86\xb5\xec\x9e\xa5"))
    for person in (AUDITOR, QUALITY, SUPPORT_STAFF):
        with guarded.sql(person) as mine:
            assert _seen(mine, code) == 0, person
    with guarded.sql(AUDITOR) as mine:
        assert _seen(mine, other) > 0
        assert mine.execute("SELECT count(*) FROM contents WHERE media = 'text/plain'").fetchone() == (0,)
    with guarded.sql(TOP) as mine:
        assert _seen(mine, code) > 0
        assert _seen(mine, other) == 0
    assert guarded.by(TOP).cases.transfer(code, to="국민권익위원회").transferred_to == "국민권익위원회"


@pytest.mark.req("P-6.1", "P-6.3", "ASVS-8.1")
def test_named_later_by_the_office_it_is_gone_from_it(guarded: GuardedOffice) -> None:
    code = guarded.receive(INTEGRITY, department="audit").code
    guarded.by(AUDITOR).cases.assign(code, department="audit", handler=AUDITOR)
    with guarded.sql(AUDITOR) as mine:
        forged = next_entry(mine, code, {"about": "support"}, actor=AUDITOR, act="case.assess")
        undone = next_entry(mine, code, {"about": None}, actor=AUDITOR, act="case.name_about")
        assert _tried(mine, forged) == "QMA04"
        guarded.by(AUDITOR).cases.name_about(code, about_person=AUDITOR, reason="본인에 관한 신고")
        assert _seen(mine, code) == 0
        size = mine.execute("SELECT value FROM counters WHERE name = 'ledger'").fetchone()
        assert size is not None
        said = json.loads(undone.record) | {"version": undone.version + 1}
        late = replace(undone, position=size[0], version=undone.version + 1, record=json.dumps(said))
        assert _tried(mine, late) == "QMA03"
    with guarded.sql(TOP) as mine:
        assert _tried(mine, next_entry(mine, code, {"about": None}, actor=TOP, act="case.name_about")) is None


@pytest.mark.req("I-5.3")
def test_a_complaint_about_one_person_is_seen_by_the_others(guarded: GuardedOffice) -> None:
    code = guarded.receive(department="support", about_person=SUPPORT_HEAD).code
    with guarded.sql(SUPPORT_HEAD) as mine:
        assert _seen(mine, code) == 0
    for person in (SUPPORT_STAFF, QUALITY, AUDITOR):
        with guarded.sql(person) as mine:
            assert _seen(mine, code) > 0, person


def test_the_database_judges_as_the_library_does(guarded: GuardedOffice) -> None:
    facts = guarded.registry.facts()
    concern = Concern(facts.profile, facts.directory, TODAY)
    people, places = (QUALITY, *PEOPLE), ("", *facts.directory.departments)
    types = ("complaint", "integrity")
    given_ = {"people": list(people), "types": list(types), "places": list(places), "whom": ["", *people], "day": TODAY}
    with guarded.administrator() as admin:
        admin.execute("SET search_path = qms_guard, public")
        found = admin.execute(ASK.encode(), given_).fetchall()
    wanted = [
        (*row[:4], concern.touches(row[0], row[1], about), concern.keeper(row[1], about))
        for row in found
        for about in (About(row[2], row[3]),)
    ]
    assert found == wanted
    assert {row[5] for row in found} == {
        None,
        *(role.value for role in (qms.Role.AUDIT_OFFICE, qms.Role.TOP_MANAGEMENT, qms.Role.QUALITY_REPRESENTATIVE)),
    }


def _tried(mine: psycopg.Connection[Any], entry: Any) -> str | None:  # noqa: ANN401 - an entry
    """With what the function refuses it; None: it is taken, and then taken back."""
    mine.execute("BEGIN")
    try:
        append(mine, given(mine, entry))
    except psycopg.Error as refused:
        return refused.sqlstate
    finally:
        mine.execute("ROLLBACK")
    return None
