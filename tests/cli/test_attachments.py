"""Files of records on the command line: in, listed, out to a new file, taken back."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

PDF = b"%PDF-1.7\n%%EOF\n"
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def files(terminal: Terminal) -> Path:
    folder = terminal.folder / "files"
    folder.mkdir()
    (folder / "점검결과.pdf").write_bytes(PDF)
    (folder / "메모.txt").write_bytes("메모\n".encode())
    return folder


@pytest.fixture
def capa(terminal: Terminal) -> str:
    given = ("--title", "x", "--department", "support", "--owner", "seo.hana")
    code: str = terminal.done("capa", "open", "--problem", "y", *given, "--json").json["code"]
    return code


def _entries(terminal: Terminal) -> int:
    size: int = terminal.done("checkpoint", "--json").json["size"]
    return size


def test_files_go_in_and_the_same_bytes_come_out(terminal: Terminal, files: Path, capa: str) -> None:
    terminal.done("attach", capa.lower(), str(files / "점검결과.pdf"), str(files / "메모.txt"))
    listed = terminal.done("attachment", "list", capa, "--json").json["attachments"]
    assert [(one["name"], one["media"]) for one in listed] == [
        ("점검결과.pdf", "application/pdf"),
        ("메모.txt", "text/plain"),
    ]
    to = terminal.folder / "out.pdf"
    terminal.done("attachment", "get", capa, "점검결과.pdf", "-o", str(to))
    assert to.read_bytes() == PDF
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert terminal.done("attachment", "get", capa, hashlib.sha256("메모\n".encode()).hexdigest()[:8]).out == "메모\n"
    assert terminal.done("verify").code == Exit.DONE


def test_nothing_that_is_there_is_written_over(terminal: Terminal, files: Path, capa: str) -> None:
    terminal.done("attach", capa, str(files / "점검결과.pdf"))
    there, link = terminal.folder / "there.pdf", terminal.folder / "link.pdf"
    there.write_bytes(b"mine")
    link.symlink_to(terminal.folder / "elsewhere.pdf")
    for to in (there, link, terminal.folder):
        assert terminal("attachment", "get", capa, "점검결과.pdf", "-o", str(to)).code == Exit.USAGE
    assert there.read_bytes() == b"mine"
    assert not (terminal.folder / "elsewhere.pdf").exists()
    nowhere = str(terminal.folder / "no" / "folder.pdf")
    assert terminal("attachment", "get", capa, "점검결과.pdf", "-o", nowhere).code == Exit.STORAGE


def test_bytes_are_not_poured_over_a_terminal(
    terminal: Terminal, files: Path, capa: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.done("attach", capa, str(files / "메모.txt"))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for where in ((), ("-o", "-")):
        ran = terminal("attachment", "get", capa, "메모.txt", *where)
        assert (ran.code, ran.out) == (Exit.USAGE, "")
        assert "-o FILE" in ran.err


def test_a_trial_records_nothing(terminal: Terminal, files: Path, capa: str) -> None:
    before = _entries(terminal)
    ran = terminal.done("attach", capa, str(files / "메모.txt"), "-n", lang="ko")
    assert "1개를 첨부할 수 있습니다" in ran.err
    assert _entries(terminal) == before
    assert terminal.done("attachment", "list", capa, "--json").json["attachments"] == []
    terminal.done("attach", capa, str(files / "메모.txt"))


def test_every_fault_of_every_file_is_told_at_once(terminal: Terminal, files: Path, capa: str) -> None:
    (files / "link.txt").symlink_to(files / "메모.txt")
    os.mkfifo(files / "pipe.txt")
    (files / "empty.txt").touch()
    (files / "picture.png").write_bytes(PDF)
    with (files / "large.txt").open("wb") as stream:
        stream.truncate(25 * 1024 * 1024 + 1)
    before = _entries(terminal)
    names = ["absent.txt", "메모.txt", "link.txt", "pipe.txt", "empty.txt", "picture.png", "large.txt"]
    ran = terminal("attach", capa, *(str(files / one) for one in names), str(files), "/dev/zero", lang="ko")
    assert ran.code == Exit.USAGE
    told = [line.strip().partition(":")[0] for line in ran.err.splitlines() if line.startswith("  ")]
    assert told[:8] == ["absent.txt", "link.txt", "pipe.txt", "empty.txt", "picture.png", "large.txt", "files", "zero"]
    assert _entries(terminal) == before


def test_names_are_given_one_for_each_file(terminal: Terminal, files: Path, capa: str) -> None:
    paths = (str(files / "점검결과.pdf"), str(files / "메모.txt"))
    uneven = terminal("attach", capa, *paths, "--name", "a.pdf", lang="ko")
    assert uneven.code == Exit.USAGE
    assert "--name은 1개인데 파일은 2개입니다" in uneven.err
    for bad in ("../a.pdf", "a\u202efdp.pdf", "a/b.pdf", "", ".pdf", "a.pdf ", "x" * 117 + ".pdf", "CON:.pdf"):
        assert terminal("attach", capa, paths[0], "--name", bad).code == Exit.USAGE, bad
    terminal.done("attach", capa, *paths, "--name", "가 나.pdf", "--name", "b.csv")
    listed = terminal.done("attachment", "list", capa, "--json").json["attachments"]
    assert [one["name"] for one in listed] == ["가 나.pdf", "b.csv"]


def test_a_file_is_taken_back_with_a_reason(terminal: Terminal, files: Path, capa: str) -> None:
    terminal.done("attach", capa, str(files / "메모.txt"))
    assert terminal("attachment", "withdraw", capa, "메모.txt").code == Exit.USAGE
    terminal.done("attachment", "withdraw", capa, "메모.txt", "--reason", "다른 건")
    shown = terminal.done("capa", "show", capa, "--format", "table", lang="ko").out
    assert "철회 사유" in shown
    assert "다른 건" in shown
    assert terminal("attachment", "withdraw", capa, "메모.txt", "--reason", "x").code == Exit.REFUSED
    assert terminal("attachment", "get", capa, "nothing.txt").code == Exit.NOT_FOUND


def test_any_record_is_found_by_its_code_alone(terminal: Terminal, files: Path) -> None:
    for code in ("support", "seo.hana", "working"):
        terminal.done("attach", code, str(files / "메모.txt"))
        assert terminal.done("attachment", "get", code, "메모.txt").out == "메모\n"
    for code in ("nobody.here", "CS-2026-0999", "x"):
        assert terminal("attach", code, str(files / "메모.txt")).code in {Exit.NOT_FOUND, Exit.USAGE}


def test_a_masked_export_holds_neither_names_nor_bytes(terminal: Terminal, files: Path) -> None:
    received = ("--type", "inquiry", "--channel", "phone", "--subject", "x", "--department", "support", "--json")
    code = terminal.done("case", "receive", *received).json["code"]
    (files / "홍길동 신청서.txt").write_bytes("주민등록 서류\n".encode())
    terminal.done("attach", code, str(files / "홍길동 신청서.txt"))
    for form in ("jsonl", "csv", "json"):
        terminal.done("export", "case", "-o", f"masked.{form}")
        told = (terminal.folder / f"masked.{form}").read_text("utf-8")
        assert "홍길동" not in told
        assert "주민등록" not in told
        assert hashlib.sha256("주민등록 서류\n".encode()).hexdigest() in told.replace('""', '"')
    terminal.done("export", "case", "--unmasked", "--reason", "감사", "-o", "full.jsonl")
    full = (terminal.folder / "full.jsonl").read_text("utf-8")
    assert "홍길동 신청서.txt" in full
    assert "주민등록 서류" in full
