"""By whom a role is given, as the command line shows it, and where the doctor has doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qms.organisation import giving
from qms.organisation.rules import refuse_untitled
from qms_cli.show.result import Named, Page
from qms_cli.words import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qms.organisation.terms import Role
    from qms_cli.desk import Desk


def page(desk: Desk, role: Role) -> Page:
    """What a role is called, over what it is held, who holds it today, and who may give it."""
    facts = desk.session.facts
    refuse_untitled(role, facts)
    profile, title = facts.profile, facts.profile.roles[role]
    named, may = giving.named(profile, role), _may(desk, role)
    holders = facts.directory.holders(role, facts.today)
    values: dict[str, object] = {
        "role": Named(role.value, profile.role_label(role, desk.language)),
        "over": ", ".join(label(one, desk.language) for one in title.over),
        "given_by": ", ".join(profile.role_label(one, desk.language) for one in named) or desk.told("giving.anybody"),
        "may_give": _people(desk, may) or desk.told("nobody"),
        "holders": _people(desk, holders) or desk.told("nobody"),
    }
    document = {
        "role": role.value, "over": title.over, "given_by": named, "may_give": may, "holders": holders,
    }  # fmt: skip
    return Page("qms.role/1", desk.say("giving.title"), desk.fields(values), document)


def _may(desk: Desk, role: Role) -> tuple[str, ...]:
    facts = desk.session.facts
    directory, day = facts.directory, facts.today
    found = giving.givers(facts.profile, directory, role, day)
    held = giving.owners if giving.begun(facts.profile, directory, role, day) else type(directory).holders
    return tuple(dict.fromkeys(who for one in found for who in held(directory, one, day)))


def _people(desk: Desk, codes: Iterable[str]) -> str:
    known = desk.session.facts.directory.people
    return ", ".join(f"{known[one].name} ({one})" if known[one].name else one for one in codes)


class Doubt(NamedTuple):
    """Roles that stand wrong in one way; ``hint`` is the key of the way on, and whether work stops."""

    roles: tuple[Role, ...]
    hint: str
    stops: bool


def doubts(desk: Desk) -> Iterator[Doubt]:
    """Roles that nobody is left to give, and roles kept for a second person that anybody may give who assigns roles."""
    facts = desk.session.facts
    lost = tuple(one for one in facts.profile.roles if not giving.can_be_given(facts, one))
    if lost:
        yield Doubt(lost, "doctor.giving_nobody", stops=True)
    kept = dict.fromkeys(one.role for one in facts.profile.reserved)
    free = tuple(one for one in kept if not giving.named(facts.profile, one))
    if free:
        yield Doubt(free, "doctor.giving_anybody", stops=False)


__all__ = ["Doubt", "doubts", "page"]
