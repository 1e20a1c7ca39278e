"""Backups on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from qms.errors import NoStore
from qms.ledger.checkpoint import read_checkpoint
from qms_cli.evidence import finding
from qms_cli.exits import Exit
from qms_cli.faults import OneOf
from qms_cli.keeping import own_key
from qms_cli.show.result import Named, Page, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qms.exchange.bundle import Drill, Restored
    from qms.exchange.bundle.database import Copied
    from qms.exchange.bundle.writing import Written
    from qms.ledger.keyfile import KeyFile
    from qms.ledger.note import VerifierKey
    from qms.store.store import Store
    from qms_cli.desk import Desk


_NAMED: Final = 100
"""Letters of the name of a backup that are kept."""


class Asked(NamedTuple):
    """What is to be backed up: where to, why, and in which form."""

    target: Path
    reason: str | None
    as_database: bool
    without_personal: bool
    sign: bool


def backup(desk: Desk, asked: Asked) -> Exit:
    """Write a bundle, or a database file; whichever it is, everything is in it that is kept for one role."""
    for option, given in (("--without-personal", asked.without_personal), ("--sign", asked.sign)):
        if asked.as_database and given:
            raise OneOf(options=("--as-database", option))
    key = own_key(desk) if asked.sign else None
    desk.session.need_actor()
    _note(desk, asked)
    if asked.as_database:
        return _database(desk, asked.target)
    return _bundle(desk, asked.target, key, with_personal=not asked.without_personal)


def _note(desk: Desk, asked: Asked) -> None:
    """Let the log know the backup by the name of its file, so that an erasure can name it."""
    from qms.registry.outside import WITHOUT

    said = f"{asked.reason.strip()} ({asked.target.name[:_NAMED]})" if asked.reason and asked.reason.strip() else None
    act = f"{desk.typed}{WITHOUT}" if asked.without_personal else desk.typed
    desk.session.present.accesses.take_out(act=act, reason=said)


def _bundle(desk: Desk, target: Path, key: KeyFile | None, *, with_personal: bool) -> Exit:
    from qms.exchange.bundle import write_bundle

    registry = desk.registry

    def sign(text: str) -> str:
        assert key is not None  # noqa: S101 - asked for with a key alone
        return registry.signed_checkpoint(key, size=read_checkpoint(text).size).spelled()

    done = write_bundle(registry.store, target, with_personal=with_personal, sign=sign if key else None)
    values: dict[str, object] = {
        **_known_by(done),
        "files": done.files,
        "personal": done.personal,
        "files_left_out": done.left_out or None,
        "digest": done.digest,
        "signed": key.signer.verifier.name if key else None,
    }
    desk.note(desk.say("backup.keep" if with_personal else "backup.without"))
    desk.show(Page("qms.backup/1", desk.say("backup.bundle"), desk.fields(values), {**values, "form": "bundle"}))
    return Exit.DONE


def _known_by(done: Written | Copied) -> dict[str, object]:
    """Where the backup is, and the checkpoint of its ledger."""
    return {
        "place": str(done.path),
        "origin": done.origin,
        "size": done.size,
        "root": done.root,
        "against": f"{done.size}:{done.root}",
    }


def _database(desk: Desk, target: Path) -> Exit:
    from qms.exchange.bundle.database import copy_store

    done = copy_store(desk.registry.store, target)
    values = _known_by(done)
    found = tuple(finding(desk, one) for one in done.findings)
    parts: tuple[tuple[str, Rows], ...] = ()
    if found:
        rows = Rows("qms.finding/1", desk.columns("weight", "place", "says"), found, many="findings", wrapped=True)
        parts = ((desk.say("findings", count=len(found)), rows),)
    desk.note(desk.say("backup.sealed"))
    document = {**values, "form": "database", "findings": [one.model_dump(mode="json") for one in done.findings]}
    title = desk.say("backup.findings" if found else "backup.database")
    desk.show(Page("qms.backup/1", title, desk.fields(values), document, parts))
    return Exit.FINDINGS if found else Exit.DONE


def restored(desk: Desk, source: Path, keys: Sequence[VerifierKey]) -> Exit:
    """Make a store where the session's place is."""
    from qms.exchange.bundle import restore

    session = desk.session
    done = restore(source, session.place, keys, by=session.actor, clock=session.clock)
    values = {**_values(done), "erased_again": ", ".join(done.erased) or None}
    desk.show(Page("qms.restore/1", desk.say("restore.done"), desk.fields(values), {**values, "drill": False}))
    return Exit.DONE


def _values(done: Restored) -> dict[str, object]:
    return {
        "store": done.place,
        "origin": done.origin,
        "size": done.size,
        "root": done.root,
        "against": f"{done.size}:{done.root}",
        "from_version": done.found,
        "signed": ", ".join(done.signed) or None,
    }


def drilled(desk: Desk, source: Path, keys: Sequence[VerifierKey]) -> Exit:
    """Make a store in a temporary place, and compare it with the session's where that is one."""
    from qms.exchange.bundle import drill

    found = drill(source, _live(desk), keys)
    values = _values(found.restored)
    del values["store"]
    values["later"] = found.later
    rows = tuple(_row(desk, found, name) for name in found.tables)
    tables = Rows("qms.table/1", desk.columns("table", "rows", "digest", "compared"), rows, many="tables")
    document = {**values, "drill": True, "tables": [_machine(found, name) for name in found.tables]}
    title = desk.say("restore.drill_differs" if found.differing else "restore.drill")
    parts = ((desk.say("restore.tables", count=len(rows)), tables),)
    desk.show(Page("qms.restore/1", title, desk.fields(values), document, parts))
    return Exit.FINDINGS if found.differing else Exit.DONE


def _live(desk: Desk) -> Store | None:
    try:
        return desk.registry.store
    except NoStore:
        return None


def _row(desk: Desk, found: Drill, name: str) -> dict[str, object]:
    one = found.tables[name]
    state = "differs" if name in found.differing else "same"
    compared = None if found.live is None else Named(state, desk.say(f"restore.{state}"))
    return {"table": name, "rows": one.rows, "digest": one.digest[:16], "compared": compared}


def _machine(found: Drill, name: str) -> dict[str, object]:
    one = found.tables[name]
    same = None if found.live is None else name not in found.differing
    return {"table": name, "rows": one.rows, "digest": one.digest, "same": same}
