"""Faults of sealed bundles and of what is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors.base import Fault, Invalid, QmsError, Unusable
from qms.errors.store import MOST

if TYPE_CHECKING:
    from qms.i18n import Language


class BadBundle(QmsError):
    """This is no bundle, or it is not as it was written. ``what``: what its own checker says, in English."""

    key = "exchange.bad_bundle"
    place: str
    what: str


class NotBackedUp(QmsError):
    """The store does not hold, so no bundle of it can; nothing was written."""

    key = "exchange.not_backed_up"
    place: str
    what: str


class BundleTooLarge(Unusable):
    """A zip file of this form holds 2 GiB and 65,000 files at most; a folder holds any number. Nothing was written."""

    key = "exchange.bundle_too_large"
    place: str


class WithoutPersonal(Invalid):
    """The bundle was written without personal values: it proves, but no store can be made of it."""

    key = "exchange.without_personal"
    place: str


class NotAFile(Invalid):
    """The store is a database on a server, which cannot be copied as a file."""

    key = "exchange.not_a_file"
    place: str


class NotRestored(Unusable):
    """A store made of the bundle would not hold, so none was made; all faults at once."""

    key = "exchange.not_restored"
    place: str
    faults: tuple[Fault, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """The first faults are listed one after another, and how many there are."""
        if name != "faults":
            return super().shown(name, value, language)
        told = "; ".join(fault.say(language) for fault in self.faults[:MOST])
        return f"{told}; … ({len(self.faults)})" if len(self.faults) > MOST else told
