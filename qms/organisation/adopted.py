"""A profile as it was put in force, understood by the words of its time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from qms.organisation.profile import Profile
from qms.organisation.terms import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

_SINCE_BRANCH: Final = "real_name"
"""A part that every profile spells which was put in force since there is a scope `Scope.BRANCH`."""


def understood(content: str) -> Profile:
    """The profile that a record of one holds.

    Before there was a scope for a department with all below it, the own department meant that: one put in force then
    permits now what it permitted.
    """
    spelled: dict[str, Any] = json.loads(content)
    if _SINCE_BRANCH in spelled:
        return Profile.model_validate_json(content)
    table: Mapping[str, Mapping[str, str]] = spelled["authority"]
    wider = {act: {role: _wider(scope) for role, scope in scopes.items()} for act, scopes in table.items()}
    return Profile.model_validate_json(json.dumps({**spelled, "authority": wider}))


def _wider(scope: str) -> str:
    return Scope.BRANCH if scope == Scope.OWN else scope
