"""The outbox on the command line, and by what notices go out: the tables [mail] and [sms] of the configuration."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from qms.base.label import label
from qms.organisation.terms import Tongue
from qms.records.notice import NoticeMedium
from qms_cli.faults import BadConfig
from qms_cli.show.result import Named, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qms.organisation.terms import LetterKind
    from qms.packet.mail import Mailbox
    from qms.packet.outbox import Carrier
    from qms.records.notice import Notice
    from qms_cli.desk import Desk
    from qms_cli.surroundings import Config

PASSWORD = "QMS_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
_LARGEST = 4096


def queue(desk: Desk, code: str, kind: LetterKind, via: NoticeMedium, language: Tongue | None) -> Notice:
    """Put a letter into the outbox."""
    from qms.packet.outbox import queue as put

    tongue = language or Tongue(desk.language)
    return put(desk.acting, code, kind, medium=via, language=tongue, reason=desk.common("reason"))


def sent(desk: Desk) -> Rows:
    """Send what waits, or with ``-n`` show it."""
    from qms.packet.outbox import Done, send, waiting

    carriers = carriers_of(desk)
    if not carriers:
        desk.note(desk.say("outbox.no_carrier"))
    if desk.common("dry_run"):
        tried = [Done(one.code, one.status) for one in waiting(desk.acting, tuple(NoticeMedium))]
    else:
        tried = list(send(desk.acting, carriers))
    rows = tuple(
        {"code": one.code, "status": Named(one.status.value, label(one.status, desk.language)), "fault": one.fault}
        for one in tried
    )
    columns = desk.columns("code", "status", "fault")
    return Rows("qms.sent/1", columns, rows, many="notices", empty=desk.say("outbox.empty"))


def reminded(desk: Desk) -> Rows:
    """Queue digests, or with ``-n`` show them."""
    from qms.packet.outbox import remind

    made: list[Notice] = []
    with suppress(_Tried), desk.acting.batch() as registry:
        made += remind(registry)
        if desk.common("dry_run"):
            raise _Tried
    rows = tuple(
        {
            "code": one.code, "person": one.person, "task": item.matter, "due": item.due_on,
            "state": Named(item.step.value, label(item.step, desk.language)), "days": item.days,
        }
        for one in made
        for item in one.items
    )  # fmt: skip
    columns = desk.columns("code", "person", "task", "due", "state", "days")
    return Rows("qms.reminded/1", columns, rows, many="reminders", empty=desk.say("outbox.nobody"))


class _Tried(Exception):
    """Takes back what was only tried."""


def carriers_of(desk: Desk) -> Mapping[NoticeMedium, Carrier]:
    """What the configuration names; raise `BadConfig` for what it says wrongly."""
    from qms.packet.mail import Mail

    config = desk.session.config
    found: dict[NoticeMedium, Carrier] = {}
    if config.mail is not None:
        found[NoticeMedium.EMAIL] = Mail(mailbox(config, desk.session.environ))
    if config.sms is not None:
        found[NoticeMedium.SMS] = _texting(config)
    return found


def mailbox(config: Config, environ: Mapping[str, str]) -> Mailbox:
    """The server that the table [mail] names; the password comes from the environment, else from a file."""
    from qms.packet.mail import Mailbox
    from qms_cli.mailtable import MailTable

    here = config.path.parent if config.path else Path()
    try:
        said = MailTable.model_validate(config.mail)
        password = environ.get(PASSWORD) or (_read(here / said.password_file) if said.password_file else None)
    except (ValidationError, ValueError, OSError):
        raise _wrong(config) from None
    return Mailbox(
        said.host, said.sender, said.name or "", said.port, said.security, user=said.user, password=password,
        authorities=here / said.authorities if said.authorities else None, seconds=said.seconds, attach=said.attach,
    )  # fmt: skip


def _texting(config: Config) -> Carrier:
    from qms.packet.texting import Command, Folder

    here = config.path.parent if config.path else Path()
    match dict(config.sms or {}):
        case {"folder": str(folder), **rest} if folder and not rest:
            return Folder(here / folder)
        case {"command": [str(), *_] as words, **rest} if not rest and all(isinstance(one, str) for one in words):
            return Command(tuple(map(str, words)))
        case _:
            raise _wrong(config)


def _read(file: Path) -> str:
    with file.open("rb") as stream:
        return stream.read(_LARGEST).decode().strip("\r\n")


def _wrong(config: Config) -> BadConfig:
    return BadConfig(place=str(config.path), what="cli.config.carrier")
