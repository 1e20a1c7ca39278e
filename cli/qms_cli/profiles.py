"""What the profile in force says, as tables: charter, duties, authority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms import i18n
from qms.kinds import KINDS, kind
from qms.organisation.profile import coverage_gaps
from qms.organisation.terms import Role
from qms_cli.show.result import Column, Lines, Named, Page, Rows
from qms_cli.words import label

if TYPE_CHECKING:
    from qms.organisation.profile import Profile
    from qms.organisation.rows import Duty
    from qms.organisation.standard import Commitment
    from qms_cli.desk import Desk

RESPONSIBLE: Final = "R"


def _profile(desk: Desk) -> Profile:
    return desk.session.facts.profile


def duties(desk: Desk, role: Role | None, clause: str | None) -> Rows:
    """The duties of a role (None: of all), of a clause and those below it (None: of all)."""
    profile = _profile(desk)
    found = [
        one for one in profile.duties if role in {None, one.role} and (clause is None or _under(clause, one.clause))
    ]
    rows = tuple(
        {
            "id": one.id,
            "role": Named(one.role.value, profile.role_label(one.role, desk.language)),
            "kind": one.kind,
            "clause": one.clause,
            "text": one.text.say(desk.language),
            "shown_by": one.shown_by,
        }
        for one in found
    )
    documents = tuple(one.model_dump(mode="json") for one in found)
    columns = desk.columns("id", "role", "kind", "clause", "text")
    return Rows("qms.duty/1", columns, rows, documents, many="duties", empty=desk.say("nothing_found"))


def _under(asked: str, clause: str) -> bool:
    return any(one.strip() == asked or one.strip().startswith((f"{asked}.", f"{asked} ")) for one in clause.split(","))


def matrix(desk: Desk) -> Rows:
    """Each duty with R, A, C or I in the column of every role (ISO 9001 5.3)."""
    profile = _profile(desk)
    roles = tuple(Column(role.value, profile.role_label(role, desk.language)) for role in Role)
    rows = tuple({"id": one.id, "text": one.text.say(desk.language), **_involved(one)} for one in profile.duties)
    return Rows("qms.duty_matrix/1", (*desk.columns("id", "text"), *roles), rows, many="duties")


def _involved(duty: Duty) -> dict[str, object]:
    involved: dict[str, object] = {role.value: duty.involves.get(role) for role in Role}
    return {**involved, duty.role.value: RESPONSIBLE}


def acts(desk: Desk) -> Rows:
    """Each act with how far every role may do it; empty: not at all."""
    profile = _profile(desk)
    roles = tuple(Column(role.value, profile.role_label(role, desk.language)) for role in Role)
    rows = tuple(
        {"act": Named(act, act_label(desk, act)), **{role.value: scopes.get(role) for role in Role}}
        for act, scopes in profile.authority.items()
    )
    return Rows("qms.authority/1", (*desk.columns("act"), *roles), rows, many="acts")


def act_label(desk: Desk, act: str) -> str:
    """What people call an act, with the kind of its record."""
    of, _, verb = act.partition(".")
    key = f"{kind(of).words}.act.{verb}" if of in KINDS else ""
    if not (key and i18n.has(key)):
        return act
    return f"{i18n.text(f'{kind(of).words}.name', desk.language)}: {i18n.text(key, desk.language)}"


def charter(desk: Desk) -> Page | Lines:
    """The charter: pledge, promises, and the commitments of the standard."""
    profile = _profile(desk)
    one = profile.charter
    if one is None:
        return Lines("qms.charter/1", (desk.say("no_charter"),))
    promises = tuple({"id": row.id, "text": row.text.say(desk.language)} for row in one.promises)
    commitments = tuple(_commitment(desk, row) for row in profile.commitments)
    values: dict[str, object] = {
        "pledge": one.pledge.text.say(desk.language),
        "proclaimed_by": one.proclaimed_by.say(desk.language),
        "proclaimed_on": one.proclaimed_on,
    }
    fields = desk.fields(values)
    document = {
        "charter": one.model_dump(mode="json"),
        "commitments": [c.model_dump(mode="json") for c in profile.commitments],
    }
    parts = (
        (desk.say("promises"), Rows("qms.promise/1", desk.columns("id", "text"), promises)),
        (desk.say("commitments"), Rows("qms.commitment/1", desk.columns("id", "text", "target"), commitments)),
    )
    return Page("qms.charter/1", profile.name.say(desk.language), fields, document, parts)


def _commitment(desk: Desk, row: Commitment) -> dict[str, object]:
    measured = f"{row.comparator} {row.limit} {label(row.unit, desk.language)}" if row.unit else None
    target = f"{row.target} %" if row.target else None
    shown = ", ".join(filter(None, (measured, target))) or label(row.measure, desk.language)
    return {"id": row.id, "text": row.text.say(desk.language), "target": shown}


def gaps(desk: Desk) -> Rows:
    """The topics of the charter that no commitment covers whole (manual H-6)."""
    rows = tuple(
        {
            "topic": Named(gap.topic.id, gap.topic.text.say(desk.language)),
            "missing": ", ".join(aspect.text.say(desk.language) for aspect in gap.missing),
        }
        for gap in coverage_gaps(_profile(desk))
    )
    return Rows("qms.gap/1", desk.columns("topic", "missing"), rows, many="gaps", empty=desk.say("nothing_missing"))
