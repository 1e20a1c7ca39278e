"""No row of a manual without a place or an issue: what the program carries, and what is still to come."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from qms.compile.carrying import Carriage, called, carried, coming, known
from qms.compile.snapshot import Words
from qms.kinds import KINDS, acts_of, kind, room_of
from qms.organisation.known import nobodys
from qms.organisation.profile import Profile, load_profile, profiles
from tests.marks import BOTH_PROFILES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

HANGUL = re.compile(r"[가-힣]")
HOUSE = [load_profile(name, known()) for name in profiles()]


def _technopark() -> Profile:
    return next(one for one in HOUSE if one.id == "technopark")


def test_each_row_of_the_manual_has_a_place_or_an_issue(root: Path) -> None:
    wanted = (root / "tests" / "data" / "requirement_ids.txt").read_text(encoding="utf-8").split()
    found = {one.row.id: one for one in carried(_technopark(), known(), coming())}
    assert sorted(found) == sorted(wanted)
    nowhere = [id for id, one in found.items() if not one.there and not one.missing]
    unissued = [id for id, one in found.items() if any(each.issue is None for each in one.missing)]
    assert (nowhere, unissued) == ([], [])


@pytest.mark.parametrize("profile", HOUSE, ids=lambda one: one.id)
def test_a_row_is_carried_partly_or_open_as_its_references_stand(profile: Profile) -> None:
    for one in carried(profile, known(), coming()):
        refs = {ref for ref in one.row.shown_by if ref not in coming()}
        assert set(one.there) == refs, one.row.id
        if one.state is Carriage.CARRIED:
            assert not one.missing
        else:
            assert (one.state is Carriage.OPEN) is (not one.there)


@pytest.mark.parametrize(
    ("id", "state", "refs"),
    [
        ("R-UH-1", "carried", set[str]()),
        ("C-1", "carried", set[str]()),
        ("R-UH-2", "partly", {"figure:capa.recurrence_share"}),
        ("R-ST-2", "carried", set[str]()),
        ("P-3.3", "partly", {"act:case.read", "register:accesses"}),
        ("P-2.7", "partly", {"figure:case.callback_hours"}),
        ("P-7.4", "open", {"act:case.note_conduct"}),
        ("I-9.2", "open", {"register:audits"}),
    ],
)
def test_what_is_missing_of_a_row_is_named(id: str, state: str, refs: set[str]) -> None:
    (found,) = (one for one in carried(_technopark(), known(), coming()) if one.row.id == id)
    assert (found.state, {one.ref for one in found.missing}) == (state, refs)


def test_what_was_built_is_struck_from_the_list_of_what_is_to_come() -> None:
    assert [ref for ref in coming() if known().has(ref)] == []


@pytest.mark.parametrize("profile", HOUSE, ids=lambda one: one.id)
def test_no_act_is_nobodys_in_the_profiles_of_the_house(profile: Profile) -> None:
    assert nobodys(profile, known()) == ()


def test_nothing_is_announced_that_no_row_waits_for() -> None:
    wanted = {ref for profile in HOUSE for row in profile.rows().values() for ref in row.shown_by}
    assert sorted(set(coming()) - wanted) == []


def test_what_a_row_of_another_version_names_is_open_without_an_issue() -> None:
    row = _technopark().services[0].model_copy(update={"shown_by": ("register:canteens",)})
    other = _technopark().model_copy(update={"services": (row,)})
    (found,) = (one for one in carried(other, known(), coming()) if one.row.id == row.id)
    assert (found.state, [(one.ref, one.issue) for one in found.missing]) == ("open", [("register:canteens", None)])


def test_each_thing_that_shows_a_row_is_called_by_a_name_that_people_know() -> None:
    refs = {ref for profile in HOUSE for row in profile.rows().values() for ref in row.shown_by}
    for ref in sorted(refs):
        words = called(ref)
        assert HANGUL.search(words.ko), ref
        assert words.en != ref, ref
        assert not HANGUL.search(words.en), ref


def test_the_acts_of_a_kind_are_those_of_its_front_and_of_its_life() -> None:
    of_every_kind = {"bring", "attach", "withdraw_attachment"}
    assert acts_of("calendar") == {f"calendar.{act}" for act in {"adopt", "add_holiday"} | of_every_kind}
    for name in KINDS:
        assert {f"{name}.{act}" for act in of_every_kind} <= acts_of(name)
    life = kind("review").lifecycle
    assert life
    assert {f"review.{act}" for act in life.acts()} <= acts_of("review")
    assert room_of("case").kind is kind("case")


@pytest.mark.req("I-4.3")
@BOTH_PROFILES
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_annex_of_a_review_holds_every_row_with_its_state_and_what_is_to_come(office: Office, profile: str) -> None:
    code = office.registry.reviews.compile("2026H1").code
    annex = office.registry.reviews.content(code).snapshot.registers[-1]
    found = carried(load_profile(profile), known(), coming())
    assert [row[0] for row in annex.rows] == [one.row.id for one in found]
    for row, one in zip(annex.rows, found, strict=True):
        assert row[1] == Words(ko=one.row.text.ko, en=one.row.text.en)
        assert (row[2] is None, row[4] is None) == (not one.there, not one.missing)
        for each in one.missing:
            assert isinstance(row[4], Words)
            assert each.what.ko in row[4].ko
            assert f"issue {each.issue}" in row[4].en
    counts = Counter(one.state.value for one in found)
    assert annex.note
    assert re.findall(r"\d+", annex.note.en) == [
        str(count) for count in (len(found), counts["carried"], counts["partly"], counts["open"])
    ]
