"""What a value of a closed list is called: its key follows from where the list stands, so that none needs a table."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from qms import i18n

if TYPE_CHECKING:
    from qms.i18n import Language

E = TypeVar("E", bound=StrEnum)
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def key_of(member: StrEnum) -> str:
    """The key of its words: the folder, the list's name without the folder's own, the value.

    ``CaseStatus.CLOSED`` of the room of cases is ``case.status.closed``, ``CaseType.REQUEST`` of the organisation
    ``organisation.case_type.request``.
    """
    folder = type(member).__module__.removeprefix("qms.").removeprefix("records.").partition(".")[0]
    name = _WORD.sub("_", type(member).__name__).lower()
    return f"{folder}.{name.removeprefix(folder + '_')}.{member.value}"


def field_key(words: str, name: str) -> str:
    """The key of what a field is called: its kind's own, else that of the field which every record has."""
    own = f"{words}.field.{name}"
    return own if i18n.has(own) else f"base.field.{name}"


def spellings(of: type[E]) -> dict[str, E]:
    """Every word for a value of the list, in both languages: an organisation's own, the program's, the value itself.

    Where two of them are one word, its own holds over the program's, and a value over both.
    """
    named = [one for one in of if i18n.has(key_of(one))]
    with i18n.own_words(None):
        common = {label(one, language): one for one in named for language in i18n.LANGUAGES}
    own = {label(one, language): one for one in named for language in i18n.LANGUAGES}
    return {**{word: one for word, one in common.items() if word not in own}, **own, **{one.value: one for one in of}}


def label(member: StrEnum, language: Language) -> str:
    """What it is called."""
    return i18n.text(key_of(member), language)
