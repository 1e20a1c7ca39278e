"""Which rows of a profile the program carries, and what is still to come (design: requirements).

A row is judged by what it says shows it: acts, figures, registers, fields of records, parts of the profile. All of it
there: carried. Some of it: partly. None: open. What is not there yet stands in ``coming.toml`` with its issue.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from qms import i18n
from qms.compile.snapshot import Words
from qms.compile.wording import both
from qms.kinds import KINDS, acts_of, all_kinds, closing, kind
from qms.organisation.known import Known, carries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qms.base.kind import Kind
    from qms.organisation.profile import Profile
    from qms.organisation.rows import Row


class Carriage(StrEnum):
    """How far a row is carried."""

    CARRIED = "carried"
    PARTLY = "partly"
    OPEN = "open"


class Coming(NamedTuple):
    """What is not there yet.

    Attributes:
        ref: as in ``shown_by``.
        issue: number of the issue that will carry it; None: no issue does (the profile of another version).
        name: what the issue is called.
        what: what is to come.

    """

    ref: str
    issue: int | None
    name: Words
    what: Words


class Carried(NamedTuple):
    """A row, how far it is carried, by what that is there, and what is missing."""

    row: Row
    state: Carriage
    there: tuple[str, ...]
    missing: tuple[Coming, ...]


def carried(profile: Profile, known: Known, coming: Mapping[str, Coming]) -> tuple[Carried, ...]:
    """Every row of the profile, in its order, with how far it is carried by what the program has."""
    return tuple(_carried(profile, row, known, coming) for row in profile.rows().values())


def _carried(profile: Profile, row: Row, known: Known, coming: Mapping[str, Coming]) -> Carried:
    there = tuple(ref for ref in row.shown_by if carries(profile, known, ref))
    missing = tuple(coming.get(ref) or _unheard(ref) for ref in row.shown_by if ref not in there)
    state = Carriage.OPEN if not there else Carriage.PARTLY if missing else Carriage.CARRIED
    return Carried(row, state, there, missing)


def _unheard(ref: str) -> Coming:
    return Coming(ref, None, both("compile.carriage.no_issue"), Words(ko=ref, en=ref))


# --- what there is ---


@cache
def coming() -> Mapping[str, Coming]:
    """What is not there yet, by reference."""
    told = tomllib.loads((files("qms.compile") / "coming.toml").read_text(encoding="utf-8"))
    issues: Mapping[str, Any] = told.pop("issues")
    names = {int(number): Words(ko=one["ko"], en=one["en"]) for number, one in issues.items()}
    return {
        ref: Coming(ref, one["issue"], names[one["issue"]], Words(ko=one["ko"], en=one["en"]))
        for ref, one in told.items()
    }


@cache
def known() -> Known:
    """What the program has, by the names that a profile uses."""
    from qms.compile.figures import all_figures  # loads the database library, which reading a profile seldom needs

    return Known(
        acts=frozenset(act for name in KINDS for act in acts_of(name)),
        figures=frozenset(one.id for one in all_figures()),
        registers=frozenset(one.plural for one in all_kinds()),
        fields=frozenset(field for one in all_kinds() for field in _fields(one)),
        coming=frozenset(coming()),
        closing=frozenset(one.name for one in closing()),
        subjects=frozenset(one.name for one in closing() if one.subject),
    )


def _fields(kind: Kind[Any]) -> Iterator[str]:
    yield from (f"{kind.name}.{field}" for field in kind.model.model_fields)
    for part, of in kind.children().items():
        yield from (f"{kind.name}.{part}.{field}" for field in of.model_fields)


# --- what it is called ---


def called(ref: str) -> Words:
    """What people call what a reference names: an act, a figure, a register, a field, a part of the profile."""
    said = coming()[ref].what if ref in coming() else _called(ref)
    return Words(ko=said.ko, en=said.en[:1].upper() + said.en[1:])


def _called(ref: str) -> Words:
    sort, _, name = ref.partition(":")
    of, _, rest = name.partition(".")
    if sort == "register":
        return _said(ref, *(f"{one.words}.plural" for one in all_kinds() if one.plural == name))
    if sort == "figure":
        return _said(ref, f"{of}.figure.{rest}.label")
    if sort == "profile":
        return _said(ref, f"compile.part.{name.replace('.', '_')}")
    return _of_record(kind(of), rest, ref) if of in KINDS else _said(ref)


def _of_record(of: Kind[Any], name: str, ref: str) -> Words:
    last = name.rpartition(".")[2]
    keys = (f"{of.words}.act.{last}",) if ref.startswith("act:") else (f"{of.words}.field.{last}", f"base.field.{last}")
    record, said = both(f"{of.words}.name"), _said(ref, *keys)
    told = both("compile.carriage.of", record=record, what=said)
    # An act may be called as its record is: said once.
    return Words(ko=said.ko if said.ko == record.ko else told.ko, en=said.en if said.en == record.en else told.en)


def _said(ref: str, *keys: str) -> Words:
    key = next((key for key in keys if i18n.has(key)), None)
    return both(key) if key else Words(ko=ref, en=ref)
