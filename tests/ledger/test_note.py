"""Signed notes and checkpoints against the published ones, and against whoever changes a letter of them."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.errors import BadKeyName, BadNote, NotVouched
from qms.ledger.checkpoint import Checkpoint, read_checkpoint
from qms.ledger.note import KeyKind, Note, SignerKey, VerifierKey, read_key, read_note, vouched
from qms.ledger.tree import EMPTY, completed, leaf_hash, root

if TYPE_CHECKING:
    from pathlib import Path

VECTORS = "tests/data/vectors"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = hashlib.sha256(b"a secret of the tests alone").digest()
SEEN = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def _roots(root_: Path) -> list[bytes]:
    """Roots of the published ledger of 0 to 8 entries, from its entries."""
    bundle = (root_ / VECTORS / "tlog/tile/entries/000.p/8").read_bytes()
    hashes: list[tuple[bytes, ...]] = []

    def read(end: int, level: int) -> bytes:
        return hashes[end - 1][level]

    roots = [EMPTY]
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        entry, bundle = bundle[2 : 2 + length], bundle[2 + length :]
        hashes.append(completed(len(hashes), leaf_hash(entry), read))
        roots.append(root(len(hashes), read))
    return roots


@pytest.mark.parametrize("size", range(9))
def test_a_published_checkpoint_is_read_vouched_for_and_of_the_root_that_we_compute(root: Path, size: int) -> None:
    spelled = (root / VECTORS / f"tlog/checkpoint.{size}").read_bytes()
    key = read_key((root / VECTORS / "tlog/VERIFIER_KEY.txt").read_text())
    note = read_note(spelled)
    checkpoint = read_checkpoint(note.text)
    assert vouched(note, [key])[0].key == key
    assert checkpoint == Checkpoint("example.com/log/testdata", size, _roots(root)[size])
    assert note.spelled().encode() == spelled
    assert checkpoint.text() == note.text


def test_a_published_note_of_two_lines_is_vouched_for(root: Path) -> None:
    note = read_note((root / VECTORS / "note/peterneumann.note").read_bytes())
    assert [one.key.name for one in vouched(note, [read_key(PETER)])] == ["PeterNeumann"]
    assert read_key(PETER).spelled() == PETER


@pytest.mark.parametrize("size", [0, 8])
def test_each_letter_of_a_checkpoint_that_is_changed_is_noticed(root: Path, size: int) -> None:
    spelled = (root / VECTORS / f"tlog/checkpoint.{size}").read_bytes()
    key = read_key((root / VECTORS / "tlog/VERIFIER_KEY.txt").read_text())
    for at in range(len(spelled)):
        for bit in range(8):
            changed = spelled[:at] + bytes([spelled[at] ^ 1 << bit]) + spelled[at + 1 :]
            with pytest.raises((BadNote, NotVouched)):
                vouched(read_note(changed), [key])


def test_who_signed_and_who_saw_are_told_apart() -> None:
    signer, witness = SignerKey("log.example", SEED), SignerKey("audit.example", SEED, KeyKind.WITNESS)
    text = Checkpoint("qms/0123", 3, bytes(32)).text()
    note = witness.sign(signer.sign(Note(text)), SEEN)
    found = vouched(read_note(note.spelled()), [signer.verifier, witness.verifier])
    assert [(one.key.name, one.at) for one in found] == [("log.example", None), ("audit.example", SEEN)]


def test_signing_again_replaces_the_signature_of_the_same_key() -> None:
    witness = SignerKey("audit.example", SEED, KeyKind.WITNESS)
    note = witness.sign(witness.sign(Note("a\n"), SEEN), SEEN.replace(year=2027))
    assert len(note.signatures) == 1
    assert vouched(note, [witness.verifier])[0].at == SEEN.replace(year=2027)


def test_the_time_at_which_a_witness_saw_it_is_part_of_what_it_signs() -> None:
    witness = SignerKey("audit.example", SEED, KeyKind.WITNESS)
    (one,) = witness.sign(Note("a\n"), SEEN).signatures
    later = one._replace(data=(int(SEEN.timestamp()) + 1).to_bytes(8, "big") + one.data[8:])
    with pytest.raises(NotVouched):
        vouched(Note("a\n", (later,)), [witness.verifier])


def test_an_unknown_key_vouches_for_nothing_and_spoils_nothing() -> None:
    known, stranger = SignerKey("log.example", SEED), SignerKey("log.example", SEED[::-1])
    signed = stranger.sign(Note("a\n"))
    with pytest.raises(NotVouched):
        vouched(signed, [known.verifier])
    assert [one.key for one in vouched(known.sign(signed), [known.verifier])] == [known.verifier]


def test_a_signature_of_a_known_key_that_does_not_fit_spoils_the_note() -> None:
    signer, witness = SignerKey("log.example", SEED), SignerKey("audit.example", SEED, KeyKind.WITNESS)
    good = signer.sign(Note("a\n"))
    other = witness.sign(Note("b\n"), SEEN)
    with pytest.raises(NotVouched) as refused:
        vouched(good._replace(signatures=(*good.signatures, *other.signatures)), [signer.verifier, witness.verifier])
    assert "audit.example" in refused.value.say("en")
    assert "audit.example" in refused.value.say("ko")


@given(
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1).map(lambda text: f"{text}\n"),
    st.integers(0, 2**40),
)
def test_what_is_signed_comes_back_and_no_other_text_passes(text: str, seconds: int) -> None:
    at = datetime.fromtimestamp(seconds % 4_000_000_000, UTC)
    witness = SignerKey("audit.example", SEED, KeyKind.WITNESS)
    note = witness.sign(Note(text), at)
    assert read_note(note.spelled()) == note
    assert vouched(note, [witness.verifier])[0].at == at
    with pytest.raises(NotVouched):
        vouched(note._replace(text=f" {text}"), [witness.verifier])


WHOLE = SignerKey("log.example", SEED).sign(Note("qms/01\n0\n" + base64.b64encode(EMPTY).decode() + "\n")).spelled()


@pytest.mark.parametrize(
    "spelled",
    [
        "", "\n", "a\n", "a\n\n", "a\n\n\n", "a\n\nb\n", WHOLE[:-1], WHOLE.replace("\n", "\r\n"), WHOLE + "\n",
        WHOLE.replace("— ", "- "), WHOLE.replace("— ", "—  "), WHOLE.replace("log.example ", "log example "),
        WHOLE.replace("log.example", "log+example"), WHOLE.replace("\n\n", "\n\x00\n\n"), WHOLE.rstrip("=\n") + "\n",
        WHOLE + "— a AAAAAA==\n" * 100, "x" * 100_000 + WHOLE, WHOLE.encode("utf-16"), b"\xff" + WHOLE.encode(),
        "a\ud800\n\n— b AAAAAAAA\n", "a\n\n— b AAAA\n",
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(spelled: str | bytes) -> None:
    with pytest.raises(BadNote):
        read_note(spelled)


@pytest.mark.parametrize(
    "text",
    [
        "", "a\n1\n", "a\n01\nAA==\n", "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n-0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
        "a\n00\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "a\n٣\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
        "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nb\n",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        read_checkpoint(text)


def test_lines_below_the_root_are_kept_as_they_are() -> None:
    text = "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n"
    assert read_checkpoint(text).more == ("more",)
    assert read_checkpoint(text).text() == text


@pytest.mark.parametrize(
    "spelled",
    [
        "", "a", "a+b", "a+b+c", PETER.replace("c74f", "c74e"), PETER.replace("Peter", "Petra"), PETER[:-4],
        PETER.replace("+ARpc", "+AhpC"), f"{PETER}+x", PETER.replace("PeterNeumann", "Peter Neumann"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(spelled: str) -> None:
    with pytest.raises(BadNote):
        read_key(spelled)


@pytest.mark.parametrize(("name", "seed"), [("", SEED), ("a b", SEED), ("a+b", SEED), ("a\n", SEED), ("a", SEED[:-1])])
def test_a_key_has_a_name_without_spaces_and_a_secret_of_32_bytes(name: str, seed: bytes) -> None:
    with pytest.raises(BadNote if name == "a" else BadKeyName):
        SignerKey(name, seed)


def test_a_time_goes_with_a_witness_alone() -> None:
    for kind, at in ((KeyKind.SIGNER, SEEN), (KeyKind.WITNESS, None)):
        with pytest.raises(ValueError, match="witness"):
            SignerKey("a", SEED, kind).sign(Note("a\n"), at)


def test_name_kind_and_key_are_all_part_of_the_id() -> None:
    one = VerifierKey("a", KeyKind.SIGNER, bytes(32))
    others = [one._replace(name="b"), one._replace(kind=KeyKind.WITNESS), one._replace(public=bytes(31) + b"\x01")]
    assert one.id not in {other.id for other in others}
