"""Profiles: which there are, how one differs from that in force, and putting one in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms import i18n
from qms.organisation.differing import AUTHORITY, differences
from qms.organisation.profile import load_profile, profiles
from qms.organisation.terms import Role
from qms_cli import carriage
from qms_cli.beginning import profile_of
from qms_cli.profiles import act_label
from qms_cli.show.result import Named, Rows

if TYPE_CHECKING:
    from qms.organisation.differing import Difference
    from qms.organisation.model import AdoptedProfile
    from qms.organisation.profile import Profile
    from qms_cli.desk import Desk

IN_FORCE, ADOPTED, TRAVELS = "in_force", "adopted", "travels"


def listed(desk: Desk) -> Rows:
    """Profiles that the organisation adopted, the one in force last, and those that travel with the program."""
    rows = [*_adopted(desk), *(_row(desk, name, load_profile(name), TRAVELS, None) for name in profiles())]
    return Rows(
        "qms.profile/1", desk.columns("code", "name", "edition", "state", "since"), tuple(rows), many="profiles"
    )


def _adopted(desk: Desk) -> list[dict[str, object]]:
    from qms.organisation.adopted import understood

    found: list[tuple[int, AdoptedProfile, dict[str, object]]] = []
    for one in desk.registry.profiles.all():
        entry = desk.registry.history(one.code)[-1]
        day = entry.recorded_at.astimezone(desk.session.facts.zone).date()
        found.append((entry.position, one, _row(desk, one.code, understood(one.content), ADOPTED, day)))
    rows = [row for _, _, row in sorted(found, key=lambda one: one[0])]
    rows[-1]["state"] = _state(desk, IN_FORCE)
    return rows


def _row(desk: Desk, code: str, profile: Profile, state: str, since: object) -> dict[str, object]:
    return {
        "code": code,
        "name": desk.spoken(profile.name),
        "edition": profile.edition,
        "state": _state(desk, state),
        "since": since,
    }


def _state(desk: Desk, state: str) -> Named:
    return Named(state, desk.say(f"profile.state.{state}"))


def compared(desk: Desk, source: str) -> Rows:
    """Every value in which a profile differs from the one in force."""
    found = differences(desk.session.facts.profile, profile_of(source))
    rows = tuple({"place": _place(desk, one.place), **_values(desk, one)} for one in found)
    columns = desk.columns("place", "before", "after")
    same = desk.say("profile.same")
    return Rows("qms.profile_difference/1", columns, rows, many="differences", empty=same, wrapped=True)


def _place(desk: Desk, place: str) -> Named:
    """Where a value stands: the part of the profile in words, and the way to it behind."""
    part, _, rest = place.partition(".")
    keys = (f"compile.part.{part}", f"organisation.profile.field.{part}")
    words = next((i18n.text(key, desk.language) for key in keys if i18n.has(key)), part)
    below = act_label(desk, rest) if part == AUTHORITY else rest.replace(".", " – ")
    return Named(place, f"{words}: {below} ({place})" if rest else f"{words} ({place})")


def _values(desk: Desk, one: Difference) -> dict[str, object]:
    """What the two profiles say; of an act, the roles and how far they may do it, in words."""
    said: dict[str, object] = {"before": one.before, "after": one.after}
    if not one.place.startswith(f"{AUTHORITY}."):
        return said
    return {name: value and Named(str(value), _allowed(desk, str(value))) for name, value in said.items()}


def _allowed(desk: Desk, spelled: str) -> str:
    profile = desk.session.facts.profile
    pairs = (one.split(" ") for one in spelled.split(", "))
    return ", ".join(
        f"{profile.role_label(Role(role), desk.language)}: {desk.say(f'scope.{scope}')}" for role, scope in pairs
    )


def adopt(desk: Desk, source: str) -> AdoptedProfile:
    """Put a profile in force, under its id or, where that is taken, its id and the next number."""
    profile = profile_of(source)
    room = desk.acting.profiles
    taken = {one.code for one in room.all()}
    codes = (profile.id, *(f"{profile.id}-{number}" for number in range(2, len(taken) + 3)))
    made = room.adopt(profile=profile, code=next(code for code in codes if code not in taken))
    if nobodys := carriage.unpermitted(profile):
        desk.note(desk.say("init.unpermitted", acts=", ".join(nobodys)))
    return made
