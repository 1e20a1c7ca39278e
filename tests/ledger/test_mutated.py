"""No changed proof and no changed checkpoint is taken, and two checkers that share no code agree on each."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from qms.errors import BadNote, NotVouched
from qms.ledger import standalone
from qms.ledger.checkpoint import Checkpoint, read_checkpoint
from qms.ledger.note import Note, read_key, read_note, vouched
from tests.ledger.mutated import Claim, claims
from tests.ledger.test_note import PETER
from tests.ledger.test_standalone import _signed
from tests.reliability.level import SEED, figure, share

if TYPE_CHECKING:
    from collections.abc import Sequence

LONG = "QMS_RELIABILITY" in os.environ
PROOFS = share(98_000, 4_980_000) if LONG else 4_000
NOTES = share(2_000, 20_000) if LONG else 150
"""A signature is checked in plain Python by one of the two, which takes its time."""


def test_no_changed_proof_is_taken_and_the_two_checkers_agree() -> None:
    taken, unbound, last = 0, 0, None
    for true, changed in claims(PROOFS, SEED):
        if true is not last:
            last = true
            assert true.ours()
            assert true.theirs()
        ours, theirs = changed.ours(), changed.theirs()
        assert ours is theirs, changed
        assert not (ours and changed.bound), changed
        unbound += not changed.bound
        taken += ours
    # A root does not hold its size: of another size a proof may be true, and whoever checks has the size elsewhere.
    assert taken < unbound
    figure(
        f"mutated proofs: {PROOFS}, both checkers agree on each; taken: 0 of {PROOFS - unbound},"
        f" and {taken} of {unbound} that say another size, which whoever checks has of the checkpoint"
    )


def test_a_checker_that_forgets_a_hash_would_be_seen() -> None:
    # The control: a checker that does not look at the path's last hash takes what it should not.
    def lax(one: Claim) -> bool:
        return Claim(one.inclusion, one.one, one.other, one.begin, one.end, one.path[:-1] + last.path[-1:]).ours()

    wrongly = 0
    for last, changed in claims(400, SEED):
        wrongly += bool(last.path) and changed.bound and lax(changed)
    assert wrongly


def _ours(data: bytes, keys: Sequence[str]) -> Checkpoint | None:
    try:
        note = read_note(data)
        vouched(note, [read_key(one) for one in keys])
        return read_checkpoint(note.text)
    except (BadNote, NotVouched):
        return None


def _theirs(data: bytes, keys: Sequence[str]) -> standalone.Checkpoint | None:
    try:
        return standalone.read_checkpoint(data, keys)
    except standalone.Wrong:
        return None


def test_no_changed_checkpoint_is_taken_and_the_two_checkers_agree() -> None:
    note, keys = _signed()
    whole, chance = _ours(note, keys), random.Random(SEED)
    assert whole is not None
    for _ in range(NOTES):
        data = _touched(note, chance)
        ours, theirs = _ours(data, keys), _theirs(data, keys)
        assert (ours is None) is (theirs is None), data
        # What is still taken has lost a signature at most: it says the same.
        assert ours is None or ours == whole, data
        assert ours is None or theirs is None or ours[:3] == theirs[:3]
    figure(f"mutated checkpoints: {NOTES}, none taken that says anything else")


def _touched(note: bytes, chance: random.Random) -> bytes:
    found = bytearray(note)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(found))
        sign = chance.choice((*note, 0, 10, 13, 32, 43, 61, 255))
        found[at : at + chance.choice((0, 1, 1, 1, 2, 9))] = bytes([sign])[: chance.randrange(2)]
    if chance.random() < 0.1:
        lines = bytes(found).split(b"\n")
        chance.shuffle(lines)
        return b"\n".join(lines)
    return bytes(found) if bytes(found) != note else note + b"\n"


@pytest.mark.parametrize("size", [0, 2])
def test_of_two_notes_neither_borrows_the_other_s_signature(size: int) -> None:
    note, keys = _signed()
    text = Checkpoint("qms/0123456789abcdef", size, bytes(32)).text()
    borrowed = Note(text, read_note(note).signatures).spelled().encode()
    assert _ours(borrowed, [*keys, PETER]) is None
    assert _theirs(borrowed, [*keys, PETER]) is None
