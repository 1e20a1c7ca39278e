"""What the profile in force says, as tables: charter, duties, authority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms import i18n
from qms.kinds import KINDS, kind
from qms.organisation.profile import coverage_gaps
from qms.organisation.terms import Role
from qms_cli import carriage
from qms_cli.faults import OneOf
from qms_cli.show.result import Column, Lines, Named, Page, Rows
from qms_cli.words import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qms.compile.carrying import Carried
    from qms.i18n import Language
    from qms.organisation.profile import Profile
    from qms.organisation.rows import Duty, Row
    from qms.organisation.standard import Charter, Commitment
    from qms.organisation.terms import Scope
    from qms_cli.desk import Desk

RESPONSIBLE: Final = "R"


def _profile(desk: Desk) -> Profile:
    return desk.session.facts.profile


def rows(desk: Desk, role: Role | None, clause: str | None, *, every: bool) -> Rows:
    """The duties asked for, or ``every`` row of the profile."""
    if not every:
        return duties(desk, role, clause)
    if role or clause:
        raise OneOf(options=("--all", "--role", "--clause"))
    return carriage.every(desk)


def duties(desk: Desk, role: Role | None, clause: str | None) -> Rows:
    """The duties of a role (None: of all), of a clause and those below it (None: of all)."""
    profile = _profile(desk)
    found = [
        one for one in profile.duties if role in {None, one.role} and (clause is None or _under(clause, one.clause))
    ]
    carried = carriage.carriages(profile)
    rows = tuple(
        {
            "id": one.id,
            "role": Named(one.role.value, profile.role_label(one.role, desk.language)),
            "kind": one.kind,
            "clause": one.clause,
            "text": desk.spoken(one.text),
            "shown_by": one.shown_by,
            **carriage.cells(carried[one.id], desk.language),
        }
        for one in found
    )
    documents = tuple({**one.model_dump(mode="json"), **carriage.document(carried[one.id])} for one in found)
    columns = desk.columns("id", "role", "kind", "clause", "text", *carriage.COLUMNS)
    return Rows("qms.duty/1", columns, rows, documents, many="duties", empty=desk.say("nothing_found"), wrapped=True)


def _under(asked: str, clause: str) -> bool:
    return any(one.strip() == asked or one.strip().startswith((f"{asked}.", f"{asked} ")) for one in clause.split(","))


def matrix(desk: Desk) -> Rows:
    """Each duty with R, A, C or I in the column of every role (ISO 9001 5.3)."""
    profile = _profile(desk)
    roles = _roles(profile, desk.language)
    rows = tuple({"id": one.id, "text": desk.spoken(one.text), **_involved(one)} for one in profile.duties)
    return Rows("qms.duty_matrix/1", (*desk.columns("id", "text"), *roles), rows, many="duties", wrapped=True)


def _roles(profile: Profile, language: Language) -> tuple[Column, ...]:
    """A column for every role that the organisation has."""
    return tuple(Column(role.value, profile.role_label(role, language)) for role in Role if role in profile.roles)


def _involved(duty: Duty) -> dict[str, object]:
    involved: dict[str, object] = {role.value: duty.involves.get(role) for role in Role}
    return {**involved, duty.role.value: RESPONSIBLE}


def acts(desk: Desk) -> Rows:
    """Each act with the states in which it may be done, how far every role may do it, and who may not at all."""
    from qms.registry.matrix import matrix

    profile = _profile(desk)
    roles = _roles(profile, desk.language)
    rows = tuple(
        {
            "act": Named(one.act, act_label(desk, one.act)),
            "states": Named(", ".join(one.states) if one.states else one.when("en"), one.when(desk.language)),
            **_scopes(desk, one.scopes),
            "apart": Named(one.not_by(profile, "en"), one.not_by(profile, desk.language)),
        }
        for one in matrix(profile)
    )
    columns = (*desk.columns("act", "states"), *roles, *desk.columns("apart"))
    return Rows("qms.authority/1", columns, rows, many="acts", wrapped=True)


def _scopes(desk: Desk, scopes: Mapping[Role, Scope]) -> dict[str, object]:
    return {role.value: Named(scope.value, desk.say(f"scope.{scope.value}")) for role, scope in scopes.items()}


def act_label(desk: Desk, act: str) -> str:
    """What people call an act, with the kind of its record."""
    of, _, verb = act.partition(".")
    key = f"{kind(of).words}.act.{verb}" if of in KINDS else ""
    if not (key and i18n.has(key)):
        return act
    return f"{i18n.text(f'{kind(of).words}.name', desk.language)}: {i18n.text(key, desk.language)}"


def charter(desk: Desk) -> Page | Lines:
    """The charter: pledge, promises, revisions, and the commitments of the standard; how far each is carried."""
    profile = _profile(desk)
    one = profile.charter
    if one is None and not profile.commitments:
        return Lines("qms.charter/1", (desk.say("no_charter"),))
    carried = carriage.carriages(profile)
    rows = {
        "promises": [_row(desk, row, carried) for row in ((one.pledge, *one.promises, one.coverage) if one else ())],
        "commitments": [{**_row(desk, row, carried), **_aim(desk, row)} for row in profile.commitments],
        "revisions": [{**_row(desk, row, carried), "on": row.adopted_on} for row in (one.revisions if one else ())],
    }
    shown = {"promises": ("id", "text"), "commitments": ("id", "text", "target"), "revisions": ("id", "on", "text")}
    document = {
        "charter": one.model_dump(mode="json") if one else None,
        "commitments": [c.model_dump(mode="json") for c in profile.commitments],
        "rows": {row.id: carriage.document(carried[row.id]) for row in profile.promised()},
    }
    parts = tuple((desk.say(name), _part(desk, name, shown[name], part)) for name, part in rows.items() if part)
    return Page("qms.charter/1", profile.name.say(desk.language), desk.fields(_head(desk, one)), document, parts)


def _head(desk: Desk, one: Charter | None) -> dict[str, object]:
    if one is None:
        return {}
    return {
        "pledge": desk.spoken(one.pledge.text),
        "proclaimed_by": desk.spoken(one.proclaimed_by),
        "proclaimed_on": one.proclaimed_on,
    }


def _part(desk: Desk, many: str, names: tuple[str, ...], rows: Sequence[Mapping[str, object]]) -> Rows:
    columns = desk.columns(*names, *carriage.COLUMNS)
    return Rows("qms.charter/1", columns, tuple(rows), many=many, wrapped=True)


def _row(desk: Desk, row: Row, carried: Mapping[str, Carried]) -> dict[str, object]:
    return {"id": row.id, "text": desk.spoken(row.text), **carriage.cells(carried[row.id], desk.language)}


def _aim(desk: Desk, row: Commitment) -> dict[str, object]:
    return {"target": Named(_target(row, "en"), _target(row, desk.language))}


def _target(row: Commitment, language: Language) -> str:
    measured = f"{row.comparator} {row.limit} {label(row.unit, language)}" if row.unit else None
    share = f"{row.target} %" if row.target else None
    return ", ".join(filter(None, (measured, share))) or label(row.measure, language)


def gaps(desk: Desk) -> Rows:
    """The topics of the charter that no commitment covers whole (manual H-6)."""
    rows = tuple(
        {
            "topic": Named(gap.topic.id, gap.topic.text.say(desk.language)),
            "missing": tuple(Named(aspect.id, aspect.text.say(desk.language)) for aspect in gap.missing),
        }
        for gap in coverage_gaps(_profile(desk))
    )
    return Rows(
        "qms.gap/1",
        desk.columns("topic", "missing"),
        rows,
        many="gaps",
        empty=desk.say("nothing_missing"),
        wrapped=True,
    )
