"""Packets on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from qms.base.level import Level
from qms_cli import keeping, signing
from qms_cli.faults import OneOf
from qms_cli.show.result import Named, Page
from qms_cli.words import label

if TYPE_CHECKING:
    from qms.compile.content import PacketContent
    from qms.ledger.note import Note
    from qms_cli.desk import Desk


class Form(StrEnum):
    """What kind of file a packet becomes."""

    PDF = "pdf"
    HTML = "html"


class Edition(StrEnum):
    """The language of a packet."""

    KO = "ko"
    EN = "en"
    BOTH = "both"


def named(output: Path | None) -> Form:
    """The kind of file that a name says; PDF where it says none of them."""
    return Form.HTML if output is not None and output.suffix.lower() in {".html", ".htm"} else Form.PDF


@dataclass(frozen=True)
class Wanted:
    """How a packet is wanted; ``checkpoint`` and ``sign``: with which signatures under its checkpoint.

    ``reader``: whose copy it is; None: of whom its level is for. ``level``: None: of the management review; everything
    has a ``reason`` and is locked with a passphrase, which ``passphrase_file`` holds or is asked for.
    """

    form: Form | None
    edition: Edition
    output: Path | None
    checkpoint: Path | None
    sign: bool
    reader: str | None = None
    level: Level | None = None
    reason: str | None = None
    passphrase_file: Path | None = None


def _signed(desk: Desk, content: PacketContent, wanted: Wanted) -> Note | None:
    """The checkpoint of the freeze with the signatures that were asked for; None: bare."""
    note = keeping.file_of(wanted.checkpoint) if wanted.checkpoint else None
    if not wanted.sign:
        return note
    return desk.session.present.signed_checkpoint(keeping.own_key(desk), size=content.snapshot.source.size, note=note)


def _content(desk: Desk, review: str, wanted: Wanted) -> tuple[PacketContent, str | None]:
    """What is to be printed, and for whom: above the level of the management review for whoever makes it."""
    from qms.registry.packets import disclosed, packet_content

    level = wanted.level or Level.MASKED
    if level in {Level.PUBLIC, Level.MASKED}:
        return packet_content(desk.registry, review, level), wanted.reader
    if wanted.reader is not None:
        raise OneOf(options=("--reader", f"--level {level.value}"))
    desk.session.need_actor()
    facts = desk.session.facts
    if level is Level.FULL:
        return disclosed(desk.registry, review, act=desk.typed, reason=wanted.reason), None
    person = facts.directory.people.get(facts.actor)
    return packet_content(desk.registry, review, level), person.name if person and person.name else facts.actor


def _passphrase(desk: Desk, form: Form, wanted: Wanted) -> str | None:
    """What the file is locked with: needed before anything is disclosed, where nothing is masked."""
    if wanted.level is not Level.FULL:
        return None
    if form is Form.HTML:
        raise OneOf(options=("--format pdf", "--level L2"))
    if wanted.passphrase_file is not None:
        return signing.first_line(wanted.passphrase_file)
    return signing.new_secret(desk, "QMS_NEW_PASSPHRASE", desk.say("packet.passphrase"), "--passphrase-file")


def render(desk: Desk, review: str, wanted: Wanted) -> Page:
    """Write the packet of a review and say what was written."""
    from qms.ledger.canonical import digest
    from qms.packet import render, render_html
    from qms_cli.show.sink import write

    form, edition = wanted.form or named(wanted.output), wanted.edition
    passphrase = _passphrase(desk, form, wanted)
    content, reader = _content(desk, review, wanted)
    name = review if wanted.level in {None, Level.MASKED} else f"{review}.{content.level.value}"
    to = wanted.output or Path(f"{name}.{edition.value}.{form.value}")
    signed = _signed(desk, content, wanted)
    values: dict[str, object] = {
        "file": str(to), "level": Named(content.level.value, label(content.level, desk.language)),
        "draft": content.draft, "snapshot": content.digest,
    }  # fmt: skip
    desk.note(desk.say("packet.rendering", code=review))
    if form is Form.HTML:
        page = render_html(content, edition.value, checkpoint=signed, reader=reader).encode()
        write(page, to)
        values |= {"size": len(page), "sha256": digest(page)}
    else:
        made = render(content, to, language=edition.value, checkpoint=signed, reader=reader, passphrase=passphrase)
        values |= {"pages": made.pages, "size": made.size, "sha256": made.sha256}
        for one in made.findings:
            desk.note(f"{one.place}: {one.say(desk.language)}")
    fields = desk.fields(values)
    return Page("qms.packet/1", desk.say("packet.done"), fields, values)
