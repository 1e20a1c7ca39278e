"""Faults of the packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors.base import Invalid, QmsError, Refused

if TYPE_CHECKING:
    from qms.i18n import Language


class RenderFailed(QmsError):
    """The packet could not be made into a PDF. ``reason`` is a key of words, ``detail`` what the renderer said."""

    key = "packet.render_failed"
    reason: str
    detail: str

    def shown(self, name: str, value: object, language: Language) -> str:
        """The renderer's own words are never taken for a key."""
        return str(value) if name == "detail" else super().shown(name, value, language)


class NothingToTell(Refused):
    """A letter is asked for of which the case has nothing to tell; ``letter`` is the key of its name."""

    key = "packet.nothing_to_tell"
    code: str
    letter: str


class WrongDigest(Invalid):
    """The content of a review does not have the digest that it is said to have."""

    key = "packet.wrong_digest"
    given: str
    computed: str
