"""How far each row of the profile in force is carried, as columns beside the rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qms import i18n
from qms_cli.show.result import Named, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qms.compile.carrying import Carried
    from qms.compile.snapshot import Words
    from qms.i18n import Language
    from qms.organisation.profile import Profile
    from qms_cli.desk import Desk

COLUMNS = ("carriage", "coming")


def carriages(profile: Profile) -> Mapping[str, Carried]:
    """How far each row is carried, by its id."""
    from qms.compile.carrying import carried, coming, known

    return {one.row.id: one for one in carried(profile, known(), coming())}


def cells(one: Carried, language: Language) -> dict[str, object]:
    """The columns of a row."""
    from qms.compile.conformity import awaited

    label = i18n.text(f"compile.carriage.{one.state.value}", language)
    refs = ", ".join(each.ref for each in one.missing)
    return {"carriage": Named(one.state.value, label), "coming": _named(refs, awaited(one), language)}


def document(one: Carried) -> dict[str, object]:
    """What JSON tells of a row besides the row."""
    return {"carriage": one.state.value, "coming": [{"ref": each.ref, "issue": each.issue} for each in one.missing]}


def _named(code: str, words: Words | None, language: Language) -> Named | None:
    return None if words is None else Named(code, words.ko if language == "ko" else words.en)


def unpermitted(profile: Profile) -> tuple[str, ...]:
    """Acts that the profile permits to nobody: no fault, and yet worth telling."""
    from qms.compile.carrying import known
    from qms.organisation.known import nobodys

    return nobodys(profile, known())


def summary(desk: Desk) -> str:
    """How many rows of charter and standard are carried, in part, or open."""
    profile = desk.session.facts.profile
    rows = profile.promised()
    found = carriages(profile)
    count = Counter(found[row.id].state.value for row in rows)
    return desk.say("carried", n=len(rows), **{one: count[one] for one in ("carried", "partly", "open")})


def every(desk: Desk) -> Rows:
    """Every row of the profile, with what shows it and what is still to come."""
    from qms.compile.conformity import shown

    found = carriages(desk.session.facts.profile)
    rows = tuple(
        {
            "id": id,
            "text": desk.spoken(one.row.text),
            "shown_by": _named(", ".join(one.there), shown(one), desk.language),
            **cells(one, desk.language),
        }
        for id, one in found.items()
    )
    documents = tuple({**one.row.model_dump(mode="json"), **document(one)} for one in found.values())
    columns = desk.columns("id", "text", "shown_by", *COLUMNS)
    return Rows("qms.row/1", columns, rows, documents, many="rows", empty=desk.say("nothing_found"), wrapped=True)
