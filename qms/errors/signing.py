"""Faults of signing."""

from __future__ import annotations

from qms.errors.base import Invalid, NotPermitted, Refused


class SignatureNeeded(Refused):
    """The organisation's profile asks for a signature under this act, and there is none."""

    key = "registry.signature_needed"
    act: str
    meaning: str


class NotToSign(Refused):
    """The profile gives a signature under this act no meaning, or does not take one by these means."""

    key = "registry.not_to_sign"
    act: str
    means: str
    taken: tuple[str, ...]


class SignatureSpent(Refused):
    """What was given signs one act, within its time; it has signed, or the time is over."""

    key = "registry.signature_spent"
    actor: str


class PinInBatch(Refused):
    """A PIN is asked before several acts are made one, not among them: a wrong one could not be counted."""

    key = "registry.pin_in_batch"


class WrongPin(NotPermitted):
    """The PIN is wrong, or the person has none, or it is locked; which of them is not told."""

    key = "registry.wrong_pin"
    actor: str


class WrongKey(NotPermitted):
    """The key is not enrolled for this person, or was revoked."""

    key = "registry.wrong_key"
    actor: str


class PinOld(NotPermitted):
    """The PIN is right, but was chosen by another person or is too old: it must be changed before it signs."""

    key = "registry.pin_old"
    code: str


class SigningBegins(NotPermitted):
    """The first signature of a session, and one after a pause, name the person and give the PIN (11.200 a 1)."""

    key = "registry.signing_begins"
    actor: str
    minutes: int


class OwnEnrolment(NotPermitted):
    """Somebody would enrol themself, or give themself a new PIN."""

    key = "signer.own_enrolment"
    actor: str


class PinOfAnother(NotPermitted):
    """A PIN is chosen by the person who signs with it."""

    key = "signer.pin_of_another"
    code: str
    person: str


class NoPin(Refused):
    """Who signs with a key has no PIN."""

    key = "signer.no_pin"
    code: str


class AlreadyEnrolled(Refused):
    """The person signs by these means already."""

    key = "signer.enrolled"
    person: str
    code: str


class SignerUnseen(Refused):
    """A signer is to come in past enrolment, and says of no file that it came from: it would sign."""

    key = "signer.unseen"
    person: str


class SignerBrought(Refused):
    """What was brought in from a file signs nothing: it is given no PIN."""

    key = "signer.brought"
    code: str


class KeyKnown(Refused):
    """The key stands in a signer's record already, of whomever and whatever its status."""

    key = "signer.key_known"
    code: str
    person: str


class LockOfAnother(NotPermitted):
    """Somebody would lock another person's PIN or key, and may not revoke it."""

    key = "signer.lock_of_another"
    code: str
    person: str


class TooManySignatures(Refused):
    """A record has as many signatures as it may have."""

    key = "registry.too_many_signatures"
    code: str
    most: int


class WeakPin(Invalid):
    """The PIN has not the length of one, or is among the first that anybody tries."""

    key = "signer.weak_pin"
    what: str
