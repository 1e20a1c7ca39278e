"""Due dates as a calendar: RFC 5545 to the octet, the same events under the same names, and nothing personal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from qms.exchange.due_feed import _folded, _text, due_feed
from qms.organisation.terms import CaseType
from tests.office import AUDITOR, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.office import Office


def _lines(feed: bytes) -> list[str]:
    """The lines of a calendar file, unfolded; refuses what the format forbids."""
    assert feed.endswith(b"\r\n")
    rows = feed[:-2].split(b"\r\n")
    assert all(len(row) <= 75 and b"\n" not in row and b"\r" not in row for row in rows)
    assert all(row.decode() for row in rows)
    whole: list[bytes] = []
    for row in rows:
        if row.startswith(b" "):
            whole[-1] += row[1:]
        else:
            whole.append(row)
    return [one.decode() for one in whole]


def _events(feed: bytes) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in "\n".join(_lines(feed)).split("BEGIN:VEVENT\n")[1:]:
        pairs = dict(line.split(":", 1) for line in one.split("\nEND:VEVENT")[0].split("\n"))
        found[pairs["UID"]] = pairs
    return found


def _work(office: Office) -> str:
    code = office.receive(department="support", text="카나리아 내용").code
    office.by(SUPPORT_HEAD).cases.assign(code, department="support", handler=SUPPORT_STAFF)
    office.by(SUPPORT_HEAD).capas.open(title="카나리아 제목", problem="문제", department="support", owner=SUPPORT_HEAD)
    return code


def test_each_open_matter_stands_on_its_day_for_whoever_has_it(office: Office) -> None:
    code = _work(office)
    case = office.registry.cases.get(code)
    assert case.due_at is not None
    day = case.due_at.astimezone(office.registry.facts().zone).date()
    events = _events(due_feed(office.by(QUALITY)))
    mine = _events(due_feed(office.by(QUALITY), SUPPORT_STAFF))
    assert mine.items() <= events.items()
    (one,) = [event for uid, event in mine.items() if uid.startswith(f"{code}.case.")]
    assert one["DTSTART;VALUE=DATE"] == f"{day:%Y%m%d}"
    assert one["SUMMARY"].startswith(code)
    assert one["LOCATION"] == "기업지원팀"
    assert _events(due_feed(office.by(QUALITY), AUDITOR)) == {}
    office.clock.ahead(days=1)
    again = _events(due_feed(office.by(QUALITY)))
    assert again.keys() == events.keys()
    office.by(SUPPORT_STAFF).cases.withdraw(code)
    office.by(SUPPORT_HEAD).cases.close(code)
    assert not any(uid.startswith(code) for uid in _events(due_feed(office.by(QUALITY))))


def test_nothing_personal_is_in_it(office: Office) -> None:
    _work(office)
    feed = due_feed(office.by(QUALITY)).decode().replace("\r\n ", "")
    for canary in ("홍길동", "010-0000-0000", "카나리아", "장비 예약", "김민지", SUPPORT_STAFF, SUPPORT_HEAD):
        assert canary not in feed


def test_what_is_kept_from_somebody_is_left_out(office: Office) -> None:
    kind = CaseType.INTEGRITY
    if kind not in office.registry.facts().profile.case_types:
        return
    code = office.receive(kind, department="audit").code
    seen = due_feed(office.by(AUDITOR)).decode()
    assert (code in seen) == (office.registry.acting(AUDITOR).cases.get(code).due_at is not None)
    assert code not in due_feed(office.by(SUPPORT_STAFF)).decode()


def test_a_calendar_without_due_dates_is_still_one(office: Office) -> None:
    lines = _lines(due_feed(office.by(QUALITY)))
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert "BEGIN:VTIMEZONE" in lines


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folding_takes_nothing_away_and_cuts_no_letter(text: str) -> None:
    rows = _folded(f"SUMMARY:{text}")
    assert _lines(rows) == [f"SUMMARY:{text}"]


def test_signs_of_the_format_are_escaped() -> None:
    assert _text("a,b;c\\d\ne\r") == "a\\,b\\;c\\\\d\\ne"
    assert date(2026, 3, 9).strftime("%Y%m%d") == "20260309"
