"""Whatever is typed: a documented exit code, and never a traceback."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qms_cli.exits import Exit
from qms_cli.main import run

from tests.cli.test_tree import COMMANDS
from tests.office import BEGIN, QUALITY

if TYPE_CHECKING:
    from pathlib import Path

CODES = {code.value for code in Exit} - {Exit.BUG.value}
WORDS = st.one_of(
    st.sampled_from(sorted({word for path in COMMANDS for word in path})),
    st.sampled_from(
        [
            "--", "-", "", "--help", "-h", "--json", "--format", "csv", "--fields", "?", "code,status", "--status",
            "접수", "--department", "support", "--since", "2026-03-02", "--at", "14:30", "--reason", "--for", QUALITY,
            "--overdue", "CS-2026-0001", "cs-26-1", "CA-1-1", "2026H1", "--period", "2026", "--by", "month", "--color",
            "--quiet", "-q", "--lang", "ko", "--debug=x", "--type=complaint", "--channel=phone", "--subject=x",
            "--text", "x", "--version",
        ]
    ),
    st.text(max_size=20),
    st.text(st.characters(categories=["Cc", "Cs", "Cf", "Mn", "Nd"]), max_size=5),
)  # fmt: skip
UNSAFE = {"demo", "init", "-o", "--output", "packet", "import"}
"""What would write beside the store."""


@pytest.fixture(scope="module")
def folder(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("junk")
    shutil.copy(founded, folder / "records.db")
    (folder / "qms.toml").write_text(f'store = "records.db"\nby = "{QUALITY}"\n', encoding="utf-8")
    return folder


def _typed(folder: Path, words: list[str]) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    environ = {"QMS_NOW": BEGIN.isoformat(), "QMS_LANG": "ko"}
    told = contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)
    with contextlib.chdir(folder), patch.dict(os.environ, environ), told[0], told[1]:
        code = run(words)
    return code, err.getvalue()


@pytest.mark.req("ASVS-16.2")
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(WORDS, max_size=8))
def test_any_words_end_in_a_documented_code(folder: Path, words: list[str]) -> None:
    _check(folder, words)


@pytest.mark.req("ASVS-1.4.2")
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(sorted(COMMANDS)), words=st.lists(WORDS, max_size=6))
def test_any_words_after_a_command_end_in_a_documented_code(
    folder: Path, path: tuple[str, ...], words: list[str]
) -> None:
    _check(folder, [*path, *words])


def _check(folder: Path, words: list[str]) -> None:
    if UNSAFE & {*words} or any(word.startswith(("-o", "--output")) for word in words):
        return
    code, err = _typed(folder, words)
    assert code in CODES, err
    assert "Traceback" not in err
    assert "\x1b" not in err
