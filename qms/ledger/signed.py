"""What a signature covers, and whether it holds.

A signature is made over a text of its own: this ledger, this record, this version with its content, the act, who, with
what meaning, when and by what means, and what the entry says of the act besides: when it happened and why. The content
is the record as its entry tells it, with the signatures before this one and without this one, so that it is fixed by
commitments where it is personal and outlives an erasure. So a signature that is put under another record, another
version or into another store does not hold (21 CFR 11.70).

By a key the text is signed with Ed25519: nobody without the key can make such a seal. By a PIN, and for a document of
the groupware, the seal is the text's SHA-256: it finds what was changed, not who could have written all of it anew.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, Final

from qms.errors import BadNote, NotVouched
from qms.ledger.canonical import canonical, digest
from qms.ledger.note import Note, Signature, read_key, vouched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qms.ledger.note import SignerKey

SUITE: Final = 1
"""SHA-256 of RFC 8785; Ed25519."""
DOMAIN: Final = "qms-signature/1"
SIGNATURES: Final = "signatures"
BY_KEY: Final = "key"
_OF_ENTRY: Final = ("kind", "code", "occurred_at", "reason")
Plain = dict[str, Any]


def content_of(record: Mapping[str, Any], before: int) -> str:
    """SHA-256 of a record as its entry tells it, with the first so many of its signatures and no other."""
    plain: Plain = {name: value for name, value in record.items() if name != SIGNATURES}
    if before:
        plain[SIGNATURES] = record[SIGNATURES][:before]
    return digest(canonical(plain))


def text_of(origin: str, entry: Mapping[str, Any], signature: Mapping[str, Any]) -> str:
    """The text that is signed, with its end.

    Args:
        origin: of the ledger.
        entry: attributes of the act's entry by name, times as text; those that the text has besides the signature's own
            are ``kind``, ``code``, ``occurred_at`` and ``reason``.
        signature: as JSON has it, its seal left out or not.

    """
    said: Plain = {name: value for name, value in signature.items() if name != "seal"}
    said |= {name: entry[name] for name in _OF_ENTRY}
    return f"{DOMAIN}\n{canonical({**said, 'ledger': origin}).decode()}\n"


def sealed(text: str) -> str:
    """The seal of a signature that is made with no key."""
    return hashlib.sha256(text.encode()).hexdigest()


def sealed_by(key: SignerKey, text: str) -> str:
    """The seal of a signature by a key of the person's own."""
    return base64.b64encode(key.sign(Note(text)).signatures[-1].data).decode()


def holds(origin: str, entry: Mapping[str, Any], record: Mapping[str, Any], signer: Mapping[str, Any] | None) -> bool:
    """Whether the last signature of a record was made by the act that its entry tells of.

    Args:
        origin: of the ledger.
        entry: its attributes by name, times as text.
        record: as the entry tells it.
        signer: what the ledger told before of the signer whom the signature names; None: nothing.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no signature at all.

    """
    listed = record[SIGNATURES]
    one = listed[-1]
    same = (
        ("person", "actor"),
        ("on_behalf_of", "on_behalf_of"),
        ("act", "act"),
        ("version", "version"),
        ("zone", "zone"),
    )
    if any(one[mine] != entry[theirs] for mine, theirs in same):
        return False
    if one["signed_at"] != entry["recorded_at"] or one["suite"] != SUITE:
        return False
    if one["content"] != content_of(record, len(listed) - 1) or not _may_sign(one, signer):
        return False
    text = text_of(origin, entry, one)
    return _by_key(text, one["seal"], signer) if one["means"] == BY_KEY else one["seal"] == sealed(text)


def _may_sign(one: Mapping[str, Any], signer: Mapping[str, Any] | None) -> bool:
    if one["signer"] is None:
        return one["means"] not in {"pin", BY_KEY} and bool(one["file"])
    told = signer or {}
    wanted = (one["person"], one["means"], "active", None)
    return (told.get("person"), told.get("means"), told.get("status"), told.get("source_file")) == wanted


def _by_key(text: str, seal: str, signer: Mapping[str, Any] | None) -> bool:
    try:
        key = read_key(str((signer or {}).get("key")))
        data = base64.b64decode(seal, validate=True)
        if base64.b64encode(data).decode() != seal:
            return False  # the last letter has bits that nothing else looks at
        return bool(vouched(Note(text, (Signature(key.name, key.id, data),)), (key,)))
    except (BadNote, NotVouched, ValueError):
        return False
