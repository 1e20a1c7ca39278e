"""Signatures at the desk: who signs has shown a PIN or a key, and the signature is part of the act's one entry."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from pydantic import ValidationError

from qms import errors
from qms.base.attaching import attached
from qms.base.record import MOST_SIGNATURES, Means, Record, Signature
from qms.ledger import pin as hashes
from qms.ledger.signed import SUITE, content_of, sealed, sealed_by, text_of
from qms.records.signer import KIND, Signer, SignerMeans, SignerStatus
from qms.registry.faults import faults_in
from qms.registry.pending import Groupware, Pending
from qms.registry.shared import Acting
from qms.store import pins
from qms.store.rows import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from qms.base.kind import Kind
    from qms.base.record import Meaning
    from qms.ledger.commitment import Sealed
    from qms.ledger.note import SignerKey
    from qms.organisation.facts import Facts
    from qms.registry.registry import Registry
    from qms.registry.shared import Shared
    from qms.store.rows import Loaded
    from qms.store.writing import Head, Writing

R = TypeVar("R", bound=Record)
PLACEHOLDER = "0" * 64


class Signs:
    """A view of an open store that can sign; the registry is the only one."""

    def __init__(self, shared: Shared, acting: Acting, pending: Pending | None = None) -> None:
        """A view in the name of somebody; ``pending`` signs its next act."""
        self._shared = shared
        self._acting = acting
        self._pending = pending

    def signing(
        self,
        *,
        pin: str | None = None,
        key: SignerKey | None = None,
        groupware: Groupware | None = None,
        person: str | None = None,
    ) -> Registry:
        """The same view, whose next act is signed; exactly one of ``pin``, ``key`` and ``groupware`` is given.

        A PIN is looked at here and now, and asked again for each signature. The first signature of a session, and the
        first after a pause, name the ``person`` too, who is the one that acts (row P11-200a1).

        Raises:
            WrongPin: the PIN is wrong, the person has none, or it is locked.
            PinOld: it must be changed before it signs.
            SigningBegins: the person was not named, or another one than the one that acts.
            PinInBatch: within a batch.
            WrongKey: the key is not enrolled for whoever acts.

        """
        if [pin, key, groupware].count(None) != 2:  # noqa: PLR2004 - one of three
            msg = "exactly one of pin, key and groupware"
            raise ValueError(msg)
        from qms.registry.registry import Registry

        facts = self._registry.facts()
        until = facts.now + timedelta(minutes=facts.profile.signing.minutes)
        if pin is not None:
            found = Pending(Means.PIN, until, self._proven(facts, pin, person, until))
        elif key is not None:
            found = Pending(Means.KEY, until, self._enrolled(facts.actor, key), key=key)
        else:
            found = Pending(Means.GROUPWARE, until, groupware=groupware)
        return Registry(self._shared, self._acting, found)

    def because(self, reason: str) -> Registry:
        """The same view, whose acts have this reason in their entries; raise `InvalidRecord` for none that is kept."""
        from qms.registry.registry import Registry

        said = {name: getattr(self._acting, name) for name in Acting.model_fields}
        return Registry(self._shared, Acting.of(**{**said, "reason": reason}), self._pending)

    def show_pin(self, pin: str) -> Signer:
        """The signer of whoever acts, whose PIN this is.

        Whatever is wrong is told alike and takes as long: a PIN that is not right, a person who has none or is not
        there, a signer who is locked (rows P11-300d, ASVS 6.3.8). Each try is counted before it is looked at.

        Raises:
            WrongPin: any of these.
            PinInBatch: within a batch, which could take the count back.

        """
        if self._shared.writing is not None:
            raise errors.PinInBatch
        facts = self._registry.facts()
        with self._shared.store.writing() as writing:
            found = pins.tried(writing.connection, facts.actor)
        good = hashes.matches(pin, found.hash) if found else _as_long(pin)
        wrong = errors.WrongPin(actor=facts.actor)
        if found is None or not found.signer:
            raise wrong
        most = facts.profile.signing.tries
        if not good or found.number > most:
            self._lock(found.signer if _locks(found.number, most) else None)
            raise wrong
        signer = self._registry.signers.get(found.signer)
        if not signer.signs:
            raise wrong
        with self._shared.store.writing() as writing:
            pins.right(writing.connection, facts.actor)
        return signer

    @property
    def _registry(self) -> Registry:
        return cast("Registry", self)

    def _proven(self, facts: Facts, pin: str, person: str | None, until: datetime) -> str:
        """The signer whose PIN it is, in a session that has begun or begins now."""
        session, signing = self._shared.session, facts.profile.signing
        if person != facts.actor and (person is not None or not session.lasts(facts.actor, facts.now)):
            raise errors.SigningBegins(actor=facts.actor, minutes=signing.minutes)
        signer = self.show_pin(pin)
        days = signing.pin_days
        if signer.must_change or (days and facts.now >= signer.issued_at + timedelta(days=days)):
            raise errors.PinOld(code=signer.code)
        session.goes_on(facts.actor, until)
        return signer.code

    def _lock(self, code: str | None) -> None:
        """The entry of the lock stands under the person in whose name the PIN was tried."""
        from qms.registry.registry import Registry

        if code is None or self._registry.signers.get(code).status is not SignerStatus.ACTIVE:
            return
        # Of its own: what this view is about to sign, or says of an act of somebody else's, is none of the lock's.
        alone = Registry(self._shared, Acting(by=self._acting.by))
        # Where there can be no entry, as of somebody who holds no role any more, the count alone refuses the PIN.
        with suppress(errors.NotPermitted, errors.SignatureNeeded, errors.WrongStep):
            alone.signers.lock_by_count(code)

    def _enrolled(self, actor: str, key: SignerKey) -> str:
        public = key.verifier.spelled()
        for one in self._registry.signers.find(person=actor, means=SignerMeans.KEY, status=SignerStatus.ACTIVE):
            if one.key == public and one.signs:
                return one.code
        raise errors.WrongKey(actor=actor)


def _locks(number: int, most: int) -> bool:
    """Whether this try locks: the last that there may be, and where that one could not, few after it.

    At every later one it would be seen by the time it takes who has a PIN.
    """
    times, rest = divmod(number, most)
    return not rest and times.bit_count() == 1


def _as_long(pin: str) -> bool:
    """Takes as long as to look at a PIN, in a store in which nobody has one."""
    hashes.hashed(pin, bytes(hashes.SALT_LENGTH), hashes.COST)
    return False


@dataclass(frozen=True)
class Deed(Generic[R]):
    """An act on its way into the store: what writes it, who does it when, by what facts, on what."""

    writing: Writing
    kind: Kind[R]
    head: Head
    facts: Facts
    before: Loaded[R] | None


def signed(pending: Pending | None, deed: Deed[R], after: R) -> tuple[R, Mapping[str, Sealed] | None]:
    """The record with the signature of this act, if it has one, and its sealed values; signatures come by acts alone.

    Raises:
        SignatureNeeded: the profile asks for one, and none is given.
        NotToSign: one is given, and the profile has none under this act or not by these means.
        SignatureSpent: it has signed already, or its time is over.
        WrongPin, WrongKey: the signer was locked or revoked meanwhile.

    """
    facts, kept = deed.facts, deed.before.record.signatures if deed.before else ()
    if after.signatures != kept:
        after = after.model_copy(update={"signatures": kept})
    meaning = _meaning(pending, deed.kind, deed.head.act, facts)
    if pending is None or meaning is None:
        return after, None
    if pending.spent or facts.now >= pending.until:
        raise errors.SignatureSpent(actor=facts.actor)
    _still(deed.writing, pending, facts)
    pending.spent = True
    if pending.groupware:
        after = _with_file(deed.writing, after, facts, pending.groupware)
    return _under(pending, deed, after, meaning)


def _under(pending: Pending, deed: Deed[R], after: R, meaning: Meaning) -> tuple[R, Mapping[str, Sealed]]:
    """The record with the signature under it."""
    writing, head = deed.writing, deed.head
    if len(after.signatures) >= MOST_SIGNATURES:
        raise errors.TooManySignatures(code=after.code, most=MOST_SIGNATURES)
    values = writing.seal(deed.kind, deed.before, after)
    content = content_of(json.loads(spelled(after, values)), len(after.signatures))
    made = {
        "suite": SUITE, "person": head.actor, "on_behalf_of": head.on_behalf_of, "meaning": meaning, "act": head.act,
        "version": after.version, "content": content, "signed_at": head.recorded_at, "zone": head.zone,
        "means": pending.means, "signer": pending.signer, "seal": PLACEHOLDER, **_elsewhere(pending.groupware),
    }  # fmt: skip
    try:
        one = Signature.model_validate(made)
    except ValidationError as fault:
        raise errors.InvalidRecord(kind="base.signature.name", faults=faults_in(fault, "document")) from None
    said = {"kind": deed.kind.name, "code": after.code, "occurred_at": head.occurred_at.isoformat()}
    text = text_of(writing.origin(), {**said, "reason": head.reason}, one.model_dump(mode="json"))
    one = one.but(seal=sealed_by(pending.key, text) if pending.key else sealed(text))
    return after.but(signatures=(*after.signatures, one)), values


def _meaning(pending: Pending | None, kind: Kind[Any], act: str, facts: Facts) -> Meaning | None:
    """What a signature under this act says; None: it is not signed."""
    asked = facts.profile.signing.acts.get(act)
    words = f"{kind.words}.act.{act.rpartition('.')[2]}"
    if pending is None:
        if asked and asked.required:
            raise errors.SignatureNeeded(act=words, meaning=f"base.meaning.{asked.meaning.value}")
        return None
    if asked is None or pending.means not in asked.means:
        taken = tuple(f"base.means.{one.value}" for one in asked.means) if asked else ()
        raise errors.NotToSign(act=words, means=f"base.means.{pending.means.value}", taken=taken)
    return asked.meaning


def _elsewhere(groupware: Groupware | None) -> dict[str, Any]:
    if groupware is None:
        return {}
    return {
        "document": groupware.document, "approved_on": groupware.on, "approval": groupware.kind,
        "file": groupware.file.digest,
    }  # fmt: skip


def _with_file(writing: Writing, after: R, facts: Facts, groupware: Groupware) -> R:
    """The record with the document attached, unless it has that file already."""
    from qms.base.files import judged

    if groupware.on > facts.on:
        raise errors.NotYet(at=groupware.on.isoformat(), now=facts.on.isoformat())
    if any(one.digest == groupware.file.digest and one.withdrawn_at is None for one in after.attachments):
        return after
    ((file, media),) = judged([groupware.file])
    media = writing.media(file.digest) or media
    after = attached(after, facts, [(file, media)])
    writing.keep(file.content, media)
    return after


def _still(writing: Writing, pending: Pending, facts: Facts) -> None:
    """What signs was not taken back since it was shown."""
    if pending.signer is None:
        return
    now: Signer = writing.load(KIND, pending.signer).record
    if not now.signs:
        fault = errors.WrongKey if pending.key else errors.WrongPin
        raise fault(actor=facts.actor)


def seen(records: Iterable[R]) -> Iterator[R]:
    """Each of the records that come in; raise `SignerUnseen` for a signer that would sign, though nobody saw whose."""
    for record in records:
        if isinstance(record, Signer) and record.source_file is None:
            raise errors.SignerUnseen(person=record.person)
        yield record
