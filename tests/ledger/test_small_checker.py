"""The checker printed on the page about the ledger, which needs no program of ours, judges as ours does."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qms.errors import LedgerBroken
from qms.ledger.proof import ConsistencyProof, InclusionProof
from qms.ledger.tree import consistency, inclusion, leaf_hash, root, verify_consistency, verify_inclusion
from tests.docs.console import blocks
from tests.ledger.test_tree import KEPT, MOST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Holds = Callable[[dict[str, Any]], bool]

ENTRIES = [str(n).encode() for n in range(MOST)]
"""What the leaves of the tests' tree are made of."""
GROWN = st.integers(0, MOST).flatmap(lambda second: st.tuples(st.integers(0, second), st.just(second)))
PLACES = st.integers(1, MOST).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))


@pytest.fixture(scope="module")
def page(root: Path) -> dict[str, Any]:
    """What the page's script defines."""
    (script,) = (one for one in blocks(root / "docs" / "ledger.md", "python") if one.file == "proof.py")
    names: dict[str, Any] = {"__name__": "proof"}
    exec(compile(script.text, "proof.py", "exec"), names)  # noqa: S102 - ours
    return names


@pytest.fixture(scope="module")
def holds(page: dict[str, Any]) -> Holds:
    """The script's judgement of a proof."""
    found: Holds = page["holds"]
    return found


def _ours(proof: InclusionProof | ConsistencyProof) -> bool:
    try:
        proof.verify()
    except LedgerBroken:
        return False
    return True


@given(PLACES)
def test_it_takes_what_the_program_gives(holds: Holds, place: tuple[int, int]) -> None:
    index, size = place
    proof = inclusion(index, size, KEPT.read)
    whole = InclusionProof("qms/0", index, size, root(size, KEPT.read), ENTRIES[index], proof)
    assert _ours(whole)
    assert holds(json.loads(json.dumps(whole.document())))


@given(GROWN)
def test_it_takes_growth_that_the_program_proves(holds: Holds, pair: tuple[int, int]) -> None:
    first, second = pair
    proof = consistency(first, second, KEPT.read)
    whole = ConsistencyProof("qms/0", first, root(first, KEPT.read), second, root(second, KEPT.read), proof)
    assert _ours(whole)
    assert holds(json.loads(json.dumps(whole.document())))


@settings(max_examples=400)
@given(GROWN, GROWN, st.lists(st.sampled_from(KEPT.hashes[7]), max_size=3), st.data())
def test_the_two_agree_on_what_is_wrong(
    holds: Holds, pair: tuple[int, int], other: tuple[int, int], more: list[bytes], data: st.DataObject
) -> None:
    # Sizes, roots and proof of different origins, cut and put together at random.
    proof = list(consistency(*pair, KEPT.read))
    cut = data.draw(st.integers(0, len(proof)))
    some = [*proof[:cut], *more, *proof[cut:]] if data.draw(st.booleans()) else [*proof[cut:], *more]
    sizes, roots = data.draw(st.sampled_from([(pair, pair), (other, pair), (pair, other), (pair[::-1], pair)]))
    old, new = (root(size, KEPT.read) for size in roots)
    claimed = ConsistencyProof("qms/0", sizes[0], old, sizes[1], new, tuple(some))
    assert holds(json.loads(json.dumps(claimed.document()))) == _ours(claimed)


@settings(max_examples=400)
@given(PLACES, st.integers(-1, MOST), st.integers(0, MOST), st.data())
def test_the_two_agree_on_wrong_places(
    holds: Holds, place: tuple[int, int], index: int, size: int, data: st.DataObject
) -> None:
    proof = inclusion(*place, KEPT.read)
    cut = data.draw(st.integers(0, len(proof)))
    entry = ENTRIES[data.draw(st.sampled_from([place[0], max(index, 0) % MOST]))]
    claimed = InclusionProof("qms/0", index, size, root(place[1], KEPT.read), entry, proof[:cut])
    assert holds(json.loads(json.dumps(claimed.document()))) == _ours(claimed)


# --- the published proofs ---


def _vectors(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.json"))]


def _hashes(vector: dict[str, Any]) -> list[str]:
    return [base64.b64decode(one).hex() for one in vector["proof"] or ()]


def test_the_two_agree_on_the_published_consistency_proofs(holds: Holds, root: Path) -> None:
    vectors = _vectors(root / "tests/data/vectors/merkle/consistency")
    for one in vectors:
        old, new = (base64.b64decode(one[name] or "") for name in ("root1", "root2"))
        told = {
            "schema": "qms.proof.consistency/1", "first": one["size1"], "second": one["size2"],
            "first_root": old.hex(), "second_root": new.hex(), "proof": _hashes(one),
        }  # fmt: skip
        assert holds(told) == (not one["wantErr"]), one["desc"]
        proof = tuple(bytes.fromhex(each) for each in _hashes(one))
        try:
            verify_consistency(one["size1"], one["size2"], old, new, proof)
        except LedgerBroken:
            assert one["wantErr"]
        else:
            assert not one["wantErr"]
    assert len(vectors) == 43


def test_the_two_agree_on_the_published_inclusion_proofs(root: Path, page: dict[str, Any]) -> None:
    # The vectors give the leaf's hash alone, which the script makes of the entry: so its inner function is asked.
    vectors = _vectors(root / "tests/data/vectors/merkle/inclusion")
    for one in vectors:
        path = [base64.b64decode(each) for each in one["proof"] or ()]
        leaf, expected = base64.b64decode(one["leafHash"]), base64.b64decode(one["root"] or "")
        index, size = one["leafIdx"], one["treeSize"]
        good = 0 <= index < size and _under(page, index, size, leaf, path) == expected
        assert good == (not one["wantErr"]), one["desc"]
        try:
            verify_inclusion(index, size, leaf, path, expected)
        except LedgerBroken:
            assert one["wantErr"]
        else:
            assert not one["wantErr"]
    assert len(vectors) == 49
    assert leaf_hash(b"") == page["hashlib"].sha256(b"\x00").digest()


def _under(page: dict[str, Any], index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    rest = list(path)
    try:
        found: bytes = page["included"](index, size, leaf, rest)
    except IndexError:
        return None
    return None if rest or any(len(one) != len(leaf) for one in path) else found
