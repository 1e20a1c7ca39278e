"""Faults of files that are attached to records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors.base import Fault, Invalid, NotFound, QmsError, Refused

if TYPE_CHECKING:
    from qms.i18n import Language


class FilesRefused(Invalid):
    """Files that no record may have; all faults of all of them at once, each with the name of its file."""

    key = "base.files_refused"
    faults: tuple[Fault, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """A fault stands in the sentence, several of them each on a line of its own."""
        if name == "faults":
            said = [fault.say(language) for fault in self.faults]
            return f" {said[0]}" if len(said) == 1 else "".join(f"\n  {one}" for one in said)
        return super().shown(name, value, language)


class AlreadyAttached(Refused):
    """The record has a file of these bytes, and it stands."""

    key = "base.already_attached"
    code: str
    name: str


class TooManyFiles(Refused):
    """A record may have only so many files, withdrawn ones among them."""

    key = "base.too_many_files"
    code: str
    most: int


class NoAttachment(NotFound):
    """The record has no file of this name or digest."""

    key = "base.no_attachment"
    code: str
    which: str


class SeveralAttachments(Invalid):
    """Several files of the record fit the name or the beginning of a digest."""

    key = "base.several_attachments"
    code: str
    which: str
    digests: tuple[str, ...]


class AlreadyWithdrawn(Refused):
    """The file was withdrawn before."""

    key = "base.already_withdrawn"
    code: str
    which: str


class AttachmentChanged(QmsError):
    """What the store keeps is not what was attached."""

    key = "base.attachment_changed"
    code: str
    digest: str
