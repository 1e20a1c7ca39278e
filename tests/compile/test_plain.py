"""A review under plain ISO 9001: the same records, the same counting, another organisation's words and agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qms
from qms.packet import render_html
from qms.records.review import Conclusion, DecisionKind
from tests.compile.conftest import PERIODS
from tests.compile.looking import section
from tests.compile.test_numbers import assert_counted
from tests.compile.world import NOW, filled_in, reopened
from tests.office import PLAIN, QUALITY, SUPPORT_HEAD, TOP, Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOT_THERE = frozenset({"case.no_visit_share", "case.audit_reports"})
"""Never printed; printed where there is an office that such reports go to."""

FOREIGN = ("테크노파크", "technopark", "민원", "petitions", "감사실", "JNTP")


@pytest.fixture(scope="module")
def plain_file(founding: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records around the edges of periods under plain ISO 9001, in a closed file."""
    return filled_in(founding(PLAIN), tmp_path_factory.mktemp("plain") / "records.db")


@pytest.fixture
def plain(plain_file: Path, tmp_path: Path) -> Iterator[Office]:
    """The same, open; it is the test's own."""
    with reopened(plain_file, tmp_path / "plain.db") as office:
        yield office


@pytest.mark.parametrize("spelled", PERIODS)
def test_every_figure_is_what_counting_by_hand_gives(plain: Office, spelled: str) -> None:
    registry = plain.registry
    snapshot = registry.reviews.content(registry.reviews.compile(spelled).code).snapshot
    assert_counted(snapshot, spelled, registry.cases.all(), registry.capas.all(), NOT_THERE)


def test_a_review_goes_its_whole_way_and_is_printed_without_a_word_of_the_technopark(plain: Office) -> None:
    reviews = plain.registry.reviews
    code = reviews.compile("2026H1").code
    agenda = plain.registry.facts().profile.agenda
    draft = reviews.content(code).snapshot
    assert [one.key for one in draft.sections] == [one.key for one in agenda if one.input]
    owed = [one.key for one in draft.sections if one.state == "missing"]
    for key in owed:
        plain.by(TOP).reviews.accept_gap(
            code, key=key, reason="대장을 처음 만드는 해", owner=QUALITY, due_on=NOW.date()
        )
    reviews.freeze(code)
    top = plain.by(TOP).reviews
    judged = {"suitable": Conclusion.YES, "adequate": Conclusion.YES, "effective": Conclusion.PARTLY}
    top.hold(code, attendees=((TOP, qms.Role.TOP_MANAGEMENT),), minutes="회의록", chair=TOP, **judged)
    top.decide(code, kind=DecisionKind.IMPROVEMENT, text="응대 절차 개선", owner=SUPPORT_HEAD, due_on=NOW.date())
    top.approve(code)
    assert section(reviews.content(code).snapshot, "c1") == section(draft, "c1")
    for language in ("ko", "en"):
        page = render_html(reviews.content(code), language=language)
        assert [
            word for word in ("테크노파크", "technopark", "민원", "petitions", "감사실", "JNTP") if word in page
        ] == []
    assert plain.registry.verify() == ()
