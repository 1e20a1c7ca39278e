"""The ledger on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qms.base.finding import Weight
from qms.ledger.checkpoint import read_checkpoint
from qms.ledger.note import Note
from qms_cli import keeping
from qms_cli.faults import OneOf, Together
from qms_cli.planning import source
from qms_cli.show import history
from qms_cli.show.progress import progress
from qms_cli.show.result import Named, Page, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from qms.base.finding import Finding
    from qms.ledger.entry import Entry
    from qms.ledger.note import VerifierKey
    from qms.ledger.proof import ConsistencyProof, InclusionProof
    from qms_cli.desk import Desk
    from qms_cli.keeping import Kept

NAMES = ("weight", "rule", "place", "says", "hint")


class Asked(NamedTuple):
    """Which entries are asked for; None: any.

    Attributes:
        person: who acted.
        act: an act (``capa.approve``) or a kind (``capa``).
        since, until: first and last local day on which they were recorded.

    """

    person: str | None
    act: str | None
    since: date | None
    until: date | None

    def takes(self, entry: Entry, on: date) -> bool:
        """Whether an entry that was recorded ``on`` a local day is one of them."""
        return (
            self.person in {None, entry.actor}
            and (self.act is None or entry.act == self.act or entry.act.startswith(f"{self.act}."))
            and (self.since is None or on >= self.since)
            and (self.until is None or on <= self.until)
        )


def log(desk: Desk, code: str | None, asked: Asked) -> Rows:
    """The ledger, or the part of it that is asked for."""
    zone = desk.session.facts.zone
    with desk.registry.reading() as reading:
        found = reading.entries(code=source(code))
        entries = [one for one in found if asked.takes(one, one.recorded_at.astimezone(zone).date())]
    return history.of_log(desk, entries)


def verified(desk: Desk, against: Kept | None, since: Kept | None, keys: Sequence[VerifierKey]) -> Rows:
    """Everything that does not hold; with ``since`` of what came after a checkpoint alone."""
    if keys and not against:
        raise Together(options=("--key", "--against"))
    with progress(desk) as told:
        found = (*(keeping.doubts(against, keys) if against else ()), *desk.registry.verify(
            against=against.checkpoint if against else None, since=since.pair if since else None,
            told=lambda done, of: told("verifying", done, of),
        ))  # fmt: skip
    if against:
        keeping.tell(desk, against, keys)
    rows = tuple(finding(desk, one) for one in found)
    if rows and not _errors(rows):
        desk.note(_all_well(desk, since))
    columns = desk.columns(*NAMES)
    documents = tuple(one.model_dump(mode="json") for one in found)
    empty = "" if found else _all_well(desk, since)
    return Rows("qms.finding/1", columns, rows, documents, many="findings", empty=empty, wrapped=True)


def finding(desk: Desk, one: Finding) -> dict[str, object]:
    """A finding as a row."""
    return {
        "weight": one.weight,
        "rule": one.rule,
        "place": one.place,
        "says": Named(one.say("en"), one.say(desk.language)),
        "hint": Named(one.hint("en"), one.hint(desk.language)),
    }


def wrong(found: Rows) -> bool:
    """Whether something does not hold; where a clock went back that is a warning, and all holds."""
    return _errors(found.rows)


def _errors(rows: Sequence[Mapping[str, object]]) -> bool:
    return any(row["weight"] == Weight.ERROR for row in rows)


def _all_well(desk: Desk, since: Kept | None) -> str:
    _, size, _ = desk.registry.checkpoint()
    if since:
        return desk.say("verified_since", size=size - since.size, before=since.size)
    return desk.say("verified", size=size)


def checkpoint(desk: Desk, *, sign: bool) -> None:
    """Write the checkpoint in its published form; in another where the options ask for one."""
    found = desk.registry.kept_checkpoint()
    origin, size, root, note = found.origin, found.size, found.root.hex(), Note(found.text())
    if sign:
        of = size if desk.session.as_of else None
        note = desk.session.present.signed_checkpoint(keeping.own_key(desk), size=of)
        size, root = (found := read_checkpoint(note.text)).size, found.root.hex()
    if any(desk.common(name) for name in ("json", "format", "fields")):
        signed = tuple(one.name for one in note.signatures)
        values: dict[str, object] = {"origin": origin, "size": size, "root": root, "against": f"{size}:{root}"}
        document = {**values, "signed": signed, "note": keeping.spelled(note)}
        desk.show(Page("qms.checkpoint/1", desk.say("checkpoint.title"), desk.fields(values), document))
        return
    keeping.hand_out(desk, note, desk.common("output"))
    desk.note(desk.say("checkpoint.keep", against=f"{size}:{root}"))


def proof(desk: Desk, code: str | None, version: int | None, since: Kept | None, size: int | None) -> Page:
    """A proof that somebody else can check: of one entry, or of all that a kept checkpoint stood for."""
    of = source(code)
    if (of is None) == (since is None) or (version is not None and of is None):
        raise OneOf(options=("CODE", "--since"))
    registry = desk.registry
    if since:
        found: ConsistencyProof | InclusionProof = registry.prove_since(since.pair, size=size)
    else:
        found = registry.prove(str(of), version=version, size=size)
    document: dict[str, object] = {**found.document()}
    del document["schema"]
    shown = {name: value for name, value in document.items() if name not in {"entry", "proof"}}
    fields = desk.fields({**shown, "proof": len(found.proof)})
    return Page(
        f"qms.proof.{'consistency' if since else 'inclusion'}/1",
        desk.say("proof.since" if since else "proof.entry", code=of or ""), fields, document,
    )  # fmt: skip
