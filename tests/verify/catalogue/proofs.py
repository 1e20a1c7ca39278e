"""Attacks on proofs that are shown to somebody who has a checkpoint and not the store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qms.ledger.proof import ConsistencyProof, InclusionProof
from tests.ledger.mutated import Grown
from tests.verify.catalogue.attack import Family

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.verify.catalogue.attack import Told

Proof = InclusionProof | ConsistencyProof
PROOFS: Final = Family[list[Proof]]("A proof that is shown to somebody else")
"""Each is given a list to which it adds the proofs that it made."""
_HASH, _SHAPE, _PLACE = "broken.root", "broken.proof", "broken.index"
TREE: Final = Grown(240)


def _inclusion(id: str, says: str, label: str, make: Callable[[InclusionProof], list[InclusionProof]]) -> None:
    @PROOFS.attack(f"proof-{id}", says, label)
    def act(made: list[Proof]) -> Told:
        made += make(INCLUSION)
        return "proof"


def _growth(id: str, says: str, label: str, make: Callable[[ConsistencyProof], list[ConsistencyProof]]) -> None:
    @PROOFS.attack(f"growth-{id}", says, label)
    def act(made: list[Proof]) -> Told:
        made += make(GROWTH)
        return "proof"


def _flips(path: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    return [
        (*path[:at], bytes([one[0] ^ 1]) + one[1:], *path[at + 1 :]) for at, one in enumerate(path)
    ]  # fmt: skip


def _without(path: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    return [path[:at] + path[at + 1 :] for at in range(len(path))]


def _whole() -> tuple[InclusionProof, ConsistencyProof]:
    from qms.ledger.tree import consistency, inclusion, root

    top, old = root(201, TREE.read), root(87, TREE.read)
    entry = InclusionProof("qms/0", 77, 201, top, b"77", inclusion(77, 201, TREE.read))
    return entry, ConsistencyProof("qms/0", 87, old, 201, top, consistency(87, 201, TREE.read))


INCLUSION, GROWTH = _whole()
_inclusion(
    "each-hash",
    "changes a bit of a hash, of each in turn",
    _HASH,
    lambda of: [replace(of, proof=one) for one in _flips(of.proof)],
)
_inclusion(
    "each-missing",
    "leaves a hash out, each in turn",
    _SHAPE,
    lambda of: [replace(of, proof=one) for one in _without(of.proof)],
)
_inclusion("longer", "adds a hash", _SHAPE, lambda of: [replace(of, proof=(*of.proof, of.root))])
_inclusion("empty", "shows no hash at all", _SHAPE, lambda of: [replace(of, proof=())])
_inclusion("turned", "turns the order around", _HASH, lambda of: [replace(of, proof=of.proof[::-1])])
_inclusion("half-hash", "shows half a hash", _SHAPE, lambda of: [replace(of, proof=(of.proof[0][:16], *of.proof[1:]))])
_inclusion("entry", "shows another entry", _HASH, lambda of: [replace(of, entry=b"78"), replace(of, entry=b"")])
_inclusion("position", "says another position", _HASH, lambda of: [replace(of, position=76), replace(of, position=78)])
_inclusion(
    "position-beyond",
    "says a position that there is not",
    _PLACE,
    lambda of: [replace(of, position=201), replace(of, position=-1)],
)
_inclusion("root", "says another root", _HASH, lambda of: [replace(of, root=bytes(32)), replace(of, root=b"")])
_inclusion(
    "node-as-entry", "gives out a node of the tree as an entry", _SHAPE,
    lambda of: [replace(of, entry=TREE.read(77, 0) + TREE.read(78, 0), proof=of.proof[1:], position=38)],
)  # fmt: skip
_growth(
    "each-hash",
    "changes a bit of a hash, of each in turn",
    _HASH,
    lambda of: [replace(of, proof=one) for one in _flips(of.proof)],
)
_growth(
    "each-missing",
    "leaves a hash out, each in turn",
    _SHAPE,
    lambda of: [replace(of, proof=one) for one in _without(of.proof)],
)
_growth("longer", "adds a hash", _SHAPE, lambda of: [replace(of, proof=(*of.proof, of.second_root))])
_growth("empty", "shows no hash at all", _SHAPE, lambda of: [replace(of, proof=())])
_growth(
    "old-root", "says another root of the earlier checkpoint", _HASH, lambda of: [replace(of, first_root=bytes(32))]
)
_growth("new-root", "says another root of the later checkpoint", _HASH, lambda of: [replace(of, second_root=bytes(32))])
_growth(
    "turned",
    "swaps earlier and later",
    _PLACE,
    lambda of: [replace(of, first=of.second, second=of.first, first_root=of.second_root, second_root=of.first_root)],
)
_growth(
    "of-nothing",
    "begins with an empty ledger, with the root of another",
    _HASH,
    lambda of: [replace(of, first=0, proof=())],
)
_growth("equal", "says the same size with two roots", _HASH, lambda of: [replace(of, first=of.second, proof=())])
