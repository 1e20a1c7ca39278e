"""A second office signs that it saw a checkpoint, and when: no store is needed, and what it saw cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors import BadKeyFile, Diverged, NeedsGrowth, NeedsLogKey
from qms.ledger.checkpoint import Checkpoint, read_checkpoint
from qms.ledger.note import KeyKind, read_key, vouched

if TYPE_CHECKING:
    from datetime import datetime

    from qms.ledger.keyfile import KeyFile, Seen
    from qms.ledger.note import Note, VerifierKey
    from qms.ledger.proof import ConsistencyProof


def cosign(
    key: KeyFile, note: Note, at: datetime, *, log: VerifierKey | None = None, earlier: ConsistencyProof | None = None
) -> Note:
    """Sign that a checkpoint was seen at this time (C2SP tlog-cosignature), after looking at whose it is.

    Args:
        key: of the witness.
        note: the checkpoint, signed by its ledger.
        at: the time, with its zone.
        log: public key of the ledger; needed the first time, kept from then on.
        earlier: proof from the checkpoint that this witness signed last; needed once the ledger has grown since.

    Raises:
        BadKeyFile: the key is none of a witness.
        NeedsLogKey: the witness was never told whose signature to believe.
        NotVouched: the ledger's signature is not under it, or does not fit.
        NeedsGrowth: the proof is missing.
        Diverged: another ledger than before, another key, fewer entries, another root, or a proof of something else.
        LedgerBroken: the proof does not hold.

    """
    if key.signer.verifier.kind is not KeyKind.WITNESS:
        raise BadKeyFile(place=str(key.path), what="ledger.key.no_witness")
    found = read_checkpoint(note.text)
    pinned = log or _pinned(key.seen(), note, found)
    _same_key(key.seen(), pinned, found)
    vouched(note, [pinned])

    def grown(last: Checkpoint) -> None:
        if found.size < last.size:
            raise Diverged(what="ledger.diverging.smaller", kept=last.short(), given=found.short())
        if found.size > last.size:
            _proven(last, found, earlier)

    return key.sign(note, pinned.spelled(), grown, at)


def _pinned(seen: dict[str, Seen], note: Note, found: Checkpoint) -> VerifierKey:
    keys = {(key.name, key.id): key for key in map(read_key, seen)}
    signed = (keys.get((one.name, one.id)) for one in note.signatures)
    of_name = (read_key(log) for log, kept in seen.items() if kept.checkpoint.origin == found.origin)
    key = next((one for one in (*signed, *of_name) if one is not None), None)
    if key is None:
        raise NeedsLogKey(origin=found.origin)
    return key


def _same_key(seen: dict[str, Seen], pinned: VerifierKey, found: Checkpoint) -> None:
    if pinned.kind is not KeyKind.SIGNER:
        raise NeedsLogKey(origin=found.origin)
    for log, kept in seen.items():
        if kept.checkpoint.origin == found.origin and log != pinned.spelled():
            raise Diverged(what="ledger.diverging.key", kept=log, given=pinned.spelled())


def _proven(last: Checkpoint, found: Checkpoint, proof: ConsistencyProof | None) -> None:
    if proof is None:
        raise NeedsGrowth(kept=last.short())
    for wanted, size, root in (
        (last, proof.first, proof.first_root),
        (found, proof.second, proof.second_root),
    ):
        shown = Checkpoint(proof.origin, size, root)
        if shown != wanted._replace(more=()):
            raise Diverged(what="ledger.diverging.proof", kept=wanted.short(), given=shown.short())
    proof.verify()
