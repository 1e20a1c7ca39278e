"""What an act is to be signed with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from qms.base.files import File
    from qms.base.record import ApprovalKind, Means
    from qms.ledger.note import SignerKey


@dataclass(frozen=True)
class Groupware:
    """An approval that happened in groupware.

    Attributes:
        document: its number there.
        on: the day on which it was approved.
        kind: ordinarily, by delegated authority, or by a stand-in.
        file: the document as a file; it is attached to the record in the same act, and signed by its digest.

    """

    document: str
    on: date
    kind: ApprovalKind
    file: File


@dataclass
class Pending:
    """What one act is to be signed with; it signs one, until its time is over.

    Attributes:
        means: PIN, key or groupware.
        until: it signs before this instant.
        signer: code of the PIN's or key's record; None for groupware.
        key: the secret half, where it is one.
        groupware: the approval, where it is one.

    """

    means: Means
    until: datetime
    signer: str | None = None
    key: SignerKey | None = None
    groupware: Groupware | None = None
    spent: bool = field(default=False, init=False)
