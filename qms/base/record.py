"""What every record has in common: a frozen value that is valid from the moment it exists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from qms.base.filename import FileName
from qms.base.text import Code, Narrative, OptionalNarrative, OptionalTitle, Title


class _Personal:
    """Marks a field whose value is personal data."""


PERSONAL: Final = _Personal()
"""Marks a field of personal data or free text that names people (design: personal data apart from the record)."""


class Value(BaseModel):
    """A frozen value with validated fields; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    def but(self, **changes: object) -> Self:
        """Return this value with some fields changed, validated as a whole."""
        # By field: what was cached on the value is no part of it.
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **changes})


MOST: Final = 2**31 - 1
"""The largest whole number that a record holds: what a column of both databases takes."""
_FIRST, _BEYOND = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def in_range(instant: datetime) -> bool:
    """Whether an instant can be kept: beyond these years a change of the zone may leave what a calendar can hold."""
    return _FIRST <= instant < _BEYOND


def _in_utc(instant: datetime) -> datetime:
    if not in_range(instant):
        raise PydanticCustomError("instant_range", "not between the years 1900 and 9998")
    return instant.astimezone(UTC)


def _iso(instant: datetime) -> str:
    return instant.isoformat()


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc), PlainSerializer(_iso, when_used="json")]
"""A point in time, kept in UTC; naive times are refused."""
PersonalTitle = Annotated[OptionalTitle, PERSONAL]
PersonalNarrative = Annotated[OptionalNarrative, PERSONAL]
"""Free text about a customer's matter; None when not given or erased."""


class Confidentiality(StrEnum):
    """Who may see a record at all."""

    OPEN = "open"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Origin(StrEnum):
    """How a record came into the store."""

    NATIVE = "native"
    IMPORTED = "imported"
    HISTORICAL = "historical"


class LinkKind(StrEnum):
    """What one record is to another."""

    CAUSE = "cause"
    FOLLOWS = "follows"
    REPEATS = "repeats"
    EVIDENCE = "evidence"


class Link(Value):
    """From the record that holds it to ``target``, the code of another."""

    relation: LinkKind
    target: Code


LARGEST_FILE: Final = 25 * 1024 * 1024
"""The most bytes that one attached file may have."""
MOST_FILES: Final = 100
"""The most files that one record may have, withdrawn ones among them: every entry of the ledger lists them."""


MOST_SIGNATURES: Final = 100
"""The most signatures that one record may have."""


class Attachment(Value):
    """A file that belongs to a record. The store keeps its bytes under their digest; nobody's path is in it."""

    name: Annotated[FileName | None, PERSONAL] = Field(default=None, description="Name of the file; None: erased")
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the bytes")
    size: int = Field(ge=1, le=LARGEST_FILE, description="Number of bytes")
    media: str = Field(pattern=r"^[a-z]+/[a-z0-9.+-]{1,100}$", description="Media type, judged by the bytes")
    added_by: Code
    added_at: Instant
    withdrawn_by: Code | None = Field(default=None, description="Who took it back; None: it stands")
    withdrawn_at: Instant | None = None
    withdrawn_reason: PersonalTitle = Field(default=None, description="Why; None: it stands, or erased")

    @model_validator(mode="after")
    def _withdrawn_whole(self) -> Self:
        gone = self.withdrawn_by is not None
        if gone is (self.withdrawn_at is None) or (self.withdrawn_reason is not None and not gone):
            told = "withdrawn by whom and when: both or none, and no reason without them"
            raise PydanticCustomError("withdrawn_partly", told)
        return self


class Meaning(StrEnum):
    """What a signature says of a record: a closed list (21 CFR 11.50 a 3, row P11-50a)."""

    AUTHORED = "authored"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    VERIFIED = "verified"


class Means(StrEnum):
    """By what somebody signs: what they know, what they have, or a document approved in groupware."""

    PIN = "pin"
    KEY = "key"
    GROUPWARE = "groupware"


class ApprovalKind(StrEnum):
    """How a document was approved in groupware: ordinarily, by delegated authority, or by a stand-in."""

    ORDINARY = "ordinary"
    DELEGATED = "delegated"
    IN_ABSENCE = "in_absence"


class Signature(Value):
    """Somebody's signature under one version of one record; see `qms.ledger.signed` for what it covers.

    It stands in the record from that version on and belongs to no other record, version or store (row P11-70).
    """

    suite: int = Field(default=1, ge=1, le=MOST, description="How it was made; 1 is the only one")
    person: Code
    on_behalf_of: Code | None = Field(default=None, description="For whom the person stood in; None: for nobody")
    meaning: Meaning
    act: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", description="What was done: ``capa.approve``")
    version: int = Field(ge=1, le=MOST, description="Version of the record that was signed")
    content: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of that version")
    signed_at: Instant
    zone: Title = Field(description="IANA name of the zone in which the organisation kept its days")
    means: Means
    signer: Code | None = Field(default=None, description="Record of the PIN or key; None for groupware")
    document: OptionalTitle = Field(default=None, description="Number of the groupware document")
    approved_on: date | None = Field(default=None, description="Day on which it was approved there")
    approval: ApprovalKind | None = None
    file: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the document, attached")
    seal: str = Field(pattern=r"^[0-9A-Za-z+/=]{64,128}$", description="Ed25519 in base64 by key, else SHA-256 in hex")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        elsewhere = {value is not None for value in (self.document, self.approved_on, self.approval, self.file)}
        groupware = self.means is Means.GROUPWARE
        if elsewhere != {groupware} or (self.signer is None) is not groupware:
            raise PydanticCustomError("signed_partly", "a groupware document with all that tells of it, or a signer")
        return self


SHARED: Final = ("links", "attachments", "signatures")
"""Fields of parts that every kind has: the rows of all kinds stand in one table each."""


class Record(Value):
    """The common head of every kind of record."""

    code: Code = Field(description="Number of the record, unique in the store")
    department: Code | None = Field(default=None, description="Department in charge; None: the whole organisation")
    version: int = Field(default=1, ge=1, le=MOST, description="Counts the acts on the record, from 1")
    confidentiality: Confidentiality = Confidentiality.INTERNAL
    origin: Origin = Origin.NATIVE
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = Field(default=(), max_length=MOST_FILES)
    signatures: tuple[Signature, ...] = Field(default=(), max_length=MOST_SIGNATURES)
    source: Code | None = Field(default=None, description="Name of the register an imported record came from")
    source_key: OptionalTitle = Field(default=None, description="The record's key in that register")
    source_file: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the file")
    source_row: int | None = Field(default=None, ge=1, le=MOST, description="Row of that file, from 1 with the head")


__all__ = [
    "LARGEST_FILE", "MOST_FILES", "PERSONAL", "SHARED", "ApprovalKind", "Attachment", "Code", "Confidentiality",
    "FileName", "Instant", "Link", "LinkKind", "Meaning", "Means", "Narrative", "OptionalNarrative", "OptionalTitle",
    "Origin", "PersonalNarrative", "PersonalTitle", "Record", "Signature", "Title", "Value",
]  # fmt: skip
