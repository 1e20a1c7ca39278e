"""Words of a snapshot: both languages at once, kept as they were on the day of the freeze."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from qms import i18n
from qms.compile.snapshot import Words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum

    from qms.i18n import Language


class Spoken(Protocol):
    """Anything with words in both languages."""

    @property
    def ko(self) -> str:
        """Korean."""
        ...

    @property
    def en(self) -> str:
        """English."""
        ...


def both(key: str, **values: object) -> Words:
    """The words of a key in both languages; values that have two languages themselves are put in as such."""
    return Words(ko=_said(key, "ko", values), en=_said(key, "en", values))


def words(spoken: Spoken) -> Words:
    """As `Words`."""
    return Words(ko=spoken.ko, en=spoken.en)


def same(text: str) -> Words:
    """Words that are the same in both languages: codes, names, numbers."""
    return Words(ko=text, en=text)


def label(prefix: str, value: StrEnum | None) -> Words | None:
    """The label of an enumerated value; None for None."""
    return None if value is None else both(f"{prefix}.{value.value}")


def sentences(parts: Iterable[Words]) -> Words:
    """Sentences one after another."""
    listed = list(parts)
    return Words(ko=" ".join(one.ko for one in listed), en=" ".join(one.en for one in listed))


def listed(parts: Iterable[Words]) -> Words | None:
    """Names one after another, each once; None where there are none."""
    one_each = tuple(dict.fromkeys(parts))
    if not one_each:
        return None
    return Words(ko=", ".join(one.ko for one in one_each), en=", ".join(one.en for one in one_each))


def period(label: str) -> Words:
    """A period in words: ``2026H1`` → ``2026년 상반기``."""
    year, rest = label[:4], label[4:].replace("-", "M")
    number = rest[1:].lstrip("0")
    named = {"H": "half.", "M": "month.m"}.get(rest[:1])
    spoken = both(f"compile.{named}{number}") if named else number
    return both(f"compile.period.{rest[:1].lower() or 'year'}", year=year, n=spoken)


def _said(key: str, language: Language, values: dict[str, object]) -> str:
    fit = {name: _in(value, language) for name, value in values.items()}
    return i18n.text(key, language, **fit)


def _in(value: object, language: Language) -> object:
    if isinstance(value, Words):
        return value.ko if language == "ko" else value.en
    return f"{value:,}" if isinstance(value, int) else value
