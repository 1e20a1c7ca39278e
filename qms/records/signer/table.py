"""The table of signers; see `qms.records.signer.model`."""

from __future__ import annotations

import datetime as dt

from qms.records.signer.model import SignerMeans, SignerStatus
from qms.store.columns import RecordRow, Tables, choice


class SignerRow(RecordRow, table=True):
    """A signer."""

    __tablename__ = "signers"
    status: SignerStatus = choice(SignerStatus)
    means: SignerMeans = choice(SignerMeans)
    person: str
    key: str | None = None
    must_change: bool
    issued_at: dt.datetime
    issued_by: str
    enrolled_on: dt.date
    enrolled_by: str
    revoked_on: dt.date | None = None
    revoked_by: str | None = None
    revoked_reason: str | None = None


TABLES = Tables(SignerRow)
