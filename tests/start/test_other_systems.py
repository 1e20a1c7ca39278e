"""What the start and the doctor do on systems that are not here: their loaders and folders are played."""

from __future__ import annotations

import io
import os
import sys
from importlib.util import find_spec
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

import pytest
from qms_cli import machine

from qms.packet import worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

UCRT64, OWN = r"C:\msys64\ucrt64\bin", r"D:\libraries"
HOMEBREW = "/opt/homebrew/lib"


@pytest.fixture(params=["start", "doctor"])
def looks(request: pytest.FixtureRequest, start: ModuleType) -> Callable[[str], bool]:
    """Both that look for a library: the start of the checkout, and the doctor."""
    if request.param == "start":
        found: Callable[[str], bool] = start.has_library
        return found
    return lambda name: any(machine._loads(one) for one in machine._places(name))  # noqa: SLF001 - what the doctor asks


def _windows(patch: pytest.MonkeyPatch, folder: str) -> list[str]:
    """Windows, whose loader looks where it was told to and nowhere else; the libraries lie in ``folder``."""
    seen: list[str] = []

    def see(place: str) -> None:
        if place.startswith(r"C:\Program"):
            raise FileNotFoundError(place)
        seen.append(place)

    def load(name: str) -> None:
        if folder not in seen or name not in machine.LIBRARIES["win32"]:
            raise OSError(name)

    patch.setattr(sys, "platform", "win32")
    patch.setattr(os, "add_dll_directory", see, raising=False)
    patch.setattr("ctypes.CDLL", load)
    return seen


def test_windows_finds_what_msys2_brought(monkeypatch: pytest.MonkeyPatch, looks: Callable[[str], bool]) -> None:
    monkeypatch.delenv("WEASYPRINT_DLL_DIRECTORIES", raising=False)
    seen = _windows(monkeypatch, UCRT64)
    assert all(looks(name) for name in machine.LIBRARIES["win32"])
    assert UCRT64 in seen
    assert not looks("libnot-here.dll")


def test_windows_looks_where_it_is_told(monkeypatch: pytest.MonkeyPatch, looks: Callable[[str], bool]) -> None:
    monkeypatch.setenv("WEASYPRINT_DLL_DIRECTORIES", OWN)
    seen = _windows(monkeypatch, OWN)
    assert looks("libpango-1.0-0.dll")
    assert set(seen) == {OWN}


@pytest.mark.parametrize("homebrew", [True, False], ids=["Homebrew's Python", "another Python"])
def test_macos_finds_what_homebrew_brought_with_homebrews_python(
    monkeypatch: pytest.MonkeyPatch, looks: Callable[[str], bool], *, homebrew: bool
) -> None:
    """The loader itself does not look in Homebrew's folder; Homebrew's own Python does when it is asked."""

    def find(name: str) -> str | None:
        return f"{HOMEBREW}/lib{name}.dylib" if homebrew and "not-here" not in name else None

    def load(name: str) -> None:
        if not name.startswith(HOMEBREW):
            raise OSError(name)

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("ctypes.CDLL", load)
    monkeypatch.setattr("ctypes.util.find_library", find)
    monkeypatch.setattr(machine, "find_library", find)
    assert all(looks(name) is homebrew for name in machine.LIBRARIES["darwin"])
    assert not looks("libnot-here.dylib")


def test_programs_stand_where_each_system_keeps_them(monkeypatch: pytest.MonkeyPatch, start: ModuleType) -> None:
    monkeypatch.setattr(start, "VENV", PureWindowsPath(r"C:\qms\.venv"))
    monkeypatch.setattr(sys, "platform", "win32")
    assert str(start.program("pip")) == r"C:\qms\.venv\Scripts\pip.exe"
    monkeypatch.setattr(start, "VENV", Path("/qms/.venv"))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert start.program("pip") == Path("/qms/.venv/bin/pip")


@pytest.mark.parametrize(
    ("system", "old", "lacks"),
    [
        ("win32", "https://www.python.org/downloads/", "UCRT64"),
        ("darwin", "brew install python pango", "`brew install python pango`"),
        ("linux", "Debian 12", "`sudo apt-get install"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_sentence_names_the_line_of_its_system(
    monkeypatch: pytest.MonkeyPatch, start: ModuleType, system: str, old: str, lacks: str, language: str
) -> None:
    monkeypatch.setenv("QMS_LANG", language)
    monkeypatch.setattr(sys, "platform", system)
    for said, wanted in ((start.too_old((3, 9, 6)), old), (start.lacking(["libpango"]), lacks)):
        assert wanted in said
        assert "{" not in said
        assert len(said.splitlines()) == 1
    assert ("Debian" in start.too_old((3, 9, 6))) is (system == "linux")


@pytest.mark.parametrize("encoding", ["cp949", "cp1252", "ascii"])
def test_a_stream_with_an_old_code_page_takes_every_word(
    monkeypatch: pytest.MonkeyPatch, start: ModuleType, encoding: str
) -> None:
    monkeypatch.setenv("QMS_LANG", "ko")
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    assert start.main(["--help"]) == 0
    sys.stdout.flush()
    assert b"python3 cli demo" in written.getvalue()


def test_all_that_name_the_libraries_and_their_line_name_the_same(start: ModuleType) -> None:
    assert {system: tuple(names.split()) for system, names in start.LIBRARIES.items()} == machine.LIBRARIES
    assert start.DLL_FOLDERS == machine.DLL_FOLDERS
    assert machine.MENDS == worker._INSTALL  # noqa: SLF001 - the packet's own line
    assert start.INSTALL["win32"] == machine.MENDS["win32"]


@pytest.mark.needs_pdf
def test_names_and_places_are_those_of_the_typesetter() -> None:
    """WeasyPrint says what it loads, and where it looks on Windows, in its code alone."""
    spec = find_spec("weasyprint.text.ffi")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text(encoding="utf-8").replace("\\\\", "\\")
    assert all(folder in source for folder in machine.DLL_FOLDERS.split(";"))
    assert all(name in source for names in machine.LIBRARIES.values() for name in names)
