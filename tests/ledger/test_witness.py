"""Keys in their files, and what a key refuses to sign after what it signed before."""

from __future__ import annotations

import json
import os
import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.errors import BadKeyFile, BadNote, Diverged, LedgerBroken, NeedsGrowth, NeedsLogKey, NotVouched
from qms.ledger import standalone
from qms.ledger.checkpoint import Checkpoint
from qms.ledger.keyfile import make_key, open_key
from qms.ledger.note import KeyKind, Note, SignerKey, read_key, vouched
from qms.ledger.proof import ConsistencyProof, read_growth
from qms.ledger.tree import consistency, root
from qms.ledger.witness import cosign
from tests.ledger.test_tree import KEPT

if TYPE_CHECKING:
    from pathlib import Path

    from qms.ledger.keyfile import KeyFile

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
LOG = SignerKey("log.example", b"l" * 32)
OTHER = SignerKey("other.example", b"o" * 32)
ORIGIN = "qms/0123456789abcdef"


def _signed(size: int, *, origin: str = ORIGIN, by: SignerKey = LOG, other: bytes | None = None) -> Note:
    return by.sign(Note(Checkpoint(origin, size, other or root(size, KEPT.read)).text()))


def _growth(first: int, second: int) -> ConsistencyProof:
    roots = (root(first, KEPT.read), root(second, KEPT.read))
    return ConsistencyProof(ORIGIN, first, roots[0], second, roots[1], consistency(first, second, KEPT.read))


@pytest.fixture
def witness(tmp_path: Path) -> KeyFile:
    """The audit office, which saw the ledger at five entries."""
    key = make_key(tmp_path / "audit.key", "audit.example", KeyKind.WITNESS)
    cosign(key, _signed(5), AT, log=LOG.verifier)
    return key


def test_a_key_comes_back_from_its_file_and_its_owner_alone_may_read_it(tmp_path: Path) -> None:
    made = make_key(tmp_path / "a.key", "감사실.example")
    assert open_key(made.path).signer.verifier == made.signer.verifier
    assert read_key(made.signer.verifier.spelled()) == made.signer.verifier
    if sys.platform != "win32":
        assert [stat.S_IMODE(one.stat().st_mode) for one in (made.path, made.memory)] == [0o600, 0o600]
    with pytest.raises(BadKeyFile, match="never overwritten"):
        make_key(made.path, "again")


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+a", "PRIVATE+KEY+a+00000000+AQ==", "x" * 2_000_000, "\udcff"])
def test_what_is_no_key_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    path = make_key(tmp_path / "a.key", "a").path
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadKeyFile, match="no key"):
        open_key(path)


@pytest.mark.req("ASVS-11.1")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    path = make_key(tmp_path / "a.key", "a").path
    path.chmod(0o640)
    with pytest.raises(BadKeyFile, match="others"):
        open_key(path)


@pytest.mark.parametrize("memory", [None, "", "[]", "{}", '{"schema":"qms.seen/1","logs":{"a":"b"}}', "[" * 9999])
def test_a_key_that_forgot_what_it_signed_signs_nothing(witness: KeyFile, memory: str | None) -> None:
    if memory is None:
        witness.memory.unlink()
    else:
        witness.memory.write_text(memory, encoding="utf-8")
    with pytest.raises(BadKeyFile, match="memory"):
        cosign(witness, _signed(5), AT, log=LOG.verifier)


def test_a_witness_says_that_it_saw_and_when(witness: KeyFile) -> None:
    note = cosign(open_key(witness.path), _signed(9), AT, earlier=_growth(5, 9))
    seen = vouched(note, [LOG.verifier, witness.signer.verifier])
    assert [(one.key.name, one.at) for one in seen] == [("log.example", None), ("audit.example", AT)]
    keys = [one.key.spelled() for one in seen]
    assert standalone.read_checkpoint(note.spelled().encode(), keys).signed == ("log.example", "audit.example")


def test_the_same_checkpoint_is_signed_again(witness: KeyFile) -> None:
    cosign(witness, _signed(5), AT)


def test_a_first_time_needs_the_key_of_the_ledger(tmp_path: Path) -> None:
    key = make_key(tmp_path / "b.key", "b", KeyKind.WITNESS)
    with pytest.raises(NeedsLogKey):
        cosign(key, _signed(5), AT)
    with pytest.raises(NotVouched, match="no signature"):
        cosign(key, _signed(5), AT, log=OTHER.verifier)
    with pytest.raises(BadKeyFile, match="no key of a witness"):
        cosign(make_key(tmp_path / "c.key", "c"), _signed(5), AT, log=LOG.verifier)


@pytest.mark.parametrize(
    ("note", "word"),
    [
        (_signed(4), "fewer entries"),
        (_signed(5, other=b"x" * 32), "another root"),
        (_signed(5, origin="qms/fedcba9876543210"), "another ledger"),
        (_signed(9, other=b"x" * 32), "other checkpoints"),
        (_signed(8), "other checkpoints"),
    ],
)
def test_what_contradicts_is_not_signed(witness: KeyFile, note: Note, word: str) -> None:
    before = witness.memory.read_bytes()
    with pytest.raises(Diverged, match=word):
        cosign(witness, note, AT, earlier=_growth(5, 9))
    assert witness.memory.read_bytes() == before


def test_a_key_that_was_put_in_place_of_the_first_is_told(witness: KeyFile) -> None:
    with pytest.raises(Diverged, match="another key"):
        cosign(witness, _signed(5, by=OTHER), AT, log=OTHER.verifier)
    with pytest.raises(NotVouched):
        cosign(witness, _signed(5, by=OTHER), AT)


def test_growth_is_proven_or_not_signed(witness: KeyFile) -> None:
    with pytest.raises(NeedsGrowth, match="5:"):
        cosign(witness, _signed(9), AT)
    proof = _growth(5, 9)
    for place in range(len(proof.proof)):
        broken = (*proof.proof[:place], b"x" * 32, *proof.proof[place + 1 :])
        with pytest.raises(LedgerBroken):
            cosign(witness, _signed(9), AT, earlier=replace(proof, proof=broken))
    with pytest.raises(Diverged, match="other checkpoints"):
        cosign(witness, _signed(9), AT, earlier=_growth(4, 9))


def test_a_forked_ledger_with_a_proof_of_its_own_is_not_signed(witness: KeyFile) -> None:
    proof = _growth(5, 9)
    forked = ConsistencyProof(ORIGIN, 5, proof.first_root, 9, b"x" * 32, proof.proof)
    with pytest.raises(LedgerBroken):
        cosign(witness, _signed(9, other=b"x" * 32), AT, earlier=forked)


@given(st.integers(0, 9).flatmap(lambda second: st.tuples(st.integers(0, second), st.just(second))))
def test_a_proof_comes_back_from_its_file(pair: tuple[int, int]) -> None:
    proof = _growth(*pair)
    assert read_growth(json.dumps(proof.document()).encode()) == proof


@pytest.mark.parametrize(
    "spelled",
    [b"", b"[]", b"{}", b"\xff", b"[" * 9999, b'{"schema":"qms.proof.consistency/1"}', b" " * 100_000,
     json.dumps(_growth(5, 9).document() | {"first": True}).encode(),
     json.dumps(_growth(5, 9).document() | {"proof": [1]}).encode()],
)  # fmt: skip
def test_what_is_no_proof_is_said_to_be_none(spelled: bytes) -> None:
    with pytest.raises(BadNote, match="proof of growth"):
        read_growth(spelled)


def test_two_processes_do_not_both_forget(witness: KeyFile) -> None:
    # Whoever holds the lock is waited for: the second sees what the first signed.
    if not hasattr(os, "fork"):
        pytest.skip("no fork here")
    children = []
    for size in (7, 9):
        child = os.fork()
        if child == 0:
            try:
                cosign(witness, _signed(size), AT, earlier=_growth(5, size))
                os._exit(0)
            except Exception:  # noqa: BLE001 - a child tells by its exit code
                os._exit(1)
        children.append(child)
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(ends) == [0, 1]
