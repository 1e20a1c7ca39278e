"""The key that opens personal values, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.ledger import keyring
from qms_cli.show.result import Page
from qms_cli.signing import new_secret

if TYPE_CHECKING:
    from pathlib import Path

    from qms_cli.desk import Desk


def shown(desk: Desk) -> Page:
    """Where the key of the store lies, and whether it opens what there is."""
    from qms.store.rewrapping import key_state

    found = key_state(desk.registry.store)
    state = "here" if found.here else "locked" if found.passphrase else "absent"
    values: dict[str, object] = {
        "name": found.id,
        "file": str(keyring.file_of_key(found.id)),
        "state": desk.told(f"names_key.{state}"),
        "subjects": found.subjects,
        "values": found.values,
    }
    desk.note(desk.say("names_key.keep"))
    return Page("qms.names-key/1", desk.say("names_key.title"), desk.fields(values), {**values, "state": state})


def changed(desk: Desk, *, passphrase: bool) -> Page:
    """Exchange the key for a new one."""
    from qms.store.rewrapping import change_wrapping

    said = new_secret(desk, "QMS_NEW_PASSPHRASE", desk.say("names_key.ask")) if passphrase else None
    done = change_wrapping(desk.session.present.store, said)
    values: dict[str, object] = {
        "name": done.new,
        "file": str(keyring.file_of_key(done.new)),
        "former": done.old,
        "subjects": done.subjects,
    }
    desk.note(desk.say("names_key.former", file=keyring.file_of_key(done.old)))
    return Page("qms.names-key-changed/1", desk.say("names_key.changed"), desk.fields(values), values)


def copied(desk: Desk, to: Path) -> Page:
    """Copy the file of the key to a place of its own."""
    from qms.store.rewrapping import current_id

    with desk.registry.reading() as reading:
        id_ = current_id(reading.connection)
    keyring.copy(id_, to)
    values: dict[str, object] = {"name": id_, "file": str(to)}
    desk.note(desk.say("names_key.apart"))
    return Page("qms.names-key-copied/1", desk.say("names_key.copied"), desk.fields(values), values)


def brought(desk: Desk, file: Path) -> Page:
    """Put the file of a key where keys lie."""
    id_ = keyring.bring(file)
    values: dict[str, object] = {"name": id_, "file": str(keyring.file_of_key(id_))}
    return Page("qms.names-key-brought/1", desk.say("names_key.brought"), desk.fields(values), values)
