"""A sample of what any act takes by name, so that a new kind's acts are tried without a list of them."""

from __future__ import annotations

import inspect
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from qms.base.act import Changes, Creates, Enters
from qms.errors import NotPermitted, Refused
from qms.kinds import kind, room_of
from qms.organisation.terms import CaseType, Channel
from qms.records.disposal import AppraisedRecord, BoardMember, Disposals
from qms.records.erasure import ErasureBasis
from qms.records.notice import NoticeStep, Reminded
from tests.office import BEGIN, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.organisation.facts import Facts
    from qms.registry import Registry
    from tests.office import Office

LATER = date(2026, 12, 31)


def rules_of(name: str) -> dict[str, Creates[Any, Any, ...] | Enters[Any, Any, ...] | Changes[Any, Any, ...]]:
    """The acts of a kind, as its room has them."""
    return {act: one for act, one in vars(room_of(name)).items() if isinstance(one, Changes | Creates | Enters)}


def given(name: str, rule: Callable[..., Any]) -> dict[str, Any]:
    """What a rule cannot do without, in values that the small organisation knows."""
    needed = {
        one.name: one.annotation
        for one in inspect.signature(rule).parameters.values()
        if one.kind is one.KEYWORD_ONLY and one.default is one.empty
    }
    alone = type("Alone", (), {"__annotations__": needed})
    known = {"date": date, "datetime": datetime, **rule.__globals__}
    return {one: _value(name, one, of) for one, of in get_type_hints(alone, globalns=known).items()}


def _value(name: str, field: str, of: Any) -> Any:  # noqa: ANN401 - any annotation
    if isinstance(of, UnionType):
        return _value(name, field, get_args(of)[0])
    if get_origin(of) is not None:
        return (_value(name, field, get_args(of)[0]),)
    if field == "department":
        return "support"
    if field in kind(name).people:
        return SUPPORT_HEAD
    if issubclass(of, StrEnum):
        return next(iter(of))
    reminded = Reminded(matter="CS-2026-0001", what="case", due_on=LATER, step=NoticeStep.BEFORE, days=3)
    return {str: f"sample-{field}", date: LATER, datetime: BEGIN, int: 1, bool: True, Reminded: reminded}[of]


def done(name: str, act: str) -> Callable[[Any, Facts], Any]:
    """An act on a record, with a sample of what it takes."""
    rule: Callable[..., Any] = rules_of(name)[act].rule
    return lambda record, facts: rule(record, facts, **given(name, rule))


def lived(office: Office, name: str) -> None:
    """Let something of a kind happen: a record is made, and each act is tried on it that its life allows.

    An act may still be refused: it asks for more than a sample of what it takes, or for somebody else.
    """
    acts = rules_of(name)
    begins = next(act for act, one in acts.items() if not isinstance(one, Changes))
    code = _tried(office, name, begins)
    for act in (one for one in acts if isinstance(acts[one], Changes)):
        record = office.registry.room(name).get(code)
        life = kind(name).lifecycle
        if life is None or act in life.possible(record.status):
            _tried(office, name, act, code)


def _tried(office: Office, name: str, act: str, *which: str) -> str:
    def room(registry: Registry) -> Any:  # noqa: ANN401 - any room
        # What is due years from now stands on no list of today: the list alone, as its rule makes it.
        return Disposals(registry) if name == "disposal" else registry.room(name)

    beside = BESIDE.get(f"{name}.{act}")
    taken = given(name, rules_of(name)[act].rule) | (beside(office) if beside else {})
    # Each step of a disposal is another person's, the first that of the unit.
    turn = -1 if name == "disposal" else 1
    for who in (office.registry, office.by(TOP), office.by(SUPPORT_HEAD))[::turn]:
        with suppress(NotPermitted, Refused):
            return str(getattr(room(who), act)(*which, **taken).code)
    if not which:
        message = f"{name}.{act} is permitted to nobody who tried"
        raise AssertionError(message)
    return which[0]


def _settled(office: Office) -> dict[str, Any]:
    """Whose data may be erased: somebody whose matter is closed."""
    matter = office.by(SUPPORT_STAFF).cases.settle(
        type=CaseType.INQUIRY,
        channel=Channel.PHONE,
        title="주차",
        name="가나리아",
        answer="지하 1층",
        department="support",
    )
    return {"codes": [matter.code], "basis": ErasureBasis.PURPOSE_MET}


def _held(office: Office) -> dict[str, Any]:
    """What is held: a record, and a person by a number that is nobody's."""
    return {"about": "0" * 32, "codes": _settled(office)["codes"]}


BESIDE: dict[str, Callable[[Office], dict[str, Any]]] = {
    "erasure.ask": _settled,
    "hold.place": _held,
    "disposal.draw_up": lambda _: {"records": (AppraisedRecord(matter="CS-2026-0001"),), "department": "support"},
    "disposal.decide": lambda _: {"members": (BoardMember(office="교수"), BoardMember(office="연구관"))},
}
"""What an act cannot do without, and a sample by its annotation does not say."""
