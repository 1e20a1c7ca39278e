"""A profile is put in force only where the program has what it speaks of, by whatever door it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.compile.carrying import carried, coming, known
from qms.organisation import rules
from qms.organisation.profile import load_profile
from qms.organisation.rooms import PROFILE
from qms.organisation.settings import Target
from tests.marks import BOTH_PROFILES
from tests.office import QUALITY, TOP, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from qms.organisation.profile import Profile
    from tests.office import Office

WRONG = {
    "authority.case.anwser": "authority.case.anwser: there is no act 'case.anwser'",
    "targets.case.mised.figure": "targets.case.mised.figure: there is no figure 'case.mised'",
}


def _strange(name: str) -> Profile:
    profile = load_profile(name)
    target = Target.model_validate({**dict(profile.targets[0]), "figure": "case.mised"})
    return profile.model_copy(
        update={
            "id": "strange",
            "authority": {**profile.authority, "case.anwser": {}},
            "targets": (*profile.targets, target),
        }
    )


def _told(refused: pytest.ExceptionInfo[errors.InvalidProfile]) -> dict[str, str]:
    return {one.place: one.say("en") for one in refused.value.faults}


@BOTH_PROFILES
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_the_program_has_not_is_not_adopted(office: Office, profile: str) -> None:
    before = office.registry.checkpoint()
    with pytest.raises(errors.InvalidProfile) as refused:
        office.by(TOP).profiles.adopt(profile=_strange(profile))
    assert _told(refused) == WRONG
    assert office.registry.checkpoint() == before
    later = load_profile(profile).model_copy(update={"id": "later"})
    assert office.by(TOP).profiles.adopt(profile=later).code == "later"


@BOTH_PROFILES
def test_no_store_begins_with_it_either(tmp_path: Path, profile: str) -> None:
    place = tmp_path / "records.db"
    with pytest.raises(errors.InvalidProfile) as refused:
        qms.create(place, actor=QUALITY, name="서하나", profile=_strange(profile), clock=Clock())
    assert _told(refused) == WRONG
    assert not place.exists()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_profile_that_another_version_took_is_read_all_the_same(office: Office) -> None:
    """What is in force is never refused; of its rows it is said what is not there."""
    strange = _strange("technopark")
    row = strange.duties[0].model_copy(update={"shown_by": ("register:canteens",)})
    strange = strange.model_copy(update={"duties": (row,)})
    office.by(TOP).enter(PROFILE, "adopt", lambda facts: rules.adopt_profile(facts, profile=strange))
    assert office.receive(department="support").code == "CS-2026-0001"
    found = carried(office.registry.facts().profile, known(), coming())
    assert [(one.state.value, one.missing[0].ref) for one in found if one.row.id == row.id] == [
        ("open", "register:canteens")
    ]
