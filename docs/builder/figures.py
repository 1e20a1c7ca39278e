"""Figures: what each counts and how, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from builder.markdown import code, page, section
from qms import i18n
from qms.compile.figures import all_figures
from qms.figures import Direction
from qms.kinds import kind

if TYPE_CHECKING:
    from qms.figures import Figure

BETTER = {Direction.HIGHER: "higher", Direction.LOWER: "lower", Direction.NEITHER: "neither"}


def pages() -> dict[str, str]:
    """All figures, by the kind whose records they count."""
    return {
        "figures.md": page(
            "Figures", _intro(), *(_kind(name) for name in dict.fromkeys(one.kind for one in all_figures()))
        )
    }


def _intro() -> str:
    return (
        "A figure is data: which records, placed in the period by which date, counted how, and which way is better. "
        "A period is half-open. No data is not zero. Records that cannot be measured are named and never counted in "
        "*n*. `qms figures explain FIGURE` lists the records behind a value."
    )


def _kind(name: str) -> str:
    of = kind(name)
    titles = (i18n.text(f"{of.words}.plural", language) for language in ("en", "ko"))
    return section(" · ".join(titles).capitalize(), *(_figure(one) for one in all_figures() if one.kind == name))


def _figure(one: Figure) -> str:
    facts = [
        f"{one.measure.value} ({_unit(one)})",
        f"placed by {code(one.when)}" + (f" until {code(one.until)}" if one.until else ""),
        f"better: {BETTER[one.direction]}",
        *([f"commitment {code(one.commitment)}"] if one.commitment else []),
    ]
    title = f"**{_words(one, 'label', 'en')} · {_words(one, 'label', 'ko')}**: {', '.join(facts)}."
    return section(code(one.id), title, f"{_words(one, 'method', 'en')}<br>{_words(one, 'method', 'ko')}", level=3)


def _unit(one: Figure) -> str:
    return " · ".join(dict.fromkeys(_words(one, "unit", language) for language in i18n.LANGUAGES))


def _words(one: Figure, part: Literal["label", "method", "unit"], language: i18n.Language) -> str:
    return i18n.text(one.words(part), language)
