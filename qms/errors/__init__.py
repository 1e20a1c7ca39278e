"""Every fault that the library raises, one class for each.

::

    QmsError
    ├── Refused                a rule refuses the step                     WrongStep, NeedsNotice, OwnWork, …
    ├── NotPermitted           role, scope or separation of duties         NotAllowed, UnknownActor
    ├── NotFound               no such record, department, person          NoRecord
    ├── StaleRecord            changed since the caller read it
    ├── Invalid                a value or a whole document is wrong        InvalidRecord, BadCode, BadPeriod, …
    ├── Unusable               the store cannot serve                      NoStore, StoreExists, StoreLocked, …
    ├── LedgerBroken           the evidence does not hold
    ├── AttachmentChanged      a kept file is not what was attached
    ├── NotVouched             nobody who is known signed it
    ├── Diverged               not the ledger that was signed before
    ├── RenderFailed           the packet could not be made into a PDF
    └── PartMissing            an optional or system part is absent

One file for each family; rooms and callers name them from here.

A fault carries facts, never a sentence. Its ``key`` names the words: ``<key folder>.error.<key rest>.sentence``
and ``….hint`` in the folder's ``ko.toml`` and ``en.toml``. ``str(fault)`` is English, for logs.
"""

from __future__ import annotations

from qms.errors.attachment import (
    AlreadyAttached,
    AlreadyWithdrawn,
    AttachmentChanged,
    FilesRefused,
    NoAttachment,
    SeveralAttachments,
    TooManyFiles,
)
from qms.errors.base import Called, Fault, Invalid, NotFound, NotPermitted, QmsError, Refused, Unusable, all_of
from qms.errors.bundle import BadBundle, BundleTooLarge, NotAFile, NotBackedUp, NotRestored, WithoutPersonal
from qms.errors.capa import (
    ActionsOpen,
    AlreadyJudged,
    NeedsAction,
    NeedsCause,
    NeedsContainment,
    NeedsCriterion,
    NoSuchAction,
    NotShownEffective,
    TooEarly,
)
from qms.errors.case import (
    AnonymousPetition,
    ExtensionRefused,
    NeedsAnswer,
    NeedsDepartment,
    NeedsDisposition,
    NeedsGround,
    NeedsNotice,
    NeedsReport,
    NobodyAbove,
    NothingAwaited,
    NotSettled,
    TypeNotOpen,
)
from qms.errors.disposal import (
    AlreadyListed,
    BoardUnfit,
    NoLongerClass,
    NothingHeld,
    NothingToDispose,
    NotOnList,
    PeriodRuns,
    SeveralUnits,
    StepOwed,
    UnderHold,
)
from qms.errors.document import NothingToApprove, RevisionWaiting
from qms.errors.evidence import BadKeyFile, BadKeyName, BadNote, Diverged, NeedsGrowth, NeedsLogKey, NotVouched
from qms.errors.exchange import BadMapping, CannotKeep, FileThere, NoSuchFile, TooManyRows
from qms.errors.form import (
    BackwardSpan,
    BadCode,
    BadFigure,
    BadPeriod,
    InvalidProfile,
    InvalidRecord,
    NothingPublic,
    OutsideCalendar,
    ResidentNumber,
)
from qms.errors.guard import (
    ClocksApart,
    LoginOfNobody,
    LoginTooStrong,
    NoLogin,
    NotGranted,
    NotGuardable,
    NotGuarded,
    NotThisLogin,
    NotUnderGuard,
    NotWritten,
    RefusedByGuard,
    SeesAPart,
)
from qms.errors.handover import HandoverChanged, NotTheParty, SameParty
from qms.errors.notice import NoAddress, NotSpelled, StillSending
from qms.errors.organisation import (
    AlreadyHeaded,
    ChangeAhead,
    Circle,
    LastToGive,
    NobodyGives,
    NoSuchTitle,
    NotThatDay,
    NotTheirsToGive,
    StillBelow,
)
from qms.errors.packet import NothingToTell, RenderFailed, WrongDigest
from qms.errors.past import BadMoment, BeforeTheBeginning, BeyondTheEnd, NotKnownYet, PastIsFixed, PresentOnly
from qms.errors.person import (
    AboutOneself,
    AlreadyBrought,
    CodeTaken,
    KeptFromYou,
    MonthNotOver,
    NoProfile,
    NoRecord,
    NotAllowed,
    NotDeputy,
    NotOneself,
    NotYet,
    ReasonNeeded,
    ReviewByHand,
    StaleRecord,
    UnknownActor,
)
from qms.errors.personal import (
    BadJournal,
    BadWrappingKey,
    ErasedSince,
    LockedWritten,
    NotErased,
    NothingPersonal,
    NotReleased,
    PersonalLocked,
    StillNeeded,
    WeakPassphrase,
    WrongPassphrase,
)
from qms.errors.review import DecisionsOpen, InputMissing, NeedsConclusion, NoDecisions, NoSuchDecision, NoSuchInput
from qms.errors.signing import (
    AlreadyEnrolled,
    KeyKnown,
    LockOfAnother,
    NoPin,
    NotToSign,
    OwnEnrolment,
    PinInBatch,
    PinOfAnother,
    PinOld,
    SignatureNeeded,
    SignatureSpent,
    SignerBrought,
    SignerUnseen,
    SigningBegins,
    TooManySignatures,
    WeakPin,
    WrongKey,
    WrongPin,
)
from qms.errors.step import NotTheOwner, OwnWork, Required, WrongOrder, WrongStep
from qms.errors.store import (
    BatchBroken,
    ClockImpossible,
    LedgerBroken,
    NoMemory,
    NoRoom,
    NoStore,
    NotAStore,
    NotMigrated,
    NotScrubbed,
    OldVersion,
    OtherVersion,
    PartMissing,
    PartOfStore,
    ServerLost,
    StorageFailed,
    StorageUncertain,
    StoreDamaged,
    StoreExists,
    StoreFault,
    StoreHeld,
    StoreLocked,
    StoreUnfinished,
    UnsafeJournal,
)

__all__ = [
    "AboutOneself", "ActionsOpen", "AlreadyAttached",
    "AlreadyBrought", "AlreadyEnrolled", "AlreadyHeaded", "AlreadyJudged",
    "AlreadyListed", "AlreadyWithdrawn", "AnonymousPetition", "AttachmentChanged", "BackwardSpan", "BadBundle",
    "BadCode", "BadFigure",
    "BadJournal",
    "BadKeyFile", "BadKeyName", "BadMapping", "BadMoment", "BadNote", "BadPeriod", "BadWrappingKey", "BatchBroken",
    "BeforeTheBeginning", "BeyondTheEnd", "BoardUnfit", "BundleTooLarge", "Called", "CannotKeep", "ChangeAhead",
    "Circle",
    "ClockImpossible", "ClocksApart", "CodeTaken", "DecisionsOpen", "Diverged", "ErasedSince", "ExtensionRefused",
    "Fault",
    "FileThere", "FilesRefused", "HandoverChanged", "InputMissing", "Invalid", "InvalidProfile", "InvalidRecord",
    "KeptFromYou", "KeyKnown", "LastToGive", "LedgerBroken", "LockOfAnother", "LockedWritten", "LoginOfNobody",
    "LoginTooStrong", "MonthNotOver",
    "NeedsAction", "NeedsAnswer", "NeedsCause", "NeedsConclusion", "NeedsContainment", "NeedsCriterion",
    "NeedsDepartment", "NeedsDisposition", "NeedsGround", "NeedsGrowth", "NeedsLogKey", "NeedsNotice", "NeedsReport",
    "NoAddress",
    "NoAttachment", "NoDecisions", "NoLogin", "NoLongerClass", "NoMemory", "NoPin", "NoProfile", "NoRecord", "NoRoom",
    "NoStore",
    "NoSuchAction", "NoSuchDecision", "NoSuchFile", "NoSuchInput", "NoSuchTitle", "NobodyAbove", "NobodyGives",
    "NotAFile",
    "NotAStore", "NotAllowed", "NotBackedUp", "NotDeputy", "NotErased", "NotFound", "NotGranted", "NotGuardable",
    "NotGuarded", "NotKnownYet",
    "NotMigrated", "NotOnList", "NotOneself", "NotPermitted", "NotReleased", "NotRestored", "NotScrubbed", "NotSettled",
    "NotShownEffective",
    "NotSpelled",
    "NotThatDay", "NotTheOwner", "NotTheParty", "NotTheirsToGive",
    "NotThisLogin", "NotToSign", "NotUnderGuard", "NotVouched", "NotWritten", "NotYet",
    "NothingAwaited", "NothingHeld", "NothingPersonal", "NothingPublic",
    "NothingToApprove", "NothingToDispose", "NothingToTell",
    "OldVersion", "OtherVersion", "OutsideCalendar", "OwnEnrolment", "OwnWork",
    "PartMissing",
    "PartOfStore", "PastIsFixed", "PeriodRuns", "PersonalLocked", "PinInBatch", "PinOfAnother", "PinOld",
    "PresentOnly", "QmsError", "ReasonNeeded", "Refused", "RefusedByGuard", "RenderFailed", "Required",
    "ResidentNumber", "ReviewByHand", "RevisionWaiting", "SameParty", "SeesAPart", "ServerLost", "SeveralAttachments",
    "SeveralUnits", "SignatureNeeded", "SignatureSpent", "SignerBrought", "SignerUnseen", "SigningBegins",
    "StaleRecord",
    "StepOwed", "StillBelow", "StillNeeded", "StillSending", "StorageFailed",
    "StorageUncertain", "StoreDamaged", "StoreExists", "StoreFault", "StoreHeld", "StoreLocked", "StoreUnfinished",
    "TooEarly", "TooManyFiles", "TooManyRows", "TooManySignatures", "TypeNotOpen", "UnderHold", "UnknownActor",
    "UnsafeJournal",
    "Unusable", "WeakPassphrase",
    "WeakPin", "WithoutPersonal", "WrongDigest", "WrongKey", "WrongOrder", "WrongPassphrase", "WrongPin",
    "WrongStep", "all_of",
]  # fmt: skip
