"""Tables of controlled documents; see `qms.records.document.model`."""

from __future__ import annotations

import datetime as dt

from qms.records.document.model import DocumentStatus, DocumentType
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class DocumentRow(RecordRow, table=True):
    """A document."""

    __tablename__ = "documents"
    status: DocumentStatus = choice(DocumentStatus)
    type: DocumentType = choice(DocumentType)
    title: str
    owner: str
    place: str | None = None
    entered_on: dt.date
    review_by: dt.date | None = None
    reviewed_on: dt.date | None = None
    reviewed_by: str | None = None
    sent_back: str | None = None
    withdrawn_on: dt.date | None = None
    withdrawn_reason: str | None = None


class RevisionRow(ChildRow, table=True):
    """A revision of a document."""

    __tablename__ = "revisions"
    text: str
    drafted_by: str | None = None
    drafted_on: dt.date
    approved_by: str | None = None
    approved_on: dt.date | None = None
    effective_on: dt.date | None = None
    external_document: str | None = None


TABLES = Tables(DocumentRow, {"revisions": RevisionRow})
