"""The rows of the technopark's manual and of the ISO standards: how far each is carried, and the tests that show it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from builder.markdown import page, section, table
from builder.marks import marked
from builder.rules import TESTS, evidence, links
from qms import i18n
from qms.compile.carrying import Carriage, Carried, called, carried, coming, known
from qms.organisation.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.marks import Shown
    from qms.compile.snapshot import Words

NAME: Final = "technopark"
_HEAD: Final = ("Row", "It says", "Carried by", "Shown by")


def rows() -> tuple[Carried, ...]:
    """Every row, in the order of the profile."""
    return carried(load_profile(NAME), known(), coming())


def pages() -> dict[str, str]:
    """One page, each row in both languages."""
    found, shown = rows(), marked(TESTS)
    opened = [one for one in found if one.missing]
    opened.sort(key=lambda one: one.state is not Carriage.OPEN)
    return {
        "manual.md": page(
            "Rows of the manual · 매뉴얼의 행",
            "Every row of the technopark's manual and of the ISO standards that the profile names, as "
            "`qms duty list --all` prints them for the profile in force, with the tests that show what is carried. "
            "Counts: " + _counts(found),
            section("What is still to come · 준비 중인 것", table(("Row", "State", "To come"), map(_open, opened))),
            section("All rows · 모든 행", table(_HEAD, (_row(one, shown) for one in found))),
            links(shown, [one.row.id for one in found]),
        )
    }


def _counts(found: tuple[Carried, ...]) -> str:
    count = Counter(one.state for one in found)
    return ", ".join(f"{count[state]} {_state(state)}" for state in Carriage) + f"; {len(found)} in all."


def _state(state: Carriage) -> str:
    return " · ".join(i18n.text(f"compile.carriage.{state.value}", language) for language in i18n.LANGUAGES)


def _both(words: Words) -> str:
    return f"{words.en} · {words.ko}"


def _open(one: Carried) -> tuple[str, ...]:
    told = (f"{_both(each.what)} ({_both(each.name)})" for each in one.missing)
    return one.row.id, _state(one.state), "<br>".join(told)


def _row(one: Carried, shown: Mapping[str, tuple[Shown, ...]]) -> tuple[str, ...]:
    text = f"{one.row.text.en}<br>{one.row.text.ko}"
    there = "<br>".join(_both(called(ref)) for ref in one.there)
    return f"**{one.row.id}**<br>*{_state(one.state)}*", text, there, "<br>".join(evidence(shown.get(one.row.id, ())))
