"""Checkpoints at the prompt: kept, signed, witnessed, held against the store."""

from __future__ import annotations

import shutil
import zlib
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

from qms.ledger import standalone

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

RULE = "store.finding."


@pytest.fixture
def office(full: Terminal, tmp_path: Path) -> Terminal:
    """The organisation with a key on another disk, and the audit office with one of its own."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "audit").mkdir()
    full.patch.setenv("QMS_KEY", str(tmp_path / "audit" / "key"))
    full.done("key", "make", "audit.example", "--witness")
    full.patch.setenv("QMS_KEY", str(tmp_path / "disk" / "key"))
    full.done("key", "make", "quality.example")
    return full


@pytest.fixture
def at_audit(tmp_path: Path) -> Path:
    """The audit office's key."""
    return tmp_path / "audit" / "key"


def _public(office: Terminal, key: Path | None = None) -> str:
    with office.patch.context() as patch:
        if key:
            patch.setenv("QMS_KEY", str(key))
        return str(office.done("key", "show", "--json").json["key"])


def _grow(office: Terminal) -> None:
    office.done("case", "receive", "--type", "inquiry", "--channel", "phone", "--subject", "주차")


def _rules(office: Terminal, *words: str) -> list[str]:
    found = office("verify", *words, "--json")
    assert found.code == Exit.FINDINGS, found.err
    return [one["rule"].removeprefix(RULE) for one in found.json["findings"]]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_checkpoint_is_a_small_file_and_stands_on_the_screen(full: Terminal, lang: str) -> None:
    ran = full.done("checkpoint", "-o", "checkpoint.txt", lang=lang)
    kept = (full.folder / "checkpoint.txt").read_text(encoding="utf-8")
    assert kept == ran.out
    found = standalone.read_checkpoint(kept.encode())
    assert found.origin.startswith("qms/")
    assert f"{found.size}:{found.root.hex()}" in ran.err
    assert len(kept) < 100
    assert full.done("verify", "--against", "checkpoint.txt").out == ""


def test_a_signed_checkpoint_says_who_signed_and_who_saw_it_when(office: Terminal, at_audit: Path) -> None:
    office.done("checkpoint", "--sign", "-o", "c.txt")
    ours, theirs = _public(office), _public(office, at_audit)
    with office.patch.context() as patch:
        patch.setenv("QMS_KEY", str(at_audit))
        patch.setenv("QMS_STORE", "nowhere.db")
        office.done("witness", "sign", "c.txt", "--key", ours, "-o", "seen.txt")
    told = office.done("verify", "--against", "seen.txt", "--key", ours, "--key", theirs).err
    assert "quality.example" in told
    assert "audit.example at 2026-03-03" in told
    assert "--key" in office.done("verify", "--against", "seen.txt").err
    kept = (office.folder / "seen.txt").read_bytes()
    assert standalone.read_checkpoint(kept, [ours, theirs]).signed == ("quality.example", "audit.example")


def test_a_witness_signs_again_what_grew(office: Terminal, at_audit: Path) -> None:
    office.done("checkpoint", "--sign", "-o", "c.txt")
    ours = _public(office)

    def seen(*words: str) -> int:
        with office.patch.context() as patch:
            patch.setenv("QMS_KEY", str(at_audit))
            return office("witness", "sign", *words).code

    assert seen("c.txt") == Exit.REFUSED
    assert seen("c.txt", "--key", ours) == 0
    _grow(office)
    office.done("checkpoint", "--sign", "-o", "d.txt")
    size = standalone.read_checkpoint((office.folder / "d.txt").read_bytes()).size
    _grow(office)
    office.done("proof", "--since", "c.txt", "--size", str(size), "--json", "-o", "growth.json")
    office.done("proof", "--since", "c.txt", "--json", "-o", "too-far.json")
    assert seen("d.txt") == Exit.REFUSED
    assert seen("d.txt", "--earlier", "too-far.json") == Exit.LEDGER_BROKEN
    assert seen("d.txt", "--earlier", "c.txt") == Exit.USAGE
    assert seen("d.txt", "--earlier", "growth.json") == 0
    assert seen("c.txt") == Exit.LEDGER_BROKEN


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_store_that_was_turned_back_or_forked_is_not_signed(office: Terminal, lang: str) -> None:
    store = office.folder / "records.db"
    shutil.copy(store, "yesterday.db")
    _grow(office)
    office.done("checkpoint", "--sign", "-o", "c.txt")
    shutil.copy("yesterday.db", store)
    refused = office("checkpoint", "--sign", "-o", "d.txt", lang=lang)
    assert refused.code == Exit.LEDGER_BROKEN
    assert ("fewer entries" if lang == "en" else "항목이 적습니다") in refused.err
    office.clock("2026-03-04T10:00:00+09:00")
    _grow(office)
    assert office("checkpoint", "--sign").code == Exit.LEDGER_BROKEN
    _grow(office)
    refused = office("checkpoint", "--sign", lang=lang)
    assert refused.code == Exit.LEDGER_BROKEN
    assert ("does not begin" if lang == "en" else "이어지지") in refused.err
    assert not (office.folder / "d.txt").exists()
    assert _rules(office, "--against", "c.txt") == ["root_differs"]


def test_another_store_in_its_place_is_not_signed(office: Terminal) -> None:
    office.done("checkpoint", "--sign")
    office.clock("2026-03-04T10:00:00+09:00")  # two that are founded by one person at one instant begin alike
    office.done("init", "other", "--name", "Other")
    shutil.copy(office.folder / "other" / "records.db", office.folder / "records.db")
    refused = office("checkpoint", "--sign")
    assert refused.code == Exit.LEDGER_BROKEN
    assert "another ledger" in refused.err


def test_each_wrong_checkpoint_is_told_apart(office: Terminal) -> None:
    office.done("checkpoint", "--sign", "-o", "c.txt")
    ours = _public(office)
    folder = office.folder
    kept = (folder / "c.txt").read_text(encoding="utf-8")
    origin, size, root = kept.splitlines()[:3]
    other = "A" * 43 + "="

    def plain(name: str, *lines: object) -> str:
        (folder / name).write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")
        return name

    assert _rules(office, "--against", plain("a", "qms/0000000000000000", size, root)) == ["other_origin"]
    assert _rules(office, "--against", plain("a", origin, size, other)) == ["root_differs"]
    assert _rules(office, "--against", plain("a", origin, int(size) - 1, root)) == ["root_differs"]
    assert _rules(office, "--against", plain("a", origin, int(size) + 9, root)) == ["tail_cut"]
    assert _rules(office, "--against", plain("a", origin, size, root), "--key", ours) == ["not_signed"]
    office.patch.setenv("QMS_KEY", str(folder.parent / "disk" / "second"))
    office.done("key", "make", "quality.example")
    assert _rules(office, "--against", "c.txt", "--key", _public(office)) == ["other_key"]
    (folder / "b").write_text(kept.replace(root, other), encoding="utf-8")
    assert _rules(office, "--against", "b", "--key", ours) == ["signature_wrong", "root_differs"]
    for since in (f"1:{'0' * 64}", "c.txt"):
        found = _rules(office, "--since", since, "--against", plain("a", "qms/0000000000000000", size, root))
        assert found[-1] == "other_origin"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"), ("\n\n", "\n"), ("=\n\n", "\n\n"), ("qms/", "\x1b[2Jqms/"), ("\n\u2014", "\nx\n\u2014"),
        ("\u2014", "-"), ("\n", ""), ("qms/", "\udcffqms/"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_checkpoint_is_refused(office: Terminal, old: str, new: str) -> None:
    office.done("checkpoint", "--sign", "-o", "c.txt")
    kept = (office.folder / "c.txt").read_bytes().decode()
    assert old in kept
    (office.folder / "c.txt").write_bytes(kept.replace(old, new).encode("utf-8", "surrogateescape"))
    assert office("verify", "--against", "c.txt").code == Exit.USAGE
    assert office("verify", "--against", "not-there.txt").code == Exit.USAGE


def test_keys_are_not_overwritten_and_not_needed_to_read(office: Terminal) -> None:
    assert office("key", "make", "again").code == Exit.USAGE
    assert office("verify", "--key", _public(office)).code == Exit.USAGE
    office.patch.setenv("QMS_KEY", "nowhere")
    assert office("key", "show").code == Exit.USAGE
    assert office("checkpoint", "--sign").code == Exit.USAGE
    office.done("checkpoint")


def test_the_place_of_the_key_may_stand_in_the_configuration(office: Terminal) -> None:
    name = office.done("key", "show", "--json").json["name"]
    office.patch.delenv("QMS_KEY")
    config = office.folder / "qms.toml"
    config.write_text(config.read_text(encoding="utf-8") + 'key = "../disk/key"\n', encoding="utf-8")
    shown = office.done("key", "show", "--json").json
    assert shown["name"] == name
    assert "PRIVATE" not in str(shown)


@pytest.mark.needs_pdf
def test_a_packet_is_a_checkpoint_too(office: Terminal) -> None:
    ours = _public(office)
    office.done("packet", "render", "2026H1", "--sign", "-o", "packet.pdf")
    _grow(office)
    assert "quality.example" in office.done("verify", "--against", "packet.pdf", "--key", ours).err
    (office.folder / "other").write_text("qms/0000000000000000\n1\n" + "A" * 43 + "=\n", encoding="utf-8")
    assert office("packet", "render", "2026H1", "--checkpoint", "other").code == Exit.LEDGER_BROKEN


# --- packets that somebody made to hurt ---


def _attached(*files: bytes) -> bytes:
    one = b"".join(
        b"1 0 obj\n<</Type /EmbeddedFile/Filter /FlateDecode/Length 1>>\nstream\n%s\nendstream\nendobj\n"
        % zlib.compress(data)
        for data in files
    )
    return b"%PDF-1.7\n" + one


CHECKPOINT = b"qms/0000000000000000\n1\n" + b"A" * 43 + b"=\n"


def _half() -> bytes:
    """Cut off where what is left reads as a whole checkpoint."""
    whole = b"%PDF-1.7\n1 0 obj\n<</Type /EmbeddedFile/Filter /FlateDecode/Length 1>>\nstream\n"
    return whole + zlib.compress(CHECKPOINT + b"more\n", 0)[: 7 + len(CHECKPOINT)]


HOSTILE = {
    "cut": (_attached(CHECKPOINT)[:90], "no checkpoint attached"),
    "cut behind a line": (_half(), "no checkpoint attached"),
    "encrypted": (_attached(b"\xff" * 99) + b"trailer <</Encrypt 7 0 R>>", "encrypted"),
    "huge": (_attached(b"\0" * 100_000_000), "no checkpoint attached"),
    "twice": (_attached(CHECKPOINT, CHECKPOINT.replace(b"\n1\n", b"\n2\n")), "differ"),
    "nested": (_attached(_attached(CHECKPOINT)), "no checkpoint attached"),
    "endless": (b"%PDF-1.7\n" + b"1 0 obj <</EmbeddedFile" * 50_000, "no checkpoint attached"),
    "nothing": (b"%PDF-1.7\n", "no checkpoint attached"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_packet_ends_in_a_sentence(full: Terminal, kind: str) -> None:
    data, word = HOSTILE[kind]
    (full.folder / "packet.pdf").write_bytes(data)
    for command in (("verify", "--against"), ("verify", "--since"), ("packet", "render", "2026H1", "--checkpoint")):
        told = full(*command, "packet.pdf")
        assert told.code == Exit.USAGE
        assert word in told.err
        assert len(told.err.splitlines()) <= 4
        assert full(*command, "packet.pdf", lang="ko").code == Exit.USAGE


def test_of_one_checkpoint_attached_twice_it_is_that_one(full: Terminal) -> None:
    (full.folder / "packet.pdf").write_bytes(_attached(CHECKPOINT, b"a,b\r\n", CHECKPOINT))
    assert _rules(full, "--against", "packet.pdf") == ["other_origin"]
