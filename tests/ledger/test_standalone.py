"""The checker that travels in every bundle: it shares no code with ours, and says the same of every proof."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from qms.errors import BadNote, LedgerBroken, NotVouched
from qms.ledger import standalone
from qms.ledger.checkpoint import Checkpoint, read_checkpoint
from qms.ledger.note import KeyKind, Note, SignerKey, read_key, read_note, vouched
from qms.ledger.proof import ConsistencyProof, InclusionProof
from qms.ledger.tree import consistency, inclusion, root, verify_consistency, verify_inclusion
from tests.ledger.test_note import PETER, SEED, SEEN
from tests.ledger.test_tree import KEPT, LEAVES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VECTORS = "tests/data/vectors"
MUTATIONS = 6_000


def _ours(check: Callable[[], object]) -> bool:
    try:
        check()
    except LedgerBroken:
        return False
    return True


def _theirs(check: Callable[[], object]) -> bool:
    try:
        check()
    except standalone.Wrong:
        return False
    return True


@pytest.mark.req("P11-10c")
def test_it_imports_nothing_of_ours_and_nothing_that_python_does_not_bring(root: Path) -> None:
    tree = ast.parse((root / "qms/ledger/standalone.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= {*sys.stdlib_module_names, "__future__"}


# --- signatures ---


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_a_signature_holds_for_its_message_and_key_alone(seed: bytes, message: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert standalone.ed25519(public, message, signature)
    assert not standalone.ed25519(public, message + b"!", signature)
    assert not standalone.ed25519(hashlib.sha256(public).digest(), message, signature)


def test_a_touched_signature_is_judged_as_the_library_of_the_field_judges_it() -> None:
    key, chance = Ed25519PrivateKey.from_private_bytes(SEED), random.Random(1)
    public, signature = key.public_key(), key.sign(b"text")
    for _ in range(150):
        bit = chance.randrange(512)
        touched = bytearray(signature)
        touched[bit // 8] ^= 1 << bit % 8
        with pytest.raises(InvalidSignature):
            public.verify(bytes(touched), b"text")
        assert not standalone.ed25519(public.public_bytes_raw(), b"text", bytes(touched))


def test_a_signature_of_the_other_half_is_refused() -> None:
    """RFC 8032, 5.1.7: a number at or beyond the order of the group is none, though the equation would hold."""
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    signature = key.sign(b"text")
    order = 2**252 + 27742317777372353535851937790883648493
    larger = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert not standalone.ed25519(key.public_key().public_bytes_raw(), b"text", signature[:32] + larger)


# --- the published proofs ---


def _hash(text: object) -> bytes:
    return base64.b64decode(text) if isinstance(text, str) and text else b""


def _vectors(root: Path, folder: str) -> list[dict[str, object]]:
    found = sorted((root / VECTORS / "merkle" / folder).rglob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]


def test_it_says_of_each_published_inclusion_proof_what_is_published(root: Path) -> None:
    for one in _vectors(root, "inclusion"):
        proof = [_hash(node) for node in one["proof"] or []]  # type: ignore[attr-defined] # a list of the vector
        check = standalone.check_inclusion
        place = int(str(one["leafIdx"])), int(str(one["treeSize"]))
        held = _theirs(lambda: check(*place, _hash(one["leafHash"]), proof, _hash(one["root"])))  # noqa: B023 - called at once
        assert held is not one["wantErr"], one["desc"]


def test_it_says_of_each_published_consistency_proof_what_is_published(root: Path) -> None:
    for one in _vectors(root, "consistency"):
        proof = [_hash(node) for node in one["proof"] or []]  # type: ignore[attr-defined] # a list of the vector
        sizes = int(str(one["size1"])), int(str(one["size2"]))
        roots = _hash(one["root1"]), _hash(one["root2"])
        assert _theirs(lambda: standalone.check_consistency(*sizes, *roots, proof)) is not one["wantErr"], one["desc"]  # noqa: B023 - called at once


def _touched(proof: Sequence[bytes], chance: random.Random) -> list[bytes]:
    found = list(proof)
    at = chance.randrange(len(found)) if found else 0
    match chance.randrange(6):
        case 0 if found:
            found[at] = bytes([found[at][0] ^ 1 << chance.randrange(8)]) + found[at][1:]
        case 1 if found:
            del found[at]
        case 2:
            found.insert(at, chance.choice(LEAVES))
        case 3 if len(found) > 1:
            found[0], found[-1] = found[-1], found[0]
        case 4 if found:
            found[at] = found[at][:-1]
    return found


def test_both_say_the_same_of_every_proof_that_was_touched() -> None:
    chance, held = random.Random(20260701), 0
    for _ in range(MUTATIONS):
        size = chance.randrange(1, 200)
        index, first = chance.randrange(size), chance.randrange(size + 1)
        top, old = root(size, KEPT.read), root(first, KEPT.read)
        proof = _touched(inclusion(index, size, KEPT.read), chance)
        index += chance.choice((0, 0, 0, 1, -1))
        leaf = LEAVES[index % size]
        ours = _ours(lambda: verify_inclusion(index, size, leaf, proof, top))  # noqa: B023 - called at once
        assert ours is _theirs(lambda: standalone.check_inclusion(index, size, leaf, proof, top))  # noqa: B023 - called at once
        path = _touched(consistency(first, size, KEPT.read), chance)
        first = max(0, first + chance.choice((0, 0, 0, 1, -1)))
        both = _ours(lambda: verify_consistency(first, size, old, top, path))  # noqa: B023 - called at once
        assert both is _theirs(lambda: standalone.check_consistency(first, size, old, top, path))  # noqa: B023 - called at once
        held += ours + both
    assert MUTATIONS / 10 < held < 2 * MUTATIONS * 0.9  # some were left whole, and not all


# --- checkpoints ---


@pytest.mark.parametrize("size", range(9))
def test_it_reads_the_published_checkpoints(root: Path, size: int) -> None:
    key = (root / VECTORS / "tlog/VERIFIER_KEY.txt").read_text()
    found = standalone.read_checkpoint((root / VECTORS / f"tlog/checkpoint.{size}").read_bytes(), [key])
    assert (found.origin, found.size, found.signed) == ("example.com/log/testdata", size, ("example.com/log/testdata",))


def _signed() -> tuple[bytes, list[str]]:
    signer, witness = SignerKey("log.example", SEED), SignerKey("감사실.example", SEED, KeyKind.WITNESS)
    text = Checkpoint("qms/0123456789abcdef", 3, root(3, KEPT.read)).text()
    note = witness.sign(signer.sign(Note(text)), SEEN)
    return note.spelled().encode(), [signer.verifier.spelled(), witness.verifier.spelled()]


def test_it_tells_who_signed_and_who_saw() -> None:
    note, keys = _signed()
    assert standalone.read_checkpoint(note, keys).signed == ("log.example", "감사실.example")
    assert standalone.read_checkpoint(note).signed == ()
    with pytest.raises(standalone.Wrong, match="no key that was given"):
        standalone.read_checkpoint(note, [PETER])


def test_both_say_the_same_of_every_checkpoint_that_was_touched() -> None:
    note, keys = _signed()
    chance, known = random.Random(7), [read_key(key) for key in keys]
    for _ in range(500):
        touched = bytearray(note)
        for _ in range(chance.randrange(3)):
            at = chance.randrange(len(touched))
            touched[at : at + chance.randrange(2)] = bytes([chance.choice((*note, 0, 10, 13, 32, 255))])
        try:
            read = read_note(bytes(touched))
            read_checkpoint(read.text)
            ours = len(vouched(read, known))
        except (BadNote, NotVouched):
            ours = 0
        try:
            theirs = len(standalone.read_checkpoint(bytes(touched), keys).signed)
        except standalone.Wrong:
            theirs = 0
        assert ours == theirs, bytes(touched)


@pytest.mark.parametrize("key", ["", "a", PETER[:-4], PETER.replace("c74f", "c74e"), PETER.replace("Peter", "Pet er")])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(standalone.Wrong):
        standalone.read_key(key)


# --- proofs as the program hands them out ---


def _proofs(tmp_path: Path) -> tuple[str, str, str, str]:
    """Files of an inclusion proof and a proof of growth, and the checkpoints of both."""
    proof = InclusionProof("qms/0", 3, 7, root(7, KEPT.read), b"3", inclusion(3, 7, KEPT.read))
    growth = ConsistencyProof(
        "qms/0", 5, root(5, KEPT.read), 7, root(7, KEPT.read), consistency(5, 7, KEPT.read)
    )  # fmt: skip
    proof.verify()
    growth.verify()
    for name, one in (("entry.json", proof), ("growth.json", growth)):
        (tmp_path / name).write_text(json.dumps(one.document()), encoding="utf-8")
    later = Checkpoint("qms/0", 7, root(7, KEPT.read))
    (tmp_path / "kept.txt").write_text(later.text(), encoding="utf-8")
    return str(tmp_path / "entry.json"), str(tmp_path / "growth.json"), str(tmp_path / "kept.txt"), later.short()


@pytest.mark.req("ALCOA-Enduring")
def test_it_takes_the_proofs_that_the_program_hands_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry, growth, kept, short = _proofs(tmp_path)
    for file in (entry, growth):
        assert standalone.main(["proof", file]) == 0
        assert "give --against" in capsys.readouterr().out
        for known in (kept, short):
            assert standalone.main(["proof", file, "--against", known]) == 0
            assert "give --against" not in capsys.readouterr().out


def test_a_proof_about_another_checkpoint_proves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry, growth, kept, short = _proofs(tmp_path)
    for file in (entry, growth):
        for known in (f"8:{short[2:]}", f"7:{'0' * 64}"):
            assert standalone.main(["proof", file, "--against", known]) == 1
            assert "not about the checkpoint" in capsys.readouterr().out
        (tmp_path / "other.txt").write_text(Checkpoint("qms/1", 7, root(7, KEPT.read)).text(), encoding="utf-8")
        assert standalone.main(["proof", file, "--against", str(tmp_path / "other.txt")]) == 1
        assert standalone.main(["proof", file, "--against", kept, "--key", PETER]) == 1
    with_ends = Path(kept).read_bytes().replace(b"\n", b"\r\n")
    (tmp_path / "other.txt").write_bytes(with_ends)
    assert standalone.main(["proof", entry, "--against", str(tmp_path / "other.txt")]) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("position", True), ("position", "3"), ("position", 3.0), ("size", None), ("root", "xy"), ("proof", "ab"),
        ("proof", [1]), ("schema", "qms.proof.inclusion/2"), ("entry", 3), ("origin", {}),
    ],
)  # fmt: skip
def test_what_is_no_proof_is_told_in_a_line(
    tmp_path: Path, name: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    entry, *_ = _proofs(tmp_path)
    told = json.loads(Path(entry).read_text(encoding="utf-8"))
    Path(entry).write_text(json.dumps({**told, name: value}), encoding="utf-8")
    assert standalone.main(["proof", entry]) == (1 if name != "origin" else 0)
    assert len(capsys.readouterr().out.splitlines()) <= 4
