"""The root of the tree: what is said before the command."""

import sqlite3
import sys
from typing import Annotated

import typer

from qms_cli.desk import Desk
from qms_cli.frame import Root

app = typer.Typer(cls=Root, add_completion=False, no_args_is_help=True, rich_markup_mode=None)


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
