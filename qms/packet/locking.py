"""A PDF locked with a passphrase (AES-256, ISO 32000-2 revision 6), for what is to be read by one person alone."""

from __future__ import annotations

import io
import logging
import unicodedata

from qms.errors import WeakPassphrase

LEAST, MOST = 12, 127
"""Characters that a passphrase has at least, and bytes of it that the form takes at most."""


def check_passphrase(passphrase: str) -> str:
    """Return the passphrase as readers of PDF spell it; raise `WeakPassphrase`."""
    spelled = unicodedata.normalize("NFKC", passphrase)
    if len(spelled) < LEAST or len(spelled.encode()) > MOST:
        raise WeakPassphrase(least=LEAST, most=MOST)
    return spelled


def locked(pdf: bytes, passphrase: str) -> bytes:
    """Return the PDF so that it opens with the passphrase alone: pages, attached files, bookmarks, metadata.

    It is no PDF/A any more, whose form forbids locking; what it says and how it is tagged stays.

    Raises:
        WeakPassphrase: too short, or too long.

    """
    from pypdf import PdfReader, PdfWriter

    # It finds the typesetter's count of objects odd, and would say so on the screen.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(check_passphrase(passphrase), algorithm="AES-256")
    to = io.BytesIO()
    writer.write(to)
    return to.getvalue()


__all__ = ["LEAST", "MOST", "check_passphrase", "locked"]
