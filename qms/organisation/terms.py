"""The closed lists that a profile opens, labels and times; stored values are these, labels come from the words."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """Who carries a duty (requirements R-*)."""

    TOP_MANAGEMENT = "top_management"
    QUALITY_REPRESENTATIVE = "quality_representative"
    SENIOR_HEAD = "senior_head"
    UNIT_HEAD = "unit_head"
    STAFF = "staff"
    AUDIT_OFFICE = "audit_office"


class DepartmentKind(StrEnum):
    """Place of a department in the tree (requirements S-2, S-3)."""

    TOP_MANAGEMENT = "top_management"
    SENIOR = "senior"
    UNIT = "unit"
    AUDIT_OFFICE = "audit_office"


class Capacity(StrEnum):
    """As what a person holds a role: as its holder, or in somebody's stead (manual P-2.3, ISO 9001 5.3)."""

    HOLDER = "holder"
    ACTING = "acting"
    """Holds a vacant post for the time being (직무대리)."""
    DEPUTY = "deputy"
    """Decides while the holder is away (대결)."""
    STAND_IN = "stand_in"
    """Does the work of a colleague who is away (대무자)."""


class Scope(StrEnum):
    """How far a permission reaches: the very department, it with all below it, or the whole organisation."""

    OWN = "own"
    BRANCH = "branch"
    ALL = "all"


class CaseType(StrEnum):
    """What a customer brings."""

    COMPLAINT = "complaint"
    REQUEST = "request"
    COOPERATION = "cooperation"
    INQUIRY = "inquiry"
    SUGGESTION = "suggestion"
    GRIEVANCE = "grievance"
    COMPLIMENT = "compliment"
    UNFAIR_HANDLING = "unfair_handling"
    INTEGRITY = "integrity"


WEIGHED: Final = (CaseType.COMPLAINT, CaseType.GRIEVANCE, CaseType.UNFAIR_HANDLING)
"""Types by which something wrong is brought forward: never closed as upheld without a disposition."""


class Channel(StrEnum):
    """The way a case came in."""

    VISIT = "visit"
    PHONE = "phone"
    WEB = "web"
    EMAIL = "email"
    POST = "post"
    FAX = "fax"
    SMS = "sms"
    SNS = "sns"
    SUGGESTION_BOX = "suggestion_box"
    QUESTIONNAIRE = "questionnaire"
    PETITION_PORTAL = "petition_portal"
    OTHER = "other"


class Medium(StrEnum):
    """The way somebody was told something."""

    LETTER = "letter"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    VISIT = "visit"
    FAX = "fax"
    WEB = "web"
    OTHER = "other"


class LetterKind(StrEnum):
    """What a customer is written for (manual C-2, P-4.1, P-6.2; Civil Petitions Treatment Act)."""

    ACKNOWLEDGEMENT = "acknowledgement"
    INTERIM = "interim"
    EXTENSION = "extension"
    SUPPLEMENT = "supplement"
    RESULT = "result"
    APOLOGY = "apology"


class Tongue(StrEnum):
    """In which language somebody is written to."""

    KO = "ko"
    EN = "en"


class PetitionKind(StrEnum):
    """Kinds of civil petition (Civil Petitions Treatment Act, article 2)."""

    STATUTORY = "statutory"
    INQUIRY = "inquiry"
    PROPOSAL = "proposal"
    OTHER = "other"
    GRIEVANCE = "grievance"
