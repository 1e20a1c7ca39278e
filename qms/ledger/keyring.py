"""Where wrapping keys lie: each in a file of its own, in a folder apart from every store.

A store says by its name which key it wants, so one folder serves any number of stores. It is the one that ``QMS_KEYS``
names, else ``qms/keys`` in the person's own configuration. Whoever has a store or a backup and not this folder reads no
name; whoever loses the folder loses all names for good.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from qms.errors import BadWrappingKey, WrongPassphrase
from qms.ledger.keyfile import put_file
from qms.ledger.vault import KEY, Unopened, Wrapping, cipher_of, opened, sealed

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA: Final = "qms.wrapping/1"
LARGEST: Final = 16 * 1024
COST: Final = 2**16
"""scrypt's cost of a passphrase: 64 MiB and some tenths of a second a guess."""
_BLOCK: Final = 8
_SALT: Final = 16
_ID: Final = re.compile(r"[0-9a-f]{16}")


_NAMED: list[Path] = []
"""The folder that a configuration names, if it names one."""


def lie_in(named: Path | None) -> None:
    """Let keys lie in this folder from now on, where ``QMS_KEYS`` names none; None: where they lie by themselves."""
    _NAMED[:] = [named] if named else []


def folder() -> Path:
    """The folder of the keys of whoever runs this."""
    if said := os.environ.get("QMS_KEYS"):
        return Path(_from_home(said))
    if _NAMED:
        return _NAMED[0]
    own = os.environ.get("XDG_CONFIG_HOME") or _from_home("~/.config")
    return Path(own) / "qms" / "keys"


def file_of_key(id_: str) -> Path:
    """The file of the key of this name."""
    return folder() / f"{id_}.key"


def passphrase() -> str | None:
    """The passphrase that was given; None: none."""
    return os.environ.get("QMS_KEYS_PASSPHRASE") or None


def new_id(tokens: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A name for a new key."""
    return tokens(8).hex()


def make(id_: str, phrase: str | None = None, tokens: Callable[[int], bytes] = secrets.token_bytes) -> Wrapping:
    """Make a key and its file, which its owner alone may read; with a passphrase, what is in it is sealed with that.

    ``tokens`` gives the key; one that is not by chance may lie there already, and is taken as it is.

    Raises:
        BadWrappingKey: there is one of that name already, or none can be made.

    """
    path = file_of_key(id_)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise BadWrappingKey(place=str(path), what="ledger.key.unmade") from None
    key = tokens(KEY)
    try:
        store(path, id_, key, phrase)
    except BadWrappingKey:  # asked afterwards: another process may be making the same one
        if not path.is_file() or read(path, id_, phrase) != key:
            raise
    return Wrapping(id_, key)


def forget(id_: str) -> None:
    """Take away the file of a key that nothing was sealed with yet."""
    with suppress(OSError):
        file_of_key(id_).unlink(missing_ok=True)


def store(path: Path, id_: str, key: bytes, phrase: str | None = None) -> None:
    """Write a key to a file that is not there yet; raise `BadWrappingKey`."""
    told: dict[str, Any] = {"schema": SCHEMA, "id": id_}
    if phrase is None:
        told["key"] = base64.b64encode(key).decode()
    else:
        salt = secrets.token_bytes(_SALT)
        told |= {"scrypt": {"n": COST, "r": _BLOCK, "p": 1, "salt": base64.b64encode(salt).decode()}}
        whole = sealed(cipher_of(_derived(phrase, salt, COST)), key, f"{SCHEMA}\x1f{id_}")
        told["sealed"] = base64.b64encode(whole).decode()
    try:
        put_file(path, (json.dumps(told, indent=1) + "\n").encode(), new=True)
    except FileExistsError:
        raise BadWrappingKey(place=str(path), what="ledger.key.there") from None
    except OSError:
        raise BadWrappingKey(place=str(path), what="ledger.key.unmade") from None


def find(id_: str) -> Wrapping | None:
    """The key of this name in the folder; None: there is none, or its passphrase was not given.

    Raises:
        BadWrappingKey: others may read the file (not asked on Windows), or it is none.
        WrongPassphrase: the passphrase given in ``QMS_KEYS_PASSPHRASE`` is not its own.

    """
    path = file_of_key(id_)
    if not path.is_file():
        return None
    key = read(path, id_, passphrase())
    return Wrapping(id_, key) if key else None


def read(path: Path, id_: str | None = None, phrase: str | None = None) -> bytes | None:
    """The key in a file; None: it has a passphrase, and none was given. Raises what `find` does."""
    told = told_by(path)
    wrong = BadWrappingKey(place=str(path), what="ledger.key.form")
    if id_ is not None and told["id"] != id_:
        raise wrong
    try:
        if "key" in told:
            key = base64.b64decode(told["key"], validate=True)
        elif phrase is None:
            return None
        else:
            salt = base64.b64decode(told["scrypt"]["salt"], validate=True)
            if told["scrypt"]["n"] > COST * 16:
                raise wrong
            cipher = cipher_of(_derived(phrase, salt, told["scrypt"]["n"]))
            key = opened(cipher, base64.b64decode(told["sealed"], validate=True), f"{SCHEMA}\x1f{told['id']}")
    except Unopened:
        raise WrongPassphrase(place=str(path)) from None
    except (ValueError, KeyError, TypeError):
        raise wrong from None
    if len(key) != KEY:
        raise wrong
    return key


def told_by(path: Path) -> dict[str, Any]:
    """What a key file says of itself; raise `BadWrappingKey`."""
    wrong = BadWrappingKey(place=str(path), what="ledger.key.form")
    try:
        mode = path.stat().st_mode
        with path.open("rb") as stream:
            told: Any = json.loads(stream.read(LARGEST))
    except OSError:
        raise BadWrappingKey(place=str(path), what="ledger.key.absent") from None
    except (ValueError, RecursionError):
        raise wrong from None
    if sys.platform != "win32" and stat.S_IMODE(mode) & 0o037:
        raise BadWrappingKey(place=str(path), what="ledger.key.exposed_names")
    said: dict[str, Any] = cast("dict[str, Any]", told) if isinstance(told, dict) else {}
    if said.get("schema") != SCHEMA or not _ID.fullmatch(str(said.get("id"))):
        raise wrong
    return said


def copy(id_: str, to: Path) -> None:
    """Copy the file of a key to a place of its own, for its owner alone; raise `BadWrappingKey`."""
    _copy(file_of_key(id_), to)


def bring(file: Path) -> str:
    """Put a copy of a key's file where keys lie, and give the key's name; raise `BadWrappingKey`."""
    id_ = str(told_by(file)["id"])
    to = file_of_key(id_)
    try:
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise BadWrappingKey(place=str(to), what="ledger.key.unmade") from None
    _copy(file, to)
    return id_


def _copy(file: Path, to: Path) -> None:
    told_by(file)
    try:
        put_file(to, file.read_bytes(), new=True)
    except FileExistsError:
        raise BadWrappingKey(place=str(to), what="ledger.key.there") from None
    except OSError:
        raise BadWrappingKey(place=str(to), what="ledger.key.unmade") from None


def has_passphrase(id_: str) -> bool:
    """Whether the key of this name is there and asks for a passphrase."""
    path = file_of_key(id_)
    return path.is_file() and "sealed" in told_by(path)


def _derived(phrase: str, salt: bytes, cost: int) -> bytes:
    from hashlib import scrypt

    return scrypt(phrase.encode(), salt=salt, n=cost, r=_BLOCK, p=1, dklen=KEY, maxmem=cost * _BLOCK * 132)


def _from_home(place: str) -> str:
    return os.path.expanduser(place)  # noqa: PTH111 - `Path.expanduser` raises for somebody without a home
