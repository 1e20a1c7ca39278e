"""Any valid record of any kind, drawn from its model: nothing here knows a field by name but the common head."""

from __future__ import annotations

import datetime as dt
import re
import types
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import AfterValidator, AwareDatetime
from pydantic.fields import FieldInfo

from qms.base.filename import FileName, is_file_name
from qms.base.record import Value
from qms.kinds import kind as kind_of
from qms.organisation.model import IN_STEAD
from qms.organisation.terms import Capacity, LetterKind
from qms.records.signer import SignerMeans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

    from qms.base.kind import Kind
    from qms.base.record import Record

LONGEST = 12
"""Letters of a generated text where the model sets no smaller limit."""
_SAFE = 2**53 - 1
_NO_LETTER = {"matter": None, "letter": None}
"""Of a notice that is a digest: it has parts, which a letter has none of."""
_A_KEY = f"a.b+0123abcd+{'k' * 44}"
_OFFSETS = [dt.timezone(dt.timedelta(minutes=minutes)) for minutes in (-570, 0, 345, 540, 840)]
HOSTILE = (
    "가", "홍길동", "각각", "ㄱㄴ", "e\u0301", "a\tb\nc", "\u200b.", "\u202eabc", "\U0001f600", "' OR '1'='1", '"";--',
    "\\x00", "%_", "\u00a0x", "null", "NaN", "1e400", "=1+1", "[/b]", "{code}", "\uffff", "\ue000", "ﷺ", "İ",
)  # fmt: skip
"""Hangul composed and not, marks, signs that steer a terminal, a sheet or a query."""
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Mn", "Me"))
TEXTS = st.sampled_from(HOSTILE) | st.text(LETTERS, min_size=1, max_size=LONGEST).filter(
    lambda text: bool(text.strip())
)
_NAMED = next(one for one in get_args(FileName) if isinstance(one, AfterValidator))
FILE_NAMES = st.sampled_from(("점검 결과.pdf", "e\u0301.png", "=1+1.csv", "a" * 120)) | TEXTS.filter(is_file_name)


def records(kind: Kind[Any]) -> SearchStrategy[Any]:
    """Records of a kind, version 1, of no department."""
    return _records(kind.name)


@cache  # a strategy is checked anew wherever it was made, and a case has fifty of them
def _records(name: str) -> SearchStrategy[Any]:
    kind = kind_of(name)
    head: dict[str, SearchStrategy[Any]] = {
        "code": st.just(kind.example.code),
        "version": st.just(1),
        "department": st.none(),
        "source": st.none(),
        "source_key": st.none(),
        "signatures": st.just(()),  # one belongs to one store: tests/registry/test_signatures_moved.py has them
    }
    if kind.subject:
        head[kind.subject] = st.text("0123456789abcdef", min_size=32, max_size=32)
    return values(kind.model, **head)


def values(model: type[Value], **fixed: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Values of a model."""
    fields = {name: fixed.get(name, _field(field)) for name, field in model.model_fields.items()}
    return st.fixed_dictionaries(fields).map(lambda given: model.model_validate(_agreeing(given)))


def _agreeing(given: dict[str, Any]) -> dict[str, Any]:
    """Fields that must agree with one another made to agree."""
    if "earlier" in given:
        states = [one for one in given["earlier"] if one.until >= given["since"]]
        return {**given, "earlier": tuple(sorted(states, key=lambda one: one.until))}
    if "withdrawn_by" in given:
        taken_back = ("withdrawn_by", "withdrawn_at", "withdrawn_reason")
        whole = all(str(given[one] or "").strip() for one in taken_back)
        return given if whole else {**given, **dict.fromkeys(taken_back)}
    if "must_change" in given:
        return {**given, "key": (given["key"] or _A_KEY) if given["means"] is SignerMeans.KEY else None}
    if {"letter", "items"} <= given.keys():
        digest = given["person"] and given["items"]
        letter = {"matter": given["matter"] or "c1", "letter": given["letter"] or LetterKind.ACKNOWLEDGEMENT}
        return {**given, **(_NO_LETTER if digest else {**letter, "person": None, "items": ()})}
    if given.get("capacity"):
        return {**given, "deputy_of": given["person"] if given["capacity"] in IN_STEAD else None}
    return given


def _field(field: FieldInfo) -> SearchStrategy[Any]:
    return _of(field.annotation, tuple(field.metadata))


def _of(annotation: Any, metadata: tuple[Any, ...] = ()) -> SearchStrategy[Any]:  # noqa: ANN401 - any annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _of(arguments[0], (*_flat(arguments[1:]), *metadata))
    if origin in {Union, types.UnionType}:
        return st.one_of([_of(one, metadata) for one in arguments])
    if origin is tuple:
        return st.lists(_of(arguments[0]), max_size=3).map(tuple)
    if annotation is type(None):
        return st.none()
    return _plain(annotation, metadata)


def _plain(annotation: Any, metadata: tuple[Any, ...]) -> SearchStrategy[Any]:  # noqa: ANN401 - any class
    years = {"min_value": dt.datetime(1900, 1, 2), "max_value": dt.datetime(9998, 12, 30)}  # noqa: DTZ001 - zone below
    simple: dict[Any, SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: _number(metadata),
        str: _text(metadata),
        dt.date: st.dates(),
        AwareDatetime: st.datetimes(**years, timezones=st.sampled_from(_OFFSETS)),
    }
    if annotation in simple:
        return simple[annotation]
    return st.sampled_from(annotation) if issubclass(annotation, StrEnum) else values(annotation)


def _number(metadata: tuple[Any, ...]) -> SearchStrategy[int]:
    low, high = _limit(metadata, Ge, "ge", -_SAFE), _limit(metadata, Le, "le", _SAFE)
    return st.integers(low, high) | st.integers(max(low, -3), min(high, 3))


def _text(metadata: tuple[Any, ...]) -> SearchStrategy[str]:
    pattern = next((one.pattern for one in metadata if getattr(one, "pattern", None)), None)
    if pattern:
        most = _limit(metadata, MaxLen, "max_length", 64)
        return st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="ascii")).filter(
            lambda text: len(text) <= most and not text.endswith("\n")
        )
    if _NAMED in metadata:
        return FILE_NAMES
    most, least = _limit(metadata, MaxLen, "max_length", LONGEST), _limit(metadata, MinLen, "min_length", 0)
    return TEXTS if least else st.text(LETTERS, max_size=min(most, LONGEST)) | st.sampled_from(HOSTILE)


def _flat(metadata: tuple[Any, ...]) -> Iterator[Any]:
    for one in metadata:
        if isinstance(one, FieldInfo):
            yield from one.metadata
        else:
            yield one


def _limit(metadata: tuple[Any, ...], of: type[Any], name: str, otherwise: int) -> int:
    return next((getattr(one, name) for one in metadata if isinstance(one, of)), otherwise)


# --- one record with everything in it ---


def whole(kind: Kind[Any]) -> Record:
    """A record of a kind with every field filled and one part of each sort; its texts say where they stand."""
    given = {**_whole(kind.model, kind.name), "code": kind.example.code, "version": 1, "department": None}
    # A calendar must be one that can be counted with.
    counted = ("zone", "hours", "weekend", "first_year", "last_year")
    given |= {name: getattr(kind.example, name) for name in counted if name in given}
    given |= {"capacity": Capacity.DEPUTY} if "deputy_of" in given else {}
    given |= {"means": SignerMeans.KEY} if "must_change" in given else {}
    given |= _NO_LETTER if {"letter", "items"} <= given.keys() else {}
    given |= {"signatures": ()}
    found: Record = kind.model.model_validate(given)
    return found


def _whole(model: type[Value], place: str) -> dict[str, Any]:
    return {name: _one(f.annotation, tuple(f.metadata), f"{place}.{name}") for name, f in model.model_fields.items()}


def _one(annotation: Any, metadata: tuple[Any, ...], place: str) -> Any:  # noqa: ANN401 - any annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _one(arguments[0], (*_flat(arguments[1:]), *metadata), place)
    if origin in {Union, types.UnionType}:
        return _one(arguments[0], metadata, place)
    if origin is tuple:
        return (_one(arguments[0], (), place),)
    if issubclass(annotation, StrEnum):
        return next(iter(annotation))
    if issubclass(annotation, Value):
        return _whole(annotation, place)
    samples = {
        bool: True,
        int: _limit(metadata, Ge, "ge", 1),
        dt.date: dt.date(2026, 3, 3),
        AwareDatetime: dt.datetime(2026, 3, 3, 9, 30, 15, 7, dt.UTC),
    }
    return samples[annotation] if annotation in samples else _sample_text(metadata, place)


def _sample_text(metadata: tuple[Any, ...], place: str) -> str:
    pattern = next((str(one.pattern) for one in metadata if getattr(one, "pattern", None)), "")
    for sample in (_A_KEY, "a" * 64, "a" * 32, "c1", "12.5", "2026H1", "application/pdf"):
        if pattern and re.fullmatch(pattern, sample):
            return sample
    return f"canary {place} 홍길동"
