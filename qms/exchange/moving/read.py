"""Reading the files of an organisation: every fault of every line at once, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar, cast

from pydantic import ValidationError

from qms import i18n
from qms.base.label import spellings
from qms.base.particulars import RESIDENT
from qms.base.resident import holds_resident_number
from qms.exchange.moving.cells import plain, read_table
from qms.exchange.moving.entries import CHOICES, AssignmentEntry, DepartmentEntry, PersonEntry, code_of, columns_of
from qms.exchange.moving.told import Line, Told, field_of, finding
from qms.exchange.moving.toml import SINCE, Raw, read_toml
from qms.exchange.read import file_bytes, file_name
from qms.exchange.sheet import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from qms.base.finding import Finding
    from qms.organisation.profile import Profile

E = TypeVar("E", DepartmentEntry, PersonEntry, AssignmentEntry)
Labels = dict[str, dict[str, str]]
BYTES: Final = 4 * 1024 * 1024
"""Largest organisation file; thousands of people fit into a fraction of it."""
_RULES: Final = {
    "missing": "missing", "extra_forbidden": "unknown", "enum": "choice", "not_a_day": "day", "text_control": "control",
    "text_marks": "control", "string_too_long": "long", "string_pattern_mismatch": "code",
    "string_too_short": "missing", "int_parsing": "number", "int_type": "number", "int_from_float": "number",
    "greater_than_equal": "number", "less_than_equal": "number", "string_type": "text",
}  # fmt: skip


def read_organisation(paths: Sequence[Path], profile: Profile) -> Told:
    """Read files that belong together: TOML with all three tables, or one table each as CSV or XLSX.

    ``profile`` brings the organisation's own words for roles, which are understood beside the values.

    Raises:
        NoSuchFile: there is no file at one of these paths.

    """
    return organisation_of([(file_name(path), file_bytes(path, BYTES)) for path in paths], profile)


def organisation_of(files: Sequence[tuple[str, bytes]], profile: Profile) -> Told:
    """As `read_organisation`, from names and bytes."""
    read: list[Raw] = []
    findings: list[Finding] = []
    since: date | None = None
    for name, data in files:
        if len(data) > BYTES:
            findings.append(finding("too_large", name, limit=f"{BYTES // 2**20} MiB"))
        elif name.casefold().endswith(".toml"):
            entries, day, wrong = read_toml(data, name)
            since, more = _day(day, name) if day is not None else (since, ())
            read += entries
            findings += [*wrong, *more]
        else:
            entries, wrong = read_table(data, name)
            read += entries
            findings += wrong
    labels = _labels(profile)
    departments = _lines(read, "departments", DepartmentEntry, labels, findings)
    people = _lines(read, "people", PersonEntry, labels, findings)
    assignments = _lines(read, "assignments", AssignmentEntry, labels, findings)
    understood = {*(one.entry.code for one in departments), *(one.entry.code for one in people)}
    named = {code_of(one.table, one.values) for one in read if one.table != "assignments"}
    return Told(departments, people, assignments, since, tuple(findings), frozenset(named - understood))


def _day(day: object, name: str) -> tuple[date | None, tuple[Finding, ...]]:
    try:
        return DepartmentEntry.model_validate({"code": "x", "since": day}).since, ()
    except ValidationError:
        return None, (finding("day", f"{name}: {SINCE}", field=SINCE, text=quoted(str(day))),)


def _lines(
    read: Sequence[Raw], table: str, of: type[E], labels: Labels, findings: list[Finding]
) -> tuple[Line[E], ...]:
    found: list[Line[E]] = []
    for one in read:
        if one.table == table:
            try:
                found.append(Line(of.model_validate(_spelled(one.values, labels)), one.where))
            except ValidationError as wrong:
                findings += [_wrong(error, one) for error in wrong.errors(include_url=False)]
            findings += _refused(one)
    return tuple(found)


# --- labels of closed lists, in either language or the profile's own words ---


def _labels(profile: Profile) -> Labels:
    """For each closed list: what its values may be called → the value."""
    found: Labels = {}
    for key, of in CHOICES.items():
        with i18n.own_words(profile.words()):
            found[key] = {plain(word): one.value for word, one in spellings(of).items()}
    return found


def _spelled(values: Mapping[str, object], labels: Labels) -> dict[str, object]:
    """The values, with labels made what they stand for."""
    spelled = dict(values)
    for key in CHOICES.keys() & spelled.keys():
        names, value = labels[key], spelled[key]
        if key == "roles":
            value = _several(value)
            spelled[key] = [names.get(plain(part), part) if isinstance(part, str) else part for part in value]
        elif isinstance(value, str):
            spelled[key] = names.get(plain(value), value)
    return spelled


def _several(value: object) -> list[object]:
    """Roles as a list, or in one cell with commas, semicolons or slashes between them."""
    if isinstance(value, str):
        return [one.strip() for one in value.replace(";", ",").replace("/", ",").split(",") if one.strip()]
    return cast("list[object]", value) if isinstance(value, list) else [value]


# --- what is wrong ---


def _refused(one: Raw) -> Iterator[Finding]:
    for key, value in one.values.items():
        if isinstance(value, str) and holds_resident_number(value):
            yield finding("resident", one.spots.get(key, one.where), field=field_of(one.table, key), what=RESIDENT)


def _wrong(error: ErrorDetails, one: Raw) -> Finding:
    key = str(error["loc"][0])
    context = error.get("ctx", {})
    value: object = error.get("input")
    return finding(
        _RULES.get(error["type"], "form"),
        one.spots.get(key, one.where),
        field=field_of(one.table, key),
        text=quoted(str(value)) if isinstance(value, str | int | float) else "…",
        expected=", ".join(CHOICES[key]) if key in CHOICES else ", ".join(columns_of(one.table)),
        limit=context.get("max_length", context.get("le", "")),
    )
