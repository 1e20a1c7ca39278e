"""Erasing in a store that its database guards: what two people agreed on goes, and nobody else takes anything out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

import qms
from qms import errors
from qms.base.finding import Weight
from qms.ledger.keyring import file_of_key
from qms.records.erasure import ErasureBasis, ErasureStatus
from qms.store.rewrapping import change_wrapping
from tests.guard.forging import append, given, next_entry
from tests.office import AUDITOR, QUALITY, SUPPORT_STAFF, TOP
from tests.registry.test_erasing import NAME, approved, closed

if TYPE_CHECKING:
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql


def _sealed(office: GuardedOffice, code: str) -> int:
    with office.administrator() as admin:
        row = admin.execute("SELECT count(*) FROM personal WHERE code = %s", (code,)).fetchone()
    return int((row or (0,))[0])


@pytest.mark.req("KR-PI21", "ASVS-8.1")
def test_what_two_people_agreed_on_is_gone_and_everything_else_holds(guarded: GuardedOffice) -> None:
    case, other = closed(guarded), closed(guarded, "나라마바", "010-2222-3333")
    done = guarded.registry.erasures.carry_out(approved(guarded, case.code))
    assert (done.status, done.taken, done.people, done.found) == (ErasureStatus.ERASED, 5, 1, 0)
    assert guarded.registry.cases.get(case.code).customer_name is None
    assert guarded.registry.cases.get(other.code).customer_name == "나라마바"
    (told,) = guarded.by(AUDITOR).verify()
    assert (told.rule, told.weight) == ("store.finding.personal_erased", Weight.NOTE)
    report = json.loads(guarded.registry.content(done.attachments[0].digest))
    assert (report["tables"], report["anew"], report["part"]) == (True, True, True)
    with guarded.administrator() as admin:
        keys = admin.execute("SELECT count(*) FROM subject_keys WHERE subject = %s", (str(case.subject),)).fetchone()
        notes = admin.execute("SELECT count(*) FROM erasing").fetchone()
        place = admin.execute("SELECT pg_read_binary_file(pg_relation_filepath('personal'))").fetchone()
    assert (keys, notes) == ((0,), (0,))
    # Nothing of what was deleted lies on in the file of the table, not even its name.
    assert case.code.encode() not in bytes((place or (b"",))[0])
    assert other.code.encode() in bytes((place or (b"",))[0])


def _begun(mine: psycopg.Connection[Any], erasure: str, matter: str, until: int, **other: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    """What the program gives to begin an erasure, but for what is other."""
    said: dict[str, Any] = {
        "status": "erasing", "records": [{"matter": matter, "until": until}], "taken": 5, "people": 1,
        "begun_by": QUALITY, "begun_at": "2026-03-03T00:30:00+00:00",
    }  # fmt: skip
    return given(mine, next_entry(mine, erasure, {**said, **other}, act="erasure.begin", actor=QUALITY))


@pytest.mark.req("KR-PI21", "ASVS-8.1", "I-753.2d")
def test_nothing_else_is_taken_out_by_calling_the_function(guarded: GuardedOffice) -> None:
    case, other, needed = closed(guarded), closed(guarded), guarded.receive(department="support")
    asked = guarded.registry.erasures.ask(basis=ErasureBasis.REQUESTED, law="제36조", codes=[case.code])
    agreed = approved(guarded, case.code)
    found: dict[str, str | None] = {}
    with guarded.sql(QUALITY) as mine:
        itself = {"status": "approved", "approved_by": QUALITY, "approved_on": "2026-03-03"}
        instead = {"status": "approved", "approved_by": TOP, "approved_on": "2026-03-03"}
        more = {"records": [{"matter": case.code, "until": 1}, {"matter": other.code, "until": 1}]}
        tries: dict[str, Any] = {
            "one that nobody approved": _begun(mine, asked.code, case.code, 1),
            "by approving it oneself": given(mine, next_entry(mine, asked.code, itself, act="erasure.approve")),
            "in the name of another": given(mine, next_entry(mine, asked.code, instead, act="erasure.approve")),
            "of another record": _begun(mine, agreed.code, other.code, 1),
            "of one more": _begun(mine, agreed.code, case.code, 1, **more),
            "of one that is needed": _begun(mine, agreed.code, needed.code, needed.version),
            "of versions to come": _begun(mine, agreed.code, case.code, 9),
            "with another count": _begun(mine, agreed.code, case.code, 1, taken=4),
            "a note of no erasure": {"erasing": [{"erasure": agreed.code, "note": "\\x00"}]},
        }
        for name, what in tries.items():
            found[name] = _tried(mine, what)
        for words in ("take_out(NULL, NULL)", "follow_erasure(NULL, NULL)", "put_notes('[]', NULL)", "goes_on('')"):
            found[words] = _refused(mine, f"SELECT qms_guard.{words}")
        found["tables anew"] = _refused(mine, f"SELECT qms_guard.write_anew('{agreed.code}')")
    assert found == {
        "one that nobody approved": "QMA04", "by approving it oneself": "QMA03", "in the name of another": "QMA02",
        "of another record": "QMA04", "of one more": "QMA04", "of one that is needed": "QMA04",
        "of versions to come": "QMA04", "with another count": "QMA04", "a note of no erasure": "QMA04",
        "take_out(NULL, NULL)": "42501", "follow_erasure(NULL, NULL)": "42501", "put_notes('[]', NULL)": "42501",
        "goes_on('')": "42501", "tables anew": "QMA03",
    }  # fmt: skip
    assert [_sealed(guarded, one.code) for one in (case, other)] == [5, 5]
    assert guarded.registry.erasures.carry_out(agreed).taken == 5
    again = closed(guarded)
    with guarded.sql(QUALITY) as mine:  # nor is what was agreed on once carried out twice
        assert _tried(mine, _begun(mine, agreed.code, again.code, 1)) == "QMA04"
    assert _sealed(guarded, again.code) > 0


def _tried(mine: psycopg.Connection[Any], what: dict[str, Any]) -> str | None:
    try:
        append(mine, what)
    except psycopg.Error as refused:
        return refused.sqlstate
    return None


def _refused(mine: psycopg.Connection[Any], words: str) -> str | None:
    try:
        mine.execute(words.encode())
    except psycopg.Error as refused:
        return refused.sqlstate
    return None


def test_what_was_broken_off_is_gone_on_with_by_somebody_else(
    guarded: GuardedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qms.store import erasing as stored

    ready = approved(guarded, closed(guarded).code)

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stored, "look", broken)
        with pytest.raises(KeyboardInterrupt):
            guarded.registry.erasures.carry_out(ready)
    with guarded.sql(SUPPORT_STAFF) as mine:
        assert mine.execute("SELECT qms_guard.erasing_note(%s)", (ready.code,)).fetchone() == (None,)
    assert guarded.by(TOP).erasures.carry_out(ready.code).status is ErasureStatus.ERASED


def test_the_key_is_exchanged_by_the_administrator_alone(guarded: GuardedOffice) -> None:
    case = closed(guarded)
    with pytest.raises(errors.NotUnderGuard) as refused:
        change_wrapping(guarded.by(AUDITOR).store)  # who sees everything, and changes no key
    assert "administrator" in refused.value.hint("en")
    with qms.open(guarded.place, actor=QUALITY, clock=guarded.clock) as administrator:
        changed = change_wrapping(administrator.store)
    assert changed.old != changed.new
    old = file_of_key(changed.old)
    away = old.rename(old.with_suffix(".away"))  # of other tests' stores it is the key
    try:
        with guarded.open(QUALITY) as again:
            assert again.cases.get(case.code).customer_name == NAME
    finally:
        away.rename(old)


@pytest.mark.req("KR-REC-43", "KR-PI21")
def test_what_is_held_is_not_taken_out_by_calling_the_function(guarded: GuardedOffice) -> None:
    record, person = closed(guarded), closed(guarded)
    ready = [approved(guarded, one.code).code for one in (record, person)]
    hold = guarded.registry.holds.place(codes=[record.code], law="법무-1", reason="소송")
    guarded.registry.holds.place(about=person.subject, law="법무-2", reason="소송")
    with guarded.sql(QUALITY) as mine:
        for erasure, matter in zip(ready, (record.code, person.code), strict=True):
            assert _tried(mine, _begun(mine, erasure, matter, 1)) == "QMA04"
    assert (_sealed(guarded, record.code), _sealed(guarded, person.code)) == (5, 5)
    guarded.registry.holds.release(hold.code, reason="취하")
    assert guarded.registry.erasures.carry_out(ready[0]).status is ErasureStatus.ERASED
