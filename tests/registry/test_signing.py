"""The organisation's key signs its own ledger as it grows, and nothing that contradicts it; on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qms.errors import BadKeyFile, Diverged
from qms.ledger.checkpoint import Checkpoint, read_checkpoint
from qms.ledger.keyfile import make_key
from qms.ledger.note import KeyKind, Note, vouched

if TYPE_CHECKING:
    from pathlib import Path

    from qms.ledger.keyfile import KeyFile
    from tests.office import Office


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    return make_key(tmp_path / "apart.key", "quality.example")


def _last(key: KeyFile) -> Checkpoint:
    (seen,) = key.seen().values()
    return seen.checkpoint


def test_what_is_signed_is_the_checkpoint_and_holds(office: Office, key: KeyFile) -> None:
    note = office.registry.signed_checkpoint(key)
    found = read_checkpoint(note.text)
    assert (found.origin, *found.short().split(":")) == tuple(map(str, office.registry.checkpoint()))
    assert [one.key for one in vouched(note, [key.signer.verifier])] == [key.signer.verifier]
    assert office.registry.verify(found) == ()
    other = found._replace(origin="qms/0000000000000000")
    assert [one.rule for one in office.registry.verify(other)] == ["store.finding.other_origin"]
    assert [one.rule for one in office.registry.verify(other, since=(0, _empty(office)))][-1] == (
        "store.finding.other_origin"
    )


def _empty(office: Office) -> str:
    with office.registry.reading() as reading:
        return reading.root(0).hex()


def test_a_state_before_is_signed_again_and_the_key_does_not_go_back_to_it(office: Office, key: KeyFile) -> None:
    early = office.registry.signed_checkpoint(key)
    office.receive(department="support", text="두 번 취소")
    late = read_checkpoint(office.registry.signed_checkpoint(key).text)
    size = read_checkpoint(early.text).size
    assert office.registry.signed_checkpoint(key, size=size) == early
    assert office.registry.signed_checkpoint(key, size=size, note=early) == early
    assert _last(key) == late


def test_what_the_ledger_does_not_begin_with_is_not_signed(office: Office, key: KeyFile) -> None:
    origin, size, _ = office.registry.checkpoint()
    for last, word in (
        (Checkpoint(origin, size + 1, b"x" * 32), "fewer entries"),
        (Checkpoint(origin, size - 1, b"x" * 32), "does not begin"),
        (Checkpoint(origin, size, b"x" * 32), "another root"),
        (Checkpoint("qms/0000000000000000", size, b"x" * 32), "another ledger"),
    ):
        forked = make_key(key.path.with_name(word.replace(" ", "-")), "quality.example")
        forked.sign(Note(last.text()), forked.signer.verifier.spelled(), lambda _: None)
        with pytest.raises(Diverged, match=word):
            office.registry.signed_checkpoint(forked)
        assert _last(forked) == last


def test_a_note_of_something_else_and_a_witness_s_key_are_refused(office: Office, key: KeyFile, tmp_path: Path) -> None:
    other = Note(Checkpoint("qms/0000000000000000", 1, b"x" * 32).text())
    with pytest.raises(Diverged):
        office.registry.signed_checkpoint(key, note=other)
    with pytest.raises(BadKeyFile, match="witness"):
        office.registry.signed_checkpoint(make_key(tmp_path / "w", "w", KeyKind.WITNESS))
