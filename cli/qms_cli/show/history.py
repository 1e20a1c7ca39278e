"""Entries of the ledger as results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from qms import i18n
from qms.kinds import KINDS, kind
from qms_cli.show.result import Named, Rows
from qms_cli.words import field_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qms.base.kind import Kind
    from qms.ledger.entry import Entry
    from qms_cli.desk import Desk

_OF_RECORD = ("version", "occurred_at", "act", "actor", "on_behalf_of", "changed", "reason")
_OF_LOG = ("position", "recorded_at", "code", "act", "actor", "on_behalf_of", "reason")
_UNTOLD = frozenset({"version"})


def of_record(desk: Desk, of: Kind[Any], code: str) -> Rows:
    """All acts on one record, with the fields that each one changed."""
    desk.registry.room(of.name).get(code)
    entries = desk.registry.history(code)
    rows = _with_reasons(desk, list(_changes(desk, of, entries)))
    # The day on which it was recorded is shown where some act was recorded on a later day than it happened.
    late = ("late",) if any(row["late"] for row in rows) else ()
    return _rows(desk, (*_OF_RECORD, *late), rows)


def of_log(desk: Desk, entries: Iterable[Entry]) -> Rows:
    """Entries of the ledger in their order."""
    return _rows(desk, _OF_LOG, _with_reasons(desk, [_row(desk, entry) for entry in entries]))


def _with_reasons(desk: Desk, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows with their reasons as the reader may see them."""
    from qms_cli.show.mask import said

    told = said(desk, [((str(row["code"]),), cast("str | None", row["reason"])) for row in rows])
    return [{**row, "reason": reason} for row, reason in zip(rows, told, strict=True)]


def _rows(desk: Desk, names: tuple[str, ...], rows: list[dict[str, object]]) -> Rows:
    columns = desk.columns(*names)
    documents = tuple({**row, "late": row["late"] is not None} for row in rows)
    return Rows("qms.entry/1", columns, tuple(rows), documents, many="entries", empty=desk.say("nothing_found"))


def _row(desk: Desk, entry: Entry) -> dict[str, object]:
    return {
        "position": entry.position,
        "recorded_at": entry.recorded_at,
        "occurred_at": entry.occurred_at,
        "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of,
        "act": Named(entry.act, _act(desk, entry.act)),
        "kind": entry.kind,
        "code": entry.code,
        "version": entry.version,
        "reason": entry.reason,
        "origin": entry.origin,
        "late": entry.recorded_at if _is_late(entry) else None,
    }


def _is_late(entry: Entry) -> bool:
    """Whether it was recorded on a later day than it happened, by the organisation's own days."""
    zone = ZoneInfo(entry.zone)
    return entry.recorded_at.astimezone(zone).date() > entry.occurred_at.astimezone(zone).date()


def _changes(desk: Desk, of: Kind[Any], entries: Iterable[Entry]) -> Iterator[dict[str, object]]:
    before: dict[str, object] = {}
    for entry in entries:
        after = json.loads(entry.record)
        changed = [name for name in after if after[name] != before.get(name) and name not in _UNTOLD]
        shown = ", ".join(field_label(of.words, name, desk.language) for name in changed if before)
        yield {**_row(desk, entry), "changed": Named(",".join(changed if before else ()), shown)}
        before = after


def _act(desk: Desk, act: str) -> str:
    of, _, verb = act.partition(".")
    key = f"{kind(of).words}.act.{verb}" if of in KINDS else ""
    return i18n.text(key, desk.language) if key and i18n.has(key) else act
