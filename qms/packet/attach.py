"""What travels inside the PDF: the frozen data, and tables that a spreadsheet opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from qms import i18n
from qms.base.csvfile import write_csv
from qms.base.level import Level
from qms.compile.public import public
from qms.compile.snapshot import Align
from qms.errors import Diverged, WrongDigest
from qms.ledger.canonical import canonical, digest
from qms.ledger.checkpoint import Checkpoint, read_checkpoint
from qms.packet.chapters import decision_table, earlier_table, public_tables
from qms.packet.tables import file_name, safe, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qms.base.csvfile import Cell as CsvCell
    from qms.compile.content import PacketContent
    from qms.compile.snapshot import Cell, Snapshot, Table
    from qms.i18n import Language
    from qms.ledger.note import Note

Relationship = Literal["Source", "Data", "Supplement"]
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


@dataclass(frozen=True)
class File:
    """A file inside the PDF; ``relationship`` as PDF/A-3 names it (ISO 19005-3, 6.8)."""

    name: str
    description: str
    data: bytes
    relationship: Relationship = "Data"

    @cached_property
    def sha256(self) -> str:
        """SHA-256 in hexadecimal."""
        return digest(self.data)


def review_json(content: PacketContent) -> bytes:
    """The frozen review, byte for byte as it was digested.

    A review frozen by an earlier version lacks the fields that came later; they are left out again here.

    Raises:
        WrongDigest: it does not have the digest that it is said to have.

    """
    whole = canonical(content.snapshot.model_dump(mode="json"))
    for spelled in (whole, canonical(content.snapshot.model_dump(mode="json", exclude_unset=True))):
        if digest(spelled) == content.digest:
            return spelled
    raise WrongDigest(given=content.digest, computed=digest(whole))


def files(content: PacketContent, language: Language, signed: Note | None = None) -> tuple[File, ...]:
    """All files of the packet, by name: a PDF lists them in this order; `WrongDigest` as `review_json`."""
    return tuple(sorted(_files(content, language, signed), key=lambda file: file.name))


def _files(content: PacketContent, language: Language, signed: Note | None) -> Iterator[File]:
    def what(key: str, **values: object) -> str:
        return i18n.text(f"packet.attachment.{key}", language, **values)

    snapshot, code = content.snapshot, safe(content.snapshot.cover.code)
    if content.level is Level.PUBLIC:
        yield File("checkpoint.txt", what("checkpoint"), checkpoint(snapshot, signed).encode(), "Supplement")
        for number, table in enumerate(public_tables(public(snapshot)), 1):
            title = what("table", title=shown(table.title, language))
            yield File(file_name(number, table), title, table_csv(table, language))
        return
    yield File(f"{code}.json", what("review"), review_json(content), "Source")
    yield File(f"{code}-outcome.json", what("outcome"), canonical(content.outcome.model_dump(mode="json")))
    yield File("checkpoint.txt", what("checkpoint"), checkpoint(snapshot, signed).encode(), "Supplement")
    yield File("figures.csv", what("figures"), _figures(snapshot, language))
    yield File("charts.csv", what("charts"), _charts(snapshot, language))
    yield File("asked.csv", what("asked"), _asked(snapshot, language))
    yield File("earlier.csv", what("earlier"), table_csv(earlier_table(snapshot.earlier), language))
    yield File("decisions.csv", what("decisions"), table_csv(decision_table(content.outcome.decisions), language))
    for number, table in enumerate(_tables(content), 1):
        yield File(
            file_name(number, table), what("table", title=shown(table.title, language)), table_csv(table, language)
        )


def checkpoint(snapshot: Snapshot, signed: Note | None = None) -> str:
    """The state of the ledger that was frozen, as a checkpoint (C2SP tlog-checkpoint), with its signatures if any.

    Raises:
        Diverged: what was signed is another state.

    """
    source = snapshot.source
    found = Checkpoint(source.origin, source.size, bytes.fromhex(source.root))
    if signed is None:
        return found.text()
    if signed.text != found.text():
        given = read_checkpoint(signed.text).short()
        raise Diverged(what="ledger.diverging.not_frozen", kept=found.short(), given=given)
    return signed.spelled() if signed.signatures else signed.text


def table_csv(table: Table, language: Language) -> bytes:
    """The table as a spreadsheet reads it."""
    head = [shown(column.label, language) for column in table.columns]
    kinds = [column.align for column in table.columns]
    return write_csv(head, ([_csv(c, k, language) for c, k in zip(row, kinds, strict=True)] for row in table.rows))


def _csv(cell: Cell, kind: Align, language: Language) -> CsvCell:
    if cell is None or isinstance(cell, int):
        return cell
    words = shown(cell, language)
    return Decimal(words) if kind is Align.NUMBER and _DECIMAL.fullmatch(words) else words


def _tables(content: PacketContent) -> Iterator[Table]:
    for section in content.snapshot.sections:
        yield from section.tables
    yield from content.annexes


def _head(language: Language, *keys: str) -> Sequence[str]:
    return [i18n.text(f"packet.{key}", language) for key in keys]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _figures(snapshot: Snapshot, language: Language) -> bytes:
    head = _head(
        language, "csv.section", "csv.id", "figure.label", "figure.value", "csv.unit", "figure.n", "csv.top",
        "csv.bottom", "figure.target", "figure.met", "figure.before", "figure.year_before", "csv.method",
        "csv.unmeasurable", "csv.historical", "csv.imported",
    )  # fmt: skip
    met = {True: i18n.text("packet.figure.yes", language), False: i18n.text("packet.figure.no", language), None: None}
    return write_csv(head, (
        (section.clause, f.id, shown(f.label, language), _number(f.value), shown(f.unit, language), f.n, f.top,
         f.bottom, _number(f.target), met[f.met], _number(f.before), _number(f.year_before),
         shown(f.method, language), " ".join(f.unmeasurable), f.historical, f.imported)
        for section in snapshot.sections
        for f in section.figures
    ))  # fmt: skip


def _charts(snapshot: Snapshot, language: Language) -> bytes:
    return write_csv(_head(language, "csv.section", "csv.chart", "csv.series", "csv.label", "figure.value"), (
        (section.clause, *(shown(one, language) for one in (chart.title, series.label, label)), _number(value))
        for section in snapshot.sections
        for chart in section.charts
        for series in chart.series
        for label, value in zip(chart.labels, series.values, strict=True)
    ))  # fmt: skip


def _asked(snapshot: Snapshot, language: Language) -> bytes:
    head = _head(
        language, "earlier.code", "contents.clause", "summary.ask", "summary.options", "summary.recommendation",
        "summary.waiting", "summary.needs",
    )  # fmt: skip
    return write_csv(head, (
        (ask.code, ask.clause, ask.text, " / ".join(ask.options), ask.recommendation, ask.cost_of_waiting,
         ", ".join(part for part in (ask.budget, ask.people) if part))
        for ask in snapshot.asked
    ))  # fmt: skip
