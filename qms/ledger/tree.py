"""The Merkle tree over the entries (RFC 9162, section 2.1): root, inclusion proof, consistency proof.

An appended leaf completes some perfect subtrees: of 1 leaf, perhaps of 2, 4, … The ledger keeps their hashes
beside the entry, so that appending, the root and a proof each read a handful of entries. ``read(end, level)``
gives the hash of the perfect subtree of ``2**level`` leaves over ``[end - 2**level, end)``.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from qms.errors import LedgerBroken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Read = Callable[[int, int], bytes]

LEAF, NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256(b"").digest()
"""Root of the tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry."""
    return hashlib.sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees."""
    return hashlib.sha256(NODE + left + right).digest()


def completed(size: int, leaf: bytes, read: Read) -> tuple[bytes, ...]:
    """Hashes of the perfect subtrees that ``leaf`` completes as entry number ``size`` (0-based), smallest first."""
    found = [leaf]
    level = 0
    while size >> level & 1:
        found.append(node_hash(read(size + 1 - (1 << level), level), found[-1]))
        level += 1
    return tuple(found)


def root(size: int, read: Read) -> bytes:
    """Root of the tree over entries ``[0, size)``."""
    return _range(0, size, read) if size else EMPTY


def inclusion(index: int, size: int, read: Read) -> tuple[bytes, ...]:
    """Proof that entry ``index`` is among ``[0, size)``, from the leaf up.

    Raises:
        LedgerBroken: there is no such entry.

    """
    if not 0 <= index < size:
        raise LedgerBroken(position=index, what="ledger.broken.index")
    proof: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            proof.append(_range(middle, end, read))
            end = middle
        else:
            proof.append(_range(begin, middle, read))
            begin = middle
    return tuple(reversed(proof))


def root_of_proof(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2).

    Raises:
        LedgerBroken: the proof has not the length and form that this index and size ask for.

    """
    if not 0 <= index < size:
        raise LedgerBroken(position=index, what="ledger.broken.index")
    at, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0 or len(one) != len(EMPTY):
            raise LedgerBroken(position=index, what="ledger.broken.proof")
        if at & 1 or at == last:
            found = node_hash(one, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, one)
        at, last = at >> 1, last >> 1
    if last:
        raise LedgerBroken(position=index, what="ledger.broken.proof")
    return found


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected: bytes) -> None:
    """Raise `LedgerBroken` unless the proof leads from the leaf to the expected root."""
    if root_of_proof(index, size, leaf, proof) != expected:
        raise LedgerBroken(position=index, what="ledger.broken.root")


def consistency(first: int, second: int, read: Read) -> tuple[bytes, ...]:
    """Proof that the tree over ``[0, second)`` begins with the one over ``[0, first)`` (RFC 9162, section 2.1.4.1).

    Nothing is to be proved of an empty tree, nor of two of one size: the proof is empty then, and the roots tell.
    It reads at most two hashes for each level of the tree.

    Raises:
        LedgerBroken: ``first`` is negative or larger than ``second``.

    """
    _ordered(first, second)
    if first in {0, second}:
        return ()
    proof: list[bytes] = []
    begin, end = 0, second
    while end != first:
        middle = begin + _split(end - begin)
        if first <= middle:
            proof.append(_range(middle, end, read))
            end = middle
        else:
            proof.append(_range(begin, middle, read))
            begin = middle
    if begin:
        # Where it is the whole old tree, whoever checks has its hash already: it is the old root.
        proof.append(_range(begin, end, read))
    return tuple(reversed(proof))


def roots_of_proof(first: int, second: int, old: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The two roots that a consistency proof leads to (RFC 9162, section 2.1.4.2), for ``0 < first < second``.

    ``old`` is the root of the smaller tree, which the proof leaves out where that tree is a perfect one.

    Raises:
        LedgerBroken: the proof has not the length and form that these sizes ask for.

    """
    if not 0 < first < second:
        raise LedgerBroken(position=first, what="ledger.broken.index")
    path = [old, *proof] if first & (first - 1) == 0 else list(proof)
    if not proof or any(len(one) != len(EMPTY) for one in path):
        raise LedgerBroken(position=first, what="ledger.broken.proof")
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            raise LedgerBroken(position=first, what="ledger.broken.proof")
        if at & 1 or at == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, one)
        at, last = at >> 1, last >> 1
    if last:
        raise LedgerBroken(position=first, what="ledger.broken.proof")
    return before, after


def verify_consistency(first: int, second: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> None:
    """Raise `LedgerBroken` unless the proof shows that the tree of root ``new`` begins with that of root ``old``.

    The empty tree has one root only, `EMPTY`, and any tree begins with it; two trees of one size must have one root.
    Both need an empty proof. A root does not hold its size: each size is believed of whoever vouches for its root.
    """
    _ordered(first, second)
    if first in {0, second}:
        roots = (EMPTY if first == 0 else new, EMPTY if second == 0 else new)
        if proof:
            raise LedgerBroken(position=first, what="ledger.broken.proof")
    else:
        roots = roots_of_proof(first, second, old, proof)
    if roots != (old, new):
        raise LedgerBroken(position=first, what="ledger.broken.root")


def _ordered(first: int, second: int) -> None:
    if not 0 <= first <= second:
        raise LedgerBroken(position=first, what="ledger.broken.index")


def _split(count: int) -> int:
    """The largest power of two below ``count`` (at least 2)."""
    return 1 << ((count - 1).bit_length() - 1)


def _range(begin: int, end: int, read: Read) -> bytes:
    """Hash over ``[begin, end)``, where ``begin`` is a multiple of the largest power of two below the count."""
    count = end - begin
    if count & (count - 1) == 0:
        return read(end, count.bit_length() - 1)
    middle = begin + _split(count)
    return node_hash(_range(begin, middle, read), _range(middle, end, read))
