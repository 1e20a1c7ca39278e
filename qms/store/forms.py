"""Attached files whose bytes are of another form than their record says.

An act judges what it attaches. What came with an export or in a bundle says of itself what it is, and is taken over as
it was said, so that nothing is lost for a word: here it is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from qms.base.filetype import LONGEST_BEGINNING, TEXT, Unfit, beginning, form_of
from qms.base.finding import Finding, Weight
from qms.ledger.canonical import digest
from qms.store.columns import AttachmentRow, table_of
from qms.store.lenient import any_text
from qms.store.table import contents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_FROZEN: Final = "application/json"


def strange_forms(connection: Connection) -> Iterator[Finding]:
    """A warning for each attached file that is not of the form that its record says, by record and place in it.

    What is not there or not as it was is told elsewhere; of it, and of what cannot be asked for, nothing is said.
    """
    files = table_of(AttachmentRow)
    wanted = select(files.c.record, files.c.seq, files.c.digest, files.c.media)
    with any_text(connection):
        try:
            for code, _, name, media in sorted(map(tuple, connection.execute(wanted)), key=repr):
                if found := _other(connection, name, media):
                    told = {"code": str(code), "digest": str(name)[:12], "said": str(media), "found": found}
                    yield Finding(
                        rule="store.finding.content_form", weight=Weight.WARNING, place=str(code), values=told
                    )
        except (DatabaseError, connection.dialect.loaded_dbapi.Error):
            return


def _other(connection: Connection, name: str, media: str) -> str:
    """The form that kept bytes are of, where it is another than was said; ``?``: none that is known."""
    here = (contents.c.digest == name) & (contents.c.media == media)
    # Of most forms the beginning tells, and a file may be large.
    begin = connection.scalar(select(func.substr(contents.c.content, 1, LONGEST_BEGINNING)).where(here))
    if isinstance(begin, bytes) and beginning(begin) == media:
        return ""
    content = connection.scalar(select(contents.c.content).where(here))
    if not isinstance(content, bytes) or digest(content) != name:
        return ""
    try:
        found = form_of(content)
    except Unfit as fault:
        return "" if fault.rule == "locked" else "?"
    # What the program itself froze is kept as JSON, and the same bytes that somebody attaches are as well.
    return "" if found == media or (found == TEXT and media == _FROZEN) else found


__all__ = ["strange_forms"]
