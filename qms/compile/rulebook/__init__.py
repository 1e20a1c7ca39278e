"""Rules that systems of quality records are judged by: what each asks, what the program does for it, what is missing.

The claim is *supports*, never *complies*: procedures, proof of identity and validation are the organisation's. A rule
says in `does` only what a test shows; the tests wear its id (``pytest.mark.req``), and ``docs/reference/rules.md`` is
made of both.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from qms.compile.snapshot import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

_CARRIERS = "carriers.toml"


class Support(StrEnum):
    """How far the program supports a rule."""

    SHOWN = "shown"
    PARTLY = "partly"
    OPEN = "open"


class Missing(NamedTuple):
    """What is not there: in words, and the capability of the program that will carry it."""

    what: Words
    carrier: Words


class Rule(NamedTuple):
    """One rule.

    Attributes:
        id: stable; tests wear it.
        clause: where it stands in its source.
        asks: what it asks for, in our own words.
        does: what the program does for it, as tests show; None: nothing yet.
        where: commands (``qms verify``), pages (``docs/ledger.md``), modules (``qms.ledger.signed``).
        missing: what is not there yet; None: nothing that a program could do.
        yours: what stays with the organisation, beyond what always does; None: nothing to say.

    """

    id: str
    clause: str
    asks: Words
    does: Words | None
    where: tuple[str, ...]
    missing: Missing | None
    yours: Words | None

    @property
    def support(self) -> Support:
        """Follows from what is there and what is missing."""
        if self.does is None:
            return Support.OPEN
        return Support.PARTLY if self.missing else Support.SHOWN


class Source(NamedTuple):
    """A text that rules come from.

    Attributes:
        name: short, as it is typed: ``part11``.
        title: what it is.
        read: how far the text itself was read.
        rules: in the order of the text.

    """

    name: str
    title: Words
    read: Words
    rules: tuple[Rule, ...]


@cache
def sources() -> tuple[Source, ...]:
    """Every text with its rules, in the order of the matrix."""
    told = {file.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in files(__name__).iterdir()
            if file.name.endswith(".toml")}  # fmt: skip
    carriers = {name: _words(one) for name, one in told.pop(_CARRIERS).items()}
    ordered = sorted(told.items(), key=lambda one: one[1]["source"]["number"])
    return tuple(_source(name.removesuffix(".toml"), one, carriers) for name, one in ordered)


def all_rules() -> Mapping[str, Rule]:
    """Every rule by its id."""
    return {one.id: one for source in sources() for one in source.rules}


def _source(name: str, told: Mapping[str, Any], carriers: Mapping[str, Words]) -> Source:
    head = told["source"]
    rules = tuple(_rule(id, one, carriers) for id, one in told.items() if id != "source")
    return Source(name, _words(head["title"]), _words(head["read"]), rules)


def _rule(id: str, told: Mapping[str, Any], carriers: Mapping[str, Words]) -> Rule:
    missing = Missing(_words(told["missing"]), carriers[told["by"]]) if "missing" in told else None
    does, yours = (_words(told[name]) if name in told else None for name in ("does", "yours"))
    return Rule(id, told["clause"], _words(told["asks"]), does, tuple(told.get("where", ())), missing, yours)


def _words(told: Mapping[str, str]) -> Words:
    return Words(ko=told["ko"], en=told["en"])
