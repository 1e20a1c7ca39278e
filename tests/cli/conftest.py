"""The program at work in a folder with the small organisation's store, under a clock that stands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from qms_cli.main import run

from tests.office import BEGIN, QUALITY, Clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOISE = ("QMS_STORE", "QMS_BY", "QMS_LANG", "NO_COLOR", "CLICOLOR_FORCE", "LC_ALL", "LC_MESSAGES")


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The document on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The error on standard error, told as JSON."""
        (line,) = self.err.splitlines()
        return json.loads(line)["error"]


@dataclass
class Terminal:
    """Somebody at a prompt in a folder."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def __call__(self, *words: str, lang: str = "en") -> Ran:
        """Type a command; what it says is looked at for what must never be there."""
        self.patch.setenv("QMS_LANG", lang)
        self.capsys.readouterr()
        code = run(words)
        told = self.capsys.readouterr()
        assert "Traceback" not in told.err
        assert "\x1b" not in told.out + told.err
        return Ran(code, told.out, told.err)

    def done(self, *words: str, lang: str = "en") -> Ran:
        """Type a command that has to succeed."""
        ran = self(*words, lang=lang)
        assert ran.code == 0, ran.err
        return ran

    def clock(self, told: str) -> None:
        """Set the clock."""
        self.patch.setenv("QMS_NOW", told)


@pytest.fixture
def elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A prompt in an empty folder, far from any configuration."""
    for name in NOISE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("QMS_NOW", BEGIN.isoformat())
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Terminal(folder, capsys, monkeypatch)


@pytest.fixture
def terminal(elsewhere: Terminal, founding: Callable[[str], Path], profile: str) -> Terminal:
    """A prompt in a folder with the small organisation; the quality representative sits there."""
    shutil.copy(founding(profile), elsewhere.folder / "records.db")
    (elsewhere.folder / "qms.toml").write_text(f'store = "records.db"\nby = "{QUALITY}"\n', encoding="utf-8")
    return elsewhere


def started(folder: Path, *words: str, stdin: str | None = None, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """The program as a process of its own, in an environment with nothing in it but this."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "QMS_KEYS") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "qms_cli", *words],
        cwd=folder,
        env={**clean, "QMS_NOW": BEGIN.isoformat(), **environ},
        input=stdin.encode() if stdin else None,
        check=False,
        capture_output=True,
    )


@pytest.fixture(scope="session")
def filled(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a case and a review in it, to be copied."""
    import qms

    path = tmp_path_factory.mktemp("filled") / "records.db"
    shutil.copy(founded, path)
    with qms.open(path, actor=QUALITY, clock=Clock()) as registry:
        registry.cases.receive(
            type=qms.CaseType.COMPLAINT, channel=qms.Channel.PHONE, title="예약 취소", text="두 번", name="홍길동",
            contact="010-1234-5678", address="전라남도 순천시 해룡면 지봉로 1", department="support",
        )  # fmt: skip
        registry.reviews.compile("2026H1")
    return path


@pytest.fixture
def full(terminal: Terminal, filled: Path) -> Terminal:
    """A prompt beside that store."""
    shutil.copy(filled, terminal.folder / "records.db")
    return terminal
