"""What may be attached: judged by the bytes, named for people, read without being led astray."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from qms.base.filename import NAME_LENGTH, FileName, is_file_name
from qms.base.files import File, judged, read_files
from qms.base.record import LARGEST_FILE
from qms.errors import FilesRefused
from tests.strategies import FILE_NAMES, HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

PDF = b"%PDF-1.7\n%%EOF\n"
# --- names ---

NAME: TypeAdapter[str] = TypeAdapter(FileName)


@given(FILE_NAMES)
def test_a_name_stands_as_it_is_however_often_it_is_read(name: str) -> None:
    once = NAME.validate_python(name)
    assert NAME.validate_python(once) == once == unicodedata.normalize("NFC", name)


@pytest.mark.req("ASVS-5.3.2")
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


@pytest.mark.req("ASVS-1.1.1")
def test_a_decomposed_name_is_kept_composed() -> None:
    (one,) = judged([File(unicodedata.normalize("NFD", "점검.pdf"), PDF)])
    assert one[0].name == "점검.pdf"


# --- read from the disk ---


def _rules(*paths: Path) -> list[str]:
    with pytest.raises(FilesRefused) as refused:
        read_files(paths)
    return [fault.key.rpartition(".")[2] for fault in refused.value.faults]


@pytest.mark.req("ASVS-5.1.1")
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


@pytest.mark.req("ASVS-5.1.1")
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
