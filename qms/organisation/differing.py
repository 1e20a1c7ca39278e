"""What changes for people when another profile is put in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qms.organisation.profile import Profile

AUTHORITY: Final = "authority"
"""The table of who may do what."""


class Difference(NamedTuple):
    """One value of two profiles: where it stands, and what each says there; None: nothing."""

    place: str
    before: str | None
    after: str | None


def differences(before: Profile, after: Profile) -> tuple[Difference, ...]:
    """Every value in which two profiles differ, in the order of the profile.

    A place is the way to the value, its steps joined by dots: a row is named by its id, one without by its
    number from 1; any other list is one value. An act with all the roles that may do it is one value too.
    """
    old, new = dict(_values(before)), dict(_values(after))
    return tuple(
        Difference(place, old.get(place), new.get(place))
        for place in {**old, **new}
        if old.get(place) != new.get(place)
    )


def _values(profile: Profile) -> Iterator[tuple[str, str]]:
    spelled = profile.model_dump(mode="json", exclude_none=True)
    table: Mapping[str, Mapping[str, str]] = spelled.pop(AUTHORITY)
    yield from _below("", spelled)
    for act, scopes in table.items():
        yield f"{AUTHORITY}.{act}", ", ".join(f"{role} {scope}" for role, scope in sorted(scopes.items()))


def _below(place: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever stands in a profile
    steps = _steps(value)
    if steps is None:
        yield place, ", ".join(map(str, _listed(value)))
        return
    for name, one in steps.items():
        yield from _below(f"{place}.{name}" if place else name, one)


def _steps(value: Any) -> Mapping[str, Any] | None:  # noqa: ANN401 - as above
    """What is below a value, by its name; None: nothing, it is a value itself."""
    if isinstance(value, dict):
        return cast("Mapping[str, Any]", value)
    rows = _listed(value)
    if rows and all(isinstance(one, dict) for one in rows):
        return {str(one.get("id", number)): one for number, one in enumerate(rows, 1)}
    return None


def _listed(value: object) -> list[Any]:
    return list(cast("Sequence[Any]", value)) if isinstance(value, list) else [value]
