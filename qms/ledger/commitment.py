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


@dataclass(frozen=True)
class Sealed:
    """One personal value with its salt.

    Attributes:
        subject: random number of the person whom it is about.
        code: record that it belongs to.
        field: name of the field; in a child, ``communications.0.said``.
        salt: 32 random bytes of its own.
        value: the text.

    """

    subject: str
    code: str
    field: str
    salt: bytes
    value: str

    def commitment(self) -> dict[str, str]:
        """What stands in the ledger in the place of the value."""
        return {MARK: committed(self.subject, self.code, self.field, self.salt, self.value)}


def committed(subject: str, code: str, field: str, salt: bytes, value: str) -> str:
    """The commitment in hexadecimal; for the arguments see `Sealed`."""
    place = f"{DOMAIN}\x1f{subject}\x1f{code}\x1f{field}\x1f{value}"
    return hmac.digest(salt, place.encode(), "sha256").hex()
