"""Signers with their PINs: given, changed, taken back. Nothing that a PIN could be guessed from leaves the store."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from qms import errors
from qms.kinds import kind as kind_of
from qms.ledger import pin as hashes
from qms.organisation.authority import permitted_everywhere
from qms.records.signer import Signer, SignerMeans, Signers, SignerStatus
from qms.store import pins

if TYPE_CHECKING:
    from qms.registry.registry import Registry

SHORTEST, LONGEST = 6, 64
COUNTED: Final = "wrong PINs"
"""Why the program itself locks; its entry has no reason, since no person gave one."""
_STEPS: Final = frozenset({-1, 0, 1})


class EnrolledSigners(Signers):
    """Signers with their PINs, which are no part of any record."""

    def __init__(self, registry: Registry) -> None:
        """Put the acts at the registry."""
        super().__init__(registry)
        self._registry = registry

    def enrol(self, *, person: str, pin: str | None = None, key: str | None = None) -> Signer:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, with the PIN
        """Enrol a person to sign with a PIN, or with a key by its public half; one of the two is given.

        Raises what `qms.records.signer.rules.enrol` does, and:
            WeakPin: it is none to be used.
            AlreadyEnrolled: the person signs by these means already.
            KeyKnown: the key is or was enrolled, for this person or another, or came in from a file.
            BadNote: that is no public half of a key.

        """
        if (pin is None) is (key is None):
            msg = "a PIN or a key"
            raise ValueError(msg)
        means = SignerMeans.PIN if key is None else SignerMeans.KEY
        checked = _strong(pin) if key is None else _public(key)
        with self._registry.batch():
            for one in self.find(person=person, means=means):
                if one.status is not SignerStatus.REVOKED and one.source_file is None:
                    raise errors.AlreadyEnrolled(person=person, code=one.code)
            # Whose key it was or is, whoever holds it could sign for both; one that was taken back stays so.
            for one in self.find(key=checked) if key is not None else ():
                raise errors.KeyKnown(code=one.code, person=one.person)
            made = super().enrol(person=person, key=None if key is None else checked, alone=self._alone())
            if key is None:
                self._put(made, checked)
        return made

    def change_pin(self, which: str | Signer, *, old: str, new: str) -> Signer:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, with the PINs
        """The person chooses another PIN; the old one is shown first, and a wrong one counts as any.

        Raises what `qms.records.signer.rules.change_pin` does, and WrongPin and WeakPin.
        """
        code = which.code if isinstance(which, Signer) else kind_of("signer").read_code(which)
        facts = self._registry.facts()
        before = self.get(code)
        if before.person != facts.actor:
            raise errors.PinOfAnother(code=code, person=before.person)
        if before.means is not SignerMeans.PIN:
            raise errors.NoPin(code=code)
        if before.source_file is not None:
            raise errors.SignerBrought(code=code)
        self._registry.show_pin(old)
        if old == new:
            raise errors.WeakPin(what="signer.weak.same")
        checked = _strong(new)
        with self._registry.batch():
            made = super().change_pin(which)
            self._put(made, checked)
        return made

    def reset(self, which: str | Signer, *, pin: str) -> Signer:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, with the PIN
        """Give a person a new PIN; raises what `qms.records.signer.rules.reset` does, and WeakPin."""
        checked = _strong(pin)
        with self._registry.batch():
            made = super().reset(which, alone=self._alone())
            self._put(made, checked)
        return made

    def lock(self, which: str | Signer, *, reason: str) -> Signer:  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, its reason in the ledger
        """Let a PIN or key sign no more, until it is unlocked or reset: one's own, or as somebody who may revoke it.

        Raises what `qms.records.signer.rules.lock` does. The reason stands in the entry.
        """
        return Signers(self._registry.because(reason)).lock(which, reason=reason)

    def unlock(self, which: str | Signer, *, reason: str) -> Signer:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, its reason in the ledger
        """Let what is locked sign again as it was; wrong PINs are counted anew.

        Raises what `qms.records.signer.rules.unlock` does. The reason stands in the entry.
        """
        with self._registry.batch():
            made = Signers(self._registry.because(reason)).unlock(which, reason=reason, alone=self._alone())
            if made.means is SignerMeans.PIN:
                with self._registry.writing() as writing:
                    pins.right(writing.connection, made.person)
        return made

    def lock_by_count(self, which: str) -> Signer:
        """Lock the actor's own PIN, which was given wrong too often."""
        return super().lock(which, reason=COUNTED)

    def revoke(self, which: str | Signer, *, reason: str) -> Signer:  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, with the PIN
        """Take a PIN or key back for good; what is known of a PIN goes."""
        with self._registry.batch():
            made = super().revoke(which, reason=reason)
            if made.means is SignerMeans.PIN:
                with self._registry.writing() as writing:
                    pins.drop(writing.connection, made.person, made.code)
        return made

    def _put(self, signer: Signer, pin: str) -> None:
        store = self._registry.store
        with self._registry.writing() as writing:
            connection = writing.connection
            if not pins.stands(connection, pins.NOBODY):
                # Nobody knows what it is the hash of.
                pins.put(
                    connection, pins.NOBODY, "", hashes.hashed(store.tokens(32).hex(), store.tokens(16), hashes.COST)
                )
            kept = hashes.hashed(pin, store.tokens(hashes.SALT_LENGTH), hashes.COST)
            pins.put(connection, signer.person, signer.code, kept)

    def _alone(self) -> bool:
        """Whether nobody but the actor holds a role today that may enrol signers."""
        facts = self._registry.facts()
        directory = facts.directory
        others = (one for one in directory.people if one != facts.actor)
        held = (directory.held(one, facts.today) for one in others)
        return not any(permitted_everywhere(facts.profile, "signer.enrol", one) for one in held)


def _strong(pin: str | None) -> str:
    """The PIN; raise `WeakPin` for one that is too short, too long or among the first that anybody tries."""
    said = pin or ""
    if not SHORTEST <= len(said) <= LONGEST or not said.isprintable():
        raise errors.WeakPin(what="signer.weak.length")
    steps = {ord(other) - ord(one) for one, other in pairwise(said)}
    if len(steps) == 1 and steps <= _STEPS:
        raise errors.WeakPin(what="signer.weak.plain")
    return said


def _public(key: str) -> str:
    from qms.ledger.note import KeyKind, read_key

    found = read_key(key)
    if found.kind is not KeyKind.SIGNER:
        raise errors.BadNote(what="ledger.note.suite")
    return found.spelled()
