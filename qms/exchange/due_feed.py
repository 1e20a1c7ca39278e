"""Due dates as a calendar to subscribe to (iCalendar, RFC 5545): numbers of records and days, nothing personal."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from qms import i18n
from qms.flows.held import all_held
from qms.kinds import kind
from qms.organisation.sight import Sight
from qms.records.handover import ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.i18n import Language
    from qms.organisation.facts import Facts
    from qms.records.handover import HandoverItem
    from qms.registry.registry import Registry

_WIDEST: Final = 75
"""Octets of a line, its end not among them (RFC 5545, 3.1)."""
_SIGNS: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_NUMBERED: Final = frozenset({ItemKind.ACTION, ItemKind.DECISION, ItemKind.INPUT})


def due_feed(registry: Registry, person: str | None = None, *, language: Language = "ko") -> bytes:
    """Everything that is open with its due date, as a calendar file; each is a day, for ever under the same UID.

    Args:
        registry: as whoever asks; what is kept from them is left out.
        person: only what is in this person's hands; None: everything.
        language: of the summaries.

    """
    facts = registry.facts()
    with registry.reading() as reading:
        place = sha256(reading.origin().encode()).hexdigest()[:16]
    stamp = f"{facts.now:%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//qms-records//due dates//{language.upper()}"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(_name(facts, language))}"]
    events = {uid: one for one in _items(registry, facts, person) for uid in (_uid(one, place),)}
    for uid, item in sorted(events.items(), key=lambda pair: (str(pair[1].due_on), pair[0])):
        lines += _event(uid, item, stamp, facts, language)
    if not events:
        # A calendar has at least one part (RFC 5545, 3.6), and one without due dates is no fault.
        lines += ["BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000"]
        lines += ["TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE"]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(one) for one in lines)


def _items(registry: Registry, facts: Facts, person: str | None) -> Iterator[HandoverItem]:
    case = kind("case")
    kept = {one.code for one in registry.find(case, closed_at=None) if registry.sight(case, one) is not Sight.FULL}
    for one in all_held(registry, facts):
        if one.item.due_on is not None and one.item.matter not in kept and person in {None, one.person}:
            yield one.item


def _event(uid: str, item: HandoverItem, stamp: str, facts: Facts, language: Language) -> list[str]:
    place = facts.directory.department(item.department, facts.today) if item.department else None
    said = [] if place is None else [f"LOCATION:{_text(place.name_ko if language == 'ko' else place.name_en)}"]
    return [
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{item.due_on:%Y%m%d}",
        f"SUMMARY:{_text(_summary(item, language))}", *said, "TRANSP:TRANSPARENT", "END:VEVENT",
    ]  # fmt: skip


def _summary(item: HandoverItem, language: Language) -> str:
    name = i18n.text(f"handover.item_kind.{item.kind.value}", language)
    part = item.part or ""
    if item.kind is ItemKind.PROMISE and part:
        part = i18n.text(f"handover.promise.{part}", language)
    elif item.kind not in _NUMBERED:
        part = ""
    return " · ".join(one for one in (item.matter, name, part) if one)


def _uid(item: HandoverItem, place: str) -> str:
    return f"{item.matter}.{item.kind.value}.{item.part or 0}@{place}.qms"


def _name(facts: Facts, language: Language) -> str:
    return f"{facts.profile.name.say(language)} {i18n.text('exchange.due_dates', language)}"


def _text(written: str) -> str:
    return written.translate(_SIGNS)


def _folded(line: str) -> bytes:
    """A line in octets, folded between characters and never inside one."""
    parts, size = [b""], 0
    for letter in line:
        octets = letter.encode()
        if size + len(octets) > _WIDEST:
            parts.append(b" ")
            size = 1
        parts[-1] += octets
        size += len(octets)
    return b"\r\n".join(parts) + b"\r\n"


__all__ = ["due_feed"]
