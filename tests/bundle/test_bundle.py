"""A sealed bundle holds the whole store, is the same bytes for the same store, and anybody can check it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qms import errors, i18n
from qms.exchange.bundle import write_bundle
from qms.ledger import standalone
from qms.ledger.note import Note, SignerKey
from tests.bundle.touching import files_of, sealed, writers
from tests.ledger.test_note import SEED
from tests.verify.busy import PDF

if TYPE_CHECKING:
    from tests.office import Office

ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.mark.req("P11-10b", "KR-REC-32/35")
def test_a_bundle_holds_every_entry_and_its_own_checker_takes_it(lived_office: Office, tmp_path: Path) -> None:
    registry = lived_office.registry
    done = write_bundle(registry.store, tmp_path / "all.zip")
    assert (done.origin, done.size, done.root) == registry.checkpoint()
    with zipfile.ZipFile(done.path) as bundle, registry.reading() as reading:
        assert bundle.testzip() is None
        assert bundle.read("entries.jsonl") == b"".join(one.spelled() + b"\n" for one in reading.entries())
        kept = {name for name in bundle.namelist() if name.startswith("contents/")}
        assert len(kept) == 4  # a snapshot, two files, and a document approved in groupware
        bundle.extract("verify.py", tmp_path)
        readme = bundle.read("README.txt").decode()
        assert all(i18n.text("exchange.bundle.readme", one).strip() in readme for one in i18n.LANGUAGES)
    assert (tmp_path / "verify.py").read_bytes() == _checker()
    told = subprocess.run(
        [sys.executable, "-I", tmp_path / "verify.py", done.path, "--against", f"{done.size}:{done.root}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert told.endswith("ALL HOLDS\n")
    assert f"{done.personal} of {done.personal} personal values" in told


def _checker() -> bytes:
    return Path(standalone.__file__).read_bytes()


def test_the_same_store_is_the_same_bytes_in_a_folder_and_in_a_file(lived_office: Office, tmp_path: Path) -> None:
    store = lived_office.registry.store
    first, again = (write_bundle(store, tmp_path / name) for name in ("one.zip", "two.ZIP"))
    assert first.path.read_bytes() == again.path.read_bytes()
    assert first.digest == again.digest
    folder = write_bundle(store, tmp_path / "folder").path
    with zipfile.ZipFile(first.path) as bundle:
        there = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
        assert there == {name: bundle.read(name) for name in bundle.namelist()}
    assert standalone.check_bundle(folder) == standalone.check_bundle(first.path)


@ONE
def test_it_is_for_its_owner_alone_and_nothing_is_left_beside_it(lived_office: Office, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write_bundle(lived_office.registry.store, out / "all.zip")
    folder = write_bundle(lived_office.registry.store, out / "folder").path
    assert sorted(one.name for one in out.iterdir()) == ["all.zip", "folder"]
    modes = {stat.S_IMODE(one.stat().st_mode) for one in (out / "all.zip", *folder.rglob("*")) if one.is_file()}
    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@ONE
@pytest.mark.parametrize("name", ["all.zip", "folder"])
def test_what_is_there_is_never_written_over(lived_office: Office, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(errors.FileThere):
        write_bundle(lived_office.registry.store, tmp_path / name)
    assert (tmp_path / name).read_text() == "mine"
    with pytest.raises(errors.StorageFailed):
        write_bundle(lived_office.registry.store, tmp_path / "nowhere" / name)


def test_without_personal_values_nobody_is_in_it_and_it_proves_as_much(lived_office: Office, tmp_path: Path) -> None:
    done = write_bundle(lived_office.registry.store, tmp_path / "bare.zip", with_personal=False)
    whole = done.path.read_bytes()
    assert "홍길동".encode() not in whole
    assert b"010-0000-0000" not in whole
    assert done.personal is None
    said = standalone.check_bundle(done.path)
    assert any(one.startswith("0 of ") for one in said)
    # The file with a name in it, the PDF, and the document approved in groupware: what is in them is not told.
    files = files_of(whole)
    assert done.left_out == 3
    assert "3 attached files left out, as personal values are" in said
    for content in (b"2026-03-09", PDF):
        assert f"contents/{sha256(content).hexdigest()}" not in files
        assert sha256(content).hexdigest().encode() in files["entries.jsonl"]
    assert any(name.startswith("contents/") for name in files)
    assert "신청서".encode() not in whole


@ONE
def test_a_file_is_missed_where_not_all_of_them_were_left_out(lived_office: Office, tmp_path: Path) -> None:
    whole = files_of(write_bundle(lived_office.registry.store, tmp_path / "all.zip").path.read_bytes())
    attached = {f"contents/{sha256(one).hexdigest()}" for one in (b"2026-03-09", PDF)}
    (tmp_path / "less.zip").write_bytes(sealed({n: d for n, d in whole.items() if n not in attached}))
    with pytest.raises(standalone.Wrong, match="missing"):
        standalone.check_bundle(tmp_path / "less.zip")
    bare = write_bundle(lived_office.registry.store, tmp_path / "bare.zip", with_personal=False)
    one = min(attached)
    (tmp_path / "more.zip").write_bytes(sealed({**files_of(bare.path.read_bytes()), one: whole[one]}))
    with pytest.raises(standalone.Wrong, match="missing"):
        standalone.check_bundle(tmp_path / "more.zip")
    # One that an earlier version wrote has them all.
    (tmp_path / "old.zip").write_bytes(sealed({n: d for n, d in whole.items() if n != "personal.jsonl"}))
    assert not any("left out" in one for one in standalone.check_bundle(tmp_path / "old.zip"))


@pytest.mark.req("P11-30", "KR-REC-32/35")
@ONE
def test_its_checkpoint_can_be_signed(lived_office: Office, tmp_path: Path) -> None:
    key = SignerKey("qms.example", SEED)

    def sign(text: str) -> str:
        return key.sign(Note(text)).spelled()

    done = write_bundle(lived_office.registry.store, tmp_path / "all.zip", sign=sign)
    spelled = key.verifier.spelled()
    assert "signed by qms.example" in standalone.check_bundle(done.path, [spelled])
    other = SignerKey("qms.example", bytes(32)).verifier.spelled()
    with pytest.raises(standalone.Wrong):
        standalone.check_bundle(done.path, [other])


@ONE
def test_of_a_store_that_was_tampered_with_there_is_no_bundle(lived_office: Office, tmp_path: Path) -> None:
    from tests.store.older import change

    change(lived_office.place, "DROP TRIGGER entries_no_update", "UPDATE entries SET actor = 'x' WHERE position = 3")
    with pytest.raises(errors.NotBackedUp):
        write_bundle(lived_office.registry.store, tmp_path / "all.zip")
    assert not list(tmp_path.glob("*.zip")) + list(tmp_path.glob(".*"))


def test_while_others_write_a_bundle_is_of_one_moment(lived_office: Office, tmp_path: Path) -> None:
    with writers(lived_office, 2):
        sizes = [write_bundle(lived_office.registry.store, tmp_path / f"{n}.zip").size for n in range(8)]
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    assert lived_office.registry.verify() == ()
    for n, size in enumerate(sizes):
        with zipfile.ZipFile(tmp_path / f"{n}.zip") as bundle:
            assert json.loads(bundle.read("manifest.json"))["size"] == size
