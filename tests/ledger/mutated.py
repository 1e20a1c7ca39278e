"""Proofs and checkpoints that somebody changed, made by the thousand from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from qms.errors import LedgerBroken
from qms.ledger import standalone
from qms.ledger.tree import (
    completed,
    consistency,
    inclusion,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST: Final = 1_500
"""Leaves of the largest tree."""
OF_ONE: Final = 40
"""Changes that are made to one proof."""


class Grown:
    """A tree, and its perfect subtrees."""

    def __init__(self, size: int) -> None:
        self.leaves = [leaf_hash(b"%d" % one) for one in range(size)]
        self._rows: list[tuple[bytes, ...]] = []
        for place, leaf in enumerate(self.leaves):
            self._rows.append(completed(place, leaf, self.read))

    def read(self, end: int, level: int) -> bytes:
        """Hash over the ``2**level`` leaves before ``end``."""
        return self._rows[end - 1][level]


@dataclass
class Claim:
    """What a proof claims: places, two hashes that it leads from and to, and the path.

    Attributes:
        inclusion: whether it is one of inclusion; otherwise one of consistency.
        one, other: position and size; or the two sizes.
        begin, end: leaf and root; or the two roots.
        path: the hashes.
        bound: whether whoever checks has ``one`` and ``other`` of the checkpoints that they kept. A root does not
            hold its size, so that of another size it may be true.

    """

    inclusion: bool
    one: int
    other: int
    begin: bytes
    end: bytes
    path: list[bytes]
    bound: bool = True

    def ours(self) -> bool:
        """Whether the program takes it."""
        check = verify_inclusion if self.inclusion else verify_consistency
        given = (self.begin, self.path, self.end) if self.inclusion else (self.begin, self.end, self.path)
        try:
            check(self.one, self.other, *given)
        except LedgerBroken:
            return False
        return True

    def theirs(self) -> bool:
        """Whether the checker takes it that travels in every bundle."""
        check = standalone.check_inclusion if self.inclusion else standalone.check_consistency
        given = (self.begin, self.path, self.end) if self.inclusion else (self.begin, self.end, self.path)
        try:
            check(self.one, self.other, *given)
        except standalone.Wrong:
            return False
        return True


def claim(tree: Grown, chance: random.Random) -> Claim:
    """A true proof about some tree."""
    size = chance.randrange(2, len(tree.leaves))
    top = root(size, tree.read)
    if chance.random() < 0.5:
        index = chance.choice((0, size - 1, chance.randrange(size)))
        return Claim(True, index, size, tree.leaves[index], top, list(inclusion(index, size, tree.read)))  # noqa: FBT003
    first = chance.choice((size - 1, 1 << (size - 1).bit_length() - 1, chance.randrange(1, size)))
    path = list(consistency(first, size, tree.read))
    return Claim(False, first, size, root(first, tree.read), top, path)  # noqa: FBT003


def changed(true: Claim, tree: Grown, chance: random.Random) -> Claim:
    """The same with one change; never what it was."""
    found = Claim(true.inclusion, true.one, true.other, true.begin, true.end, list(true.path))
    while (found.one, found.other, found.begin, found.end, found.path) == (
        true.one, true.other, true.begin, true.end, true.path,
    ):  # fmt: skip
        chance.choice(_CHANGES)(found, tree, chance)
    return found


def _bit(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _at(found: Claim, chance: random.Random) -> int:
    return chance.randrange(len(found.path))


def _flip(found: Claim, _: Grown, chance: random.Random) -> None:
    if found.path:
        at = _at(found, chance)
        found.path[at] = _bit(found.path[at], chance)


def _drop(found: Claim, _: Grown, chance: random.Random) -> None:
    if found.path:
        del found.path[_at(found, chance)]


def _add(found: Claim, tree: Grown, chance: random.Random) -> None:
    one = chance.choice((chance.choice(tree.leaves), found.begin, found.end, bytes(32)))
    found.path.insert(chance.randrange(len(found.path) + 1), one)


def _swap(found: Claim, _: Grown, chance: random.Random) -> None:
    if len(found.path) > 1:
        one, other = chance.sample(range(len(found.path)), 2)
        found.path[one], found.path[other] = found.path[other], found.path[one]


def _replace(found: Claim, tree: Grown, chance: random.Random) -> None:
    if found.path:
        found.path[_at(found, chance)] = chance.choice((chance.choice(tree.leaves), found.end, sha256().digest()))


def _shorten(found: Claim, _: Grown, chance: random.Random) -> None:
    if found.path:
        at = _at(found, chance)
        found.path[at] = chance.choice((found.path[at][:-1], found.path[at] + b"\0", b""))


def _fold(found: Claim, _: Grown, __: random.Random) -> None:
    """A node of the tree in the place of the leaf that is under it, or of the older root."""
    if found.path:
        side = found.path.pop(0)
        found.begin = sha256(b"\1" + found.begin + side).digest()


def _begin(found: Claim, tree: Grown, chance: random.Random) -> None:
    found.begin = chance.choice((_bit(found.begin, chance), chance.choice(tree.leaves), found.end, b""))


def _end(found: Claim, tree: Grown, chance: random.Random) -> None:
    found.end = chance.choice((_bit(found.end, chance), chance.choice(tree.leaves), found.begin, b""))


def _turned(found: Claim, _: Grown, __: random.Random) -> None:
    found.path.reverse()


def _index(found: Claim, _: Grown, chance: random.Random) -> None:
    found.one += chance.choice((-1, 1, 1 << chance.randrange(12), -found.one - 1, found.other))
    found.bound = found.inclusion


def _size(found: Claim, _: Grown, chance: random.Random) -> None:
    found.other += chance.choice((-1, 1, 1 << chance.randrange(12), -found.other, 2**64))
    found.bound = False


_CHANGES: Final[tuple[Callable[[Claim, Grown, random.Random], None], ...]] = (
    _flip, _flip, _drop, _add, _swap, _replace, _shorten, _fold, _begin, _end, _turned, _index, _size,
)  # fmt: skip


def claims(count: int, seed: int) -> Iterator[tuple[Claim, Claim]]:
    """So many changed proofs, each with the true one that it was made of."""
    chance, tree = random.Random(seed), Grown(LARGEST)
    while count > 0:
        true = claim(tree, chance)
        for _ in range(min(count, OF_ONE)):
            yield true, changed(true, tree, chance)
        count -= OF_ONE


@dataclass
class Judged:
    """What became of changed proofs: how many there were, how many said another size, how many of these were taken."""

    count: int = 0
    unbound: int = 0
    taken: int = 0


def judge(count: int, seed: int) -> Judged:
    """Put so many changed proofs to both checkers; fail where they differ, or take what they must not."""
    found, last = Judged(count), None
    for true, one in claims(count, seed):
        if true is not last:
            last = true
            assert true.ours()
            assert true.theirs()
        ours, theirs = one.ours(), one.theirs()
        assert ours is theirs, one
        assert not (ours and one.bound), one
        found.unbound += not one.bound
        found.taken += ours
    return found
