"""What may be attached: judged by the bytes, named for people, read without being led astray."""

from __future__ import annotations

import io
import os
import struct
import unicodedata
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from qms import i18n
from qms.base.filename import NAME_LENGTH, FileName, is_file_name
from qms.base.files import File, judged, read_files
from qms.base.filetype import ENDINGS, Unfit, fits, media_of
from qms.base.record import LARGEST_FILE
from qms.errors import FilesRefused
from tests.strategies import FILE_NAMES, HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

PDF, PNG = b"%PDF-1.7\n%%EOF\n", b"\x89PNG\r\n\x1a\n" + bytes(20)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def packed(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return stream.getvalue()


def office(root: str, **more: bytes) -> bytes:
    """A document of Microsoft's forms."""
    return packed({"[Content_Types].xml": TYPES, f"{root}/document.xml": b"<x/>", **more})


HWPX = packed({"mimetype": b"application/hwp+zip", "Contents/section0.xml": b"<x/>"}, zipfile.ZIP_STORED)
GOOD = {
    "a.pdf": PDF, "a.png": PNG, "a.jpg": b"\xff\xd8\xff\xe0" + bytes(9), "A.JPEG": b"\xff\xd8\xff\xe1" + bytes(9),
    "a.tif": b"II*\x00" + bytes(9), "b.tiff": b"MM\x00*" + bytes(9), "a.docx": office("word"), "a.xlsx": office("xl"),
    "a.pptx": office("ppt"), "a.hwp": OLE + b"HWP Document File" + bytes(9), "a.hwpx": HWPX,
    "utf8.txt": "가나다\n".encode(), "cp949.csv": "번호,이름\r\n".encode("cp949"), "bom.csv": "\ufeff가,나".encode(),
    "utf16.txt": "가나다".encode("utf-16"), "a.eml": b"From: a@b.example\r\nSubject: x\r\n\r\nx\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_people_keep_is_kept(name: str) -> None:
    ((file, media),) = judged([File(name, GOOD[name])])
    assert file.name == name
    assert name.rpartition(".")[2].lower() in ENDINGS[media]


@pytest.mark.parametrize("name", GOOD)
def test_no_other_ending_fits(name: str) -> None:
    media = media_of(GOOD[name])
    other = {ending for endings in ENDINGS.values() for ending in endings} - set(ENDINGS[media])
    for wrong in (*(f"a.{one}" for one in other), "a", "a.exe", "a.pdf.exe", "pdf"):
        assert not fits(media, wrong, GOOD[name])


def _locked() -> bytes:
    """The bit that says a part is encrypted, set in both heads."""
    content = bytearray(office("word"))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + at] |= 1
    return bytes(content)


def _overlapping() -> bytes:
    """A second entry of the list that points at the first part."""
    content = office("word")
    end = content.rindex(b"PK\x05\x06")
    (size, begin) = struct.unpack("<LL", content[end + 12 : end + 20])
    listed = content[begin : begin + size]
    second = listed.index(b"PK\x01\x02", 4)
    at = second + 42
    changed = listed[:at] + struct.pack("<L", 0) + listed[at + 4 :]
    return content[:begin] + changed + content[end:]


REFUSED = {
    "unknown": [
        b"MZ\x90\x00" + bytes(60), b"\x7fELF" + bytes(60), OLE, bytes(40), b"a\x00b", b"\x1b[2J", b"GIF89a" + bytes(9),
        packed({"a.txt": b"x"}), packed({"[Content_Types].xml": TYPES}), b"\xff\xfe\x00\xd8", b"PK\x05\x06" + bytes(18),
        packed({"mimetype": b"application/epub+zip"}),
        packed({"[Content_Types].xml": TYPES, "word/a": b"", "xl/b": b""}),
    ],
    "two_forms": [PDF + packed({"a.exe": b"x"}), PNG + office("word"), b"\xff\xd8\xff" + packed({"a": b"x"})],
    "packed": [
        office("word", bomb=bytes(64 * 1024 * 1024)), _overlapping(),
        packed({"[Content_Types].xml": TYPES, **{f"word/{at}": b"" for at in range(10_001)}}, zipfile.ZIP_STORED),
    ],
    "broken": [
        office("word") + b"x", office("word")[:-1], office("word")[: len(office("word")) // 2],
        b"PK\x03\x04" + bytes(99), office("word", **{"../evil": b"x"}), office("word", **{"/etc/passwd": b"x"}),
        office("word", **{"a\\..\\b": b"x"}), office("word", **{"C:x": b"x"}),
    ],
    "locked": [_locked()],
    "macros": [
        office("word", **{"word/vbaProject.bin": b"x"}), office("xl", **{"xl/macrosheets/sheet1.xml": b"x"}),
        office("xl", **{"XL/VBAPROJECT.BIN": b"x"}),
        packed({"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml", "word/d.xml": b""}),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("rule", "content"), [(rule, one) for rule, many in REFUSED.items() for one in many])
def test_what_is_hostile_or_of_no_use_is_refused_for_what_it_is(rule: str, content: bytes) -> None:
    with pytest.raises(Unfit) as refused:
        media_of(content)
    assert refused.value.rule == rule
    assert all(f"base.file_fault.{rule}" in i18n.keys("base", language) for language in i18n.LANGUAGES)


@given(
    st.binary(max_size=300), st.sampled_from((b"", PDF[:5], PNG[:8], OLE[:8], b"PK\x03\x04", b"II*\x00", b"\xff\xfe"))
)
def test_any_bytes_are_judged_or_refused(content: bytes, begin: bytes) -> None:
    with suppress(Unfit):
        assert media_of(begin + content) in ENDINGS


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_document_is_judged_or_refused(at: int, byte: int) -> None:
    content = bytearray(GOOD["a.docx"])
    content[at % len(content)] = byte
    with suppress(Unfit):
        assert media_of(bytes(content)) in ENDINGS


# --- names ---

NAME: TypeAdapter[str] = TypeAdapter(FileName)


@given(FILE_NAMES)
def test_a_name_stands_as_it_is_however_often_it_is_read(name: str) -> None:
    once = NAME.validate_python(name)
    assert NAME.validate_python(once) == once == unicodedata.normalize("NFC", name)


@given(st.text(max_size=40) | st.sampled_from(HOSTILE))
def test_no_name_leads_anywhere_or_shows_as_another(name: str) -> None:
    if is_file_name(name):
        kept = NAME.validate_python(name[:NAME_LENGTH])
        assert os.path.basename(kept) == kept  # noqa: PTH119 - as the system reads it
        assert not set(kept) & set('/\\:*?"<>|\0\n\r\t')
        assert kept not in {".", ".."}
        assert all(unicodedata.category(one) not in {"Cc", "Cf", "Zl", "Zp"} for one in kept)


@pytest.mark.parametrize(
    "name",
    ["../a.pdf", "/etc/passwd", "C:\\a.pdf", "..", ".", "", " ", "a\nb.pdf", "a\u202efdp.txt", "a\u200b.pdf", "a\ud800",
     "a.pdf ", ".hidden.pdf", "a.pdf.", "x" * (NAME_LENGTH + 1), "a\x00.pdf", "a\u2028b.pdf", "\ufeffa.pdf"],
)  # fmt: skip
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(FilesRefused) as refused:
        judged([File(name, PDF)])
    said = refused.value.say("ko")
    assert said.replace("\n", "").isprintable()
    assert len(said) < 400  # a name is not repeated at any length


def test_a_decomposed_name_is_kept_composed() -> None:
    (one,) = judged([File(unicodedata.normalize("NFD", "점검.pdf"), PDF)])
    assert one[0].name == "점검.pdf"


# --- read from the disk ---


def _rules(*paths: Path) -> list[str]:
    with pytest.raises(FilesRefused) as refused:
        read_files(paths)
    return [fault.key.rpartition(".")[2] for fault in refused.value.faults]


def test_links_pipes_folders_and_devices_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    (tmp_path / "link.pdf").symlink_to(tmp_path / "a.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    zero = type(tmp_path)("/dev/zero")
    paths = (tmp_path / "link.pdf", tmp_path / "pipe.pdf", tmp_path, zero, tmp_path / "no.pdf")
    assert _rules(*paths) == ["link", "no_file", "no_file", "no_file", "absent"]


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.pdf").open("wb") as stream:
        stream.truncate(1 << 40)  # a terabyte with nothing in it
    assert _rules(tmp_path / "a.pdf") == ["large"]
    with pytest.raises(FilesRefused):
        judged([File("a.txt", b"x" * (LARGEST_FILE + 1))])
    assert judged([File("a.txt", b"x" * LARGEST_FILE)])


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, seen = tmp_path / "a.txt", os.fstat
    path.write_bytes(b"x" * 1000)
    calls: list[int] = []

    def grown(handle: int) -> os.stat_result:
        found = seen(handle)
        if not calls:
            calls.append(handle)
            with path.open("ab") as stream:
                stream.write(b"more")
        return found

    monkeypatch.setattr(os, "fstat", grown)
    assert _rules(path) == ["growing"]
    monkeypatch.undo()
    assert read_files([path])[0].content.startswith(b"x")
