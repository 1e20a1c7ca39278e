"""Consistency proofs against the letter of the RFC and the published proofs; a touched one never holds."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qms import i18n
from qms.errors import LedgerBroken
from qms.ledger.tree import EMPTY, consistency, root, roots_of_proof, verify_consistency
from tests.ledger.test_tree import KEPT, LEAVES, MOST, slow_root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

VECTORS = "tests/data/vectors/merkle/consistency"
PAIRS = st.integers(0, MOST).flatmap(lambda second: st.tuples(st.integers(0, second), st.just(second)))
GROWN = st.integers(2, MOST).flatmap(lambda second: st.tuples(st.integers(1, second - 1), st.just(second)))
ROOTS = [root(size, KEPT.read) for size in range(MOST + 1)]


def _slow_proof(first: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1, by its letter."""
    if first == len(leaves):
        return [] if whole else [slow_root(leaves)]
    split = max(1 << n for n in range(len(leaves).bit_length()) if 1 << n < len(leaves))
    if first <= split:
        return [*_slow_proof(first, leaves[:split], whole=whole), slow_root(leaves[split:])]
    return [*_slow_proof(first - split, leaves[split:], whole=False), slow_root(leaves[:split])]


def _holds(first: int, second: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    try:
        verify_consistency(first, second, old, new, proof)
    except LedgerBroken:
        return False
    return True


@given(GROWN)
def test_every_proof_is_the_reference_s_and_holds(pair: tuple[int, int]) -> None:
    first, second = pair
    proof = consistency(first, second, KEPT.read)
    assert list(proof) == _slow_proof(first, LEAVES[:second])
    assert roots_of_proof(first, second, slow_root(LEAVES[:first]), proof) == (
        slow_root(LEAVES[:first]), slow_root(LEAVES[:second]),
    )  # fmt: skip
    verify_consistency(first, second, slow_root(LEAVES[:first]), slow_root(LEAVES[:second]), proof)


def test_a_proof_of_a_small_tree_holds_for_no_other_two_trees() -> None:
    pairs = [(first, second) for second in range(18) for first in range(1, second)]
    for pair in pairs:
        proof = consistency(*pair, KEPT.read)
        assert [(a, b) for a, b in pairs if _holds(a, b, ROOTS[a], ROOTS[b], proof)] == [pair]


@given(st.integers(0, MOST))
def test_nothing_is_to_be_proved_of_an_empty_tree_or_of_the_same_one(size: int) -> None:
    assert consistency(0, size, KEPT.read) == consistency(size, size, KEPT.read) == ()
    assert _holds(0, size, EMPTY, ROOTS[size], ())
    assert _holds(size, size, ROOTS[size], ROOTS[size], ())
    assert not _holds(0, size, EMPTY, ROOTS[size], [EMPTY])
    assert not _holds(size, size, ROOTS[size], ROOTS[size], [ROOTS[size]])
    assert not _holds(size, size, ROOTS[size], LEAVES[0] if size != 1 else EMPTY, ())
    assert not _holds(0, size, LEAVES[1], ROOTS[size], ())


def test_the_empty_tree_has_one_root() -> None:
    assert not _holds(0, 0, LEAVES[0], LEAVES[0], ())


@given(GROWN, st.data())
def test_a_proof_that_was_touched_does_not_hold(pair: tuple[int, int], data: st.DataObject) -> None:
    first, second = pair
    proof, old, new = list(consistency(first, second, KEPT.read)), ROOTS[first], ROOTS[second]
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    flipped = bytearray(proof[at])
    flipped[bit // 8] ^= 1 << bit % 8
    before, after = proof[:at], proof[at + 1 :]
    other = data.draw(st.integers(0, len(proof) - 1))
    swapped = list(proof)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    for broken in (
        [*before, bytes(flipped), *after], [*before, *after], [*before, proof[at], proof[at], *after],
        [*before, proof[at][:-1], *after], [*before, b"", *after], [*before, proof[at] + b"\0", *after],
        [*proof, new], [*proof, old], [new, *proof], [old, *proof], [*proof, b""], [b"", *proof], [],
        *([swapped] if swapped != proof else []), *([proof[::-1]] if proof[::-1] != proof else []),
    ):  # fmt: skip
        assert not _holds(first, second, old, new, broken)


@given(GROWN, st.data())
def test_a_proof_is_of_one_pair_of_trees(pair: tuple[int, int], data: st.DataObject) -> None:
    first, second = pair
    proof, old, new = consistency(first, second, KEPT.read), ROOTS[first], ROOTS[second]
    assert not _holds(first, second, new, old, proof)
    a, b = data.draw(PAIRS.filter(lambda one: one != pair))
    assert not _holds(a, b, ROOTS[a], ROOTS[b], proof) or proof == consistency(a, b, KEPT.read)
    if a != first:
        assert not _holds(first, second, ROOTS[a], new, proof)
    if b != second:
        assert not _holds(first, second, old, ROOTS[b], proof)
    bit = data.draw(st.integers(0, 255))
    wrong = bytes(value ^ (1 << bit % 8 if place == bit // 8 else 0) for place, value in enumerate(old))
    assert not _holds(first, second, wrong, new, proof)


@given(st.integers(-5, MOST + 5), st.integers(-5, MOST + 5))
def test_sizes_that_no_tree_has_are_refused(first: int, second: int) -> None:
    assume(not 0 < first < second)
    if not 0 <= first <= second:
        with pytest.raises(LedgerBroken):
            consistency(first, second, KEPT.read)
        assert not _holds(first, second, ROOTS[0], ROOTS[0], ())
    with pytest.raises(LedgerBroken) as refused:
        roots_of_proof(first, second, ROOTS[0], ROOTS[:1])
    assert all(refused.value.say(language) and refused.value.hint(language) for language in i18n.LANGUAGES)


@given(GROWN)
def test_a_proof_reads_two_hashes_a_level_at_most(pair: tuple[int, int]) -> None:
    first, second = pair
    read: list[tuple[int, int]] = []

    def noted(end: int, level: int) -> bytes:
        read.append((end, level))
        return KEPT.read(end, level)

    consistency(first, second, noted)
    assert all(end <= second for end, _ in read)
    assert len(read) <= 2 * second.bit_length()


# --- published proofs ---


def _published(vector: dict[str, Any]) -> bool:
    old, new = (base64.b64decode(vector[name] or "") for name in ("root1", "root2"))
    proof = [base64.b64decode(one) for one in vector["proof"] or ()]
    return _holds(vector["size1"], vector["size2"], old, new, proof)


def test_published_proofs_hold_and_broken_ones_do_not(root: Path) -> None:
    files = sorted((root / VECTORS).rglob("*.json"))
    vectors = {str(file.relative_to(root / VECTORS)): json.loads(file.read_text(encoding="utf-8")) for file in files}
    assert len(vectors) == 43
    assert {name for name, vector in vectors.items() if _published(vector)} == {
        f"{n}/happy-path.json" for n in range(3)
    }
    assert [name for name, vector in vectors.items() if _published(vector) == vector["wantErr"]] == []
