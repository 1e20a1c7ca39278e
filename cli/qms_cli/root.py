"""The root of the tree: what is said before the command."""

import sqlite3
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from qms_cli.desk import Desk
from qms_cli.faults import BadConfig
from qms_cli.frame import Root
from qms_cli.session import Session
from qms_cli.surroundings import Config, language_of

app = typer.Typer(cls=Root, add_completion=False, no_args_is_help=True, rich_markup_mode=None)


def listen(session: Session, arguments: Sequence[str]) -> None:
    """Choose the language before anything is parsed, so that the parser's own refusals are in it."""
    head = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    said = next((one.partition("=")[2] for one in head if one.startswith("--lang=")), None)
    if "--lang" in head[:-1]:
        said = head[head.index("--lang") + 1]
    try:
        session.speak(said)
    except BadConfig:
        # Help serves a person whose configuration is broken, too; whatever needs it will refuse.
        session.language = language_of(said, session.environ, Config())


def _version(desk: Desk, value: bool) -> None:
    if value:
        from importlib.metadata import version

        from qms.store.migrate import HEAD

        python = ".".join(str(part) for part in sys.version_info[:3])
        typer.echo(f"qms {version('qms-records')} · schema {HEAD} · Python {python} · SQLite {sqlite3.sqlite_version}")
        desk.exit()


@app.callback()
def _root(
    desk: Desk,
    store: Annotated[str | None, typer.Option("--store", metavar="PLACE")] = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="LANGUAGE")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON")] = None,
    debug: Annotated[bool, typer.Option("--debug")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Take what is said for the whole run."""
    del lang, version  # heard before anything was parsed, and answered at once
    session = desk.session
    session.store, session.by, session.debug = store, by, debug
