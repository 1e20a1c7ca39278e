"""E-mail over SMTP (RFC 5321), encrypted unless the configuration says otherwise; a header is one line, always."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from qms.packet.outbox import Answer
from qms.records.notice import NoticeOutcome

if TYPE_CHECKING:
    from pathlib import Path

    from qms.packet.outbox import Message

_POLICY: Final = SMTP.clone(cte_type="7bit")
_ACCEPTED: Final = frozenset({250, 251})
_LASTING: Final = 500


class Security(StrEnum):
    """How the connection is protected; without protection nobody logs in."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class Mailbox:
    """A server that takes mail over, and who writes.

    Attributes:
        sender: address of the sender; where answers go.
        name: the sender's name as it is shown.
        user: who logs in; None: nobody does.
        authorities: file of certificates to trust instead of the system's.
        seconds: how long an answer is waited for.
        attach: whether the letter goes along as a PDF.

    """

    host: str
    sender: str
    name: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authorities: Path | None = None
    seconds: float = 60
    attach: bool = False


class Mail:
    """A carrier of e-mail."""

    def __init__(self, box: Mailbox) -> None:
        """Send through this server."""
        self._box = box
        self.attaches = box.attach

    def send(self, one: Message) -> Answer:
        """Hand it to the server; once its text has begun to go over, silence means that nobody knows."""
        try:
            written = spelled(one, self._box)
        except ValueError:
            return Answer(NoticeOutcome.FAILED, "mail.header", lasting=True)
        server: smtplib.SMTP | None = None
        begun = False
        try:
            server = self._opened()
            for code in (server.mail(self._box.sender)[0], server.rcpt(one.to)[0]):
                if code not in _ACCEPTED:
                    return _refused(code)
            begun = True
            code = server.data(written)[0]
            return Answer(NoticeOutcome.SENT) if code in _ACCEPTED else _refused(code)
        except smtplib.SMTPDataError as fault:
            return _refused(fault.smtp_code)
        except smtplib.SMTPResponseException as fault:
            # Of the connection or the log-in, not of this message.
            return Answer(NoticeOutcome.FAILED, f"smtp.{fault.smtp_code}")
        except OSError as fault:
            return Answer(NoticeOutcome.UNSURE if begun else NoticeOutcome.FAILED, type(fault).__name__)
        finally:
            _close(server)

    def _opened(self) -> smtplib.SMTP:
        box = self._box
        trusted = ssl.create_default_context(cafile=str(box.authorities) if box.authorities else None)
        if box.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(box.host, box.port, timeout=box.seconds, context=trusted)
        else:
            server = smtplib.SMTP(box.host, box.port, timeout=box.seconds)
        try:
            server.ehlo_or_helo_if_needed()
            if box.security is Security.STARTTLS:
                server.starttls(context=trusted)
                server.ehlo()
            if box.user is not None and box.security is not Security.NONE:
                server.login(box.user, box.password or "")
        except BaseException:
            server.close()
            raise
        return server


def spelled(one: Message, box: Mailbox) -> bytes:
    """The message as it goes over the wire; raise `ValueError` for a header that would be two."""
    for header in (one.id, one.to, one.subject, box.sender, box.name):
        if any(ord(letter) < ord(" ") or letter in "\x7f\x85\u2028\u2029" for letter in header):
            message = "a header has one line"
            raise ValueError(message)
    domain = box.sender.rpartition("@")[2]
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = one.subject
    mail["From"] = Address(box.name, addr_spec=box.sender)
    mail["To"] = Address(addr_spec=one.to)
    mail["Message-ID"] = f"<{one.id}@{domain}>"
    mail["Date"] = one.at
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(one.text)
    if one.pdf is not None:
        mail.add_attachment(one.pdf, maintype="application", subtype="pdf", filename=f"{one.subject}.pdf")
    return mail.as_bytes()


def _refused(code: int) -> Answer:
    return Answer(NoticeOutcome.FAILED, f"smtp.{code}", lasting=code >= _LASTING)


def _close(server: smtplib.SMTP | None) -> None:
    """Say goodbye; how the server answers that says nothing of the message."""
    if server is not None:
        with suppress(OSError):
            server.quit()
        server.close()


__all__ = ["Mail", "Mailbox", "Security", "spelled"]
