"""Erasures on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms_cli.show.result import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qms.registry.erasing import Target
    from qms_cli.desk import Desk


def planned(desk: Desk, codes: Sequence[str], subject: str | None, contact: str | None) -> Rows:
    """What an erasure would take; no value is shown."""
    found = desk.registry.erasures.plan(codes, subject=subject, contact=contact)
    if copies := desk.registry.erasures.copies():
        desk.note(desk.say("erasure.copies", files=", ".join(copies)))
    for one in desk.registry.erasures.left([one.code for one in found]):
        day = f"{one.at.astimezone(desk.session.facts.zone):%Y-%m-%d}"
        desk.note(desk.say("erasure.left", day=day, by=one.by, act=one.act, what=one.what or "–"))
    rows = tuple(
        {
            "code": one.code,
            "subject": one.subject,
            "values": len(one.fields),
            "state": _state(desk, one),
        }
        for one in found
    )
    return Rows("qms.erasure-plan/1", desk.columns("code", "subject", "values", "state"), rows, many="records")


def _state(desk: Desk, one: Target) -> object:
    if one.hold:
        return desk.told("erasure.held", hold=one.hold)
    return desk.told("erasure.needed" if one.open else "erasure.may")


def carry_out(desk: Desk, code: str) -> None:
    """Carry an erasure out, and say what was still found and what no program can promise."""
    done = desk.acting.erasures.carry_out(code)
    desk.put(done)
    if done.found:
        desk.note(desk.say("erasure.found", count=done.found, code=done.code))
    desk.note(desk.say("erasure.outside"))


def certificate(desk: Desk, code: str, to: Path) -> None:
    """Write the certificate; in the language that is spoken."""
    from qms.packet import certificate_pdf
    from qms_cli.show.sink import write

    made = certificate_pdf(desk.registry, code, language=desk.language)
    write(made.pdf, to)
    desk.note(desk.say("erasure.written", file=to, pages=made.pages))
