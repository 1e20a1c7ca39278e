"""Who may sign, and with what: a PIN or a key of the person's own (21 CFR 11.100, 11.300; rows P11-100, P11-300)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qms.base.record import Code, Instant, OptionalTitle, Record


class SignerStatus(StrEnum):
    """Where a signer stands."""

    ACTIVE = "active"
    LOCKED = "locked"
    REVOKED = "revoked"


class SignerMeans(StrEnum):
    """By what the person signs."""

    PIN = "pin"
    KEY = "key"


class Signer(Record):
    """A person's PIN or key: that there is one, since when and by whom. A PIN itself stands in no record."""

    status: SignerStatus
    means: SignerMeans
    person: Code
    key: str | None = Field(
        default=None, pattern=r"^[^\s+]{1,255}\+[0-9a-f]{8}\+[0-9A-Za-z+/=]{44}$", description="Public half of the key"
    )
    must_change: bool = Field(default=False, description="Whether the person has to choose a PIN of their own first")
    issued_at: Instant = Field(description="When the PIN or key was given or changed last")
    issued_by: Code
    enrolled_on: date
    enrolled_by: Code
    revoked_on: date | None = None
    revoked_by: Code | None = None
    revoked_reason: OptionalTitle = None

    @model_validator(mode="after")
    def _key_for_keys(self) -> Self:
        if (self.key is not None) is not (self.means is SignerMeans.KEY):
            raise PydanticCustomError("signer_key", "who signs with a key has one, who signs with a PIN has none")
        return self

    @property
    def signs(self) -> bool:
        """Whether it signs now; what was brought back from a file never does, since nobody saw whom it is of."""
        return self.status is SignerStatus.ACTIVE and self.source_file is None
