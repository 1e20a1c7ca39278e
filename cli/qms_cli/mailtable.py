"""The table [mail] of the configuration: by which server e-mail goes out. No password stands in it."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qms.base.record import OptionalTitle, Title, Value
from qms.packet.mail import Security
from qms.packet.outbox import is_mail


class MailTable(Value):
    """What the table says; ``seconds`` for each answer: all of a mail stay below the patience of the outbox."""

    host: Title
    sender: Title
    name: OptionalTitle = None
    port: int = Field(default=587, ge=1, le=65535)
    security: Security = Security.STARTTLS
    user: OptionalTitle = None
    password_file: OptionalTitle = None
    authorities: OptionalTitle = None
    attach: bool = False
    seconds: float = Field(default=60, gt=0, le=60)

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if not is_mail(self.sender) or (self.security is Security.NONE and self.user is not None):
            raise PydanticCustomError("mail_table", "one plain address, and no log-in over an open line")
        return self
