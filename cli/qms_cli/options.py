"""Options that many commands share. They are declared once, as Typer reads them: from a function's parameters."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from qms.base.level import Level
from qms_cli.desk import Desk
from qms_cli.times import day
from qms_cli.words import choice


class Format(StrEnum):
    """How a result is spelled."""

    TABLE = "table"
    TSV = "tsv"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


class FileFormat(StrEnum):
    """How an export is spelled."""

    TABLE = "table"
    TSV = "tsv"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"


class Colour(StrEnum):
    """Whether colour is used."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def at_moment(desk: Desk, value: str | None) -> str | None:
    """Let all that is read be of this moment, other options' departments and people among it."""
    desk.session.as_of = value
    return value


AsOf = Annotated[str | None, typer.Option("--as-of", metavar="MOMENT", is_eager=True, callback=at_moment)]


def of_readers(as_of: AsOf = None) -> None:
    """The option of every command that reads the store."""


def of_levels(
    level: Annotated[Level | None, typer.Option("--level", parser=choice(Level), metavar="LEVEL")] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
) -> None:
    """Options of commands that show records."""


def of_results(
    json: Annotated[bool, typer.Option("--json")] = False,
    fields: Annotated[str | None, typer.Option("--fields", metavar="A,B")] = None,
    format: Annotated[Format | None, typer.Option("--format", parser=choice(Format))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", parser=Path, metavar="FILE")] = None,
    color: Annotated[Colour, typer.Option("--color", parser=choice(Colour))] = Colour.AUTO,
    quiet: Annotated[bool, typer.Option("--quiet", "-q")] = False,
) -> None:
    """Options of every command that has a result."""


def of_acts(
    at: Annotated[str | None, typer.Option("--at", metavar="TIME")] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
    behalf: Annotated[str | None, typer.Option("--for", metavar="PERSON")] = None,
) -> None:
    """Options of every act."""


def of_many(dry_run: Annotated[bool, typer.Option("--dry-run", "-n")] = False) -> None:
    """The option of commands that write more than one record."""


def of_signing(
    sign: Annotated[bool, typer.Option("--sign")] = False,
    pin_file: Annotated[Path | None, typer.Option("--pin-file", parser=Path, metavar="FILE")] = None,
    sign_key: Annotated[Path | None, typer.Option("--sign-key", parser=Path, metavar="FILE")] = None,
    groupware: Annotated[str | None, typer.Option("--groupware", metavar="TEXT")] = None,
    groupware_date: Annotated[date | None, typer.Option("--groupware-date", parser=day, metavar="DATE")] = None,
    groupware_file: Annotated[Path | None, typer.Option("--groupware-file", parser=Path, metavar="FILE")] = None,
    groupware_kind: Annotated[str | None, typer.Option("--groupware-kind", metavar="KIND")] = None,
) -> None:
    """Options of acts that are signed; others have them too, unseen, for a profile that lets them be signed."""
