"""The Merkle tree against a slow reference and the published proofs, the broken ones included."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.errors import LedgerBroken
from qms.ledger.tree import (
    EMPTY,
    completed,
    inclusion,
    leaf_hash,
    node_hash,
    root,
    root_of_proof,
    verify_inclusion,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

VECTORS = "tests/data/vectors/merkle/inclusion"
MOST = 300


class Kept:
    """What the store keeps: for each entry the hashes of the perfect subtrees that end with it."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.hashes: list[tuple[bytes, ...]] = []
        for size, leaf in enumerate(leaves):
            self.hashes.append(completed(size, leaf, self.read))

    def read(self, end: int, level: int) -> bytes:
        return self.hashes[end - 1][level]


def _leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(count)]


LEAVES = _leaves(MOST)
KEPT = Kept(LEAVES)


def slow_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162, 2.1.1, by its letter."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = max(1 << n for n in range(len(leaves).bit_length()) if 1 << n < len(leaves))
    return hashlib.sha256(b"\x01" + slow_root(leaves[:split]) + slow_root(leaves[split:])).digest()


def _slow_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 9162, 2.1.3.1, by its letter."""
    if len(leaves) == 1:
        return []
    split = max(1 << n for n in range(len(leaves).bit_length()) if 1 << n < len(leaves))
    if index < split:
        return [*_slow_proof(index, leaves[:split]), slow_root(leaves[split:])]
    return [*_slow_proof(index - split, leaves[split:]), slow_root(leaves[:split])]


def test_domains_are_separate() -> None:
    assert leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()
    assert node_hash(b"a" * 32, b"b" * 32) == hashlib.sha256(b"\x01" + b"a" * 32 + b"b" * 32).digest()
    assert root(0, KEPT.read) == EMPTY == hashlib.sha256(b"").digest()


def test_every_root_is_the_reference_s() -> None:
    wrong = [size for size in range(MOST + 1) if root(size, KEPT.read) != slow_root(LEAVES[:size])]
    assert wrong == []


@given(st.integers(1, MOST).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_every_proof_is_the_reference_s_and_holds(place: tuple[int, int]) -> None:
    index, size = place
    proof = inclusion(index, size, KEPT.read)
    assert list(proof) == _slow_proof(index, LEAVES[:size])
    verify_inclusion(index, size, LEAVES[index], proof, root(size, KEPT.read))


@given(st.integers(2, MOST).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))), st.data())
def test_a_proof_that_was_touched_does_not_hold(place: tuple[int, int], data: st.DataObject) -> None:
    index, size = place
    proof = list(inclusion(index, size, KEPT.read))
    expected = root(size, KEPT.read)
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = bytearray(proof[at])
    flipped[bit // 8] ^= 1 << bit % 8
    broken = data.draw(
        st.sampled_from(
            [
                [*proof[:at], bytes(flipped), *proof[at + 1 :]],
                [*proof[:at], *proof[at + 1 :]],
                [*proof[:at], proof[at], *proof[at:]],
                [*proof, expected],
                [expected, *proof],
                [*proof[:at], proof[at][:-1], *proof[at + 1 :]],
                [],
            ]
        )
    )
    with pytest.raises(LedgerBroken):
        verify_inclusion(index, size, LEAVES[index], broken, expected)


@given(st.integers(2, MOST).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))), st.data())
def test_a_proof_is_of_one_leaf_at_one_place(place: tuple[int, int], data: st.DataObject) -> None:
    index, size = place
    proof, expected = inclusion(index, size, KEPT.read), root(size, KEPT.read)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    with pytest.raises(LedgerBroken):
        verify_inclusion(other, size, LEAVES[index], proof, expected)
    with pytest.raises(LedgerBroken):
        verify_inclusion(index, size, LEAVES[other], proof, expected)


@given(st.integers(1, MOST).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_a_proof_has_the_length_that_its_place_asks_for(place: tuple[int, int]) -> None:
    index, size = place
    proof = inclusion(index, size, KEPT.read)
    for wrong in ([*proof, EMPTY], [EMPTY, *proof], proof[1:] if proof else [EMPTY]):
        with pytest.raises(LedgerBroken):
            root_of_proof(index, size, LEAVES[index], wrong)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 8), (8, 8), (9, 8)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(LedgerBroken):
        inclusion(index, size, KEPT.read)
    with pytest.raises(LedgerBroken):
        root_of_proof(index, size, LEAVES[0], ())


@given(st.integers(0, MOST - 1))
def test_appending_reads_only_what_is_complete(size: int) -> None:
    read: list[tuple[int, int]] = []

    def noted(end: int, level: int) -> bytes:
        read.append((end, level))
        return KEPT.read(end, level)

    found = completed(size, LEAVES[size], noted)
    assert found == KEPT.hashes[size]
    assert all(end <= size for end, _ in read)
    assert len(read) < size.bit_length() + 1


# --- published proofs ---


def _vectors(root_folder: Path) -> list[tuple[str, dict[str, Any]]]:
    folder = root_folder / VECTORS
    files = sorted(folder.rglob("*.json"))
    return [(str(file.relative_to(folder)), json.loads(file.read_text(encoding="utf-8"))) for file in files]


def _holds(vector: dict[str, Any]) -> bool:
    proof = [base64.b64decode(one) for one in vector["proof"] or ()]
    leaf, expected = base64.b64decode(vector["leafHash"]), base64.b64decode(vector["root"] or "")
    try:
        verify_inclusion(vector["leafIdx"], vector["treeSize"], leaf, proof, expected)
    except LedgerBroken:
        return False
    return True


def test_published_proofs_hold_and_broken_ones_do_not(root: Path) -> None:
    vectors = _vectors(root)
    assert len(vectors) == 49
    assert {name for name, vector in vectors if _holds(vector)} == {f"{n}/happy-path.json" for n in range(3)}
    assert [name for name, vector in vectors if _holds(vector) == vector["wantErr"]] == []
