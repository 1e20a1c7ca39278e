"""Signed checkpoints that somebody changed, put to both checkers."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from qms.errors import BadNote, NotVouched
from qms.ledger import standalone
from qms.ledger.checkpoint import Checkpoint, read_checkpoint
from qms.ledger.note import read_key, read_note, vouched
from tests.ledger.test_standalone import _signed

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNED, KEYS = _signed()
"""A checkpoint signed by an office and a witness, and their public keys."""


def ours(data: bytes, keys: Sequence[str]) -> Checkpoint | None:
    """What the program reads; None: nothing that it takes."""
    try:
        note = read_note(data)
        vouched(note, [read_key(one) for one in keys])
        return read_checkpoint(note.text)
    except (BadNote, NotVouched):
        return None


def theirs(data: bytes, keys: Sequence[str]) -> standalone.Checkpoint | None:
    """What the checker reads that travels in every bundle; None: nothing that it takes."""
    try:
        return standalone.read_checkpoint(data, keys)
    except standalone.Wrong:
        return None


def judge_notes(count: int, seed: int) -> None:
    """Put so many changed checkpoints to both; fail where they differ, or take one that says anything else."""
    whole, chance = ours(SIGNED, KEYS), random.Random(seed)
    assert whole is not None
    for _ in range(count):
        data = _touched(SIGNED, chance)
        one, other = ours(data, KEYS), theirs(data, KEYS)
        assert (one is None) is (other is None), data
        # What is still taken has lost a signature at most: it says the same.
        assert one is None or one == whole, data
        assert one is None or other is None or one[:3] == other[:3]


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
