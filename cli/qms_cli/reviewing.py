"""Reviews on the command line: their codes, what is owed, who sat at the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.organisation.terms import Role
from qms.records.review import InputState
from qms_cli import lookup
from qms_cli.faults import NoOffice, OneOf
from qms_cli.show.result import Named, Page, Rows
from qms_cli.words import choice, label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qms.compile.snapshot import Words
    from qms.records.review import Review, ReviewInput
    from qms_cli.desk import Desk

PREFIX = "MR-"
COLUMNS = ("key", "clause", "title", "role", "holders", "due_on")
GATHERED, COUNTED = ("key", "clause", "title", "state", "message"), ("figure", "label", "value", "unit", "n")


def code(text: str) -> str:
    """The code of a review by its code or its period: ``2026h1`` → ``MR-2026H1``."""
    plain = text.strip().upper()
    return plain if plain.startswith(PREFIX) else PREFIX + plain


def statement(text: str | None, *, nothing: bool) -> str | None:
    """What is stated; None: nothing to report. Exactly one of the two is given."""
    if (text is None) != nothing:
        raise OneOf(options=("--text", "--nothing"))
    return text


def owed(desk: Desk, review: Review, inputs: Sequence[ReviewInput]) -> Rows:
    """The inputs that are owed: by which role, who holds it now, and since when."""
    profile, directory = desk.session.facts.profile, desk.session.facts.directory
    titles = {item.key: desk.spoken(item.title) for item in profile.agenda}
    rows = tuple(
        {
            "review": review.code,
            "key": one.key,
            "clause": one.clause,
            "title": titles.get(one.key),
            "role": Named(one.owner_role.value, profile.role_label(one.owner_role, desk.language)),
            "holders": directory.holders(one.owner_role, desk.today),
            "due_on": one.due_on,
        }
        for one in inputs
    )
    columns = desk.columns(*COLUMNS)
    return Rows("qms.missing/1", columns, rows, many="inputs", empty=desk.say("nothing_missing"), wrapped=True)


def owed_note(desk: Desk, review: Review) -> str:
    """How many inputs are owed, for the person who compiled."""
    count = len(desk.registry.reviews.missing(review.code))
    return desk.say("missing_note" if count else "nothing_missing", count=count, code=review.code)


def compile_(desk: Desk, period: str, on: date | None, as_of: str | None) -> None:
    """Compile the review of a period; as of a moment only show what that gathered."""
    if as_of is not None:
        desk.show(as_known(desk, period))
        return
    compiled = desk.acting.reviews.compile(period, hold_on=on)
    desk.put(compiled)
    desk.note(owed_note(desk, compiled))


def as_known(desk: Desk, period: str) -> Page:
    """What compiling the review of a period gathered at the moment that is read; nothing is written."""
    content = desk.registry.reviews.draft(period)
    taken = content.snapshot
    inputs = tuple(
        {
            "key": one.key,
            "clause": one.clause,
            "title": _both(desk, one.title),
            "state": Named(one.state.value, label(InputState(one.state.value), desk.language)),
            "message": _both(desk, one.message),
        }
        for one in taken.sections
    )
    figures = tuple(
        {**dict(one), "figure": one.id, "label": _both(desk, one.label), "unit": _both(desk, one.unit)}
        for one in taken.key_figures
    )
    parts = (
        (desk.say("review.inputs"), Rows("qms.review/1", desk.columns(*GATHERED), inputs, many="inputs", wrapped=True)),
        (desk.say("review.figures"), Rows("qms.figure/1", desk.columns(*COUNTED), figures, many="figures")),
    )
    values = {"review": taken.cover.code, "period": taken.cover.period_label, "draft": content.draft}
    document = taken.model_dump(mode="json")
    return Page("qms.review/1", _both(desk, taken.cover.title).shown, desk.fields(values), document, parts)


def _both(desk: Desk, words: Words) -> Named:
    """Words in both languages as a value: machines read English."""
    return Named(words.en, words.ko if desk.language == "ko" else words.en)


def seats(desk: Desk, said: Sequence[str]) -> list[tuple[str, Role]]:
    """Who took part, each as ``person`` or ``person=role``; without a role the one held that day.

    Raises:
        NoOffice: a person without a named role holds none that day.

    """
    return [_seat(desk, one) for one in said]


def _seat(desk: Desk, said: str) -> tuple[str, Role]:
    name, _, role = said.partition("=")
    person = lookup.person(desk.session, name)
    if role:
        return person, choice(Role)(role)
    facts = desk.session.facts
    on = (desk.at or facts.now).astimezone(facts.zone).date()
    held = facts.directory.held(person, on)
    if not held:
        raise NoOffice(person=person)
    return person, held[0][0]


def released(desk: Desk, review: str, reader: str) -> str:
    """What the entry of a release says: to whom, and why."""
    from qms.registry.packets import release_reason
    from qms_cli.lookup import person

    desk.session.need_actor()
    return release_reason(desk.registry, review, reader=person(desk.session, reader), reason=desk.common("reason"))
