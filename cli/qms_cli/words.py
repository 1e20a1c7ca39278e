"""Words of the command line, and labels of what stands in records."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from contextvars import ContextVar
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from qms import i18n
from qms.base.label import key_of, spellings
from qms.errors import QmsError
from qms_cli.faults import BadChoice
from qms_cli.suggest import near

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.i18n import Language

i18n.add_folder("cli", Path(__file__).parent)

E = TypeVar("E", bound=StrEnum)
ORGANISATION: Final = "qms.organisation.terms"
"""Where the lists stand whose values an organisation may name itself."""
_organisation: ContextVar[Callable[[], object] | None] = ContextVar("organisation", default=None)


def say(key: str, language: Language, /, **facts: object) -> str:
    """The words of ``cli.<key>``."""
    return i18n.text(f"cli.{key}", language, **facts)


def label(value: Enum, language: Language) -> str:
    """What people call a value of a closed list; the value itself where it has no words."""
    key = key_of(value) if isinstance(value, StrEnum) else ""
    return i18n.text(key, language) if i18n.has(key) else str(value.value)


def field_label(kind_words: str, name: str, language: Language) -> str:
    """What people call a field of a kind of record."""
    for key in (f"{kind_words}.field.{name}", f"base.field.{name}", f"cli.field.{name}"):
        if i18n.has(key):
            said = i18n.text(key, language)
            return said[:1].upper() + said[1:]
    return name


def choice(of: type[E]) -> Callable[[str], E]:
    """A parser of a closed list that takes the value or its label in either language.

    Where the organisation has a word of its own, both that and the program's are understood.
    """

    def parse(text: str) -> E:
        values = {_plain(one.value): one for one in of}
        if found := values.get(_plain(text)):
            return found
        if of.__module__ == ORGANISATION and (ask := _organisation.get()):
            with suppress(QmsError):
                ask()
        names = {_plain(word): one for word, one in spellings(of).items()}
        found = names.get(_plain(text))
        if found is None:
            guess = near(_plain(text), names)
            raise BadChoice(text=text, choices=tuple(of), near=guess and names[guess].value)
        return found

    parse.of = of  # type: ignore[attr-defined] # pyright: ignore[reportFunctionMemberAccess] - help lists the values
    return parse


def ask_words_of(organisation: Callable[[], object] | None) -> None:
    """What to call before a label is parsed that the organisation may have a word of its own for."""
    _organisation.set(organisation)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold().replace("_", "-").replace(" ", "-")


def one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    """A parser of a closed list of plain names."""

    def parse(text: str) -> str:
        plain = text.strip().casefold()
        if plain not in names:
            raise BadChoice(text=text, choices=names, near=near(plain, names))
        return plain

    return parse
