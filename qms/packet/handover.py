"""The hand-over sheet as a page to print and sign (인계인수서): the look of the packet, the same locked renderer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from qms import i18n
from qms.compile.snapshot import Words
from qms.compile.wording import both
from qms.kinds import kind_of_code
from qms.ledger.canonical import digest
from qms.packet import page, text, worker
from qms.packet.speech import Speech
from qms.packet.worker import Job, Limits
from qms.records.handover import ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from markupsafe import Markup

    from qms.flows.held import Held
    from qms.flows.sheet import Party, Sheet
    from qms.organisation.rows import Bilingual
    from qms.packet.speech import Edition
    from qms.packet.worker import Made

_ASSIGNED = frozenset({ItemKind.ROLE, ItemKind.DEPUTY, ItemKind.STAND_IN})
_NUMBERED = {ItemKind.ACTION: "action", ItemKind.DECISION: "decision", ItemKind.INPUT: "input"}
_PARTS = {ItemKind.CASE: "part", ItemKind.PROMISE: "promise"}


@dataclass(frozen=True)
class Line:
    """One thing as it is printed; ``late``: its day had passed when the sheet was prepared."""

    code: str
    part: str
    about: str
    state: Words | None
    due: date | None
    late: bool


@dataclass(frozen=True)
class Group:
    """Things of one sort."""

    title: Words
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Seat:
    """Who signs, in words; blank where nobody is named yet."""

    label: str
    name: str
    office: str
    signed: str


def handover_pdf(sheet: Sheet, *, language: Edition = "ko", limits: Limits | None = None) -> Made:
    """Return the sheet as a PDF; the same sheet gives the same bytes.

    Raises:
        PartMissing: the fonts or the system's text libraries are not there.
        RenderFailed: the typesetter met an error or a limit.

    """
    html = handover_html(sheet, language)
    instant = f"{sheet.prepared_on.isoformat()}T00:00:00+00:00"
    job = Job(html=html, assets={}, files=(), instant=instant, identifier=digest(html.encode())[:32])
    return worker.run(job, limits or Limits())


def handover_html(sheet: Sheet, language: Edition = "ko") -> str:
    """Return the page that is printed."""
    words = Speech(language, text.printed)
    groups = tuple(_groups(sheet, words))
    number = sheet.code or words.t("handover.draft")
    organisation = _said(sheet.organisation, words)
    return (
        page.environment(screen=False)
        .get_template("handover.html")
        .render(
            **words.helpers(),
            begun=_begun,
            beside_t=partial(_beside, words),
            lang=words.language, edition=language, css=page.style("packet.css", "handover.css"),
            instant=f"{sheet.prepared_on.isoformat()}T00:00:00Z",
            organisation=organisation, name=f"{organisation} {words.t('handover.title')} {number}", number=number,
            sheet=sheet, parties=tuple(_seats(sheet, words)), groups=groups, nothing=_nothing(sheet, words),
            duties=[_Duty(one.id, _pair(one.text)) for one in sheet.duties],
        )
    )  # fmt: skip


@dataclass(frozen=True)
class _Duty:
    id: str
    text: Words


# --- who signs ---


def _seats(sheet: Sheet, words: Speech) -> Iterator[Seat]:
    for label, party in (("giver", sheet.giver), ("receiver", sheet.receiver), ("witness", sheet.witness)):
        if party is None:
            yield Seat(label, "", "", "")
        else:
            yield Seat(label, party.name or party.person, _office(sheet, party, words), _signed(sheet, party, words))


def _office(sheet: Sheet, party: Party, words: Speech) -> str:
    place = "" if party.department is None else _said(sheet.called.departments[party.department.code], words)
    roles = ", ".join(_said(sheet.called.roles[role.value], words) for role in party.roles)
    return (" " if words.language == "ko" else ", ").join(part for part in (place, roles) if part)


def _signed(sheet: Sheet, party: Party, words: Speech) -> str:
    if party.signed_on is None:
        return ""
    day = words.helpers()["day"](party.signed_on)
    if party.signed_by is None:
        return words.t("handover.signed", day=day)
    return words.t("handover.signed_by", day=day, name=sheet.called.people.get(party.signed_by, party.signed_by))


# --- what is handed over ---


def _groups(sheet: Sheet, words: Speech) -> Iterator[Group]:
    for of, some in groupby(sheet.lines, lambda one: one.item.kind):
        yield Group(both(f"handover.item_kind.{of.value}"), tuple(_line(sheet, one, words) for one in some))


def _nothing(sheet: Sheet, words: Speech) -> str:
    """Sorts of which there is nothing; whoever signs is to see that they were looked for."""
    there = {one.item.kind for one in sheet.lines}
    absent = (i18n.text(f"handover.item_kind.{of.value}", words.language) for of in ItemKind if of not in there)
    return ", ".join(absent)


def _line(sheet: Sheet, one: Held, words: Speech) -> Line:
    item = one.item
    late = item.due_on is not None and item.due_on < sheet.prepared_on and item.kind not in _ASSIGNED
    return Line(item.matter, _part(sheet, one, words), _about(sheet, one, words), _state(one), item.due_on, late)


def _part(sheet: Sheet, one: Held, words: Speech) -> str:
    item = one.item
    if item.part is None:
        return ""
    if item.kind in _PARTS:
        return i18n.text(f"handover.{_PARTS[item.kind]}.{item.part}", words.language)
    if item.kind in _NUMBERED:
        return words.t(f"handover.{_NUMBERED[item.kind]}", n=item.part)
    return _said(sheet.called.roles[item.part], words)


def _about(sheet: Sheet, one: Held, words: Speech) -> str:
    if one.item.kind not in _ASSIGNED:
        return one.title or ""
    place = sheet.called.departments.get(one.item.department or "")
    who = sheet.called.people.get(one.title or "", one.title or "")
    return " · ".join(part for part in (_said(place, words) if place else "", who) if part)


def _state(one: Held) -> Words | None:
    of = kind_of_code(one.item.matter)
    if one.item.state is None or of is None:
        return None
    key = "organisation.capacity" if one.item.kind in _ASSIGNED else f"{of.words}.status"
    return both(f"{key}.{one.item.state}")


def _beside(words: Speech, key: str) -> Markup:
    """The English of words of the packet, on the line."""
    return words.beside(both(f"packet.{key}"))


def _begun(words: str) -> str:
    """The words as a heading begins."""
    return words[:1].upper() + words[1:]


def _said(words: Bilingual, speech: Speech) -> str:
    return words.say(speech.language)


def _pair(words: Bilingual) -> Words:
    return Words(ko=words.ko, en=words.en)
