"""What the one function that writes does not take, from whoever calls it without the program."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.guard.forging import append, given, next_entry
from tests.office import AUDITOR, EQUIPMENT_STAFF, QUALITY, SUPPORT_STAFF

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.ledger.entry import Entry
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql
Mine = psycopg.Connection[Any]


def _again(mine: Mine, entry: Entry) -> dict[str, Any]:
    return given(mine, entry, entry)


def _other(**fields: Any) -> Callable[[Mine, Entry], dict[str, Any]]:  # noqa: ANN401 - any field
    return lambda mine, entry: given(mine, replace(entry, **fields))


def _moved(**span: int) -> Callable[[Mine, Entry], dict[str, Any]]:
    def made(mine: Mine, entry: Entry) -> dict[str, Any]:
        at = entry.recorded_at + timedelta(**span)
        return given(mine, replace(entry, recorded_at=at, occurred_at=at))

    return made


def _told(**fields: Any) -> Callable[[Mine, Entry], dict[str, Any]]:  # noqa: ANN401 - any field
    return lambda mine, entry: given(mine, next_entry(mine, entry.code, fields))


def _beside(**rows: Any) -> Callable[[Mine, Entry], dict[str, Any]]:  # noqa: ANN401 - any rows
    return lambda mine, entry: {**given(mine, entry), **rows}


def _raw(**fields: Any) -> Callable[[Mine, Entry], dict[str, Any]]:  # noqa: ANN401 - any field
    def made(mine: Mine, entry: Entry) -> dict[str, Any]:
        what = given(mine, entry)
        what["entries"][0] |= fields
        return what

    return made


def _new(code: str, act: str = "case.receive") -> Callable[[Mine, Entry], dict[str, Any]]:
    return lambda mine, entry: given(
        mine,
        next_entry(mine, entry.code, {"version": 1, "code": code, "status": "received"}, code=code, version=1, act=act),
    )


PERSONAL = {"code": "CS-2026-0002", "field": "title", "version": 1, "subject": "x", "sealed": "\\x00"}
FORGED: dict[str, tuple[str, Callable[[Mine, Entry], dict[str, Any]]]] = {
    "another's name": ("QMA02", _other(actor=QUALITY)),
    "nobody's name": ("QMA02", _other(actor="")),
    "for somebody whose deputy one is not": ("QMA02", _other(on_behalf_of=QUALITY)),
    "an act without the role": ("QMA03", _other(act="case.set_policy")),
    "an act that nobody knows": ("QMA03", _other(act="case.burn")),
    "an act of another kind": ("QMA04", _other(act="capa.attach")),
    "another kind": ("QMA06", _other(kind="capa", act="capa.attach")),
    "no kind": ("QMA04", _other(kind="letter", act="letter.write")),
    "a position twice": ("QMA06", _again),
    "a position before": ("QMA06", _other(position=3)),
    "a gap": ("QMA06", lambda mine, entry: given(mine, replace(entry, position=entry.position + 1))),
    "no position": ("QMA06", _raw(position=None)),
    "a version before": ("QMA06", lambda mine, entry: given(mine, replace(entry, version=1))),
    "a version ahead": ("QMA06", lambda mine, entry: given(mine, replace(entry, version=entry.version + 1))),
    "a time before": ("QMA05", _moved(days=-1)),
    "a time ahead": ("QMA05", _moved(hours=1)),
    "hashes of something else": ("QMA06", _raw(hashes="\\x" + "00" * 32)),
    "hashes left out": ("QMA06", _raw(hashes=None)),
    "an hour of another zone": ("QMA04", _other(zone="Europe/Paris")),
    "another suite": ("QMA04", _other(suite=2)),
    "a record of another code": ("QMA04", _told(code="CS-2026-0002")),
    "a record of another version": ("QMA04", _told(version=99)),
    "a number out of its turn": ("QMA06", _new("CS-2026-0099")),
    "a number that is none": ("QMA04", _new("CS-2026-00")),
    "a code of another form": ("QMA04", _new("CS 2026")),
    "a personal value of another record": ("QMA04", _beside(personal=[PERSONAL])),
    "a key that seals nothing": (
        "QMA04",
        _beside(subject_keys=[{"subject": "x", "wrapping": "x", "wrapped": "\\x00"}]),
    ),
    "bytes of another digest": (
        "QMA04",
        _beside(contents=[{"digest": "0" * 64, "media": "text/plain", "content": "\\x00"}]),
    ),
}


@pytest.mark.req("P11-10d", "P11-10g", "ALCOA-Attributable", "I-5.3")
@pytest.mark.parametrize("forgery", FORGED)
def test_what_is_forged_is_refused(one_case: tuple[GuardedOffice, str], forgery: str) -> None:
    office, code = one_case
    wanted, made = FORGED[forgery]
    with office.sql(SUPPORT_STAFF) as mine:
        what = made(mine, next_entry(mine, code, actor=SUPPORT_STAFF))
        with pytest.raises(psycopg.Error) as refused:
            append(mine, what)
    assert refused.value.sqlstate == wanted, refused.value


def test_what_is_not_forged_is_taken(one_case: tuple[GuardedOffice, str]) -> None:
    """The same without anything forged: so each refusal above is for what was forged."""
    office, code = one_case
    with office.sql(SUPPORT_STAFF) as mine:
        entry = next_entry(mine, code, actor=SUPPORT_STAFF)
        append(mine, {**given(mine, entry), "cases": [{"code": code, "status": "closed"}]})
        with pytest.raises(psycopg.Error) as replayed:
            append(mine, given(mine, entry))
    assert replayed.value.sqlstate == "QMA06"
    assert office.by(AUDITOR).cases.get(code).version == entry.version
    assert office.by(AUDITOR).verify() == ()


@pytest.mark.req("ASVS-8.1")
def test_a_record_of_another_department_is_out_of_reach(one_case: tuple[GuardedOffice, str]) -> None:
    """Even for somebody who knows it by heart, and says that it is their own department's."""
    office, code = one_case
    with office.sql(SUPPORT_STAFF) as theirs:
        known = next_entry(theirs, code, {"department": "equipment"}, actor=EQUIPMENT_STAFF)
    with office.sql(EQUIPMENT_STAFF) as mine:
        assert mine.execute("SELECT count(*) FROM entries WHERE code = %s", (code,)).fetchone() == (0,)
        with pytest.raises(psycopg.Error) as refused:
            append(mine, given(mine, known))
    assert refused.value.sqlstate == "QMA03"


@pytest.fixture
def one_case(guarded: GuardedOffice) -> tuple[GuardedOffice, str]:
    code = guarded.receive().code
    guarded.by(SUPPORT_STAFF).cases.assign(code, department="support")
    return guarded, code
