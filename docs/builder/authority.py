"""The technopark's profile: who may do what, what is reserved, and by when things are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.markdown import code, page, section, table
from qms import i18n
from qms.base.label import label
from qms.kinds import kind
from qms.organisation.profile import load_profile
from qms.organisation.terms import Role, Scope
from qms.registry.matrix import matrix

if TYPE_CHECKING:
    from qms.organisation.profile import Profile

NAME = "technopark"
REACH: dict[Scope | None, str] = {None: "", **{scope: scope.value for scope in Scope}}


def pages() -> dict[str, str]:
    """One page for the profile that travels with the program."""
    profile = load_profile(NAME)
    parts = (_intro(profile), _acts(profile), _reserved(profile), _periods(profile), _agenda(profile), _ladder(profile))
    return {"authority.md": page("Authority and periods of the technopark profile", *parts)}


def _intro(profile: Profile) -> str:
    return (
        f"Profile `{profile.id}`, edition {profile.edition} ({profile.name.en} · {profile.name.ko}). `own`: the very "
        "department; `branch`: it and all below it; `all`: the whole organisation. Empty: not permitted. What stands "
        "in no row nobody may; nor may, on a record, whoever stands under *Not by*. `qms duty matrix --acts` prints "
        "the same of the profile in force, and [who may do what](../how-to/who-may.md) tells of it; [how to bring "
        "your own](../how-to/own-profile.md)."
    )


def _acts(profile: Profile) -> str:
    roles = (f"{profile.role_label(role, 'en')} · {profile.role_label(role, 'ko')}" for role in Role)
    rows = (
        (
            code(one.act), _said(one.act), one.when("en"), *(REACH[one.scopes.get(role)] for role in Role),
            one.not_by(profile, "en"),
        )
        for one in matrix(profile)
    )  # fmt: skip
    return section("Who may do what", table(("Act", "", "When", *roles, "Not by"), rows))


def _said(act: str) -> str:
    name, _, verb = act.partition(".")
    return " · ".join(i18n.text(f"{kind(name).words}.act.{verb}", language) for language in i18n.LANGUAGES)


def _reserved(profile: Profile) -> str:
    rows = (
        (
            label(one.case_type, "ko"),
            code(one.case_type),
            profile.role_label(one.role, "en"),
            ", ".join(map(code, one.save)),
        )
        for one in profile.reserved
    )
    return section("Reserved types of case", table(("종류", "Type", "Handled by", "Save for"), rows))


def _periods(profile: Profile) -> str:
    rows = (
        (code(one.id), f"{one.label.en} · {one.label.ko}", one.use.value, _length(profile, one.id), one.source.text.en)
        for one in profile.periods
    )
    note = "`qms calendar due DATE --days N` counts one; [how](../how-to/due-dates.md)."
    return section("Periods", note, table(("Period", "Name", "For", "Length", "Source"), rows))


def _length(profile: Profile, id: str) -> str:
    length = profile.period(id).length
    return f"{length.amount} {label(length.unit, 'en')}" if length else "as the service catalogue says"


def _agenda(profile: Profile) -> str:
    rows = (
        (
            code(one.key), one.clause, f"{one.title.en} · {one.title.ko}",
            profile.role_label(one.owner, "en"), str(one.due_days_before),
        )
        for one in profile.agenda
    )  # fmt: skip
    head = ("Input", "Clause", "Title", "Owed by", "Days before the meeting")
    return section("Agenda of the review", table(head, rows))


def _ladder(profile: Profile) -> str:
    rows = ((str(one.days_overdue), profile.role_label(one.role, "en")) for one in profile.escalation)
    return section("Escalation", table(("Days overdue", "Told"), rows))
