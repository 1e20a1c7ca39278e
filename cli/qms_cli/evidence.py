"""The ledger on the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms_cli.faults import BadCheckpoint, OneOf
from qms_cli.planning import source
from qms_cli.show import history
from qms_cli.show.result import Named, Page, Rows

if TYPE_CHECKING:
    from datetime import date

    from qms.base.finding import Finding
    from qms_cli.desk import Desk

_SPELLED = re.compile(r"(\d{1,12}):([0-9a-fA-F]{64})")
NAMES = ("weight", "rule", "place", "says", "hint")


@dataclass(frozen=True)
class Kept:
    """A checkpoint kept elsewhere: number of entries, and root in hexadecimal."""

    size: int
    root: str


def checkpoint_of(text: str) -> Kept:
    """Size and root of ``412:9f…``; raise `BadCheckpoint`."""
    found = _SPELLED.fullmatch(text.strip())
    if found is None:
        raise BadCheckpoint(text=text)
    return Kept(int(found[1]), found[2].lower())


def log(desk: Desk, code: str | None, person: str | None, since: date | None) -> Rows:
    """The ledger, or the part of it about one record, by one person, since a local day."""
    zone = desk.session.facts.zone
    with desk.registry.reading() as reading:
        entries = [
            one
            for one in reading.entries(code=source(code))
            if person in {None, one.actor} and (since is None or one.recorded_at.astimezone(zone).date() >= since)
        ]
    return history.of_log(desk, entries)


def verified(desk: Desk, against: Kept | None, since: Kept | None) -> Rows:
    """Everything that does not hold; with ``since`` of what came after a checkpoint alone."""
    if against and since:
        raise OneOf(options=("--against", "--since"))
    if since:
        found = desk.registry.verify(since=(since.size, since.root))
    else:
        found = desk.registry.verify(against=(against.size, against.root) if against else None)
    rows = tuple(finding(desk, one) for one in found)
    columns = desk.columns(*NAMES)
    documents = tuple(one.model_dump(mode="json") for one in found)
    return Rows(
        "qms.finding/1", columns, rows, documents, many="findings", empty=_all_well(desk, found, since), wrapped=True
    )


def finding(desk: Desk, one: Finding) -> dict[str, object]:
    """A finding as a row."""
    return {
        "weight": one.weight,
        "rule": one.rule,
        "place": one.place,
        "says": Named(one.say("en"), one.say(desk.language)),
        "hint": Named(one.hint("en"), one.hint(desk.language)),
    }


def _all_well(desk: Desk, found: tuple[Finding, ...], since: Kept | None) -> str:
    if found:
        return ""
    _, size, _ = desk.registry.checkpoint()
    if since:
        return desk.say("verified_since", size=size - since.size, before=since.size)
    return desk.say("verified", size=size)


def checkpoint(desk: Desk) -> Page:
    """Origin, size and root of the ledger, and both as `verify --against` takes them."""
    origin, size, root = desk.registry.checkpoint()
    values: dict[str, object] = {"origin": origin, "size": size, "root": root, "against": f"{size}:{root}"}
    fields = desk.fields(values)
    return Page("qms.checkpoint/1", desk.say("checkpoint.title"), fields, values)


def proof(desk: Desk, code: str | None, version: int | None, since: Kept | None) -> Page:
    """A proof that somebody else can check: of one entry, or of all that a kept checkpoint stood for."""
    of = source(code)
    if (of is None) == (since is None) or (version is not None and of is None):
        raise OneOf(options=("CODE", "--since"))
    registry = desk.registry
    found = registry.prove_since((since.size, since.root)) if since else registry.prove(str(of), version=version)
    document: dict[str, object] = {**found.document()}
    del document["schema"]
    shown = {name: value for name, value in document.items() if name not in {"entry", "proof"}}
    fields = desk.fields({**shown, "proof": len(found.proof)})
    return Page(
        f"qms.proof.{'consistency' if since else 'inclusion'}/1",
        desk.say("proof.since" if since else "proof.entry", code=of or ""), fields, document,
    )  # fmt: skip
