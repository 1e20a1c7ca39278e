"""Profiles as the whole program sees them: what one speaks of must be there before it is put in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.base.act import Enters
from qms.compile.carrying import known
from qms.errors import InvalidProfile
from qms.organisation import rules
from qms.organisation.profile import Profile, load_profile
from qms.organisation.profile_faults import strange
from qms.organisation.rooms import Profiles

if TYPE_CHECKING:
    from pathlib import Path

    from qms.organisation.facts import Facts
    from qms.organisation.model import AdoptedProfile


def chosen(source: str | Path | Profile) -> Profile:
    """The profile that is to be put in force: one of the house by its name, a file by its path, or the profile itself.

    Raises:
        NoProfile: there is none of this name, or no file that can be read.
        InvalidProfile: it has faults, or speaks of acts, figures, registers or fields that the program has not and
            that are not to come; all of them at once.

    """
    if not isinstance(source, Profile):
        return load_profile(source, known())
    if found := strange(source, known()):
        raise InvalidProfile(name=source.id, faults=found)
    return source


def adopt_profile(facts: Facts, *, profile: Profile, code: str | None = None) -> AdoptedProfile:
    """Put a profile in force that speaks of nothing that is not there; ``code`` None: its id."""
    return rules.adopt_profile(facts, profile=chosen(profile), code=code)


class CheckedProfiles(Profiles):
    """The profile in force, and what came before it."""

    adopt = Enters(adopt_profile)
