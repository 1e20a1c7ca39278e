"""Hand-overs on the command line: the sheet on the screen or as a file, and who takes what a leaver leaves."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from qms import i18n
from qms.kinds import kind_of_code
from qms.records.handover import ItemKind
from qms_cli.show.result import Named, Page, Rows
from qms_cli.words import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from qms.flows.held import Held
    from qms.flows.sheet import Party, Sheet
    from qms_cli.desk import Desk
    from qms_cli.packing import Edition

PREFIX, PDF = "HO-", ".pdf"
COLUMNS = ("code", "part", "title", "state", "due")
SUCCESSOR = "PERSON"


def sheet_of(desk: Desk, whom: str, to: str | None, witness: str | None, on: date | None) -> Sheet:
    """The sheet of a recorded hand-over, or what one of a person would say now."""
    from qms.flows.sheet import Parties

    if whom.startswith(PREFIX):
        return desk.registry.handovers.sheet(whom)
    return desk.registry.handovers.preview(Parties(whom, to, witness, on))


def show(desk: Desk, sheet: Sheet, edition: Edition) -> None:
    """The sheet on the screen; where ``--output`` names a PDF, as a page to sign."""
    to = desk.common("output")
    if to is None or to.suffix.casefold() != PDF:
        desk.show(_page(desk, sheet))
        return
    from qms.packet import handover_pdf
    from qms_cli.show.sink import write

    made = handover_pdf(sheet, language=edition.value)
    write(made.pdf, to)
    desk.note(desk.say("handover.written", file=to, pages=made.pages))
    desk.tell_known()


def _page(desk: Desk, sheet: Sheet) -> Page:
    orphaned = sheet.has_left
    names = (*COLUMNS, "command") if orphaned else COLUMNS
    successor = sheet.receiver.person if sheet.receiver else SUCCESSOR
    parts: list[tuple[str, Rows]] = []
    for of, some in groupby(sheet.lines, lambda one: one.item.kind):
        rows = tuple({**_row(desk, one), "command": command(desk, one, successor, sheet.effective_on)} for one in some)
        table = Rows("qms.held/1", desk.columns(*names), rows, many=of.value, wrapped=True)
        parts.append((f"{label(of, desk.language)} ({len(rows)})", table))
    said = tuple({"id": one.id, "role": _role(desk, one.role), "text": desk.spoken(one.text)} for one in sheet.duties)
    if said:
        duties = Rows("qms.duty/1", desk.columns("id", "role", "text"), said, wrapped=True)
        parts.append((f"{desk.say('handover.duties')} ({len(said)})", duties))
    document = {
        **_head(desk, sheet),
        "items": [_machine(one) for one in sheet.lines],
        "duties": [one.id for one in sheet.duties],
    }
    if orphaned:
        desk.note(desk.say("handover.left", person=sheet.giver.name or sheet.giver.person))
    title = sheet.code or desk.say("handover.title")
    return Page("qms.handover_sheet/1", title, desk.fields(_head(desk, sheet)), document, tuple(parts))


def _head(desk: Desk, sheet: Sheet) -> dict[str, object]:
    return {
        "status": sheet.status,
        "giver": _party(desk, sheet.giver),
        "receiver": _party(desk, sheet.receiver),
        "witness": _party(desk, sheet.witness),
        "effective_on": sheet.effective_on,
        "note": sheet.note,
        "count": len(sheet.lines),
    }


def _party(desk: Desk, party: Party | None) -> Named | None:
    if party is None:
        return None
    place = party.department
    name = (place.name_ko if desk.language == "ko" else place.name_en) if place else "–"
    return Named(party.person, f"{party.name or party.person} ({party.person}), {name}")


def _role(desk: Desk, role: Any) -> Named:  # noqa: ANN401 - a role
    return Named(role.value, desk.session.facts.profile.role_label(role, desk.language))


def _row(desk: Desk, one: Held) -> dict[str, object]:
    item = one.item
    return {
        "code": item.matter,
        "part": part_of(desk, one),
        "title": _title(desk, one),
        "state": state_of(desk, one),
        "due": item.due_on,
    }


def part_of(desk: Desk, one: Held) -> object:
    """What part of the record it is, in words."""
    item = one.item
    key = {ItemKind.PROMISE: "promise", ItemKind.CASE: "part"}.get(item.kind)
    if key and item.part:
        return Named(item.part, i18n.text(f"handover.{key}.{item.part}", desk.language))
    if item.kind in {ItemKind.ROLE, ItemKind.DEPUTY, ItemKind.STAND_IN} and item.part:
        from qms.organisation.terms import Role

        return _role(desk, Role(item.part))
    return item.part


def state_of(desk: Desk, one: Held) -> object:
    """The state of the record, in the words of its kind."""
    item = one.item
    of = kind_of_code(item.matter)
    if item.state is None or of is None:
        return item.state
    key = f"organisation.capacity.{item.state}" if of.name == "assignment" else f"{of.words}.status.{item.state}"
    return Named(item.state, i18n.text(key, desk.language)) if i18n.has(key) else item.state


def _title(desk: Desk, one: Held) -> object:
    from qms_cli.show.records import named

    if one.item.kind in {ItemKind.ROLE, ItemKind.DEPUTY, ItemKind.STAND_IN}:
        place = named(desk, "department", one.item.department)
        return place if one.title is None else (place, named(desk, "owner", one.title))
    return one.title


def _machine(one: Held) -> dict[str, object]:
    return {**one.item.model_dump(mode="json"), "title": one.title}


def command(desk: Desk, one: Held, successor: str, on: date) -> str:
    """The command that gives it into other hands, or shows what can be done where none does."""
    item = one.item
    part, code = item.part or "", item.matter
    of = kind_of_code(code)
    name = of.name if of else ""
    if name == "assignment":
        ended = "" if item.due_on is not None and item.due_on <= on else f"qms role end {code} --until {on}; "
        return f"{ended}qms role assign {successor} {part} -d {item.department} --since {on}"
    act, told = _GIVES.get(item.kind.value if name != "document" else name, ("", ""))
    possible: Sequence[str] = ()
    if of is not None and of.lifecycle is not None:
        possible = of.lifecycle.possible(getattr(desk.registry.room(name).get(code), "status", None))
    if act not in possible:
        return f"qms {name} next {code}"
    return f"qms {name} " + told.format(code=code, part=part, department=item.department, successor=successor)


_GIVES: Final[Mapping[str, tuple[str, str]]] = {
    "case": ("assign", "assign {code} {department} --handler {successor}"),
    "promise": ("assign", "assign {code} {department} --handler {successor}"),
    "capa": ("assign", "assign {code} --owner {successor}"),
    "action": ("hand_on", "hand-on {code} --action {part} --owner {successor}"),
    "check": ("name_checker", "name-checker {code} --checker {successor}"),
    "decision": ("hand_on", "hand-on {code} {part} --owner {successor}"),
    "input": ("state", "state {code} --input {part} --text …"),
    "document": ("hand_on", "hand-on {code} --owner {successor}"),
}
"""Kind of item, or of record → the act that gives it into other hands, and how it is typed."""


def changes(desk: Desk, code: str) -> Rows:
    """What has changed since a hand-over was listed."""
    found = desk.registry.handovers.changes(code)
    rows = tuple({"change": desk.told(f"handover.change.{name}"), **_row(desk, one)} for name, one in found)
    columns = desk.columns("change", *COLUMNS)
    return Rows("qms.handover_change/1", columns, rows, many="changes", empty=desk.say("handover.same"), wrapped=True)
