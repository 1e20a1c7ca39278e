"""What stands around a run: configuration files, environment, language, place of the store, actor, clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qms.i18n import LANGUAGES
from qms_cli.faults import BadChoice, BadConfig, BadTime, NoStoreFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from qms.i18n import Language

CONFIG, LARGEST = "qms.toml", 64 * 1024
KEYS: Final = frozenset({"store", "by", "lang", "key", "keys"})
TABLES: Final = frozenset({"mail", "sms"})
"""Tables of a configuration file: by what notices go out; see `qms_cli.outgoing`."""
VARIABLES: Final = (
    "QMS_MAIL_PASSWORD",
    "QMS_STORE", "QMS_BY", "QMS_LANG", "QMS_NOW", "QMS_KEY", "QMS_KEYS", "QMS_KEYS_PASSPHRASE",
    "QMS_NEW_PASSPHRASE", "QMS_PIN", "QMS_NEW_PIN", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "QMS_PAGER",
    "XDG_CONFIG_HOME",
)  # fmt: skip
"""Variables of the environment that say something to this program; `qms help environment` explains each."""


@dataclass(frozen=True)
class Config:
    """What a configuration file says; ``path`` None: there is none.

    Attributes:
        looked: every place that was looked at, in order.

    """

    path: Path | None = None
    store: str | None = None
    by: str | None = None
    lang: str | None = None
    key: str | None = None
    keys: str | None = None
    looked: tuple[Path, ...] = ()
    mail: Mapping[str, Any] | None = None
    sms: Mapping[str, Any] | None = None


def find_config(here: Path, environ: Mapping[str, str]) -> Config:
    """The nearest ``qms.toml`` from ``here`` upwards, else the user's own."""
    user = _own_folder(environ) / CONFIG
    looked = (*(folder / CONFIG for folder in (here, *here.parents)), user)
    found = next((path for path in looked if path.is_file()), None)
    return read_config(found, looked) if found else Config(looked=looked)


def _own_folder(environ: Mapping[str, str]) -> Path:
    """Where the person keeps what is theirs on this machine, whatever the store."""
    return Path(environ.get("XDG_CONFIG_HOME") or _from_home("~/.config")) / "qms"


def key_of(environ: Mapping[str, str], config: Config) -> Path:
    """Where the secret key is: ``QMS_KEY``, else the configuration, else in the person's own folder.

    A path in a configuration file is taken from the folder of the file.
    """
    if said := environ.get("QMS_KEY"):
        return Path(_from_home(said))
    if config.key and config.path:
        return config.path.parent / _from_home(config.key)
    return _own_folder(environ) / "signing.key"


def keys_of(config: Config) -> Path | None:
    """The folder in which the keys lie that open personal values, as the configuration names it."""
    return config.path.parent / _from_home(config.keys) if config.keys and config.path else None


def _from_home(place: str) -> str:
    """``~`` as the person's folder; left as it is where there is none."""
    return os.path.expanduser(place)  # noqa: PTH111 - `Path.expanduser` raises for somebody without a home


def read_config(path: Path, looked: tuple[Path, ...] = ()) -> Config:
    """Read a configuration file; raise `BadConfig` with what is wrong."""
    raw = _table(path)
    said = {name: raw.pop(name) for name in TABLES & raw.keys()}
    if not all(isinstance(one, dict) for one in said.values()):
        raise BadConfig(place=str(path), what="cli.config.carrier")
    if not raw.keys() <= KEYS or not all(isinstance(value, str) and value for value in raw.values()):
        raise BadConfig(place=str(path), what="cli.config.keys")
    if raw.get("lang", "en") not in LANGUAGES:
        raise BadConfig(place=str(path), what="cli.config.lang")
    named = {name: raw.get(name) for name in KEYS}
    return Config(path, looked=looked, **named, **said)


def _table(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        return tomllib.loads(data.decode("utf-8-sig")) if len(data) <= LARGEST else {"": ""}
    except OSError:
        raise BadConfig(place=str(path), what="cli.config.unreadable") from None
    except (UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError):
        raise BadConfig(place=str(path), what="cli.config.not_toml") from None


def write_config(path: Path, **values: str) -> None:
    """Write a configuration file; ``path`` must not exist yet."""
    import json

    # A JSON string is a TOML string.
    lines = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(lines)


def without_password(place: str) -> str:
    """The address of a server without any password in it; a path of a file as it is."""
    if "://" not in place:
        return place
    from sqlalchemy.engine import URL, make_url

    url = make_url(place).difference_update_query(_SECRET)
    bare = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string()


_SECRET: Final = ("password", "sslpassword")
"""Names in the query of an address under which PostgreSQL takes a password."""


def language_of(given: str | None, environ: Mapping[str, str], config: Config) -> Language:
    """``--lang``, else ``QMS_LANG``, else the configuration, else the locale: Korean where it is Korean."""
    for said in (given, environ.get("QMS_LANG"), config.lang):
        if said:
            return _language(said)
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "ko" if locale.startswith("ko") else "en"


def _language(text: str) -> Language:
    for language in LANGUAGES:
        if text.strip().casefold() == language:
            return language
    raise BadChoice(text=text, choices=LANGUAGES, near=None)


def place_of(given: str | None, environ: Mapping[str, str], config: Config) -> str:
    """Where the store is: ``--store``, else ``QMS_STORE``, else the configuration.

    A path in a configuration file is taken from the folder of the file.

    Raises:
        NoStoreFound: nothing says it; every place looked at is named.

    """
    if said := given or environ.get("QMS_STORE"):
        return said if "://" in said else _from_home(said)
    if config.store and config.path:
        return config.store if "://" in config.store else str(config.path.parent / _from_home(config.store))
    looked = ["--store", "QMS_STORE", *(str(path) for path in config.looked)]
    raise NoStoreFound(place=", ".join(looked))


def now_of(environ: Mapping[str, str]) -> datetime | None:
    """The instant that ``QMS_NOW`` sets the clock to; None: the clock runs."""
    from datetime import datetime

    said = environ.get("QMS_NOW")
    if not said:
        return None
    try:
        instant = datetime.fromisoformat(said)
    except ValueError:
        raise BadTime(text=said) from None
    if instant.tzinfo is None:
        raise BadTime(text=said)
    return instant
