"""The rules that the program supports, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.i18n import LANGUAGES
from qms_cli.show.result import Named, Rows
from qms_cli.words import label, say

if TYPE_CHECKING:
    from qms.compile.rulebook import Missing, Rule, Source
    from qms.compile.snapshot import Words
    from qms_cli.desk import Desk

_COLUMNS = ("id", "support", "asks", "does", "coming")


def listed(desk: Desk, id: str | None, *, open_: bool) -> Rows:
    """The rules whose id begins with ``id`` (None: all), with ``open_`` those alone that are not carried whole."""
    from qms.compile.rulebook import Support, sources

    found = [
        (source, one)
        for source in sources()
        for one in source.rules
        if one.id.casefold().startswith((id or "").strip().casefold()) and not (open_ and one.support is Support.SHOWN)
    ]
    if found:
        desk.note(desk.say("rules.claim"))
    rows = tuple(_row(desk, one) for _, one in found)
    documents = tuple(_document(*one) for one in found)
    columns = desk.columns(*(name for name in _COLUMNS if name != "coming" or any(row[name] for row in rows)))
    return Rows("qms.rule/1", columns, rows, documents, many="rules", empty=desk.say("nothing_found"), wrapped=True)


def _row(desk: Desk, one: Rule) -> dict[str, object]:
    return {
        "id": one.id,
        "support": Named(one.support.value, label(one.support, desk.language)),
        "asks": _spoken(desk, one.asks),
        "does": _spoken(desk, one.does) if one.does else None,
        "coming": _coming(desk, one.missing) if one.missing else None,
    }


def _spoken(desk: Desk, words: Words) -> Named:
    return Named(words.en, words.ko if desk.language == "ko" else words.en)


def _coming(desk: Desk, missing: Missing) -> Named:
    said = {language: say("rules.coming", language, what=getattr(missing.what, language),
                          carrier=getattr(missing.carrier, language)) for language in LANGUAGES}  # fmt: skip
    return Named(said["en"], said[desk.language])


def _document(source: Source, one: Rule) -> dict[str, object]:
    """A rule for programs: every text in both languages."""
    missing = one.missing
    return {
        "id": one.id,
        "source": source.name,
        "clause": one.clause,
        "support": one.support.value,
        "asks": one.asks.model_dump(),
        "does": one.does.model_dump() if one.does else None,
        "where": list(one.where),
        "missing": missing.what.model_dump() if missing else None,
        "carrier": missing.carrier.model_dump() if missing else None,
        "yours": one.yours.model_dump() if one.yours else None,
    }
