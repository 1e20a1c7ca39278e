"""What a PIN is kept as: a memory-hard hash (scrypt, RFC 7914), with its cost and salt beside it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from typing import Final

SALT_LENGTH: Final = 16
_LENGTH: Final = 32
_SPARE: Final = 1 << 20


@dataclass(frozen=True)
class Cost:
    """How dear one guess is: 128 · r · 2**n bytes of memory, p times.

    Attributes:
        n: logarithm of the cost to the base 2; 16 with ``r`` 8 are 64 MiB.
        r: size of a block.
        p: how often, one after another.

    """

    n: int = 16
    r: int = 8
    p: int = 1


COST: Final = Cost()
"""Of every PIN that is set from now on; one that was set at another cost is still known by it."""


def hashed(pin: str, salt: bytes, cost: Cost = COST) -> str:
    """What to keep of a PIN: ``scrypt$16$8$1$salt$hash``."""
    parts = (base64.b64encode(one).decode() for one in (salt, _derived(pin, salt, cost)))
    return "$".join(["scrypt", *(str(one) for one in (cost.n, cost.r, cost.p)), *parts])


def matches(pin: str, kept: str) -> bool:
    """Whether what is kept is of this PIN; takes as long where it is not. Raises `ValueError` for what is no hash."""
    name, n, r, p, salt, wanted = kept.split("$")
    if name != "scrypt":
        raise ValueError(name)
    found = _derived(pin, base64.b64decode(salt, validate=True), Cost(int(n), int(r), int(p)))
    return hmac.compare_digest(found, base64.b64decode(wanted, validate=True))


def _derived(pin: str, salt: bytes, cost: Cost) -> bytes:
    said = unicodedata.normalize("NFC", pin).encode("utf-8", "surrogatepass")
    room = 128 * cost.r * (2**cost.n + cost.p + 2) + _SPARE
    return hashlib.scrypt(said, salt=salt, n=2**cost.n, r=cost.r, p=cost.p, maxmem=room, dklen=_LENGTH)
