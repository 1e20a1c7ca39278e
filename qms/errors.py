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
    ├── RenderFailed           the packet could not be made into a PDF
    └── PartMissing            an optional or system part is absent

A fault carries facts, never a sentence. Its ``key`` names the words: ``<key folder>.error.<key rest>.sentence``
and ``….hint`` in the folder's ``ko.toml`` and ``en.toml``. ``str(fault)`` is English, for logs.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

from qms import i18n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.i18n import Language


@dataclass(eq=False)
class QmsError(Exception):
    """Base of all faults of this library."""

    key: ClassVar[str] = ""

    def facts(self) -> dict[str, object]:
        """The facts this fault was built from, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def say(self, language: Language) -> str:
        """One sentence: what happened."""
        return self._words("sentence", language)

    def hint(self, language: Language) -> str:
        """One sentence: the way on."""
        return self._words("hint", language)

    def _words(self, part: str, language: Language) -> str:
        folder, _, rest = self.key.partition(".")
        shown = {name: self.shown(name, value, language) for name, value in self.facts().items()}
        return i18n.text(f"{folder}.error.{rest}.{part}", language, **shown)

    def shown(self, name: str, value: object, language: Language) -> str:
        """A fact as it stands in the sentence; a fact that is a key of words is put into words."""
        if isinstance(value, tuple):
            return ", ".join(self.shown(name, one, language) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any tuple of facts
        named = str(value)
        return i18n.text(named, language) if "." in named and i18n.has(named) else named

    def __str__(self) -> str:
        """English, for logs."""
        return f"{self.key}: {self.say('en')}"


@dataclass(eq=False)
class Refused(QmsError):
    """A rule refuses the step; nothing was written."""


@dataclass(eq=False)
class NotPermitted(QmsError):
    """The actor may not do this."""


@dataclass(eq=False)
class NotFound(QmsError):
    """There is no such thing."""


@dataclass(eq=False)
class Invalid(QmsError):
    """What was given is not in a form that can be kept."""


@dataclass(eq=False)
class Unusable(QmsError):
    """The store cannot serve this call."""


# --- steps and rules --------------------------------------------------------------------------------------------


@dataclass(eq=False)
class WrongStep(Refused):
    """The record is in a state from which this act does not lead on. ``possible`` are keys of the acts that do."""

    key = "base.wrong_step"
    code: str
    act: str
    status: str
    possible: tuple[str, ...]


@dataclass(eq=False)
class Required(Refused):
    """The act needs something that the record does not have; one subclass for each rule."""

    code: str


@dataclass(eq=False)
class OwnWork(Refused):
    """Nobody approves or verifies their own work (manual R-QM-2; separation of duties)."""

    key = "base.own_work"
    code: str
    act: str
    actor: str


@dataclass(eq=False)
class NotTheOwner(NotPermitted):
    """Only who owes it, or the quality representative, may do this. ``owner`` is a role's key or a person's code."""

    key = "base.not_the_owner"
    code: str
    act: str
    actor: str
    owner: str


@dataclass(eq=False)
class WrongOrder(Refused):
    """An instant lies before one that it must follow."""

    key = "base.wrong_order"
    code: str
    later: str
    earlier: str


# --- rules of the case ------------------------------------------------------------------------------------------


class NeedsDepartment(Required):
    """An acknowledgement names the department in charge (manual C-2)."""

    key = "case.needs_department"


class NeedsNotice(Required):
    """A case closes after the customer was told, or with the reason why nobody could be (manual P-4.1)."""

    key = "case.needs_notice"


class NeedsAnswer(Required):
    """A case that can be answered is answered before it closes (manual P-5.1)."""

    key = "case.needs_answer"


class NeedsGround(Required):
    """Not accepted: its ground and the remedies are told (manual P-7.3)."""

    key = "case.needs_ground"


class NeedsReport(Required):
    """A major case is reported up the tree before it closes (manual R-UH-4)."""

    key = "case.needs_report"


class NobodyAbove(Required):
    """A report needs somebody up the tree to report to (manual R-UH-4)."""

    key = "case.nobody_above"


class NeedsDisposition(Required):
    """A major or upheld complaint ends in a disposition for improvement (manual C-3)."""

    key = "case.needs_disposition"


class AnonymousPetition(Required):
    """A petition without a name is kept and counted, and closes as not answerable (manual P-7.2)."""

    key = "case.anonymous_petition"


class NotSettled(Required):
    """What is settled at once is an inquiry, a compliment, a suggestion, or was resolved on the spot."""

    key = "case.not_settled"


@dataclass(eq=False)
class ExtensionRefused(Refused):
    """The due date may not be put off; ``why`` is the key of its words (Decree of the Petitions Act, article 21)."""

    key = "case.extension_refused"
    code: str
    why: str


class NothingAwaited(Required):
    """No supplement is awaited."""

    key = "case.nothing_awaited"


# --- rules of CAPA ----------------------------------------------------------------------------------------------


class NeedsCause(Required):
    """No plan without a cause that was verified or expressly accepted (ISO 9001 10.2.1 b)."""

    key = "capa.needs_cause"


class NeedsAction(Required):
    """A plan has at least one action with its owner and date."""

    key = "capa.needs_action"


class NeedsContainment(Required):
    """A correction made at once, or the reason why none was needed (ISO 9001 10.2.1 a)."""

    key = "capa.needs_containment"


class NeedsCriterion(Required):
    """What will show that it worked is fixed before work starts (ISO 9001 10.2.1 d)."""

    key = "capa.needs_criterion"


class ActionsOpen(Required):
    """Every action is done, or cancelled with a reason, before the next step."""

    key = "capa.actions_open"


class TooEarly(Required):
    """The verdict on the effect comes when the window is over."""

    key = "capa.too_early"


class AlreadyJudged(Required):
    """The effect was judged; only one inconclusive judgement is followed by another (ISO 9001 10.2.1 d)."""

    key = "capa.already_judged"


class NotShownEffective(Required):
    """A CAPA closes when it was found effective; otherwise it is taken up again."""

    key = "capa.not_shown_effective"


class NoSuchAction(Required):
    """The plan has no action of this number, or it is done already."""

    key = "capa.no_such_action"


# --- rules of the review ----------------------------------------------------------------------------------------


class InputMissing(Required):
    """An input is missing and its gap was not accepted by the chair with a reason (ISO 9001 9.3.2)."""

    key = "review.input_missing"


class NoSuchInput(Required):
    """The agenda has no such input, or it is compiled from records."""

    key = "review.no_such_input"


class NoSuchDecision(Required):
    """The review has no decision of this number that could take this step."""

    key = "review.no_such_decision"


class NoDecisions(Required):
    """The outputs of a review are decisions (ISO 9001 9.3.3); none was recorded."""

    key = "review.no_decisions"


class DecisionsOpen(Required):
    """A review closes when each of its decisions was verified by somebody else."""

    key = "review.decisions_open"


class NeedsConclusion(Required):
    """A review concludes on suitability, adequacy and effectiveness (ISO 9001 9.3.1)."""

    key = "review.needs_conclusion"


# --- permission, finding, staleness ----------------------------------------------------------------------------


@dataclass(eq=False)
class NotAllowed(NotPermitted):
    """No role that the actor holds on this day permits the act in this department. ``roles`` do."""

    key = "registry.not_allowed"
    actor: str
    act: str
    department: str
    roles: tuple[str, ...]


@dataclass(eq=False)
class UnknownActor(NotPermitted):
    """The actor is not a person of the organisation on this day."""

    key = "registry.unknown_actor"
    actor: str


@dataclass(eq=False)
class NotDeputy(NotPermitted):
    """The actor was not the deputy of the person for whom the act is said to be done."""

    key = "registry.not_deputy"
    actor: str
    principal: str


@dataclass(eq=False)
class NoRecord(NotFound):
    """No record has this code."""

    key = "store.no_record"
    kind: str
    code: str


@dataclass(eq=False)
class NoProfile(NotFound):
    """No profile of this name travels with the program, or no file at this path can be read."""

    key = "organisation.no_profile"
    name: str
    known: tuple[str, ...]


@dataclass(eq=False)
class CodeTaken(Refused):
    """There is a record with this code already; codes are never given twice."""

    key = "store.code_taken"
    code: str


@dataclass(eq=False)
class AlreadyBrought(Refused):
    """A record with this key came from this register before."""

    key = "store.already_brought"
    source: str
    source_key: str


@dataclass(eq=False)
class NotYet(Refused):
    """An act is said to have happened at a time that has not come; ``at`` and ``now`` are local."""

    key = "registry.not_yet"
    at: str
    now: str


@dataclass(eq=False)
class StaleRecord(QmsError):
    """The record was changed since the caller read it."""

    key = "store.stale"
    code: str
    seen: int
    now: int


# --- forms ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """One thing wrong in what was given: the place, and the rule's key with its values."""

    place: str
    key: str
    values: tuple[tuple[str, str], ...] = ()

    def say(self, language: Language) -> str:
        """``place: what is wrong``."""
        shown = {n: i18n.text(v, language) if "." in v and i18n.has(v) else v for n, v in self.values}
        return f"{self.place}: {i18n.text(self.key, language, **shown)}"


@dataclass(eq=False)
class InvalidRecord(Invalid):
    """A record's fields are not valid; all faults at once."""

    key = "base.invalid_record"
    kind: str
    faults: tuple[Fault, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """Faults are listed one after another."""
        if name == "faults":
            return "; ".join(fault.say(language) for fault in self.faults)
        return super().shown(name, value, language)


@dataclass(eq=False)
class BadFigure(InvalidRecord):
    """A figure asks what its records cannot answer; ``kind`` is the figure's id."""

    key = "figures.bad_figure"


@dataclass(eq=False)
class InvalidProfile(Invalid):
    """An organisation's profile is not valid; all faults at once, each with its table and key."""

    key = "organisation.invalid_profile"
    name: str
    faults: tuple[Fault, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """Faults are listed one after another."""
        if name == "faults":
            return "; ".join(fault.say(language) for fault in self.faults)
        return super().shown(name, value, language)


@dataclass(eq=False)
class BadCode(Invalid):
    """A text is not the code of a record of this kind."""

    key = "base.bad_code"
    text: str
    example: str


@dataclass(eq=False)
class BadPeriod(Invalid):
    """A text does not spell a period."""

    key = "base.bad_period"
    text: str


@dataclass(eq=False)
class OutsideCalendar(Invalid):
    """The working calendar says nothing about this year; ``first_year`` and ``last_year`` are covered."""

    key = "base.outside_calendar"
    year: int
    first_year: int
    last_year: int


@dataclass(eq=False)
class BackwardSpan(Invalid):
    """A span of time ends before it begins."""

    key = "base.backward_span"
    begin: str
    end: str


# --- store ------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class StoreFault(Unusable):
    """What is wrong is the place itself."""

    place: str


class NoStore(StoreFault):
    """There is no store at this place; opening never makes one."""

    key = "store.no_store"


class NotAStore(StoreFault):
    """What is at this place is not a store, or it is damaged."""

    key = "store.not_a_store"


@dataclass(eq=False)
class StoreExists(Unusable):
    """There is something at the place where a new store was to be made."""

    key = "store.exists"
    place: str


class StoreLocked(StoreFault):
    """Another process kept the store longer than the patience of this one."""

    key = "store.locked"


class StorageFailed(StoreFault):
    """The disk is full, read-only or failing; nothing of this act was kept."""

    key = "store.storage_failed"


@dataclass(eq=False)
class BatchBroken(Unusable):
    """An act inside the batch failed while it was being written, so none of the batch was kept."""

    key = "store.batch_broken"
    place: str


@dataclass(eq=False)
class OtherVersion(Unusable):
    """The store was made by a newer or older version of the program."""

    key = "store.other_version"
    place: str
    found: str
    known: str


@dataclass(eq=False)
class LedgerBroken(QmsError):
    """The ledger does not hold at this position (0-based)."""

    key = "ledger.broken"
    position: int
    what: str


@dataclass(eq=False)
class PartMissing(QmsError):
    """A part that only this ability needs is not installed. ``install`` is the line that mends it."""

    key = "base.part_missing"
    part: str
    install: str


# --- packet -----------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class RenderFailed(QmsError):
    """The packet could not be made into a PDF. ``reason`` is a key of words, ``detail`` what the renderer said."""

    key = "packet.render_failed"
    reason: str
    detail: str

    def shown(self, name: str, value: object, language: Language) -> str:
        """The renderer's own words are never taken for a key."""
        return str(value) if name == "detail" else super().shown(name, value, language)


@dataclass(eq=False)
class WrongDigest(Invalid):
    """The content of a review does not have the digest that it is said to have."""

    key = "packet.wrong_digest"
    given: str
    computed: str


# --- exchange ---------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class NoSuchFile(Invalid):
    """There is no file at this path, or it may not be read."""

    key = "exchange.no_file"
    path: str


@dataclass(eq=False)
class BadMapping(Invalid):
    """A mapping file cannot be used; all faults at once."""

    key = "exchange.bad_mapping"
    file: str
    faults: tuple[Fault, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """Faults are listed one after another."""
        if name == "faults":
            return "; ".join(fault.say(language) for fault in self.faults)
        return super().shown(name, value, language)


def all_of(faults: Sequence[type[QmsError]]) -> tuple[type[QmsError], ...]:
    """These classes and everything below them, for listings and tests."""
    found: list[type[QmsError]] = []
    for fault in faults:
        found += [fault, *all_of(fault.__subclasses__())]
    return tuple(found)
