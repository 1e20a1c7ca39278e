"""Packets on the command line."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from qms_cli.show.result import Page

if TYPE_CHECKING:
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


def render(desk: Desk, review: str, form: Form | None, edition: Edition, output: Path | None) -> Page:
    """Write the packet of a review and say what was written."""
    from qms.ledger.canonical import digest
    from qms.packet import render, render_html
    from qms_cli.show.sink import write

    form = form or named(output)
    content = desk.registry.reviews.content(review)
    to = output or Path(f"{review}.{edition.value}.{form.value}")
    values: dict[str, object] = {"file": str(to), "draft": content.draft, "snapshot": content.digest}
    desk.note(desk.say("packet.rendering", code=review))
    if form is Form.HTML:
        page = render_html(content, edition.value).encode()
        write(page, to)
        values |= {"size": len(page), "sha256": digest(page)}
    else:
        made = render(content, to, language=edition.value)
        values |= {"pages": made.pages, "size": made.size, "sha256": made.sha256}
        for one in made.findings:
            desk.note(f"{one.place}: {one.say(desk.language)}")
    fields = desk.fields(values)
    return Page("qms.packet/1", desk.say("packet.done"), fields, values)
