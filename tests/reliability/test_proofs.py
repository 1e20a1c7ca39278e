"""Proofs and checkpoints changed at random: none is taken that claims what is not, and two checkers agree on each."""

from __future__ import annotations

import random

from tests.ledger.mutated import judge
from tests.ledger.mutated_notes import judge_notes
from tests.reliability.level import SEED, figure, in_time, portion, share

PROOFS, NOTES = 10_000, 200
"""How many are made from one seed; a signature is checked in plain Python by one of the two, which takes its time."""


def _seeds(ci: int, release: int, name: str) -> list[int]:
    return [SEED * 1_000_003 + one for one in portion(range(share(ci, release)), name)]


def test_no_changed_proof_is_taken() -> None:
    points = unbound = taken = 0
    for seed in in_time(_seeds(10, 500, "proofs")):
        found = judge(PROOFS, seed)
        points, unbound, taken = points + found.count, unbound + found.unbound, taken + found.taken
    assert taken < unbound
    figure(
        f"R8 mutated proofs: {points}, both checkers agree on each; taken: 0 of {points - unbound}, and {taken} of"
        f" {unbound} that say another size, which whoever checks has of the checkpoint", points=points, lost=0,
    )  # fmt: skip


def test_no_changed_checkpoint_is_taken() -> None:
    points = 0
    for seed in in_time(_seeds(10, 100, "notes")):
        judge_notes(NOTES, seed)
        points += NOTES
    figure(f"R8 mutated checkpoints: {points}, none taken that says anything else", points=points, lost=0)


def test_a_checker_that_forgets_a_hash_is_seen() -> None:
    # The control: a checker that looks at every hash but one takes what it should not.
    from tests.ledger.mutated import Claim, claims

    wrongly, chance = 0, random.Random(SEED)
    for true, changed in claims(2_000, SEED):
        if true.path and changed.path:
            blind = chance.randrange(len(true.path))
            path = [*changed.path[:blind], *true.path[blind : blind + 1], *changed.path[blind + 1 :]]
            lax = Claim(true.inclusion, changed.one, changed.other, changed.begin, changed.end, path)
            wrongly += changed.bound and lax.ours()
    assert wrongly
    figure(f"R8 control: a checker that forgets a hash takes {wrongly} of 2000", control=wrongly)
