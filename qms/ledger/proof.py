"""Proofs as they are handed to somebody else: complete in themselves, and spelled as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from qms.errors import BadNote
from qms.ledger.tree import leaf_hash, verify_consistency, verify_inclusion

if TYPE_CHECKING:
    from qms.ledger.canonical import Json

LARGEST: Final = 64 * 1024
"""Bytes of the largest proof of growth that is read; that of a million entries has some three thousand."""


@dataclass(frozen=True)
class InclusionProof:
    """That an entry is among those that a checkpoint stands for (RFC 9162, section 2.1.3).

    Attributes:
        origin: the ledger, as its checkpoints name it.
        position: place of the entry, from 0.
        size, root: the checkpoint: number of entries and the root over them.
        entry: the entry as it is spelled; personal values are commitments in it.
        proof: hashes from the entry's up.

    """

    origin: str
    position: int
    size: int
    root: bytes
    entry: bytes
    proof: tuple[bytes, ...]

    def verify(self) -> None:
        """Raise `LedgerBroken` unless the entry leads to the root."""
        verify_inclusion(self.position, self.size, leaf_hash(self.entry), self.proof, self.root)

    def document(self) -> dict[str, Json]:
        """The form ``qms.proof.inclusion/1``; hashes in hexadecimal."""
        return {
            "schema": "qms.proof.inclusion/1",
            "origin": self.origin,
            "position": self.position,
            "size": self.size,
            "root": self.root.hex(),
            "entry": self.entry.decode(),
            "proof": [one.hex() for one in self.proof],
        }


@dataclass(frozen=True)
class ConsistencyProof:
    """That a ledger begins with everything that an earlier checkpoint of it stood for (RFC 9162, section 2.1.4).

    Attributes:
        origin: the ledger, as its checkpoints name it.
        first, first_root: the earlier checkpoint.
        second, second_root: the later one.
        proof: the hashes that lead to both roots.

    """

    origin: str
    first: int
    first_root: bytes
    second: int
    second_root: bytes
    proof: tuple[bytes, ...]

    def verify(self) -> None:
        """Raise `LedgerBroken` unless the proof leads to both roots."""
        verify_consistency(self.first, self.second, self.first_root, self.second_root, self.proof)

    def document(self) -> dict[str, Json]:
        """The form ``qms.proof.consistency/1``; hashes in hexadecimal."""
        return {
            "schema": "qms.proof.consistency/1",
            "origin": self.origin,
            "first": self.first,
            "first_root": self.first_root.hex(),
            "second": self.second,
            "second_root": self.second_root.hex(),
            "proof": [one.hex() for one in self.proof],
        }


def read_growth(spelled: bytes) -> ConsistencyProof:
    """Read a proof of growth in its form ``qms.proof.consistency/1``; nothing is said of whether it holds.

    Raises:
        BadNote: it has not the form of one.

    """
    try:
        raw: Any = json.loads(spelled) if len(spelled) <= LARGEST else {}
        origin, first, second = raw["origin"], raw["first"], raw["second"]
        formed = raw["schema"] == "qms.proof.consistency/1" and isinstance(origin, str)
        if not (formed and type(first) is type(second) is int):
            raise BadNote(what="ledger.note.proof")
        old, new = (bytes.fromhex(str(raw[name])) for name in ("first_root", "second_root"))
        proof = tuple(bytes.fromhex(str(one)) for one in raw["proof"])
        return ConsistencyProof(origin, first, old, second, new, proof)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadNote(what="ledger.note.proof") from None
