"""Files of a record: how they come to it, and how one is taken back. It stays on record, and so do its bytes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Protocol, TypeVar

from qms.base.record import MOST_FILES, Attachment, Record
from qms.errors import AlreadyAttached, AlreadyWithdrawn, NoAttachment, SeveralAttachments, TooManyFiles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qms.base.files import File

R = TypeVar("R", bound=Record)
_SHORTEST = 8


class Moment(Protocol):
    """By whom and when."""

    @property
    def actor(self) -> str:
        """Code of the person who acts."""
        ...

    @property
    def at(self) -> datetime:
        """When it happened."""
        ...


def attached(record: R, moment: Moment, files: Sequence[tuple[File, str]]) -> R:
    """The record with these files, each with its media type, behind those it has.

    Raises:
        AlreadyAttached: one of them stands there already, under whatever name.
        TooManyFiles: they would be more than `MOST_FILES`.

    """
    there = {one.digest: one.name for one in record.attachments if one.withdrawn_at is None}
    for file, _ in files:
        if file.digest in there:
            raise AlreadyAttached(code=record.code, name=there[file.digest] or file.digest[:_SHORTEST])
    new = [
        Attachment(
            name=file.name, digest=file.digest, size=len(file.content), media=media,
            added_by=moment.actor, added_at=moment.at,
        )
        for file, media in files
    ]  # fmt: skip
    if len(record.attachments) + len(new) > MOST_FILES:
        raise TooManyFiles(code=record.code, most=MOST_FILES)
    return record.but(attachments=(*record.attachments, *new))


def withdrawn(record: R, moment: Moment, which: str, *, reason: str) -> R:
    """The record with one of its files taken back; the file stays named with the reason.

    Raises:
        NoAttachment, SeveralAttachments: see `the_attachment`.
        AlreadyWithdrawn: it was taken back before.

    """
    one = the_attachment(record, which)
    if one.withdrawn_at is not None:
        raise AlreadyWithdrawn(code=record.code, which=which)
    gone = one.but(withdrawn_by=moment.actor, withdrawn_at=moment.at, withdrawn_reason=reason)
    return record.but(attachments=tuple(gone if each is one else each for each in record.attachments))


def the_attachment(record: Record, which: str) -> Attachment:
    """The file of a record by its name, or by its digest or the first eight letters of it or more.

    Of several that fit the one that stands is meant.

    Raises:
        NoAttachment: it has none of this name or digest.
        SeveralAttachments: several that stand, or several withdrawn ones, fit.

    """
    name, begin = unicodedata.normalize("NFC", which), which.lower()
    fitting = [
        one
        for one in record.attachments
        if one.name == name or (len(begin) >= _SHORTEST and one.digest.startswith(begin))
    ]
    standing = [one for one in fitting if one.withdrawn_at is None]
    found = standing or fitting
    if not found:
        raise NoAttachment(code=record.code, which=which)
    if len({one.digest for one in found}) > 1:
        raise SeveralAttachments(code=record.code, which=which, digests=tuple(one.digest[:12] for one in found))
    return found[-1]


__all__ = ["Moment", "attached", "the_attachment", "withdrawn"]
