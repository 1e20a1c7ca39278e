"""What the store said at an earlier moment, through the library's own door."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import qms
from qms import errors, i18n
from qms.base.period import Period
from qms.kinds import kind
from tests.office import BEGIN, NOBODY, SEOUL, SUPPORT_STAFF
from tests.verify.busy import busy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

DAY = BEGIN.date()
H1 = Period.of("2026H1")


def _last(office: Office) -> int:
    return office.registry.checkpoint()[1] - 1


def test_a_day_is_known_to_its_end_in_the_organisations_zone(office: Office) -> None:
    office.clock.now = datetime(2026, 3, 4, 23, 59, 59, 999_999, tzinfo=SEOUL)
    late = office.receive().code
    office.clock.ahead(seconds=1)
    later = office.receive().code
    office.clock.ahead(days=3)
    then = office.registry.as_of(date(2026, 3, 4))
    assert [one.code for one in then.cases.all()] == [late]
    assert [one.code for one in office.registry.as_of(date(2026, 3, 5)).cases.all()] == [late, later]
    assert then.facts().on == date(2026, 3, 4)
    with pytest.raises(errors.NoRecord):
        then.cases.get(later)


def test_an_instant_and_a_position_name_moments_too(office: Office) -> None:
    first = office.receive().code
    at = office.clock.now
    office.clock.ahead(hours=1)
    second = office.receive().code
    assert [one.code for one in office.registry.as_of(at).cases.all()] == [first]
    last = _last(office)
    assert [one.code for one in office.registry.as_of(last).cases.all()] == [first, second]
    assert [one.code for one in office.registry.as_of(last - 1).cases.all()] == [first]


def test_what_was_recorded_late_was_not_known_when_it_happened(office: Office) -> None:
    happened = office.clock.now
    office.clock.ahead(days=10)
    case = office.by(SUPPORT_STAFF, at=happened).cases.receive(
        type=qms.CaseType.INQUIRY,
        channel=qms.Channel.PHONE,
        title="늦게 적은 문의",
        name="홍길동",
        contact="010-0000-0000",
    )
    assert case.received_at == happened.astimezone(UTC)
    assert office.registry.as_of(DAY).cases.all() == []
    assert office.registry.as_of(DAY + timedelta(days=10)).cases.all() == [case]


@pytest.mark.req("I-753.2c")
def test_a_record_is_shown_with_the_values_it_had(office: Office) -> None:
    case = office.receive()
    office.clock.ahead(days=1)
    changed = office.registry.cases.assign(case.code, department="support")
    assert changed.version == 2
    then = office.registry.as_of(DAY)
    assert then.cases.get(case.code) == case
    assert [one.version for one in then.history(case.code)] == [1]
    assert office.registry.cases.get(case.code) == changed


def test_the_organisation_is_the_one_known_then(office: Office) -> None:
    office.clock.ahead(days=1)
    office.registry.departments.rename("support", name_ko="고객지원팀", name_en="Customer Support Team")
    office.clock.ahead(days=1)
    office.registry.people.leave(NOBODY, until=office.clock.now.date())
    then, now = office.registry.as_of(DAY).facts(), office.registry.facts()
    assert then.directory.departments["support"].name_ko == "기업지원팀"
    assert now.directory.departments["support"].name_ko == "고객지원팀"
    assert then.directory.departments["support"].earlier == ()
    assert then.directory.people[NOBODY].until is None
    assert now.directory.people[NOBODY].until is not None


def test_figures_count_what_was_known(office: Office) -> None:
    office.receive()
    office.clock.ahead(days=1)
    office.receive()
    for when, n in ((DAY, 1), (DAY + timedelta(days=1), 2)):
        (found,) = office.registry.as_of(when).figures.read("case.received", H1)
        (behind,) = office.registry.as_of(when).figures.behind("case.received", H1)
        assert (found.n, len(behind.counted)) == (n, n)


def test_the_checkpoint_of_a_moment_is_the_one_taken_then(office: Office) -> None:
    then = office.registry.checkpoint()
    office.clock.ahead(days=1)
    office.receive()
    assert office.registry.as_of(DAY).checkpoint() == then
    assert office.registry.as_of(then[1] - 1).checkpoint() == then


def test_nothing_can_be_recorded_in_the_past(office: Office) -> None:
    case = office.receive()
    size = _last(office)
    then = office.registry.as_of(DAY)
    with pytest.raises(errors.PastIsFixed):
        then.cases.assign(case.code, department="support")
    with pytest.raises(errors.PastIsFixed), then.batch():
        pass
    then.close()
    assert _last(office) == size
    assert office.registry.cases.get(case.code) == case


@pytest.mark.req("ASVS-1.4.2")
def test_a_moment_of_which_nothing_is_known_is_refused(office: Office) -> None:
    last = _last(office)
    for wrong in (last + 1, -1, 10**12):
        with pytest.raises(errors.BeyondTheEnd) as beyond:
            office.registry.as_of(wrong)
        assert beyond.value.last == last
    with pytest.raises(errors.BeforeTheBeginning):
        office.registry.as_of(date(2020, 1, 1))
    for future in (DAY + timedelta(days=1), date.max, office.clock.now + timedelta(seconds=1)):
        with pytest.raises(errors.NotKnownYet):
            office.registry.as_of(future)
    assert office.registry.as_of(DAY).checkpoint()[1] == last + 1
    with pytest.raises(errors.NotKnownYet):
        office.registry.as_of(last - 1).as_of(DAY + timedelta(days=1))


@pytest.mark.parametrize(
    "wrong",
    [True, False, BEGIN.replace(tzinfo=None), datetime.min.replace(tzinfo=SEOUL), datetime.max.replace(tzinfo=UTC)],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_names_no_moment_is_refused(office: Office, wrong: datetime) -> None:
    with pytest.raises(errors.BadMoment) as refused:
        office.registry.as_of(wrong)
    assert refused.value.text == str(wrong)
    assert "datetime" in refused.value.hint("en")
    assert "datetime" in refused.value.hint("ko")


def test_only_the_present_is_verified_copied_or_bundled(office: Office, tmp_path: Path) -> None:
    from qms.exchange.bundle import write_bundle
    from qms.exchange.bundle.database import copy_store

    then = office.registry.as_of(_last(office))
    kept = then.checkpoint()[1:]
    office.receive()
    for refused in (
        lambda: copy_store(then.store, tmp_path / "copy.db"),
        lambda: write_bundle(then.store, tmp_path / "all.zip"),
        then.verify,
        lambda: then.verify(kept),
    ):
        with pytest.raises(errors.PresentOnly) as fault:
            refused()
        assert fault.value.position == kept[0] - 1
        for language in i18n.LANGUAGES:
            assert str(kept[0] - 1) in fault.value.say(language)
            assert "--against" in fault.value.hint(language)
    assert list(tmp_path.glob("*.zip")) + list(tmp_path.glob("copy*")) == []
    assert office.registry.verify(against=kept) == ()


def test_a_past_of_the_past_ends_where_the_first_ends(office: Office) -> None:
    office.receive()
    last = _last(office)
    before = office.registry.as_of(last - 1)
    with pytest.raises(errors.BeyondTheEnd):
        before.as_of(last)
    assert before.as_of(last - 2).checkpoint()[1] == last - 1


def test_after_a_clock_went_back_the_order_of_positions_holds(office: Office) -> None:
    office.clock.ahead(days=30)
    april = office.receive().code
    office.clock.ahead(days=-20)
    march = office.receive().code
    office.clock.ahead(days=40)
    may = office.receive().code
    codes = [one.code for one in office.registry.as_of(DAY + timedelta(days=10)).cases.all()]
    assert codes == [april, march]
    assert may not in codes


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_personal_value_that_was_erased_since_is_gone_in_the_past_too(office: Office) -> None:
    case = office.receive()
    office.clock.ahead(days=1)
    office.registry.cases.assign(case.code, department="support")
    assert office.registry.as_of(DAY).cases.get(case.code).customer_name == "홍길동"
    with office.registry.store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM personal WHERE code = :code"), {"code": case.code})
    then = office.registry.as_of(DAY).cases.get(case.code)
    assert (then.customer_name, then.title, then.version) == (None, None, 1)


@pytest.mark.req("ALCOA-Available", "I-753.2c")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_kind_is_shown_as_each_of_its_acts_left_it(office: Office) -> None:
    busy(office)
    with office.registry.reading() as reading:
        told = list(reading.entries())
    for entry in told[-40:]:
        then = office.registry.as_of(entry.position)
        record = then.get(kind(entry.kind), entry.code)
        assert record.version == entry.version
        assert record in then.find(kind(entry.kind))
        assert [one.position for one in then.history(entry.code)][-1] == entry.position


def test_figures_read_together_are_those_read_one_by_one_now_and_then(office: Office) -> None:
    office.receive()
    office.clock.ahead(days=1)
    office.registry.cases.assign(office.receive().code, department="support")
    ids = [one.id for one in office.registry.figures.all()]
    for view, n in ((office.registry, 2), (office.registry.as_of(DAY), 1)):
        together = view.figures.several(ids, H1)
        assert [one.figure for one in together] == ids
        assert list(together) == [one for id in ids for one in view.figures.read(id, H1)]
        assert next(one.n for one in together if one.figure == "case.received") == n
