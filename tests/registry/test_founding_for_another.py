"""A body that takes over another's profile: its own name everywhere, the other's contacts nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qms
from qms.organisation.profile import Profile, load_profile, profiles
from tests.office import Clock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("profile", profiles())
def test_every_profile_of_the_house_can_be_taken_over(tmp_path: Path, profile: str) -> None:
    place = tmp_path / "records.db"
    theirs = ("하늘산업진흥원", "Haneul Industry Agency")
    with qms.create(place, actor="a", name="가", profile=profile, organisation=theirs, clock=Clock()) as registry:
        (adopted,) = registry.profiles.all()
        taken = Profile.model_validate_json(adopted.content)
        (root,) = registry.departments.all()
        assert (taken.name.ko, taken.name.en) == (root.name_ko, root.name_en) == theirs
        assert taken.contacts is None
        assert taken.authority == load_profile(profile).authority
        assert registry.verify() == ()
