"""Who may do what: deny by default (ISO 9001 5.3; manual R-*).

The table is data of the profile: act → role → scope. An act that it does not name is permitted to nobody, a
role that it does not name under an act has no part in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.organisation.terms import Role, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qms.organisation.profile import Profile
    from qms.organisation.terms import CaseType


def permitted(
    profile: Profile,
    act: str,
    held: Iterable[tuple[Role, str | None]],
    department: str | None,
    below: Callable[[str, str], bool],
    *,
    of: CaseType | None = None,
) -> bool:
    """Whether somebody who holds these roles may do ``act`` on a record of ``department``.

    Args:
        profile: brings the table.
        act: kind and verb, e.g. ``case.acknowledge``.
        held: the roles held that day, each with its department; None: held over the whole organisation.
        department: in charge of the record; None: the whole organisation, which a role over one
            department does not reach.
        below: ``below(ancestor, department)``: whether a department lies below another.
        of: type of the case, where the record is one: some types are reserved for one role.

    """
    scopes = profile.authority.get(act, {})
    return any(
        _reaches(scopes[role], place, department, below)
        for role, place in held
        if role in scopes and not _kept_from(profile, role, act, of)
    )


def permitted_everywhere(profile: Profile, act: str, held: Iterable[tuple[Role, str | None]]) -> bool:
    """Whether somebody who holds these roles may do ``act`` on what belongs to no department."""
    return permitted(profile, act, held, None, lambda _above, _below: False)


def roles_for(profile: Profile, act: str, *, of: CaseType | None = None) -> tuple[tuple[Role, Scope], ...]:
    """The roles that may do ``act`` and how far, in the order of `Role`; empty: nobody."""
    scopes = profile.authority.get(act, {})
    return tuple((role, scopes[role]) for role in Role if role in scopes and not _kept_from(profile, role, act, of))


def _reaches(scope: Scope, place: str | None, department: str | None, below: Callable[[str, str], bool]) -> bool:
    if scope is Scope.ALL or place is None:
        return True
    if department is None:
        return False
    return place == department or (scope is Scope.BRANCH and below(place, department))


def _kept_from(profile: Profile, role: Role, act: str, of: CaseType | None) -> bool:
    return any(one.case_type is of and one.role is not role and act not in one.save for one in profile.reserved)
