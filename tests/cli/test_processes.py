"""The program as a process of its own: Korean, English, poor terminals, pipes."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

from tests.cli.conftest import started

KEPT = {name: os.environ[name] for name in ("PATH", "QMS_KEYS")}
"""All that these processes know of their surroundings."""

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

HANGUL = re.compile("[가-힣]")


@pytest.fixture
def desk(terminal: Terminal) -> Path:
    """The folder with the small organisation."""
    return terminal.folder


def _text(done: subprocess.CompletedProcess[bytes]) -> tuple[int, str, str]:
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_new_store_from_nothing_in_korean(elsewhere: Terminal) -> None:
    folder = elsewhere.folder
    code, out, err = _text(started(folder, "init", ".", "--by", "kim.minji", "--name", "김민지", LANG="ko_KR.UTF-8"))
    assert code == 0, err
    assert sorted(path.name for path in folder.iterdir()) == ["qms.toml", "records.db"]
    assert 'lang = "ko"' in (folder / "qms.toml").read_text(encoding="utf-8")
    code, out, err = _text(started(folder, "case", "receive", "--type", "불만", "--channel", "전화", "-s", "첫 건"))
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "code\tCS-2026-0001"
    again, _, err = _text(started(folder, "init", ".", "--by", "kim.minji"))
    assert again == Exit.USAGE
    assert "qms.toml" in err


def test_a_folder_below_finds_the_configuration_above(desk: Path) -> None:
    below = desk / "a" / "b"
    below.mkdir(parents=True)
    assert started(below, "org", "show").returncode == 0


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "QMS_LANG": "ko"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LANG": "ko_KR.UTF-8", "TERM": "dumb", "NO_COLOR": "1"},
    ],
    ids="-".join,
)
def test_a_terminal_that_cannot_show_hangul_gets_it_escaped(desk: Path, environ: dict[str, str]) -> None:
    assert (
        started(
            desk, "case", "receive", "--type", "inquiry", "--channel", "phone", "-s", "가나다 🙂", **environ
        ).returncode
        == 0
    )
    assert started(desk, "case", "list", "--format", "table", **environ).returncode == 0
    titles = [one["title"] for one in json.loads(started(desk, "case", "list", "--json", **environ).stdout)["records"]]
    assert titles == ["가나다 🙂"]
    refused = started(desk, "case", "show", "cs-26-9", **environ)
    assert refused.returncode == Exit.NOT_FOUND
    assert b"Traceback" not in refused.stderr


def _shell(folder: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    environ = KEPT
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environ, check=False, capture_output=True)


def test_a_reader_that_leaves_early_is_no_error(desk: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m qms_cli duty matrix --format json | head -c 10"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=desk,
        env=KEPT,
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stderr, len(done.stdout)) == (0, b"", 10)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_closed_stream_is_no_error(desk: Path, stream: str) -> None:
    closed = {"stdout": ">&-", "stderr": "2>&-"}[stream]
    command = f"{shlex.quote(sys.executable)} -m qms_cli org show {closed}"
    done = subprocess.run(["bash", "-c", command], cwd=desk, env=KEPT, check=False, capture_output=True)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_the_version_names_what_runs(desk: Path) -> None:
    code, out, _ = _text(started(desk, "--version"))
    assert code == 0
    assert re.fullmatch(r"qms \S+ · schema \S+ · Python 3\.\S+ · SQLite 3\.\S+\n", out)


def test_argument_bytes_that_are_no_text_are_refused(desk: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "qms_cli",
            "case",
            "receive",
            "--type",
            "inquiry",
            "--channel",
            "phone",
            "-s",
            b"\xff\xfe",
        ],
        cwd=desk,
        env={**KEPT, "LC_ALL": "C.UTF-8"},
        check=False,
        capture_output=True,
    )
    assert done.returncode == Exit.USAGE
    assert b"Traceback" not in done.stderr


def test_korean_and_english_say_the_same_with_other_words(desk: Path) -> None:
    korean = started(desk, "case", "show", "cs-26-9", QMS_LANG="ko").stderr.decode()
    english = started(desk, "case", "show", "cs-26-9", QMS_LANG="en").stderr.decode()
    assert HANGUL.search(korean)
    assert not HANGUL.search(english)
    assert len(korean.splitlines()) == len(english.splitlines()) == 3
