"""From the content of a packet to its file."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from qms.base.level import Level
from qms.ledger.canonical import digest
from qms.packet import attach, findings, page, worker
from qms.packet.locking import check_passphrase, locked
from qms.packet.speech import spoken
from qms.packet.worker import Job, Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.base.finding import Finding
    from qms.compile.content import PacketContent
    from qms.ledger.note import Note
    from qms.packet.attach import File
    from qms.packet.speech import Edition


Part = Literal["whole", "body"]


@dataclass(frozen=True)
class Rendered:
    """A packet that was written.

    Attributes:
        pages: how many pages it has.
        size: bytes of the file.
        sha256: of the file, in hexadecimal.
        findings: what could not be printed as it was written.
        warnings: what the typesetter complained of; empty for every packet that is in order.

    """

    pages: int
    size: int
    sha256: str
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]


def render(
    content: PacketContent,
    to: str | Path | BinaryIO,
    *,
    language: Edition = "ko",
    part: Part = "whole",
    more: Sequence[File] = (),
    checkpoint: Note | None = None,
    reader: str | None = None,
    passphrase: str | None = None,
    limits: Limits | None = None,
) -> Rendered:
    """Write the packet as a PDF; the same content gives the same bytes.

    Args:
        content: the frozen review, its digest, and what came after the freeze.
        to: a path, written as a whole or not at all, or an open binary file.
        language: the edition: ``ko``, ``en``, or ``both``.
        part: ``body`` names the registers instead of printing them, for paper; they are attached all the same.
        more: files to attach beside the packet's own, such as a proof and a verifier.
        checkpoint: that of the freeze with its signatures, which are no part of what is frozen; None: bare.
        reader: whose copy it is, printed on each page; None: of whom its level is for.
        passphrase: what the file opens with alone; needed where nothing is masked, for others it may be None.
        limits: what the render may use; None: five minutes and 3 GiB.

    Raises:
        WrongDigest: the content does not have the digest that it is said to have.
        Diverged: ``checkpoint`` is not of the freeze.
        WeakPassphrase: it is too short or too long, or missing where nothing is masked.
        PartMissing: the fonts or the system's text libraries are not there.
        RenderFailed: the typesetter met an error or a limit.

    """
    _check(content, passphrase)
    files = tuple(sorted((*attach.files(content, spoken(language), checkpoint), *more), key=lambda file: file.name))
    html = page.html(content, language, files, findings.undrawable(content), body=part == "body", reader=reader)
    made = worker.run(_job(content, language, html, files), limits or Limits())
    pdf = made.pdf if passphrase is None else locked(made.pdf, passphrase)
    _write(pdf, to)
    return Rendered(made.pages, len(pdf), digest(pdf), findings.all_of(content), made.warnings)


def _check(content: PacketContent, passphrase: str | None) -> None:
    if passphrase is not None or content.level is Level.FULL:
        check_passphrase(passphrase or "")


def _job(content: PacketContent, language: Edition, html: str, files: Sequence[File]) -> Job:
    return Job(
        html=html, assets=page.assets(content, spoken(language)), files=files,
        instant=content.snapshot.compiled_at.isoformat(), identifier=content.digest[:32],
    )  # fmt: skip


def render_html(
    content: PacketContent,
    language: Edition = "ko",
    *,
    part: Part = "whole",
    checkpoint: Note | None = None,
    reader: str | None = None,
) -> str:
    """Return the packet as one page of HTML for a browser, complete in itself; arguments as of `render`."""
    attached = attach.files(content, spoken(language), checkpoint)
    glyphs = findings.undrawable(content)
    return page.html(content, language, attached, glyphs, screen=True, body=part == "body", reader=reader)


def _write(pdf: bytes, to: str | Path | BinaryIO) -> None:
    if not isinstance(to, str | Path):
        to.write(pdf)
        return
    place = Path(to)
    # Beside its place and then renamed: whoever looks finds the old file or the whole new one.
    made = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with made.open("xb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        made.replace(place)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
