"""A mapping laid over the head of one sheet: which cells make which field, and by what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qms.base.finding import Weight
from qms.exchange.expecting import Check, checks_of
from qms.exchange.moments import Dates, Days, Instants, zone_named
from qms.exchange.orders import Order
from qms.exchange.privacy import sayable
from qms.exchange.sheet import Row, Sheet, Spot, letter, named, normal, quoted
from qms.exchange.target import Target, is_day, is_instant, longest
from qms.exchange.texts import Choices, Texts
from qms.exchange.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Table
    from zoneinfo import ZoneInfo

    from pydantic.fields import FieldInfo

    from qms.base.finding import Finding
    from qms.exchange.mapping import ColumnRule, Mapping, Plain

Read = Callable[[str], tuple[object, tuple[Trouble, ...]]]
_JOIN: Final = " / "


@dataclass(frozen=True)
class Source:
    """Where a field's value comes from.

    Attributes:
        cells: indices of the columns whose texts are joined.
        filled: index of another column → value that the field takes when something stands there.
        order: of dates, what those that were read say of the order of day and month; None: no dates.

    """

    field: str
    cells: tuple[int, ...]
    join: str
    read: Read
    filled: tuple[tuple[int, Plain], ...] = ()
    order: Order | None = None


@dataclass(frozen=True)
class Plan:
    """What is done with every row."""

    head: tuple[str, ...]
    key: tuple[int, ...]
    sources: tuple[Source, ...]
    checks: tuple[tuple[int, bool, tuple[Check, ...]], ...]
    blank: frozenset[str]

    def spot(self, file: str, row: Row, index: int) -> Spot:
        """The place of one cell."""
        return Spot(file, row.number, letter(index), named(self.head, index))

    def filled(self, row: Row, index: int) -> str:
        """The text of a cell; empty where it means nothing."""
        text = row.cells[index].strip()
        return "" if text in self.blank else text

    def text(self, row: Row, source: Source) -> str:
        """The joined texts of a field's cells, as they stand there."""
        if len(source.cells) == 1:
            index = source.cells[0]
            return row.cells[index] if self.filled(row, index) else ""
        return source.join.join(filter(None, (self.filled(row, index) for index in source.cells)))

    def key_of(self, row: Row) -> str:
        """The row's key; empty where a part of it is."""
        parts = [self.filled(row, index) for index in self.key]
        return _JOIN.join(parts) if all(parts) else ""


def heads(sheet: Sheet, mapping: Mapping, file: Spot) -> Iterator[Finding]:
    """What is wrong with the names of the columns."""
    places = _places(sheet)
    used = set(mapping.used())
    for name in mapping.used():
        if name not in places:
            yield file.finding("no_column", column=name, columns=_told(places))
    for name, indices in places.items():
        where = file._replace(letter=", ".join(map(letter, indices)))
        if not name:
            yield where.finding("nameless", Weight.NOTE)
        elif len(indices) > 1:
            yield where.finding("double_column", Weight.ERROR if name in used else Weight.NOTE, column=name)


def plan_of(sheet: Sheet, mapping: Mapping, target: Target) -> Plan:
    """Lay the mapping over the head; columns that are absent are left out, `heads` has told of them."""
    at = {name: indices[0] for name, indices in _places(sheet).items() if name}
    zone = zone_named(mapping.zone) if mapping.zone else None

    def source(field: str, rule: ColumnRule) -> Source:
        info = target.fields[field]
        formats = rule.formats or mapping.formats
        read = _reader(rule, info, formats, zone)
        filled = tuple((at[name], value) for name, value in rule.when_filled.items() if name in at)
        cells = tuple(at[name] for name in rule.column if name in at)
        return Source(field, cells, rule.join, read, filled, read.order if isinstance(read, Dates) else None)

    return Plan(
        head=sheet.head,
        key=tuple(at[name] for name in mapping.key if name in at),
        sources=tuple(source(field, rule) for field, rule in mapping.columns.items()),
        checks=tuple((at[n], e.filled, checks_of(e)) for n, e in mapping.expect.items() if n in at),
        blank=frozenset(mapping.blank),
    )


def _reader(
    rule: ColumnRule, info: FieldInfo, formats: tuple[str, ...], zone: ZoneInfo | None
) -> Instants | Days | Choices | Texts:
    if is_instant(info):
        return Instants(formats, zone, whole_day=rule.whole_day)
    if is_day(info):
        return Days(formats)
    return Choices(rule) if rule.values or rule.otherwise is not None else Texts(rule, longest(info))


def _told(places: Table[str, list[int]]) -> str:
    """The names of the columns; where the mapping names the wrong line, they are the cells of some row."""
    return ", ".join(sayable(quoted(name)) for name in places if name)


def _places(sheet: Sheet) -> Table[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, name in enumerate(sheet.head):
        places.setdefault(normal(name), []).append(index)
    return places
