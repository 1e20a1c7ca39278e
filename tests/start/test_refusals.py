"""What a machine must bring is asked for in one sentence, with the line that brings it."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from tests.start.conftest import Start

LINE = "sudo apt-get install -y python3-venv libpangoft2-1.0-0 libharfbuzz-subset0"
UNAVAILABLE = 69

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the line is that of Linux")


def _is_one_sentence(text: str) -> bool:
    return len(text.splitlines()) == 1 and text.endswith(".\n") and ". " not in text and f"`{LINE}`" in text


def test_the_file_is_read_by_old_pythons(root: Path) -> None:
    source = (root / "cli" / "__main__.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names - {
        "__future__"
    }  # 3.6 has no `annotations` there


@on_linux
@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_old_python_gets_one_sentence(checkout: Path, begin: Start, language: str) -> None:
    # The version is all that is not real: no old Python is at hand everywhere.
    file = checkout / "cli" / "__main__.py"
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace("import sys\n", "import sys\nsys.version_info = (3, 8, 18)\n"), encoding="utf-8")
    done = begin(checkout, "demo", QMS_LANG=language)
    assert done.returncode == UNAVAILABLE
    assert _is_one_sentence(done.stderr)
    assert "3.8.18" in done.stderr
    assert "3.11" in done.stderr
    assert done.stdout == ""
    assert not (checkout / ".venv").exists()


@on_linux
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_python_without_ensurepip_gets_one_sentence(
    checkout: Path, begin: Start, tmp_path: Path, language: str
) -> None:
    (tmp_path / "debian").mkdir()
    (tmp_path / "debian" / "ensurepip.py").write_text("raise ImportError('taken out')\n")
    done = begin(checkout, "demo", PYTHONPATH=str(tmp_path / "debian"), QMS_LANG=language)
    assert done.returncode == UNAVAILABLE
    assert _is_one_sentence(done.stderr)
    assert "ensurepip" in done.stderr
    assert not (checkout / ".venv").exists()


@on_linux
@pytest.mark.needs_pdf
@pytest.mark.parametrize("command", ["demo", "test"])
def test_a_missing_library_gets_one_sentence_that_names_it(checkout: Path, begin: Start, command: str) -> None:
    file = checkout / "cli" / "__main__.py"
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace("libharfbuzz-subset.so.0", "libnot-here.so.0"), encoding="utf-8")
    done = begin(checkout, command)
    assert done.returncode == UNAVAILABLE
    assert _is_one_sentence(done.stderr)
    assert "libnot-here.so.0" in done.stderr
    assert "libpango" not in done.stderr.replace(LINE, "")


@on_linux
def test_a_library_is_looked_for_where_the_loader_looks(start: ModuleType) -> None:
    assert start.has_library("libc.so.6")
    assert not start.has_library("libnot-here.so.0")


def test_each_system_has_its_names_and_its_line(start: ModuleType) -> None:
    counts = {system: len(names.split()) for system, names in start.LIBRARIES.items()}
    assert counts == {"linux": 5, "darwin": 5, "win32": 5}
    assert start.INSTALL.keys() == start.LIBRARIES.keys()
    assert start.INSTALL["linux"] == LINE


def test_both_languages_have_the_same_sentences(start: ModuleType) -> None:
    assert start.WORDS["ko"].keys() == start.WORDS["en"].keys()


@pytest.mark.parametrize("arguments", [[], ["dem"], ["--version"]])
def test_an_unknown_command_gets_the_usage(checkout: Path, begin: Start, arguments: list[str]) -> None:
    done = begin(checkout, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "python3 cli demo [DIR]" in done.stderr
    assert "python3 cli test [ARGS]" in done.stderr


def test_help_is_a_result(checkout: Path, begin: Start) -> None:
    done = begin(checkout, "--help", QMS_LANG="ko")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "python3 cli demo [폴더]" in done.stdout


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"QMS_LANG": "ko", "LANG": "en_US.UTF-8"}, "ko"),
        ({"QMS_LANG": "", "LC_ALL": "ko_KR.UTF-8", "LANG": "en_US.UTF-8"}, "ko"),
        ({"QMS_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "ko_KR.UTF-8"}, "ko"),
        ({"QMS_LANG": "", "LC_ALL": "C.UTF-8", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"QMS_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}, "en"),
    ],
)
def test_the_language_is_the_persons(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert start.language() == language
