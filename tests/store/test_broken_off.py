"""An act that breaks off at any statement leaves nothing of itself; done again, it is whole."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

import qms
from qms import errors
from qms.records.capa import ActionItem
from tests.office import GROWTH_HEAD, QUALITY, SUPPORT_HEAD

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tests.office import Office


WRITES = ("INSERT", "UPDATE", "DELETE")


class Broken(Exception):
    """Stands for whatever may happen at any moment."""


@contextmanager
def _breaking_at(office: Office, number: int) -> Generator[list[str]]:
    """Break off at the n-th statement that writes, from 1; gives those that were reached."""
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        if statement.startswith(WRITES):
            seen.append(statement)
        if len(seen) == number:
            raise Broken

    engine = office.registry.store.engine
    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)


def _everything(office: Office) -> dict[str, list[Any]]:
    with office.registry.store.engine.connect() as connection:
        return {
            table: sorted(map(repr, connection.execute(sa.text(f'SELECT * FROM "{table}"')).all()))  # noqa: S608 - ours
            for table in sa.inspect(connection).get_table_names()
        }


def _case(office: Office) -> Callable[[], object]:
    case = office.receive(department="support", text="두 번 취소")
    office.registry.cases.assign(case.code, department="support")
    return lambda: office.by(SUPPORT_HEAD).cases.acknowledge(case.code, via=qms.Medium.SMS, told="접수했습니다")


def _receipt(office: Office) -> Callable[[], object]:
    return lambda: office.receive(text="두 번 취소", address="전남 순천시")


def _plan(office: Office) -> Callable[[], object]:
    capa = office.registry.capas.open(title="이중 예약", problem="두 번", department="support", owner=SUPPORT_HEAD)
    office.registry.capas.contain(capa.code, what="손으로 확인")
    office.registry.capas.analyse(capa.code, cause="번호", verified="재현", whys=("왜", "왜"))
    actions = [ActionItem(text="잠금", owner=SUPPORT_HEAD, due_on=date(2026, 4, n)) for n in (1, 2, 3)]
    return lambda: office.registry.capas.plan(
        capa.code, actions=actions, implement_by=date(2026, 4, 9), criterion="없음", check_on=date(2026, 6, 1),
        checker=GROWTH_HEAD,
    )  # fmt: skip


def _review(office: Office) -> Callable[[], object]:
    return lambda: office.registry.reviews.compile("2025H2")


@pytest.mark.req("ASVS-2.2")
@pytest.mark.parametrize("prepare", [_receipt, _case, _plan, _review], ids=["receipt", "acknowledge", "plan", "review"])
def test_an_act_that_breaks_off_leaves_nothing(
    office: Office, prepare: Callable[[Office], Callable[[], object]]
) -> None:
    act = prepare(office)
    before = _everything(office)
    broken: list[str] = []
    while True:
        with _breaking_at(office, len(broken) + 1) as seen:
            try:
                act()
                break
            except Broken:
                broken.append(seen[-1])
        assert _everything(office) == before, seen[-1]
    assert {statement.split()[0] for statement in broken} == {"INSERT", "UPDATE"}
    assert any("entries" in statement for statement in broken)
    assert _everything(office) != before
    assert office.registry.verify() == ()


def test_a_batch_that_breaks_off_leaves_nothing_even_where_the_caller_goes_on(office: Office) -> None:
    case = office.receive(department="support")
    before = _everything(office)

    def go_on() -> None:
        with office.registry.batch() as registry:
            registry.cases.assign(case.code, department="equipment")
            with _breaking_at(office, 9999) as seen:
                registry.cases.assign(case.code, department="support")
            with _breaking_at(office, len(seen)), pytest.raises(Broken):
                registry.cases.assign(case.code, department="planning")
            registry.cases.assign(case.code, department="growth")

    with pytest.raises(errors.BatchBroken) as refused:
        go_on()
    assert refused.value.say("ko")
    assert _everything(office) == before
    assert office.by(QUALITY).cases.assign(case.code, department="support").version == 2
    assert office.registry.verify() == ()


@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.needs_postgresql)], indirect=True)
def test_a_question_that_the_server_gave_the_batch_up_for_is_not_passed_over(office: Office) -> None:
    case = office.receive(department="support")
    before = _everything(office)

    def go_on() -> None:
        with office.registry.batch() as registry:
            registry.cases.assign(case.code, department="equipment")
            with pytest.raises(DatabaseError):
                registry.cases.find(version=10**12)

    # The server answers a commit after that with a rollback, and no error.
    with pytest.raises(errors.BatchBroken):
        go_on()
    assert _everything(office) == before
