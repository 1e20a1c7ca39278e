"""Everything that a record can hold, be, or be done to has a name in both languages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, get_args

import pytest

from qms import i18n
from qms.base.act import ATTACH, WITHDRAW_ATTACHMENT, Changes, Creates, Enters, Room
from qms.base.label import field_key, key_of, label
from qms.base.record import Record
from qms.kinds import ORGANISATION, all_kinds
from qms.organisation.terms import CaseType
from qms.records.case import CaseStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.kind import Kind
    from qms.base.record import Value
    from qms.i18n import Language

KINDS = all_kinds()
BESIDE = ("bring", ATTACH, WITHDRAW_ATTACHMENT)
"""Acts on every kind."""
FOUNDING = ORGANISATION


def _enums(annotation: object) -> Iterator[type[StrEnum]]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield annotation
    for part in get_args(annotation):
        yield from _enums(part)


def _models(kind: Kind[Any]) -> list[type[Value]]:
    link = get_args(kind.model.model_fields["links"].annotation)[0]
    return [kind.model, link, *kind.children().values()]


def _fields(kind: Kind[Any]) -> set[str]:
    return set(kind.model.model_fields).union(*(part.model_fields for part in kind.children().values()))


def _room(kind: Kind[Any], below: type[Room[Any, Any]] = Room) -> type[Room[Any, Any]]:
    found = [one for one in below.__subclasses__() if getattr(one, "kind", None) is kind]
    return found[0] if found else next(_room(kind, one) for one in below.__subclasses__())


def _acts(kind: Kind[Any]) -> list[str]:
    here = [name for name, act in vars(_room(kind)).items() if isinstance(act, Changes | Creates | Enters)]
    assert here
    beside = set(kind.lifecycle.acts()) if kind.lifecycle else set()
    return [*{*here, *beside}, *BESIDE, *(("found",) if kind.name in FOUNDING else ())]


ENUMS = sorted(
    {
        enum
        for kind in KINDS
        for model in _models(kind)
        for f in model.model_fields.values()
        for enum in _enums(f.annotation)
    },
    key=lambda enum: f"{enum.__module__}.{enum.__name__}",
)


def _lacking(keys: list[str], language: Language) -> list[str]:
    return [key for key in keys if key not in i18n.keys(key.partition(".")[0], language)]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_value_of_a_closed_list_has_a_name(enum: type[StrEnum], language: Language) -> None:
    assert _lacking([key_of(member) for member in enum], language) == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_two_values_of_a_list_have_different_names(enum: type[StrEnum], language: Language) -> None:
    names = [label(member, language) for member in enum]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_field_and_act_has_a_name(kind: Kind[Any], language: Language) -> None:
    keys = [f"{kind.words}.{one}" for one in ("name", "plural")]
    keys += [field_key(kind.words, name) for name in sorted(_fields(kind))]
    keys += [f"{kind.words}.act.{name}" for name in _acts(kind)]
    assert _lacking(keys, language) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_name_stands_for_a_field_or_act_that_is_gone(kind: Kind[Any]) -> None:
    known = i18n.keys(kind.words.partition(".")[0], "en")
    fields = {key.rpartition(".")[2] for key in known if key.rpartition(".")[0] == f"{kind.words}.field"}
    acts = {key.rpartition(".")[2] for key in known if key.rpartition(".")[0] == f"{kind.words}.act"}
    assert fields - _fields(kind) <= {"this_step"}
    # What a restore carries out again no room offers to anybody: see `qms.exchange.bundle.erased`.
    assert acts == set(_acts(kind)) | ({"replay"} if kind.erases else set())


def test_a_field_that_every_record_has_is_named_once() -> None:
    assert {field_key("capa", name) for name in Record.model_fields} == {
        f"base.field.{name}" for name in Record.model_fields
    }
    assert field_key("review", "department") == "review.field.department"


def test_a_key_follows_from_where_the_list_stands() -> None:
    assert key_of(CaseStatus.CLOSED) == "case.status.closed"
    assert key_of(CaseType.REQUEST) == "organisation.case_type.request"
    assert label(CaseStatus.AWAITING_SUPPLEMENT, "ko") == "보완 대기"


def test_the_walk_sees_the_lists_of_parts() -> None:
    names = {enum.__name__ for enum in ENUMS}
    assert {"Purpose", "Medium", "InputState", "HolidayKind", "LinkKind", "Origin", "Confidentiality"} <= names
