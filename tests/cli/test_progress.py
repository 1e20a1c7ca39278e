"""Whoever waits is told how far it is: on standard error, not before a second, and never in the result."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from qms_cli.show.progress import Progress

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


class _Stream(io.StringIO):
    """A stream that may be a terminal."""

    live = False

    def isatty(self) -> bool:
        return self.live


def _stream(monkeypatch: pytest.MonkeyPatch) -> _Stream:
    """In the place of standard error; from within the test, since pytest changes streams before it."""
    found = _Stream()
    monkeypatch.setattr("sys.stderr", found)
    monkeypatch.delenv("TERM", raising=False)
    return found


def _say(stage: str, done: int, of: int) -> str:
    return f"{stage} {done}/{of}"


def _run(stages: tuple[str, ...] = ("가",), *, quiet: bool = False) -> None:
    told = Progress(_say, quiet=quiet)
    for stage in stages:
        for done in range(1, 201):
            told(stage, done, 200)
    told.close()


def test_in_a_pipe_each_tenth_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = _stream(monkeypatch)
    monkeypatch.setattr("qms_cli.show.progress._PATIENCE", -1)
    _run()
    assert stream.getvalue().splitlines() == [f"가 {done}/200" for done in range(20, 201, 20)]


def test_on_a_terminal_one_line_renews_itself_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = _stream(monkeypatch)
    monkeypatch.setattr("qms_cli.show.progress._PATIENCE", -1)
    stream.live = True
    _run(("긴 이름", "b"))
    told = stream.getvalue()
    assert "\n" not in told
    assert told.count("\r") == 202
    # A shorter line covers the longer one before it, whose letters are two cells wide.
    assert "\rb 2/200" + " " * 8 in told
    assert told.endswith("\r" + " " * 9 + "\r")


def test_in_the_first_second_nothing_is_said_nor_where_quiet_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = _stream(monkeypatch)
    _run()
    monkeypatch.setattr("qms_cli.show.progress._PATIENCE", -1)
    _run(quiet=True)
    assert not stream.getvalue()


def test_an_import_tells_both_of_its_stages(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qms_cli.show.progress._PATIENCE", -1)
    monkeypatch.setattr("qms.exchange.convert.EVERY", 2)
    monkeypatch.setattr("qms.exchange.importing.EVERY", 2)
    (terminal.folder / "map.toml").write_text(
        'kind = "case"\nsource = "c"\nzone = "Asia/Seoul"\nformats = ["iso"]\nkey = "no"\n[columns]\n'
        'received_at = "when"\n[defaults]\ntype = "inquiry"\nchannel = "phone"\nstatus = "received"\n'
    )
    rows = "".join(f"{number},2026-03-02T09:30\n" for number in range(4))
    (terminal.folder / "r.csv").write_text(f"no,when\n{rows}")
    ran = terminal.done("import", "r.csv", "--map", "map.toml", "--format", "table", lang="ko")
    assert ran.err.splitlines() == [
        "행을 읽는 중 50% (2/4)", "기록하는 중 50% (2/4)", "기록하는 중 100% (4/4)",
    ]  # fmt: skip
    assert "%" not in ran.out
