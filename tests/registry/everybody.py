"""The small organisation with somebody of every sort in it, and what each may do by the letter of the profile's file.

Nothing here asks the program: the table of authority is read from the TOML, the steps of lives from the list that
reviewers read, who is kept apart from the lists below.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import qms
from tests.office import (
    ADMINISTRATION_HEAD,
    AUDITOR,
    DEPARTMENTS,
    DEPUTY,
    EQUIPMENT_HEAD,
    GROWTH_HEAD,
    LEAVER,
    NOBODY,
    PEOPLE,
    QUALITY,
    SINCE,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    TOP,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.office import Office

NOW, BEFORE = "deputy.now", "deputy.before"
ENDED, COMING, STANDING_IN = "role.ended", "role.coming", "stand.in"
UNKNOWN = "no.one"
HELD: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    **{code: roles for code, (_, _, roles) in PEOPLE.items() if code not in {LEAVER, NOBODY}},
    QUALITY: (("quality_representative", "head-office"),),
    NOW: (("senior_head", "growth"),),
    STANDING_IN: (("staff", "support"),),
    **dict.fromkeys((BEFORE, ENDED, COMING, LEAVER, NOBODY, UNKNOWN), ()),
}
"""Person → the roles held on the day on which the tests begin, each with its department; by hand."""


def fill(office: Office) -> None:
    """Enrol a deputy and a stand-in of now, a deputy whose time is over, and roles that ended or are to come."""
    sorts: dict[str, dict[str, Any]] = {
        NOW: {"role": "senior_head", "department": "growth", "deputy_of": GROWTH_HEAD},
        BEFORE: {"role": "unit_head", "department": "support", "deputy_of": SUPPORT_HEAD, "until": date(2026, 3, 3)},
        STANDING_IN: {"role": "staff", "department": "support", "deputy_of": SUPPORT_STAFF, "capacity": "stand_in"},
        ENDED: {"role": "staff", "department": "support", "until": date(2026, 3, 3)},
        COMING: {"role": "staff", "department": "support", "since": date(2026, 3, 4)},
    }
    for code, given in sorts.items():
        office.registry.people.enrol(code=code, name=code, department="administration", since=SINCE)
        role, capacity = qms.Role(given.pop("role")), given.pop("capacity", None)
        known = {"since": SINCE} | given
        office.registry.assignments.assign(
            person=code, role=role, capacity=capacity and qms.Capacity(capacity), **known
        )


@dataclass(frozen=True)
class Letter:
    """What is written: the profile's tables, and act → the statuses from which it may be done, for each kind."""

    profile: dict[str, Any]
    lives: dict[str, dict[str, set[str]]]

    @classmethod
    def read(cls, root: Path) -> Letter:
        """Read the files of the house."""
        profile = root / "qms" / "organisation" / "profiles" / "technopark.toml"
        lives: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for line in (root / "tests" / "data" / "lives.txt").read_text(encoding="utf-8").splitlines():
            step, _, act = line.partition(": ")
            kind, status = step.split()
            lives[kind][act.partition(" > ")[0]].add(status)
        return cls(tomllib.loads(profile.read_text(encoding="utf-8")), lives)

    def permits(self, person: str, act: str, place: str | None, type: str | None = None) -> bool:
        """Whether a role of the person reaches the department, and the type is not kept for another role."""
        scopes: dict[str, str] = self.profile["authority"].get(act, {})
        above = set(_above(place))
        for role, over in HELD[person]:
            kept = any(one["case_type"] == type and one["role"] != role and act not in one.get("save", ())
                       for one in self.profile["reserved"])  # fmt: skip
            reached = {"all": True, "branch": over in above, "own": over == place}.get(scopes.get(role, ""), False)
            if reached and not kept:
                return True
        return False

    def stands(self, act: str, status: str) -> bool:
        """Whether the act may be done in a status, by the list of lives; files may always be put to a record."""
        kind, _, verb = act.partition(".")
        return verb in {"attach", "withdraw_attachment"} or kind not in self.lives or status in self.lives[kind][verb]


def _above(department: str | None) -> Iterable[str]:
    while department is not None:
        yield department
        department = DEPARTMENTS[department][3] if department in DEPARTMENTS else None


OWN: Final[dict[str, frozenset[str]]] = {
    "capa.approve": frozenset({SUPPORT_HEAD}),
    "capa.finish": frozenset({EQUIPMENT_HEAD}),
    "capa.implement": frozenset({EQUIPMENT_HEAD}),
    "capa.extend": frozenset({SUPPORT_HEAD}),
    "capa.evaluate": frozenset({SUPPORT_HEAD}),
    "capa.close": frozenset({SUPPORT_HEAD}),
    "capa.void": frozenset({SUPPORT_HEAD}),
    "review.approve": frozenset({QUALITY}),
    "review.verify": frozenset({SUPPORT_HEAD}),
    "document.approve": frozenset({SUPPORT_HEAD}),
}
"""Act → who has a part in what it judges, in the records of `tests.records.acts`; written by hand."""
_OWNING_INPUT_B = frozenset({GROWTH_HEAD, "yoon.jiho", NOW})
ALONE: Final[dict[str, frozenset[str]]] = {
    "capa.evaluate": frozenset({EQUIPMENT_HEAD, QUALITY, TOP}),
    "review.state": frozenset({QUALITY}) | _OWNING_INPUT_B,
    "review.follow": frozenset({SUPPORT_HEAD, QUALITY}),
    "signer.change_pin": frozenset({TOP}),
    "signer.lock": frozenset({TOP, QUALITY}),
}
"""Act → who alone may do it on those records, besides what the table permits; written by hand."""
GIVES: Final[dict[str, dict[str, str]]] = {"handover.give": {"prepared": TOP}, "handover.accept": {"given": TOP}}
"""Act → status → whose signature it is."""

EVERYBODY = tuple(HELD)
__all__ = [
    "ADMINISTRATION_HEAD", "ALONE", "AUDITOR", "DEPUTY", "EVERYBODY", "GIVES", "HELD", "OWN", "UNKNOWN", "Letter",
    "fill",
]  # fmt: skip
