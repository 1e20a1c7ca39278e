"""What a profile says of signatures: which acts have one, with what meaning, and what PINs must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from qms.base.record import Meaning, Means, Value
from qms.organisation.settings import ActName


class Signed(Value):
    """The signature under an act.

    Attributes:
        meaning: what it says.
        means: by which it may be made.
        required: whether the act is refused without one; False: it may have one.

    """

    meaning: Meaning
    means: Annotated[tuple[Means, ...], Field(min_length=1)] = tuple(Means)
    required: bool = True


class Signing(Value):
    """Signatures; a profile that says nothing of them has none.

    Attributes:
        tries: wrong PINs one after another at which the signer is locked (21 CFR 11.300 d).
        minutes: after so long without a signature a session begins anew, with person and PIN (11.200 a 1).
        pin_days: calendar days after which a PIN must be changed (11.300 b); 0: never.
        acts: the acts that have a signature.

    """

    tries: int = Field(default=5, ge=1, le=20)
    minutes: int = Field(default=15, ge=1, le=480)
    pin_days: int = Field(default=365, ge=0, le=3660)
    acts: Mapping[ActName, Signed] = Field(default_factory=dict[str, Signed])
