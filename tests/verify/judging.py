"""What the program says of a checkpoint that it is handed, as a file or in a packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms_cli import keeping

from qms import errors
from qms.base.finding import Weight
from qms.ledger.checkpoint import read_checkpoint
from qms.ledger.kept import read_kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms import Registry
    from qms.ledger.note import SignerKey
    from tests.verify.catalogue.attack import Found


def judged(registry: Registry, data: bytes, known: Sequence[SignerKey]) -> list[Found]:
    """The findings, with the keys of whoever should have signed; or why it is no checkpoint."""
    try:
        note = read_kept(data)
        kept = keeping.Kept(read_checkpoint(note.text), note)
    except errors.BadNote as fault:
        return [(str(fault.what).removeprefix("ledger."), "checkpoint")]
    told = (*keeping.doubts(kept, [one.verifier for one in known]), *registry.verify(kept.checkpoint))
    return [(one.rule.removeprefix("store.finding."), one.place) for one in told if one.weight is Weight.ERROR]
