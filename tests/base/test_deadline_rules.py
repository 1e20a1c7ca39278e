"""What holds of every count, and two slow ways of counting that must agree with the fast one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qms.base.calendar import Holiday, Hours, WorkingCalendar
from qms.base.deadline import Deadline, count, due, elapsed_working_minutes
from qms.base.term import Pause, PauseReason, Term, Unit

SEOUL = ZoneInfo("Asia/Seoul")
FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
NEVER = datetime.max.replace(tzinfo=UTC)
ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)
BY_DATE = (Unit.CALENDAR_DAYS, Unit.WEEKS)

holidays = st.builds(Holiday, on=st.dates(FIRST, LAST), name_ko=st.just("휴일"), name_en=st.just("Holiday"))
hours = st.sampled_from(
    [
        (Hours(begin=time(9), end=time(12)), Hours(begin=time(13), end=time(18))),
        (Hours(begin=time(8, 30), end=time(17)),),
        (Hours(begin=time(0), end=time(0, 20)), Hours(begin=time(20), end=time(0))),
    ]
)
weekends = st.sampled_from([(5, 6), (4, 5), (6,), ()])


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    return WorkingCalendar(
        hours=draw(hours),
        weekend=draw(weekends),
        holidays=tuple(draw(st.lists(holidays, max_size=60))),
        first_year=FIRST.year,
        last_year=LAST.year,
    )


instants = st.datetimes(datetime(2025, 1, 2), datetime(2026, 6, 30)).map(  # noqa: DTZ001 - hypothesis wants it bare
    lambda local: local.replace(second=0, microsecond=0, tzinfo=SEOUL)
)


@st.composite
def pauses(draw: st.DrawFn, *, ended: bool = False) -> Pause:
    begin = draw(st.dates(date(2025, 1, 1), date(2026, 8, 31)))
    days = st.integers(0, 20) if ended else st.none() | st.integers(0, 20)
    length = draw(days)
    end = None if length is None else begin + timedelta(days=length)
    return Pause(begin=begin, end=end, reason=draw(st.sampled_from(PauseReason)))


@st.composite
def near(draw: st.DrawFn, received: datetime, *, ended: bool = False) -> list[Pause]:
    """Pauses that begin about the days of the count."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        begin = received.date() + timedelta(days=draw(st.integers(-5, 30)))
        length = draw(st.integers(0, 12) if ended else st.none() | st.integers(0, 12))
        end = None if length is None else begin + timedelta(days=length)
        found.append(Pause(begin=begin, end=end, reason=draw(st.sampled_from(PauseReason))))
    return found


hour_terms = st.builds(Term, id=st.just("hours"), unit=st.just(Unit.HOURS), amount=st.integers(1, 40))
day_terms = st.builds(
    Term,
    id=st.just("days"),
    unit=st.just(Unit.DAYS),
    amount=st.integers(1, 30),
    first_day_counts=st.booleans(),
    late_filing_counts=st.booleans(),
)
date_terms = st.builds(
    Term,
    id=st.just("dates"),
    unit=st.sampled_from(BY_DATE),
    amount=st.integers(1, 8),
    first_day_counts=st.booleans(),
    late_filing_counts=st.booleans(),
    moves_on=st.booleans(),
)
month_terms = st.builds(Term, id=st.just("months"), unit=st.just(Unit.MONTHS), amount=st.integers(1, 6))
any_term = hour_terms | day_terms | date_terms | month_terms


# --- the slow ways ----------------------------------------------------------------------------------------------


def _works(calendar: WorkingCalendar, day: date) -> bool:
    return day.weekday() not in calendar.weekend and all(h.on != day for h in calendar.holidays)


def _paused(day: date, left_out: list[Pause]) -> bool:
    return any(p.begin <= day and (p.end is None or day <= p.end) for p in left_out)


def _open(calendar: WorkingCalendar, clock: time) -> bool:
    return any(h.begin <= clock and (clock < h.end or h.end == time(0)) for h in calendar.hours)


def minute_by_minute(
    calendar: WorkingCalendar, term: Term, received: datetime, left_out: list[Pause]
) -> datetime | None:
    left, now = term.amount * 60, received.astimezone(SEOUL).replace(tzinfo=None)
    while now.date() < date(2027, 1, 1):
        if not _works(calendar, now.date()) or _paused(now.date(), left_out):
            now = datetime.combine(now.date() + ONE_DAY, time())
            continue
        left -= _open(calendar, now.time())
        now += ONE_MINUTE
        if not left:
            return now.replace(tzinfo=SEOUL)
    return None


def day_by_day(calendar: WorkingCalendar, term: Term, received: datetime, left_out: list[Pause]) -> date | None:
    """For terms in working days, calendar days and weeks."""
    local = received.astimezone(SEOUL)
    day = local.date()
    closed = calendar.hours[-1].end != time(0) and local.time() >= calendar.hours[-1].end
    if not term.late_filing_counts and closed and _works(calendar, day):
        day += ONE_DAY
    if not term.first_day_counts:
        day += ONE_DAY
    left = term.amount * (7 if term.unit is Unit.WEEKS else 1)
    while day < date(2027, 12, 31):
        works = _works(calendar, day)
        if not _paused(day, left_out):
            left -= works or term.unit is not Unit.DAYS
            if left <= 0 and (works or (term.unit is not Unit.DAYS and not term.moves_on)):
                return day
        day += ONE_DAY
    return None


@settings(max_examples=60)
@given(st.data(), calendars(), hour_terms, instants)
def test_hours_agree_with_counting_minute_by_minute(
    data: st.DataObject, calendar: WorkingCalendar, term: Term, received: datetime
) -> None:
    left_out = data.draw(near(received))
    assert due(calendar, term, received, left_out) == minute_by_minute(calendar, term, received, left_out)


@settings(max_examples=300)
@given(st.data(), calendars(), day_terms | date_terms, instants)
def test_days_agree_with_counting_day_by_day(
    data: st.DataObject, calendar: WorkingCalendar, term: Term, received: datetime
) -> None:
    left_out = data.draw(near(received))
    found = due(calendar, term, received, left_out)
    day = day_by_day(calendar, term, received, left_out)
    assert (found and found.astimezone(SEOUL).date()) == day


# --- what always holds ------------------------------------------------------------------------------------------


@given(st.data(), calendars(), any_term, instants, st.integers(0, 40 * 24 * 60))
def test_who_comes_later_is_never_due_earlier(
    data: st.DataObject, calendar: WorkingCalendar, term: Term, received: datetime, minutes: int
) -> None:
    # Months differ in length, so a pause on the first of their days can tell two neighbours apart.
    left_out = [] if term.unit is Unit.MONTHS else data.draw(near(received))
    later = received.astimezone(UTC) + timedelta(minutes=minutes)
    one, other = due(calendar, term, received, left_out), due(calendar, term, later, left_out)
    assert (one or NEVER) <= (other or NEVER)


@given(st.data(), calendars(), any_term, instants)
def test_a_due_date_is_a_time_at_which_somebody_works(
    data: st.DataObject, calendar: WorkingCalendar, term: Term, received: datetime
) -> None:
    assume(term.moves_on)
    left_out = data.draw(near(received))
    found = due(calendar, term, received, left_out)
    assume(found)
    assert found is not None
    assert found > received
    # The minute before: where the place works to midnight, the end belongs to the day before.
    last = (found - ONE_MINUTE).astimezone(SEOUL)
    assert _works(calendar, last.date())
    assert not _paused(last.date(), left_out)
    if term.unit is Unit.HOURS:
        assert _open(calendar, last.time())


@given(st.data(), calendars(), any_term, instants)
def test_what_is_counted_adds_up_to_the_term(
    data: st.DataObject, calendar: WorkingCalendar, term: Term, received: datetime
) -> None:
    found = count(calendar, term, received, data.draw(near(received)))
    days = [received.date() + timedelta(days=i) for i in range(len(found.days))]
    assert [day.on for day in found.days] == days
    assert [day.total for day in found.days] == [sum(d.counted for d in found.days[: i + 1]) for i in range(len(days))]
    assert all(bool(day.counted) != bool(day.left_out) for day in found.days)
    if found.due_at:
        assert found.days[-1].total == found.length
        assert found.days[-1].on == found.due_on or term.unit is Unit.HOURS
    else:
        assert found.waiting is not None
        assert found.days[-1].total <= found.length


@given(st.data(), calendars(), hour_terms, instants)
def test_the_time_from_receipt_to_due_is_the_term(
    data: st.DataObject, calendar: WorkingCalendar, term: Term, received: datetime
) -> None:
    left_out = data.draw(near(received, ended=True))
    found = due(calendar, term, received, left_out)
    assert found is not None
    assert elapsed_working_minutes(calendar, received, found, left_out) == term.amount * 60


@given(st.data(), calendars(), any_term, instants, holidays)
def test_one_more_holiday_never_makes_it_earlier(
    data: st.DataObject, calendar: WorkingCalendar, term: Term, received: datetime, holiday: Holiday
) -> None:
    left_out = data.draw(near(received))
    before = due(calendar, term, received, left_out)
    after = due(calendar.with_holidays([holiday]), term, received, left_out)
    # After closing time on a day that becomes a holiday nothing is late any more, and day one stays where it was.
    assume(holiday.on != received.date() or term.late_filing_counts)
    assert (before or NEVER) <= (after or NEVER)


@given(st.data(), calendars(), any_term, instants)
def test_one_more_pause_never_makes_it_earlier(
    data: st.DataObject, calendar: WorkingCalendar, term: Term, received: datetime
) -> None:
    left_out = data.draw(near(received))
    fewer = due(calendar, term, received, left_out[1:])
    assert (fewer or NEVER) <= (due(calendar, term, received, left_out) or NEVER)


@given(
    calendars(), instants, st.integers(0, 60 * 24 * 60), st.integers(0, 60 * 24 * 60), st.lists(pauses(), max_size=3)
)
def test_time_adds_up(
    calendar: WorkingCalendar, begin: datetime, first: int, second: int, left_out: list[Pause]
) -> None:
    middle = begin.astimezone(UTC) + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    parts = [
        elapsed_working_minutes(calendar, begin, middle, left_out),
        elapsed_working_minutes(calendar, middle, end, left_out),
    ]
    assert min(parts) >= 0
    assert elapsed_working_minutes(calendar, begin, end, left_out) == sum(parts)


@given(st.data(), calendars(), any_term, instants)
def test_calendar_and_deadline_come_back_from_json(
    data: st.DataObject, calendar: WorkingCalendar, term: Term, received: datetime
) -> None:
    found = count(calendar, term, received, data.draw(near(received)))
    assert Deadline.model_validate_json(found.model_dump_json()) == found
    again = WorkingCalendar.model_validate_json(calendar.model_dump_json())
    assert again == calendar
    assert due(again, term, received) == due(calendar, term, received)


@given(
    st.sampled_from(["America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "Australia/Lord_Howe"]),
    any_term,
    st.datetimes(datetime(2025, 1, 2), datetime(2026, 6, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - as above
    st.sampled_from([(Hours(begin=time(9), end=time(18)),), (Hours(begin=time(0), end=time(0)),)]),
)
def test_zones_that_move_their_clocks_are_counted_too(
    zone: str, term: Term, received: datetime, spans: tuple[Hours, ...]
) -> None:
    calendar = WorkingCalendar(zone=zone, hours=spans, first_year=FIRST.year, last_year=LAST.year)
    found = count(calendar, term, received)
    assert found.due_at is not None
    assert found.due_at > received - timedelta(hours=1)
    assert found.due_on == found.days[-1].on or term.unit is Unit.HOURS
