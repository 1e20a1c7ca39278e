"""What a profile may speak of, and what must hold between the two: acts, figures and registers of the program.

The organisation's floor knows none of them; floors above it say what there is, and what is still to come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, LiteralString, NamedTuple

from qms.organisation.profile_checks import Wrong, every_row, get, numbered, rows, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FIRST: Final = "quality_representative"
"""The role that the first person of a new store holds."""
BEGINNING: Final = ("department.establish", "person.enrol", "assignment.assign")
"""Without these nobody could ever enter anybody else."""


class Known(NamedTuple):
    """What the program has, by the names that a profile uses.

    Attributes:
        acts: ``case.acknowledge``.
        figures: ``case.on_time_share``.
        registers: ``cases``.
        fields: ``case.outcome``; of a part ``case.communications.by``.
        coming: whole references to what is not there yet: ``register:trainings``.
        closing: kinds whose records close, and so have a period of retention.
        subjects: kinds whose records hold what is personal about somebody.

    """

    acts: frozenset[str]
    figures: frozenset[str]
    registers: frozenset[str]
    fields: frozenset[str]
    coming: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()

    def has(self, ref: str) -> bool:
        """Whether what a reference names is there; of a part of a profile the profile itself knows it."""
        sort, _, name = ref.partition(":")
        of = {"act": self.acts, "figure": self.figures, "register": self.registers, "field": self.fields}
        return name in of.get(sort, frozenset[str]())


def carries(profile: object, known: Known, ref: str) -> bool:
    """Whether what a reference of a row names is there, in the program or in the profile itself."""
    sort, _, name = ref.partition(":")
    return bool(get(profile, *name.split("."))) if sort == "profile" else known.has(ref)


def check_known(profile: object, known: Known) -> tuple[Wrong, ...]:
    """All in which a profile, or the bare tables of a file, speaks of what the program has not."""
    return tuple(wrong for one in _CHECKS for wrong in one(profile, known))


def nobodys(profile: object, known: Known) -> tuple[str, ...]:
    """Acts that the profile permits to nobody, in order; bringing records in is not asked of every kind."""
    given = {act for act in table(profile, "authority") if table(profile, "authority", act)}
    return tuple(sorted(act for act in known.acts - given if not act.endswith(".bring")))


def _acts(profile: object, known: Known) -> Iterator[Wrong]:
    for act in table(profile, "authority"):
        if act not in known.acts:
            yield Wrong(("authority", act), "no_such_act", {"found": act})
    for act in table(profile, "signing", "acts"):
        if act not in known.acts:
            yield Wrong(("signing", "acts", act), "no_such_act", {"found": act})
    for place, one in numbered(profile, "reserved"):
        for i, act in enumerate(rows(one, "save")):
            if str(act) not in known.acts:
                yield Wrong((*place, "save", i), "no_such_act", {"found": str(act)})


def _evidence(profile: object, known: Known) -> Iterator[Wrong]:
    acts = table(profile, "authority")
    for place, row in every_row(profile):
        for i, given in enumerate(rows(row, "shown_by")):
            ref, at = str(given), (*place, "shown_by", i)
            sort, _, name = ref.partition(":")
            if sort == "act" and name in known.acts and not table(acts, name):
                yield Wrong(at, "act_of_nobody", {"found": name})
            elif sort in _MISSING and not known.has(ref) and ref not in known.coming:
                yield Wrong(at, _MISSING[sort], {"found": name})


_MISSING: Final[Mapping[str, LiteralString]] = {
    "act": "no_such_act",
    "figure": "no_such_figure",
    "register": "no_such_register",
    "field": "no_such_field",
}


def _targets(profile: object, known: Known) -> Iterator[Wrong]:
    for place, one in numbered(profile, "targets"):
        figure = get(one, "figure")
        if isinstance(figure, str) and figure not in known.figures and f"figure:{figure}" not in known.coming:
            yield Wrong((*place, "figure"), "no_such_figure", {"found": figure})


def _first_person(profile: object, _known: Known) -> Iterator[Wrong]:
    for act in BEGINNING:
        scopes: Any = table(profile, "authority", act)
        if str(scopes.get(FIRST)) != "all":
            yield Wrong(("authority", act), "first_person", {"found": act, "expected": FIRST})


def _retention(profile: object, known: Known) -> Iterator[Wrong]:
    for kind in table(profile, "retention"):
        if kind not in known.closing:
            expected = {"found": kind, "expected": ", ".join(sorted(known.closing))}
            yield Wrong(("retention", kind), "never_closes", expected)
        elif get(profile, "retention", kind, "personal") is not None and kind not in known.subjects:
            yield Wrong(("retention", kind, "personal"), "nothing_personal", {"found": kind})


_CHECKS: tuple[Callable[[object, Known], Iterator[Wrong]], ...] = (
    _acts,
    _evidence,
    _targets,
    _retention,
    _first_person,
)
