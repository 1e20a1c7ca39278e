"""Whatever is done to a bundle, its checker sees it; what a wrong bundle says is one sentence, never a traceback."""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.exchange.bundle import restore
from qms.ledger import standalone
from tests.bundle.touching import Files, files_of, sealed, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

FLIPS = 500


def _holds(path: Path) -> bool:
    try:
        standalone.check_bundle(path)
    except (standalone.Wrong, ValueError):  # what the checker's own main tells in a line
        return False
    return True


def test_the_form_of_these_tests_is_the_programs(bundle: bytes, tmp_path: Path) -> None:
    path = tmp_path / "same.zip"
    path.write_bytes(zipped(list(files_of(bundle).items())))
    assert path.read_bytes() == bundle
    path.write_bytes(sealed(files_of(bundle)))
    assert _holds(path)


@pytest.mark.req("P11-30", "A11d-16/17")
def test_every_flipped_bit_and_changed_byte_is_seen(bundle: bytes, tmp_path: Path) -> None:
    chance, path = random.Random(4), tmp_path / "touched.zip"
    places = [chance.randrange(len(bundle)) for _ in range(FLIPS)]
    # Heads and the list at the end are a small part of the bytes, and the part that a checker forgets.
    places += [*range(60), *range(len(bundle) - FLIPS, len(bundle))]
    for place in places:
        touched = bytearray(bundle)
        touched[place] ^= chance.choice([1 << chance.randrange(8), chance.randrange(1, 256)])
        path.write_bytes(bytes(touched))
        assert not _holds(path), place


def test_in_a_folder_too_every_changed_byte_is_seen(bundle: bytes, tmp_path: Path) -> None:
    folder, chance = tmp_path / "bundle", random.Random(5)
    files = files_of(bundle)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    assert _holds(folder)
    for _ in range(100):
        name = chance.choice(sorted(files))
        touched = bytearray(files[name])
        touched[chance.randrange(len(touched))] ^= 1 << chance.randrange(8)
        (folder / name).write_bytes(bytes(touched))
        assert not _holds(folder), name
        (folder / name).write_bytes(files[name])
    (folder / "link").symlink_to(folder / "README.txt")
    assert not _holds(folder)


def _cut(bundle: bytes) -> bytes:
    return bundle[:-1]


def _longer(bundle: bytes) -> bytes:
    return bundle + b"\0"


def _before(bundle: bytes) -> bytes:
    return b"\0" + bundle


def _comment(bundle: bytes) -> bytes:
    return bundle[:-2] + struct.pack("<H", 1) + b"!"


def _packed(bundle: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files_of(bundle).items():
            packed.writestr(name, data)
    return out.getvalue()


def _twice(bundle: bytes) -> bytes:
    files = files_of(bundle)
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped([*files.items(), ("entries.jsonl", files["entries.jsonl"])])


@pytest.mark.parametrize("touch", [_cut, _longer, _before, _comment, _packed, _twice])
def test_a_zip_file_of_another_form_is_refused(bundle: bytes, tmp_path: Path, touch: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "touched.zip"
    path.write_bytes(touch(bundle))
    assert not _holds(path)
    with pytest.raises(errors.BadBundle):
        restore(path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


STRANGE = ["more.txt", "../outside", "/etc/outside", "contents/../outside", "contents/" + "A" * 64, "Entries.jsonl",
           "ENTRIES.JSONL", "contents", "contents/", "entries.jsonl ", "C:\\outside", "내용.txt"]  # fmt: skip


@pytest.mark.req("ASVS-5.3.2")
@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_a_file_of_another_name_is_refused_though_the_manifest_has_it(bundle: bytes, tmp_path: Path, name: str) -> None:
    path = tmp_path / "touched.zip"
    path.write_bytes(sealed({**files_of(bundle), name: b"{}"}))
    assert not _holds(path)


@pytest.mark.parametrize("gone", ["README.txt", "checkpoint.txt", "entries.jsonl", "verify.py", "contents"])
def test_a_file_that_is_gone_is_missed_though_the_manifest_does_not(bundle: bytes, tmp_path: Path, gone: str) -> None:
    path = tmp_path / "touched.zip"
    path.write_bytes(sealed({name: data for name, data in files_of(bundle).items() if not name.startswith(gone)}))
    assert not _holds(path)


def _an_entry_less(files: Files) -> Files:
    return {**files, "entries.jsonl": b"\n".join(files["entries.jsonl"].split(b"\n")[:-2]) + b"\n"}


def _an_entry_changed(files: Files) -> Files:
    return {**files, "entries.jsonl": files["entries.jsonl"].replace(b'"actor":"', b'"actor":"x', 1)}


def _entries_swapped(files: Files) -> Files:
    first, second, *rest = files["entries.jsonl"].split(b"\n")
    return {**files, "entries.jsonl": b"\n".join([second, first, *rest])}


def _an_entry_spelled_otherwise(files: Files) -> Files:
    return {**files, "entries.jsonl": files["entries.jsonl"].replace(b'{"act":', b'{ "act":', 1)}


def _no_end(files: Files) -> Files:
    return {**files, "entries.jsonl": files["entries.jsonl"] + b"{}"}


def _lines(files: Files) -> list[dict[str, object]]:
    return [json.loads(line) for line in files["personal.jsonl"].splitlines()]


def _with(files: Files, lines: list[dict[str, object]]) -> Files:
    return {**files, "personal.jsonl": b"".join(json.dumps(one).encode() + b"\n" for one in lines)}


def _another_value(files: Files) -> Files:
    first, *rest = _lines(files)
    return _with(files, [{**first, "value": "다른 이름"}, *rest])


def _another_version(files: Files) -> Files:
    first, *rest = _lines(files)
    return _with(files, [{**first, "version": 9}, *rest])


def _values_swapped(files: Files) -> Files:
    first, second, *rest = _lines(files)
    return _with(files, [{**first, "value": second["value"]}, {**second, "value": first["value"]}, *rest])


def _a_value_twice(files: Files) -> Files:
    first, *rest = _lines(files)
    return _with(files, [first, first, *rest])


def _no_salt(files: Files) -> Files:
    first, *rest = _lines(files)
    return _with(files, [{**first, "salt": None}, *rest])


def _another_content(files: Files) -> Files:
    name = next(one for one in files if one.startswith("contents/"))
    return {**files, name: files[name] + b" "}


def _content_renamed(files: Files) -> Files:
    name = next(one for one in files if one.startswith("contents/"))
    new = files[name] + b" "
    kept = {one: data for one, data in files.items() if one != name}
    return {**kept, f"contents/{hashlib.sha256(new).hexdigest()}": new}


def _manifest_of_another(files: Files) -> Files:
    return {**files, "manifest.json": json.dumps({**json.loads(files["manifest.json"]), "size": 1}).encode()}


def _other_schema(files: Files) -> Files:
    told = {**json.loads(files["manifest.json"]), "schema": "qms.bundle/2"}
    return {**files, "manifest.json": json.dumps(told).encode()}


def _checkpoint_of_less(files: Files) -> Files:
    origin, size, *rest = files["checkpoint.txt"].split(b"\n")
    return {**files, "checkpoint.txt": b"\n".join([origin, str(int(size) - 1).encode(), *rest])}


TOUCHES = [
    _an_entry_less, _an_entry_changed, _entries_swapped, _an_entry_spelled_otherwise, _no_end, _another_value,
    _another_version, _values_swapped, _a_value_twice, _no_salt, _another_content, _content_renamed,
    _manifest_of_another, _other_schema, _checkpoint_of_less,
]  # fmt: skip


@pytest.mark.parametrize("touch", TOUCHES)
def test_what_somebody_changed_who_knows_the_form_is_seen(
    bundle: bytes, tmp_path: Path, touch: Callable[[Files], Files], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "touched.zip"
    files = files_of(bundle)
    touched = touch(files)
    assert touched != files
    path.write_bytes(sealed(touched))
    assert standalone.main([str(path)]) == 1
    assert capsys.readouterr().out.startswith("DOES NOT HOLD: ")
    with pytest.raises(errors.BadBundle):
        restore(path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("what", [b"", b"PK\3\4", b"PK\5\6" + bytes(18), b"SQLite format 3\0" * 40, b"\xff" * 100])
def test_any_other_file_is_no_bundle(tmp_path: Path, what: bytes) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(what)
    with pytest.raises(errors.BadBundle):
        restore(path, tmp_path / "new.db")
    with pytest.raises(errors.BadBundle):
        restore(tmp_path / "nothing.zip", tmp_path / "new.db")
