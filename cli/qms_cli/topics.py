"""The long form of messages, and topics that concern all commands."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from qms import errors, i18n
from qms_cli.exits import Exit, exit_of
from qms_cli.faults import NothingExplained
from qms_cli.options import Format
from qms_cli.show.result import Named, Page, Rows
from qms_cli.suggest import near
from qms_cli.surroundings import VARIABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qms.organisation.profile import Profile
    from qms_cli.desk import Desk

_PLACE = re.compile(r"\{([^{}]*)\}")
_ROW = re.compile(r"\b[A-Z]{1,2}(?:-[A-Z]{2})?-\d+(?:\.\d+)?\b")
_BASIS = re.compile(r"\(([^()]*\b(?:manual|ISO|Act|Decree)\b(?:[^()]|\([^()]*\))*)\)")


class Topic(StrEnum):
    """What `qms help` tells about."""

    EXIT_CODES = "exit-codes"
    FORMATS = "formats"
    ENVIRONMENT = "environment"


def about(desk: Desk, topic: Topic) -> Rows:
    """A topic as a table, made from what the program itself goes by."""
    rows = {Topic.EXIT_CODES: _exit_codes, Topic.FORMATS: _formats, Topic.ENVIRONMENT: _environment}[topic](desk)
    names = tuple(rows[0])
    columns = desk.columns(*names)
    return Rows(f"qms.help.{topic.value}/1", columns, tuple(rows), many="topics", wrapped=True)


def listed(desk: Desk) -> Rows:
    """The topics, and how each is asked for."""
    rows = tuple(
        {"command": f"qms help {one.value}", "meaning": desk.told(f"topic.{one.value.replace('-', '_')}")}
        for one in Topic
    )
    return Rows("qms.help/1", desk.columns("command", "meaning"), rows, many="topics", wrapped=True)


def messages(desk: Desk) -> Rows:
    """All messages by their codes."""
    rows = tuple(
        {"code": key, "exit": exit_of(fault).value, "says": _open(desk, f"{_key(fault)}.sentence")}
        for key, fault in sorted(_faults().items())
    )
    return Rows("qms.messages/1", desk.columns("code", "exit", "says"), rows, many="messages", wrapped=True)


def _exit_codes(desk: Desk) -> list[Mapping[str, object]]:
    return [{"exit": one.value, "meaning": desk.told(f"exit.{one.name.lower()}")} for one in Exit]


def _formats(desk: Desk) -> list[Mapping[str, object]]:
    return [{"format": one.value, "meaning": desk.told(f"format.{one.value}")} for one in Format]


def _environment(desk: Desk) -> list[Mapping[str, object]]:
    return [{"variable": name, "meaning": desk.told(f"variable.{name}")} for name in VARIABLES]


def _faults() -> dict[str, type[errors.QmsError]]:
    """Every fault with words, by its code; those of the command line too."""
    return {one.key: one for one in errors.all_of((errors.QmsError,)) if one.key}


def explain(desk: Desk, code: str) -> Page:
    """What a message means, with its facts left open; raise `NothingExplained`."""
    known = _faults()
    if code in known:
        return _page(desk, code, _explained(desk, known[code]))
    if i18n.has(f"{code}.sentence"):  # a finding: nothing was refused
        return _page(desk, code, {"code": code, **_words(desk, code)})
    raise NothingExplained(text=code, near=near(code, known))


def _page(desk: Desk, title: str, values: Mapping[str, object]) -> Page:
    return Page("qms.message/1", title, desk.fields(values), values)


def _explained(desk: Desk, fault: type[errors.QmsError]) -> Mapping[str, object]:
    """Sentence and way on, exit code, and the rule behind a fault."""
    ended = exit_of(fault)
    return {
        "code": fault.key,
        **_words(desk, _key(fault)),
        "exit": ended.value,
        "meaning": desk.told(f"exit.{ended.name.lower()}"),
        "rule": _rule(desk, fault),
    }


def _key(fault: type[errors.QmsError]) -> str:
    folder, _, rest = fault.key.partition(".")
    return f"{folder}.error.{rest}"


def _words(desk: Desk, key: str) -> Mapping[str, object]:
    return {"says": _open(desk, f"{key}.sentence"), "hint": _open(desk, f"{key}.hint")}


def _open(desk: Desk, key: str) -> Named:
    """Words with each fact left open; a particle stays in both its forms."""
    return Named(_left_open(i18n.text(key, "en")), _left_open(i18n.text(key, desk.language)))


def _left_open(words: str) -> str:
    return _PLACE.sub(lambda place: _particle(place[1]) if "/" in place[1] else "…", words)


def _particle(pair: str) -> str:
    one, _, other = pair.partition("/")
    return f"{one}({other})"


def _rule(desk: Desk, fault: type[errors.QmsError]) -> Named | None:
    """The rule behind a fault: where it is laid down, and the row of the manual in the organisation's words."""
    basis = _BASIS.search(fault.__doc__ or "")
    if basis is None:
        return None
    rows = _profile(desk).rows()
    told = [f"{name}: {rows[name].text.say(desk.language)}" for name in _ROW.findall(basis[1]) if name in rows]
    return Named(basis[1], "\n".join([basis[1], *told]))


def _profile(desk: Desk) -> Profile:
    """The profile in force, or the first of the house where there is no store."""
    from qms.organisation.profile import load_profile

    try:
        return desk.session.facts.profile
    except errors.QmsError:
        return load_profile(HOUSE)


HOUSE: Final = "technopark"
