"""What each level shows of each field of each kind: the one table that every output of records goes by.

A field that stands in no row is hidden below `Level.FULL`: deny by default. What is hidden is empty, never starred
over a guess; what has a mask is shown in it at `Level.INTERNAL`. A kind of which something that every record must
have is not public has nothing at `Level.PUBLIC` but counts.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from qms.base import mask
from qms.base.level import Level, Rule
from qms.base.record import Record, Value
from qms.errors import NothingPublic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qms.base.kind import Kind

R = TypeVar("R", bound=Record)
V = TypeVar("V", bound=Value)
OPEN, REVIEW, INTERNAL = Rule(Level.PUBLIC), Rule(Level.MASKED), Rule(Level.INTERNAL)
NAME, CONTACT, ADDRESS = (Rule(Level.FULL, one) for one in (mask.name, mask.contact, mask.address))
TEXT = Rule(Level.FULL, mask.redacted, text=True)
"""What people wrote of a matter: without the customer's particulars, and numbers that have a form of their own."""
SEALED = Rule(Level.FULL)

_HEAD = "code department version confidentiality origin links attachments signatures source source_file source_row"
_SHARED: Final[Mapping[str, tuple[tuple[Rule, str], ...]]] = {
    "links": ((REVIEW, "relation target"),),
    "attachments": (
        (REVIEW, "digest size media added_by added_at withdrawn_by withdrawn_at"),
        (TEXT, "name withdrawn_reason"),
    ),
    "signatures": (
        (REVIEW, "suite person on_behalf_of meaning act version content signed_at zone means signer document"),
        (REVIEW, "approved_on approval file seal"),
    ),
}
_TABLE: Final[Mapping[str, tuple[tuple[Rule, str], ...]]] = {
    "department": (
        (OPEN, f"{_HEAD} source_key name_ko name_en kind parent place since until successor earlier"),
        (OPEN, "earlier.until earlier.name_ko earlier.name_en earlier.kind earlier.parent earlier.place"),
    ),
    "person": (
        (REVIEW, f"{_HEAD} source_key subject since until earlier earlier.until earlier.department"),
        # The directory of the organisation's own people: known within, not beyond.
        (INTERNAL, "name email phone"),
    ),
    "assignment": ((REVIEW, f"{_HEAD} source_key person role since until capacity deputy_of"),),
    "calendar": (
        (OPEN, f"{_HEAD} source_key zone hours weekend first_year last_year holidays"),
        (OPEN, "holidays.on holidays.name_ko holidays.name_en holidays.kind"),
    ),
    "profile": ((REVIEW, f"{_HEAD} source_key content edition"),),
    "case": (
        (
            REVIEW,
            f"{_HEAD} source_key status type channel petition_kind identity topic service received_at recorded_at",
        ),
        (REVIEW, "term due_at assigned_at acknowledged_at answered_at notified_at closed_at handler reopened_at"),
        (REVIEW, "severity reported_at reported_to report_merged policy_by outcome ground transferred_to disposition"),
        (REVIEW, "satisfied communications extensions supplements"),
        (REVIEW, "communications.at communications.direction communications.purpose communications.medium"),
        (REVIEW, "communications.by communications.department extensions.at extensions.until extensions.due_at"),
        (REVIEW, "extensions.consent supplements.asked_on supplements.by_on supplements.arrived_on"),
        (INTERNAL, "subject"),
        (NAME, "customer_name"),
        (CONTACT, "customer_contact"),
        (ADDRESS, "customer_address"),
        (TEXT, "title text remedy_asked reopen_reason severity_reason policy finding answer remedies_told redress"),
        (TEXT, "no_notice_reason disposition_reason communications.said extensions.reason supplements.what"),
    ),
    "capa": (
        (REVIEW, f"{_HEAD} source_key status type severity title problem topic owner opened_by opened_on containment"),
        (REVIEW, "containment_skipped contained_on method whys cause cause_verified_by cause_verified_how analysed_on"),
        (
            REVIEW,
            "actions planned_by planned_on implement_due_on criterion indicator threshold effect_check_on checker",
        ),
        (REVIEW, "postponements evaluations approved_by approved_on sent_back started_on implemented_on verdict"),
        (REVIEW, "measured evaluated_by evaluated_on lessons spread_to closed_on void_reason reopened whys.text"),
        (REVIEW, "whys.category actions.text actions.owner actions.due_on actions.done_on actions.evidence"),
        (REVIEW, "actions.cancelled postponements.on postponements.until postponements.reason postponements.by"),
        (REVIEW, "evaluations.judged_on evaluations.verdict evaluations.measured evaluations.judged_by"),
    ),
    "review": (
        (REVIEW, f"{_HEAD} source_key status title period begin end opened_on hold_on planned_by inputs proposals"),
        (
            REVIEW,
            "collected_at frozen_at frozen_by snapshot held_on chair attendees minutes suitable adequate effective",
        ),
        (REVIEW, "decisions approval approved_by approved_on external_document closed_on inputs.key inputs.clause"),
        (REVIEW, "inputs.owner_role inputs.state inputs.requested_on inputs.due_on inputs.records inputs.statement"),
        (REVIEW, "inputs.stated_by inputs.stated_at inputs.gap_accepted_by inputs.gap_reason proposals.kind"),
        (REVIEW, "proposals.input proposals.text proposals.options proposals.recommendation proposals.cost_of_waiting"),
        (REVIEW, "proposals.budget proposals.people attendees.person attendees.role decisions.number decisions.kind"),
        (REVIEW, "decisions.input decisions.text decisions.owner decisions.due_on decisions.cost decisions.done_on"),
        (REVIEW, "decisions.done_what decisions.verified_by decisions.verified_on"),
    ),
    "handover": (
        (
            REVIEW,
            f"{_HEAD} source_key status giver receiver witness effective_on prepared_by prepared_on items given_by",
        ),
        (REVIEW, "given_on accepted_on void_reason closed_on items.kind items.matter items.part items.department"),
        (REVIEW, "items.state items.due_on note"),
    ),
    "document": (
        (REVIEW, f"{_HEAD} source_key status type title owner place entered_on review_by reviewed_on reviewed_by"),
        (REVIEW, "sent_back withdrawn_on withdrawn_reason revisions revisions.text revisions.drafted_by"),
        (REVIEW, "revisions.drafted_on revisions.approved_by revisions.approved_on revisions.effective_on"),
        (REVIEW, "revisions.external_document"),
    ),
    "erasure": (
        (REVIEW, f"{_HEAD} source_key status basis law asked_by asked_on approved_by approved_on refused_reason"),
        (REVIEW, "begun_by begun_at erased_at taken people files found closed scan records"),
        (REVIEW, "records.matter records.until"),
    ),
    "signer": (
        (REVIEW, f"{_HEAD} source_key status means person key must_change issued_at issued_by enrolled_on enrolled_by"),
        (REVIEW, "revoked_on revoked_by revoked_reason"),
    ),
}
_BETWEEN: Final = re.compile(r"[\s()\[\]{}<>,/·ㆍ;:]+")
_PARTICULARS: Final = ("customer_name", "customer_contact", "customer_address")


@cache
def rules(kind: str) -> Mapping[str, Rule]:
    """Field → rule of a kind by its name, those of parts as ``communications.said``; without what has none."""
    found = {name: rule for rule, names in _TABLE.get(kind, ()) for name in names.split()}
    for part, rows in _SHARED.items():
        found |= {f"{part}.{name}": rule for rule, names in rows for name in names.split()}
    return found


def rule(kind: str, field: str) -> Rule:
    """The rule of a field; `SEALED` where it has none."""
    return rules(kind).get(field, SEALED)


def is_public(kind: Kind[Any]) -> bool:
    """Whether records of a kind may be shown to the public: everything that they must have is."""
    fields = kind.model.model_fields
    return all(rule(kind.name, name).since is Level.PUBLIC for name, one in fields.items() if one.is_required())


def at_level(kind: Kind[Any], record: R, level: Level) -> R:
    """The record as a level shows it; not to be stored.

    Raises:
        NothingPublic: `Level.PUBLIC`, of a kind of which counts alone are for the public.

    """
    if level is Level.FULL:
        return record
    if level is Level.PUBLIC and not is_public(kind):
        raise NothingPublic(kind=f"{kind.words}.name")
    changes = _shown(kind.name, "", record, level, _known(record))
    for name, of in kind.parts().items():
        if name not in changes:
            parts: tuple[Value, ...] = getattr(record, name) if _can_be_shown(kind.name, name, of, level) else ()
            changes[name] = tuple(
                one.model_copy(update=_shown(kind.name, f"{name}.", one, level, _known(record))) for one in parts
            )
    return record.model_copy(update=changes)


def _can_be_shown(kind: str, part: str, of: type[Value], level: Level) -> bool:
    """Whether what every part of this class must have is shown; a part without it would be none."""
    needed = (name for name, one in of.model_fields.items() if one.is_required())
    return all(level.shows(rule(kind, f"{part}.{name}").since) for name in needed)


def _known(record: Record) -> tuple[tuple[str, str], ...]:
    """What the record says of its customer, with what stands for it; the longest first, which others are part of."""
    found = [(name, part) for name in _PARTICULARS for part in _said(name, getattr(record, name, None) or "")]
    shown = {part: _mask(rule("case", name), part, ()) for name, part in found}
    return tuple(sorted(shown.items(), key=lambda one: -len(one[0])))


def _said(name: str, value: str) -> Iterator[str]:
    """A value as it stands in other texts: whole, and of a name with a firm or a post its parts too."""
    yield from (one for one in (value, *(_BETWEEN.split(value) if name == "customer_name" else ())) if one)


def _shown(kind: str, place: str, value: Value, level: Level, known: tuple[tuple[str, str], ...]) -> dict[str, object]:
    """Fields that are not as they are, and what they are instead."""
    changes: dict[str, object] = {}
    for name, one in value:
        of = rule(kind, place + name)
        if level.shows(of.since) or one is None:
            continue
        if level is Level.INTERNAL and of.mask is not None:
            changes[name] = _mask(of, str(one), known)
        else:
            changes[name] = () if isinstance(one, tuple) else None
    return changes


def _mask(of: Rule, value: str, known: tuple[tuple[str, str], ...]) -> str:
    if of.text:
        return mask.redacted(value, known)
    return of.mask(value) if of.mask else ""


__all__ = ["Level", "at_level", "is_public", "rule", "rules"]
