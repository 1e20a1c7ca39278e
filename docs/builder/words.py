"""Words: the Korean and English term of each thing, and its name in code."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import qms
from builder.markdown import code, page, section, table
from qms import i18n
from qms.base.label import label
from qms.kinds import all_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = ("한국어", "English", "In code")


def pages() -> dict[str, str]:
    """One page."""
    return {
        "words.md": page(
            "Words · 용어",
            "Stored and exported values are those in code; people read the labels. The command line takes both.",
            section("Kinds of record · 기록", table(HEAD, _kinds())),
            section("Acts · 행위", table(HEAD, _acts())),
            *(section(code(f"qms.{name}"), table(HEAD, _values(name))) for name in qms.__all__ if _is_list(name)),
        )
    }


def _both(key: str) -> tuple[str, str]:
    return i18n.text(key, "ko"), i18n.text(key, "en")


def _kinds() -> Iterator[tuple[str, ...]]:
    for kind in all_kinds():
        yield (*_both(f"{kind.words}.name"), code(kind.name))


def _acts() -> Iterator[tuple[str, ...]]:
    for kind in all_kinds():
        prefix = f"{kind.words}.act."
        for key in sorted(i18n.keys(kind.words.partition(".")[0], "en")):
            if key.startswith(prefix):
                yield (*_both(key), code(f"{kind.name}.{key.removeprefix(prefix)}"))


def _is_list(name: str) -> bool:
    thing = getattr(qms, name)
    return isinstance(thing, type) and issubclass(thing, StrEnum)


def _values(name: str) -> Iterator[tuple[str, ...]]:
    for one in getattr(qms, name):
        yield label(one, "ko"), label(one, "en"), code(one.value)
