"""Salted commitments: the ledger proves a personal value without holding it.

A commitment binds the value to its person, record and field; without the salt it tells nothing, not even
whether two values are equal. Once value and salt are erased, the entry still verifies.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

DOMAIN = "qms/personal/1"
SALT_LENGTH = 32
MARK = "$personal"
LOCKED = "⟦잠김 · locked⟧"
"""What is read in the place of a value whose key is not here; it is never written."""


@dataclass(frozen=True)
class Sealed:
    """One personal value with its salt.

    Attributes:
        subject: random number of the person whom it is about.
        code: record that it belongs to.
        field: name of the field; in a child, ``communications.0.said``.
        salt: 32 random bytes of its own; empty where it is locked.
        value: the text; `LOCKED` where it is locked.
        kept: of a locked one, the commitment that its record's newest entry has.

    """

    subject: str
    code: str
    field: str
    salt: bytes
    value: str
    kept: str = ""

    def commitment(self) -> dict[str, str]:
        """What stands in the ledger in the place of the value."""
        return {
            MARK: self.kept if not self.salt else committed(self.subject, self.code, self.field, self.salt, self.value)
        }


def committed(subject: str, code: str, field: str, salt: bytes, value: str) -> str:
    """The commitment in hexadecimal; for the arguments see `Sealed`."""
    place = f"{DOMAIN}\x1f{subject}\x1f{code}\x1f{field}\x1f{value}"
    return hmac.digest(salt, place.encode(), "sha256").hex()
