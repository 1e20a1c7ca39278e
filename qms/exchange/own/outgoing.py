"""What is to leave: records of one kind, how much of them, and in which form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from qms.base.level import Level
from qms.compile.signatures import told
from qms.exchange.own.contents import kept_of
from qms.exchange.own.layout import Layout, layout
from qms.flows.levels import at_level, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.exchange.own.contents import Kept
    from qms.exchange.own.layout import Cell
    from qms.i18n import Language

    Keeping = Callable[[Iterable[str]], Iterable[Kept]]
    """Digests → what the store keeps under them."""


class FileForm(StrEnum):
    """The forms of file that records leave in; all but none come back."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"


def _none(_record: Record) -> bool:
    return False


@dataclass(frozen=True)
class Outgoing:
    """Records of one kind on their way out.

    Attributes:
        records: in the order in which they are written; gone through once.
        level: how much of what is personal goes with them.
        withheld: says of a record that it goes at `Level.MASKED` at most, whatever ``level`` is, because whoever asked
            may not read it.
        zone: the zone in which tables give points in time, with its offset; JSON gives them in UTC.
        called: a person's name by the code, for what people read; a level that tells no names has the code.
        language: of what people read.

    """

    kind: Kind[Any]
    records: Iterable[Record]
    level: Level = Level.MASKED
    withheld: Callable[[Record], bool] = field(default=_none)
    zone: tzinfo = UTC
    called: Callable[[str], str] = str
    language: Language = "en"

    @property
    def layout(self) -> Layout:
        """The columns."""
        return layout(self.kind.name)

    def rows(self, tally: Tally) -> Iterator[tuple[Level, Record]]:
        """Each record as it leaves, with its level; counts them."""
        for record in self.records:
            level = min(self.level, Level.MASKED) if self.withheld(record) else self.level
            masked = level is not Level.FULL
            tally.contents += kept_of(self.kind, record, masked=masked)
            tally.count += 1
            tally.masked += masked
            tally.whole += [] if masked else [record.code]
            yield level, at_level(self.kind, record, level)

    def cells(self, level: Level, record: Record) -> Iterator[Cell]:
        """What stands in the columns of a table for a record as it leaves (`Layout.columns`)."""
        yield from (self.layout.schema, level.value)
        yield from self.layout.cells(record, self.zone)
        called = self.called if level.shows(rule("person", "name").since) else str
        yield told(record.signatures, called, self.language) or None


@dataclass
class Tally:
    """How many records left, how many of them without what is personal, and the digests of what is kept for them."""

    count: int = 0
    masked: int = 0
    contents: list[str] = field(default_factory=list[str])
    whole: list[str] = field(default_factory=list[str])
    """Codes of the records that left with everything in them."""


def nothing_kept(_digests: Iterable[str]) -> Iterable[Kept]:
    """What is kept for records stays where it is."""
    return ()
