"""The journal of erasures: which versions of which records were erased, kept apart from every store and every backup.

It lies beside the keys (`qms.ledger.keyring`), one file for each ledger. A backup of before an erasure holds the values
still; who makes a store of it is told here what is not to come back. An entry of the ledger is known by the hash of its
leaf, so that nothing else than what was erased is meant, whatever became of copies of the store. No value stands in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qms.errors import BadJournal
from qms.ledger import keyring
from qms.ledger.keyfile import put_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SCHEMA: Final = "qms.erasures/1"


class Told(NamedTuple):
    """One erasure.

    Attributes:
        erasure: its code in the store in which it was carried out.
        said: what its record says of ground and people, by the names of the record's fields; times as text.
        leaves: record → hashes of the leaves of its entries, of version 1 and so on, in hexadecimal.

    """

    erasure: str
    said: Mapping[str, str | None]
    leaves: Mapping[str, Sequence[str]]


def file_of(origin: str) -> Path:
    """The journal of the ledger of this origin."""
    return keyring.folder() / f"{origin.replace('/', '-')}.erasures.json"


def read(origin: str) -> tuple[Told, ...]:
    """What was erased in the ledger of this origin, in the order in which it was; raise `BadJournal`."""
    path = file_of(origin)
    try:
        told: Any = json.loads(path.read_bytes())
        if told["schema"] != SCHEMA or told["origin"] != origin:
            raise BadJournal(place=str(path))
        return tuple(
            Told(
                str(one["erasure"]),
                {str(name): None if said is None else str(said) for name, said in one["said"].items()},
                {str(code): [str(leaf) for leaf in leaves] for code, leaves in one["leaves"].items()},
            )
            for one in told["erasures"]
        )
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadJournal(place=str(path)) from None


def note(origin: str, told: Told) -> None:
    """Add an erasure, unless it stands there; raise `BadJournal`."""
    kept, path = read(origin), file_of(origin)
    if told in kept:
        return
    whole = {"schema": SCHEMA, "origin": origin, "erasures": [one._asdict() for one in (*kept, told)]}
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_file(path, (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode())
    except OSError:
        raise BadJournal(place=str(path)) from None
