"""The profile: what an organisation brings, as validated data (design: architecture 9).

A profile is a TOML file, one of those that travel with the program or the organisation's own. It is valid
from the moment it exists; a file that is not is refused with all its faults at once, each with its place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from pydantic import Field, ValidationError, model_validator

from qms import i18n
from qms.base.label import key_of
from qms.base.record import Code, Value
from qms.base.term import Term
from qms.errors import Called, Fault, InvalidProfile, NoProfile, StorageFailed
from qms.i18n import Language
from qms.organisation.profile_checks import check, refusal
from qms.organisation.profile_faults import faults, strange
from qms.organisation.retention import RetentionRule
from qms.organisation.rows import Bilingual, Clause, Contacts, Duty, Line, Row, ScopeRow, Slug
from qms.organisation.settings import (
    ActName,
    AgendaItem,
    Channels,
    Clock,
    Cover,
    Labels,
    Limit,
    Output,
    PeriodRule,
    PeriodUse,
    Reserved,
    RoleTitle,
    Rung,
    Target,
)
from qms.organisation.signing import Signing
from qms.organisation.standard import Charter, Commitment, Gap, Heading, gaps
from qms.organisation.terms import WEIGHED, CaseType, PetitionKind, Role, Scope

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from qms.organisation.known import Known

LARGEST: Final = 256 * 1024
"""Bytes of the largest file that is read as a profile."""
_MOST_DOTS: Final = 64


REAL_NAME: Final = (CaseType.COMPLAINT, CaseType.REQUEST, CaseType.GRIEVANCE, CaseType.COOPERATION)
"""Types of case that the Civil Petitions Treatment Act and the manual answer under a real name alone."""


class Profile(Value):
    """What an organisation brings.

    Attributes:
        id, edition: which profile it is; the edition changes with its content.
        language: the organisation's own language, first in what is printed.
        scope: scope and terms of the procedure (manual S-*).
        duties: responsibilities and authorities (manual R-*).
        services: what customers are offered (manual C-*).
        clauses: clauses of the standards it follows (I-*).
        case_types: the types of case that are open.
        labels: its own words for values of closed lists.
        real_name: the types that are answered under a real name alone (manual P-7.2).
        authority: act → role → how far; an act or role not named is not permitted.
        signing: which acts have a signature, and what PINs must be.
        retention: kind of record → how long its records are kept; a kind not named has no class yet.

    """

    id: Code
    edition: Line
    language: Language = "ko"
    name: Bilingual
    clock: Clock = Clock()
    cover: Cover
    roles: Mapping[Role, RoleTitle]
    scope: tuple[ScopeRow, ...] = ()
    duties: tuple[Duty, ...] = ()
    services: tuple[Row, ...] = ()
    charter: Charter | None = None
    headings: tuple[Heading, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    contacts: Contacts | None = None
    clauses: tuple[Clause, ...] = ()
    channels: Channels
    case_types: tuple[CaseType, ...] = tuple(CaseType)
    real_name: tuple[CaseType, ...] = REAL_NAME
    labels: Labels = Labels()
    periods: tuple[PeriodRule, ...]
    limits: tuple[Limit, ...] = ()
    authority: Mapping[ActName, Mapping[Role, Scope]]
    reserved: tuple[Reserved, ...] = ()
    agenda: tuple[AgendaItem, ...]
    outputs: tuple[Output, ...] = ()
    targets: tuple[Target, ...] = ()
    escalation: tuple[Rung, ...] = ()
    signing: Signing = Signing()
    retention: Mapping[Slug, RetentionRule] = Field(default_factory=dict[str, RetentionRule])

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if wrongs := check(self):
            raise refusal(wrongs)
        return self

    @property
    def zone(self) -> str:
        """IANA name of the zone in which the organisation keeps its days."""
        return self.clock.zone

    def rows(self) -> Mapping[str, Row]:
        """Every row that the profile carries, by its id: the manual's in its order, then the clauses."""
        charter = self.charter.rows() if self.charter else ()
        contacts = (self.contacts,) if self.contacts else ()
        every = (*self.scope, *self.duties, *self.services, *charter, *self.commitments, *contacts, *self.clauses)
        return {row.id: row for row in every}

    def promised(self) -> tuple[Row, ...]:
        """The rows of charter and performance standard: what customers were promised."""
        return (*(self.charter.rows() if self.charter else ()), *self.commitments)

    def standards(self) -> tuple[str, ...]:
        """The standards it follows, with their editions: ``ISO 9001:2015``."""
        return tuple(dict.fromkeys(f"{clause.standard}:{clause.edition}" for clause in self.clauses))

    def role_label(self, role: Role, language: Language) -> str:
        """What the organisation calls a role; the common word where it gives it no title."""
        title = self.roles.get(role)
        return title.label.say(language) if title else i18n.text(f"organisation.role.{role}", language)

    def called(self, role: Role) -> Called:
        """What the organisation calls a role, in both languages."""
        return Called(self.role_label(role, "ko"), self.role_label(role, "en"))

    def words(self) -> Mapping[Language, Mapping[str, str]]:
        """Its own words by their keys, to speak by (`qms.i18n.own_words`): roles and what `labels` names."""
        titles = {f"organisation.role.{role.value}": title.label for role, title in self.roles.items()}
        every = {**titles, **{key_of(value): said for value, said in self.labels.named()}}
        weighed = [self.called_type(one) for one in WEIGHED if one in self.case_types]
        types = {"ko": "·".join(one.ko for one in weighed), "en": ", ".join(one.en for one in weighed)}
        return {
            language: {
                **{key: said.say(language) for key, said in every.items()},
                **({"organisation.weighed.types": types[language]} if weighed else {}),
            }
            for language in i18n.LANGUAGES
        }

    def called_type(self, type: CaseType) -> Called:
        """What the organisation calls a type of case, in both languages."""
        own, key = self.labels.case_type.get(type), key_of(type)
        return Called(own.ko, own.en) if own else Called(i18n.text(key, "ko"), i18n.text(key, "en"))

    def duties_of(self, role: Role) -> tuple[Duty, ...]:
        """The duties that a role carries out."""
        return tuple(duty for duty in self.duties if duty.role is role)

    def commitment(self, id: str) -> Commitment:
        """The commitment with this id; raises `KeyError`."""
        return {one.id: one for one in self.commitments}[id]

    def period(self, id: str) -> PeriodRule:
        """The period with this id; raises `KeyError`."""
        return {one.id: one for one in self.periods}[id]

    def periods_for(
        self, use: PeriodUse, case_type: CaseType | None = None, petition: PetitionKind | None = None
    ) -> tuple[PeriodRule, ...]:
        """The periods that may count for such a case, the usual one first.

        A petition is timed by the rules for its kind; where there are none, as any case of its type.
        """
        found = [one for one in self.periods if one.use is use and one.counts_for(case_type, petition)]
        legal = [one for one in found if one.petition is not None]
        return tuple(legal or found)

    def term(self, id: str) -> Term | None:
        """The term of a period, to count with; None: the service catalogue says it. Raises `KeyError`."""
        return self.period(id).term(self.clock)

    def limit(self, id: str) -> Limit:
        """The limit with this id; raises `KeyError`."""
        return {one.id: one for one in self.limits}[id]

    def times(self, id: str, otherwise: int) -> int:
        """How often the limit with this id allows something; ``otherwise`` where the profile sets none."""
        return next((one.times for one in self.limits if one.id == id), otherwise)

    def inputs(self) -> tuple[AgendaItem, ...]:
        """The inputs of the management review (ISO 9001 9.3.2), in order."""
        return tuple(item for item in self.agenda if item.input)

    def target(self, figure: str) -> Target | None:
        """The target of a figure; None where none is set."""
        return next((one for one in self.targets if one.figure == figure), None)

    def told(self, days_overdue: int) -> tuple[Role, ...]:
        """The roles that are told of something so many calendar days past its due date, nearest first."""
        ladder = sorted(self.escalation, key=lambda rung: rung.days_overdue)
        return tuple(rung.role for rung in ladder if rung.days_overdue <= days_overdue)


def coverage_gaps(profile: Profile) -> tuple[Gap, ...]:
    """The topics of the charter that the performance standard does not cover whole (manual H-6)."""
    return gaps(profile.charter, profile.commitments)


# --- reading ------------------------------------------------------------------------------------------------


def profiles() -> tuple[str, ...]:
    """Names of the profiles that travel with the program.

    Raises:
        StorageFailed: the folder of the program cannot be read.

    """
    try:
        names = [one.name for one in _folder().iterdir()]
    except OSError as fault:
        raise StorageFailed(place=str(_folder())) from fault
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_profile(source: str | Path, known: Known | None = None) -> Profile:
    """Read a profile: by name one that travels with the program, by path one's own.

    ``known``: what the program has, to refuse what speaks of anything else; None: not looked at.

    Raises:
        NoProfile: there is none of this name, or no file that can be read.
        InvalidProfile: it is not a valid profile; all its faults at once.

    """
    if isinstance(source, str) and source not in profiles():
        raise NoProfile(name=source, known=profiles())
    file = source if isinstance(source, Path) else _folder() / f"{source}.toml"
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise NoProfile(name=str(source), known=profiles()) from error
    return read_profile(data, name=file.name, known=known)


def read_profile(data: bytes, *, name: str, known: Known | None = None) -> Profile:
    """Read a profile from the bytes of a TOML file; ``name`` is what its faults are told under.

    ``known`` as in `load_profile`.

    Raises:
        InvalidProfile: it is not a valid profile; all its faults at once.

    """
    tables = _tables(data, name)
    try:
        profile = Profile.model_validate(tables)
    except ValidationError as error:
        raise InvalidProfile(name=name, faults=faults(error, tables, known)) from error
    if known and (found := strange(tables, known)):
        raise InvalidProfile(name=name, faults=found)
    return profile


def _folder() -> Traversable:
    return files("qms.organisation") / "profiles"


def _tables(data: bytes, name: str) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise _unread(name, name, "too_large", most=str(LARGEST // 1024))
    # The parser keeps each head of a dotted key: a line of 100,000 dots would take all memory.
    if any(line.count(b".") > _MOST_DOTS for line in data.splitlines()):
        raise _unread(name, name, "too_deep", most=str(_MOST_DOTS))
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _unread(name, name, "not_utf8") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        raise _unread(name, f"{name}:{found[1]}:{found[2]}" if found else name, "not_toml") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets in thousands
        raise _unread(name, name, "not_toml") from error


def _unread(name: str, place: str, fault: str, **values: str) -> InvalidProfile:
    return InvalidProfile(name=name, faults=(Fault(place, f"organisation.fault.{fault}", tuple(values.items())),))
