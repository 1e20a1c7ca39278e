"""Departments and people by their code or their name."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from qms_cli.faults import UnknownDepartment, UnknownPerson
from qms_cli.suggest import near

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qms_cli.session import Session


def department(session: Session, text: str) -> str:
    """The code of the department that has this code or, in either language, this name; once had it, or will have."""
    every = session.facts.directory.departments.values()
    today = [(one.code, one.near(session.facts.today)) for one in every]
    names = [(code, (code, one.name_ko, one.name_en)) for code, one in today]
    # Who types the name of before, or that of after, means it too, unless somebody bears it today.
    others = [(one.code, (state.name_ko, state.name_en)) for one in every for state in one.states()]
    found = _only(text, names) or _only(text, others)
    if found is None:
        raise UnknownDepartment(text=text, near=near(text, (name for _, of in names for name in of)))
    return found


def person(session: Session, text: str) -> str:
    """The code of the person who has this code, or alone has this name."""
    people = session.facts.directory.people.values()
    names = [(one.code, tuple(filter(None, (one.code, one.name)))) for one in people]
    found = _only(text, names)
    if found is None:
        raise UnknownPerson(text=text, near=near(text, (name for _, of in names for name in of)))
    return found


def _only(text: str, names: Iterable[tuple[str, tuple[str, ...]]]) -> str | None:
    wanted = _plain(text)
    found = {code for code, of in names if any(_plain(name) == wanted for name in of)}
    return found.pop() if len(found) == 1 else None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
