"""The world of the demonstration: a technopark that does not exist, its people, and what changes in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qms import Registry, Role, create
from qms.organisation.profile import Profile, load_profile
from qms.organisation.terms import Channel, DepartmentKind
from qms_cli.demo.script import read
from qms_cli.demo.stage import BEGIN, SEED, Clock, Stage, chance, local

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from qms_cli.demo.stage import Story

REPRESENTATIVE = "han.seoyun"
REPRESENTATIVE_NAME = "한서윤"
ROOT = "head-office"
_SINCE = 2014


def found(place: Path, seed: int = SEED) -> Stage:
    """Make the store and enter the organisation as it stands on the first day.

    ``seed`` stands for all chance, that of the stories and that of the salts: everybody in them is made up.
    """
    script = read("organisation.toml")
    clock = Clock(BEGIN)
    registry = create(
        place, actor=REPRESENTATIVE, name=REPRESENTATIVE_NAME, profile=profile(script["profile"]),
        since=BEGIN.date().replace(year=_SINCE, month=3, day=3), clock=clock,
        tokens=chance(f"{seed} tokens").randbytes,
    )  # fmt: skip
    with registry.batch():
        _departments(registry, script)
        _people(registry, script["people"])
        _posts(registry, script)
    return Stage(registry, clock, seed)


def profile(settings: dict[str, Any]) -> Profile:
    """The technopark's profile with the name, the numbers and the channels of the sample organisation."""
    given = load_profile("technopark").model_dump()
    given["edition"], given["name"] = settings["edition"], settings["name"]
    given["cover"]["document_prefix"] = settings["document_prefix"]
    given["charter"]["proclaimed_by"] = settings["proclaimed_by"]
    given["channels"]["open"] = (*given["channels"]["open"], *(Channel(one) for one in settings["also_open"]))
    desk, audit = given["contacts"]["offices"]
    desk["phones"], desk["fax"], audit["phones"] = (
        tuple(settings[name]) for name in ("desk_phones", "desk_fax", "audit_phones")
    )
    return Profile.model_validate(given)


def changes(stage: Stage) -> list[Story]:
    """What changes among the people in the course of the year, one story each."""
    script = read("organisation.toml")
    everybody = [(department, row) for department, rows in script["people"].items() for row in rows]
    joining = [(*one, 1000 + nth) for nth, one in enumerate(everybody, start=1) if one[1][2] > BEGIN.date()]
    return [
        *(_change(stage, one) for one in script["changes"]),
        *(_join(stage, *one) for one in joining),
    ]


def _departments(registry: Registry, script: dict[str, Any]) -> None:
    departments = registry.departments
    departments.rename(ROOT, name_ko=script["root"]["ko"], name_en=script["root"]["en"])
    since = BEGIN.date().replace(year=_SINCE, month=3, day=3)
    for place, one in enumerate(script["departments"], start=1):
        departments.establish(
            code=one["code"], name_ko=one["ko"], name_en=one["en"], kind=DepartmentKind(one["kind"]),
            parent=one["parent"], place=place, since=since,
        )  # fmt: skip


def _people(registry: Registry, people: dict[str, list[list[Any]]]) -> None:
    extension = 1000
    for department, rows in people.items():
        for row in rows:
            extension += 1
            if row[2] <= BEGIN.date():
                _enrol(registry, department, row, extension)


def _enrol(registry: Registry, department: str, row: list[Any], extension: int) -> None:
    code, name, since = row
    registry.people.enrol(
        code=code, name=name, department=department, since=since,
        email=f"{code}@example.org", phone=f"000-0000-{extension}",
    )  # fmt: skip


def _posts(registry: Registry, script: dict[str, Any]) -> None:
    posts = script["posts"]["from_the_beginning"]
    heading = {row[0] for row in posts}
    top = next(person for person, role, *_ in posts if role == Role.TOP_MANAGEMENT)
    for row in posts:
        # The audit office is named by top management, once that is there; the rest by the quality representative.
        _post(registry.acting(top) if row[1] == Role.AUDIT_OFFICE else registry, row)
    for department, rows in script["people"].items():
        for code, _, since in rows:
            if code not in heading and since <= BEGIN.date():
                _post(registry, [code, "staff", department, since])


def _post(registry: Registry, row: list[Any], *, until: date | None = None) -> None:
    person, role, department, since, *deputy = row
    registry.assignments.assign(
        person=person, role=Role(role), department=department, since=since, until=until,
        deputy_of=deputy[0] if deputy else None,
    )  # fmt: skip


def _change(stage: Stage, one: dict[str, Any]) -> Story:
    yield local(one["at"])
    own = stage.registry.acting(REPRESENTATIVE, reason=one["reason"])
    if "begins" in one:
        _post(own, one["begins"], until=one.get("until"))
    if "ends" in one:
        person, role, department = one["ends"]
        _end(own, person, until=one["until"], role=Role(role), department=department)
    if "leaves" in one:
        own.people.leave(one["leaves"], until=one["until"])
        _end(own, one["leaves"], until=one["until"])
    stage.renew()


def _end(registry: Registry, person: str, *, until: date, **which: object) -> None:
    for post in registry.assignments.find(person=person, **which):
        if post.until is None:
            registry.assignments.end(post.code, until=until)


def _join(stage: Stage, department: str, row: list[Any], extension: int) -> Story:
    yield stage.on(row[2], 0.5)
    own = stage.registry.acting(REPRESENTATIVE, reason="신규 임용")
    _enrol(own, department, row, extension)
    _post(own, [row[0], "staff", department, row[2]])
    stage.renew()
