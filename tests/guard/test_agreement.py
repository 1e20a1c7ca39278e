"""The database's evaluation of authority beside the library's: every person, act and department, on several days."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest

from qms.organisation.authority import permitted
from qms.organisation.terms import CaseType
from tests.office import PEOPLE, QUALITY

if TYPE_CHECKING:
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql
DAYS = (date(2026, 1, 15), date(2026, 3, 3), date(2026, 5, 15))
ASK = (
    "SELECT p, a, d, t FROM unnest(%s::text[]) p, unnest(%s::text[]) a, unnest(%s::text[]) d, unnest(%s::text[]) t"
    " WHERE qms_guard.permitted(p, a, nullif(d, ''), CASE WHEN a LIKE 'case.%%' THEN t END, %s)"
)


@pytest.mark.parametrize("day", DAYS)
def test_the_database_permits_what_the_library_permits(guarded: GuardedOffice, day: date) -> None:
    facts = guarded.registry.facts()
    acts = sorted(facts.profile.authority)[::3]
    people, places = (QUALITY, *PEOPLE), ("", *facts.directory.departments)
    types = (CaseType.COMPLAINT, CaseType.INTEGRITY)
    directory = facts.directory
    expected = {
        (person, act, place, type_.value)
        for person in people for act in acts for place in places for type_ in types
        if permitted(
            facts.profile, act, directory.held(person, day), directory.current(place, day) or place or None,
            partial(directory.below, on=day), of=type_ if act.startswith("case.") else None,
        )
    }  # fmt: skip
    with guarded.administrator() as admin:
        admin.execute("SET search_path = qms_guard, public")
        given = (list(people), acts, list(places), [one.value for one in types], day)
        found = {tuple(row) for row in admin.execute(ASK, given)}
    assert found == expected
    assert expected
