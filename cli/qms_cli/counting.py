"""Figures on the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, get_args

from qms import i18n
from qms.base.period import Period
from qms_cli.faults import BadChoice, UnknownField, UnknownFigure
from qms_cli.show.result import Named, Page, Rows
from qms_cli.suggest import near
from qms_cli.words import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qms.figures import Figure
    from qms.figures.reading import Reading
    from qms_cli.desk import Desk

MONTH, SCHEMA, HALF = "month", "qms.figure/1", 6
PUBLIC = frozenset({"period", "group", "value", "unit", "n"})
"""What is told of a figure to the public."""


def _all() -> Mapping[str, Figure]:
    from qms.compile.figures import all_figures

    return {one.id: one for one in all_figures()}


def find(name: str) -> Figure:
    """The figure of this id; raise `UnknownFigure`."""
    figures = _all()
    if name not in figures:
        raise UnknownFigure(text=name, near=near(name, figures))
    return figures[name]


def this_half(desk: Desk) -> Period:
    """The half year of today."""
    return Period.of(f"{desk.today.year}H{1 if desk.today.month <= HALF else 2}")


def _label(desk: Desk, figure: Figure, part: Literal["label", "method", "unit"]) -> Named:
    key = figure.words(part)
    return Named(i18n.text(key, "en"), i18n.text(key, desk.language))


def listed(desk: Desk) -> Rows:
    """All figures with what they say of themselves."""
    names = ("figure", "label", "unit", "method")
    rows = tuple(
        {
            "figure": one.id,
            "label": _label(desk, one, "label"),
            "unit": _label(desk, one, "unit"),
            "method": _label(desk, one, "method"),
        }
        for one in _all().values()
    )
    documents = tuple(one.model_dump(mode="json") for one in _all().values())
    return Rows(SCHEMA, desk.columns(*names), rows, documents, many="figures", wrapped=True)


def counted(desk: Desk, figure: Figure, period: Period, by: str | None) -> Rows:
    """A figure over a period, whole or split by month or by a field."""
    from qms.figures import MONTH as BY_MONTH
    from qms.figures import by as by_field

    split = None if by is None else BY_MONTH if by == MONTH else by_field(_field(figure, by))
    found = desk.registry.figures.read(figure.id, period, split)
    names = ("period", *(("group",) if by else ()), "value", "unit", "n", "historical", "imported", "unmeasurable")
    rows = tuple(_row(desk, figure, one) for one in found)
    documents = tuple({**one.model_dump(mode="json"), "value": one.shown()} for one in found)
    return Rows(SCHEMA, desk.columns(*names), rows, documents, many="readings", empty=desk.say("nothing_found"))


def published(desk: Desk, figure: Figure, found: Rows) -> Rows:
    """The same for the public: what is small is held back, with what it would follow from, nobody and no record named.

    Raises:
        BadChoice: it is split by a field whose values are no closed list: by people, by records, by texts.

    """
    from qms.figures.suppression import hidden, hides_whole

    told: list[Any] = list(found.documents or ())
    _refuse_split(figure, {row["split"] for row in told})
    counts = [[int(row[name] or 0) for row in told] for name in ("n", "top", "open_at_end")]
    for of, part in (("bottom", "top"), ("n", "open_at_end")):
        counts.append([max(int(row[of] or 0) - int(row[part] or 0), 0) for row in told if row[part] is not None])
    whole = any(hides_whole(one) for one in counts)
    gone = frozenset[int]().union(*map(hidden, counts)) if not whole else frozenset(range(len(found.rows)))
    names = [one.name for one in found.columns if one.name in PUBLIC]
    rows = tuple(
        {**{name: row[name] for name in names}, **(dict.fromkeys(("value", "n")) if at in gone else {})}
        for at, row in enumerate(found.rows)
    )
    if gone:
        desk.note(desk.say("figures.held_back", count=len(gone)))
    columns = tuple(one for one in found.columns if one.name in names)
    return Rows(found.schema, columns, rows, many=found.many, empty=found.empty)


def _refuse_split(figure: Figure, splits: set[str | None]) -> None:
    from qms.kinds import kind

    fields = kind(figure.kind).model.model_fields
    groups = (MONTH, "department", *(name for name, one in fields.items() if _members(one.annotation)))
    for one in splits - {None, *groups}:
        raise BadChoice(text=str(one), choices=groups, near=None)


def _field(figure: Figure, name: str) -> str:
    from qms.kinds import kind

    known = kind(figure.kind).model.model_fields
    if name not in known:
        raise UnknownField(text=name, known=(MONTH, *known), near=near(name, (MONTH, *known)))
    return name


def _row(desk: Desk, figure: Figure, one: Reading) -> dict[str, object]:
    return {
        "figure": figure.id,
        "period": one.period.label,
        "group": _group(desk, figure, one),
        "value": one.shown(),
        "unit": _label(desk, figure, "unit"),
        "n": one.n,
        "historical": one.historical,
        "imported": one.imported,
        "unmeasurable": len(one.unmeasurable),
    }


def _group(desk: Desk, figure: Figure, one: Reading) -> object:
    """The group of a reading, with what people call it."""
    from qms.kinds import kind
    from qms_cli.show.records import named

    if one.group is None or one.split in {None, MONTH}:
        return one.group
    of = kind(figure.kind).model.model_fields[one.split or ""].annotation
    member = next((each for each in _members(of) if each.value == one.group), None)
    shown = (
        named(desk, one.split or "", one.group) if member is None else Named(one.group, label(member, desk.language))
    )
    return str(shown) if not isinstance(shown, Named) else shown


def _members(of: object) -> tuple[StrEnum, ...]:
    """The members of a closed list, or of one that may be missing."""
    lists = [one for one in (of, *get_args(of)) if isinstance(one, type) and issubclass(one, StrEnum)]
    return tuple(member for one in lists for member in one)


def explained(desk: Desk, figure: Figure, period: Period) -> Page:
    """How a figure is counted, its value, and the records behind it."""
    (one,) = desk.registry.figures.read(figure.id, period)
    (behind,) = desk.registry.figures.behind(figure.id, period)
    values: dict[str, object] = {
        "figure": figure.id,
        "method": _label(desk, figure, "method"),
        **_row(desk, figure, one),
        "top": one.top,
        "bottom": one.bottom,
        **{name: codes for name, codes in dict(behind).items() if isinstance(codes, tuple) and codes},
    }
    return Page(
        SCHEMA, _label(desk, figure, "label"), desk.fields(values), {**values, "period": period.model_dump(mode="json")}
    )
