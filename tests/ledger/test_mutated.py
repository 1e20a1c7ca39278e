"""No changed proof and no changed checkpoint is taken, and two checkers that share no code agree on each."""

from __future__ import annotations

import pytest

from qms.ledger.checkpoint import Checkpoint
from qms.ledger.note import Note, read_note
from tests.ledger.mutated import Claim, claims, judge
from tests.ledger.mutated_notes import KEYS, SIGNED, judge_notes, ours, theirs
from tests.ledger.test_note import PETER
from tests.reliability.level import SEED

PROOFS, NOTES = 4_000, 150
"""A share; the whole is done by `tests.reliability.test_proofs`."""


def test_no_changed_proof_is_taken_and_the_two_checkers_agree() -> None:
    found = judge(PROOFS, SEED)
    # A root does not hold its size: of another size a proof may be true, and whoever checks has the size elsewhere.
    assert 0 < found.taken < found.unbound


def test_a_checker_that_forgets_a_hash_would_be_seen() -> None:
    # The control: a checker that does not look at the path's last hash takes what it should not.
    def lax(one: Claim) -> bool:
        return Claim(one.inclusion, one.one, one.other, one.begin, one.end, one.path[:-1] + last.path[-1:]).ours()

    wrongly = 0
    for last, changed in claims(400, SEED):
        wrongly += bool(last.path) and changed.bound and lax(changed)
    assert wrongly


def test_no_changed_checkpoint_is_taken_and_the_two_checkers_agree() -> None:
    judge_notes(NOTES, SEED)


@pytest.mark.parametrize("size", [0, 2])
def test_of_two_notes_neither_borrows_the_other_s_signature(size: int) -> None:
    text = Checkpoint("qms/0123456789abcdef", size, bytes(32)).text()
    borrowed = Note(text, read_note(SIGNED).signatures).spelled().encode()
    assert ours(borrowed, [*KEYS, PETER]) is None
    assert theirs(borrowed, [*KEYS, PETER]) is None
