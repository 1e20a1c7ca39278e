"""A mail server on this machine that speaks SMTP and TLS for real, and misbehaves where it is told to."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from ipaddress import ip_address
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path


@dataclass
class Server:
    """What was heard. ``answers``: command → what is said to it instead; empty: the line is cut."""

    port: int
    answers: dict[str, str] = field(default_factory=dict[str, str])
    raw: list[bytes] = field(default_factory=list[bytes])
    to: list[str] = field(default_factory=list[str])
    logins: list[str] = field(default_factory=list[str])
    encrypted: list[bool] = field(default_factory=list[bool])

    @property
    def mails(self) -> list[EmailMessage]:
        """The messages that were taken over, as a mail program reads them."""
        return [BytesParser(policy=policy.default).parsebytes(one) for one in self.raw]


class Threads(ThreadingTCPServer):
    """The server itself; each line of talk has a thread."""

    daemon_threads = True
    allow_reuse_address = True
    heard: Server
    context: ssl.SSLContext | None
    encrypted: bool

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - a server's own
        """A client that hangs up is no fault of ours."""


class Talk(StreamRequestHandler):
    """One client."""

    server: Threads
    secure = False

    def handle(self) -> None:
        """Answer until the client says goodbye."""
        with suppress(OSError, ssl.SSLError):
            if self.server.encrypted:
                self._secure()
            self._say("220 here")
            while self._answer(self.rfile.readline().decode("ascii", "replace").strip()):
                pass
        with suppress(OSError):
            self.connection.close()

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")
        self.wfile.flush()

    def _secure(self) -> None:
        assert self.server.context is not None
        plain = self.connection.detach()
        self.connection = self.server.context.wrap_socket(
            socket.socket(fileno=plain), server_side=True, do_handshake_on_connect=False
        )
        self.connection.do_handshake()
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.secure = True

    def _answer(self, line: str) -> bool:
        command, heard = line.partition(" ")[0].upper(), self.server.heard
        if not line or command == "QUIT":
            return False
        if command in heard.answers:
            self._say(heard.answers[command])
            return bool(heard.answers[command])
        if command == "DATA":
            return self._data()
        if command == "RCPT":
            heard.to.append(line)
        self._greeted(command, line)
        return True

    def _greeted(self, command: str, line: str) -> None:
        if command == "EHLO":
            self._say("250-here")
            self._say("250-STARTTLS" if self.server.context and not self.secure else "250-AUTH PLAIN")
        elif command == "AUTH":
            self.server.heard.logins.append(line)
            self._say("235 in")
            return
        elif command == "STARTTLS":
            self._say("220 go")
            self._secure()
            return
        self._say("250 ok")

    def _data(self) -> bool:
        self._say("354 go")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        told = self.server.heard.answers.get("TEXT", "250 taken")
        if told[0] in "2c":
            self.server.heard.raw.append(b"".join(lines))
            self.server.heard.encrypted.append(self.secure)
        if told == "cut":
            return False
        self._say(told)
        return True


@contextmanager
def serving(certificate: Path | None = None, *, encrypted: bool = False) -> Iterator[Server]:
    """A server that runs; with a certificate it offers STARTTLS, or (``encrypted``) speaks TLS from the first byte."""
    with Threads(("127.0.0.1", 0), Talk) as server:
        server.heard, server.encrypted, server.context = Server(server.server_address[1]), encrypted, None
        if certificate is not None:
            server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.context.load_cert_chain(certificate)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.heard
        finally:
            server.shutdown()
            thread.join()


def certificate_in(folder: Path) -> Path:
    """A new certificate of this machine, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)  # noqa: TID251 - TLS looks at the clock of the machine
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "server.pem"
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(plain + made.public_bytes(serialization.Encoding.PEM))
    return file
