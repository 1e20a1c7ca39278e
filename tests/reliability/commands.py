"""Every other command that writes, as a user types it, with what must hold after it was stopped or failed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING

import qms
from qms.errors import QmsError
from qms.ledger import standalone
from qms.ledger.keyfile import open_key
from tests.office import EQUIPMENT_STAFF, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF
from tests.reliability.erasures import ERASING
from tests.reliability.level import SEED
from tests.reliability.signing import SIGNED
from tests.reliability.work import (
    BESIDE,
    REVIEW,
    STORE,
    WORKS,
    Work,
    collected,
    commanded,
    earlier,
    frozen,
    nothing,
    office,
    opened,
    receive,
    register,
)
from tests.store.older import EARLIER, LAST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.reliability.traced import Say

CASE, CAPA, HANDOVER = "CS-2026-0001", "CA-2026-0001", "HO-2026-0001"
NEW = "new.db"
DONE = frozenset({0})
DONE_OR_THERE = frozenset({0, 2})
"""What is done again is done, or is refused because the file is there."""
_ORGANISATION = """
since = 2025-01-01
[[departments]]
code = "lab"
name_ko = "분석팀"
name_en = "Analysis Team"
kind = "단위부서"
parent = "growth"
[[people]]
code = "park.sol"
name = "박솔"
department = "lab"
roles = ["단위부서장"]
"""
_BAD = "4,yesterday,Question 4\n"


# --- what stands before ---


def _received(folder: Path, founded: Path) -> None:
    office(folder, founded)
    with opened(folder / STORE) as registry:
        receive(registry)


def _assigned(folder: Path, founded: Path) -> None:
    _received(folder, founded)
    with opened(folder / STORE) as registry:
        registry.cases.assign(CASE, department="support", handler=SUPPORT_STAFF)


def _files(folder: Path, founded: Path) -> None:
    register(folder, founded)
    (folder / "org.toml").write_text(_ORGANISATION, encoding="utf-8")
    with (folder / "r.csv").open("a", encoding="utf-8") as stream:
        stream.write(_BAD)


def _staged(stage: Callable[[Path, Path], None], *before: tuple[str, ...]) -> Callable[[Path, Path], None]:
    """With commands done before; in a child, as a command changes where it is."""

    def lay(folder: Path, founded: Path) -> None:
        stage(folder, founded)
        pid = os.fork()
        if pid == 0:
            try:
                for words in before:
                    commanded(*words, QMS_KEY=str(folder / "key"))(folder, lambda _: None)
                os._exit(0)
            finally:
                os._exit(1)
        assert os.waitpid(pid, 0)[1] == 0

    return lay


def _keyed(*words: str, key: str = "key", says: tuple[str, ...] = ()) -> Callable[[Path, Say], None]:
    """A command with its key beside the store."""
    return lambda folder, say: commanded(*words, says=says, QMS_KEY=str(folder / key))(folder, say)


def _witnessed(folder: Path, founded: Path) -> None:
    """A checkpoint of ours, and the key of another office."""
    _staged(office, ("key", "make", "quality.example"), ("checkpoint", "--sign", "-o", "c.txt"))(folder, founded)
    ours = open_key(folder / "key").signer.verifier
    _OURS[folder.name] = ours.spelled()
    for name in ("key", "key.seen.json"):
        (folder / name).unlink()
    _staged(lambda *_: None, ("key", "make", "audit.example", "--witness"))(folder, founded)


def _witness(folder: Path, say: Say) -> None:
    (ours,) = _OURS.values()
    _keyed("witness", "sign", "c.txt", "--key", ours, "-o", "seen.txt")(folder, say)


_OURS: dict[str, str] = {}
"""The public key of the office whose checkpoint is seen."""


_SHOT = b"\x89PNG\r\n\x1a\n" + random.Random(SEED).randbytes(150_000)


def _attach(folder: Path, say: Say) -> None:
    with opened(folder / STORE) as registry:
        registry.cases.attach(CASE, qms.File("화면.png", _SHOT), qms.File("메모.txt", "세 번 취소됨".encode()))
        say(CASE)


def _withdraw(folder: Path, say: Say) -> None:
    with opened(folder / STORE) as registry:
        registry.cases.withdraw_attachment(CASE, "메모.txt", reason="다른 민원의 파일")
        say(CASE)


def _attached(folder: Path, founded: Path) -> None:
    _assigned(folder, founded)
    _attach(folder, lambda _: None)


# --- whether what was made is whole ---


def _key_is_whole(path: Path) -> bool:
    try:
        open_key(path)
    except QmsError:
        return False
    return path.stat().st_mode & 0o077 == 0


def _bundle_holds(path: Path) -> bool:
    words = [sys.executable, "-I", standalone.__file__, str(path)]
    return "ALL HOLDS" in subprocess.run(words, check=False, capture_output=True, text=True).stdout


def _store_holds(path: Path) -> bool:
    with opened(path, QUALITY) as registry:
        return registry.verify() == ()


def _case(*words: str) -> Callable[[Path, Say], None]:
    return commanded("--by", SUPPORT_STAFF, "case", *words, says=(CASE,))


_RECEIVE = ("receive", "--type", "complaint", "--channel", "phone", "--subject", "예약 취소", "--name", "홍길동",
            "--text", "왜 " * random.Random(SEED).randint(1, 3000))  # fmt: skip
_TOLD = ("--via", "email", "--told", "The support team answers within a week.")
_CAPA = ("capa", "open", "--title", "Twice", "--problem", "Cancelled twice.", "--department", "support", "--from", CASE)
_PARTIAL = ("import", "r.csv", "-m", "map.toml", "--partial", "--refused", "bad.csv")
_NEW_BESIDE = frozenset(NEW + end for end in BESIDE)
_NO_STORE = 10
"""The exit code where a store was half made: it is none, and nothing is made in its place before it is deleted."""
_MEMORY = frozenset({"key.seen.json", "key.lock"})
_BACKUP = ("backup", "--reason", "주간 백업")
_PREPARE = ("--by", SUPPORT_STAFF, "handover", "prepare", "--to", EQUIPMENT_STAFF)
COMMANDS = (
    Work("case receive", _case(*_RECEIVE), office, acts=1),
    Work("case assign", _case("assign", CASE, "support", "--handler", SUPPORT_STAFF), _received, acts=1),
    Work("case acknowledge", _case("acknowledge", CASE, *_TOLD), _assigned, acts=1),
    Work("capa open", commanded("--by", SUPPORT_HEAD, *_CAPA, says=(CAPA,)), _received, acts=1),
    Work("attach", _attach, _assigned, acts=1),
    Work("withdraw attachment", _withdraw, _attached, acts=1),
    Work("init", commanded("init", ".", "--by", QUALITY, "--name", "서하나", says=(QUALITY,)), nothing, begins=True),
    Work("import partial", commanded(*_PARTIAL, done=7), _files, acts=3, makes="bad.csv"),
    Work("org import", commanded("org", "import", "org.toml"), _files, acts=3, again=DONE),
    Work("review compile", commanded("review", "compile", "2026H1", says=(REVIEW,)), collected, acts=1, again=DONE),
    Work("handover prepare", commanded(*_PREPARE, says=(HANDOVER,)), _assigned, acts=1),
    Work("handover give", commanded("--by", SUPPORT_STAFF, "handover", "give", HANDOVER, says=(HANDOVER,)),
         _staged(_assigned, _PREPARE), acts=1),
    Work("export all", commanded("export", "-o", "out.xlsx"), frozen, makes="out.xlsx", again=DONE),
    Work("export unmasked", commanded("export", "case", "--unmasked", "--reason", "감사", "-o", "out.jsonl"), frozen,
         acts=1, makes="out.jsonl", again=DONE),
    Work("backup", commanded(*_BACKUP, "all.zip"), frozen, makes="all.zip", sound=_bundle_holds, again=DONE_OR_THERE),
    Work("backup as database", commanded(*_BACKUP, "--as-database", "all.db"), frozen, makes="all.db",
         sound=_store_holds, also=frozenset("all.db" + end for end in BESIDE), again=DONE_OR_THERE),
    Work("restore", commanded("--store", NEW, "restore", "all.zip"), _staged(frozen, (*_BACKUP, "all.zip")),
         makes=NEW, sound=_store_holds, unmade=True, also=_NEW_BESIDE, again=DONE_OR_THERE | {_NO_STORE}),
    Work("checkpoint", commanded("checkpoint", "-o", "c.txt"), frozen, makes="c.txt", again=DONE),
    Work("key make", _keyed("key", "make", "quality.example"), office, makes="key", sound=_key_is_whole, also=_MEMORY,
         again=DONE_OR_THERE),
    Work("key change", commanded("key", "change"), _received, again=DONE),
    Work("checkpoint sign", _keyed("checkpoint", "--sign", "-o", "c.txt"),
         _staged(office, ("key", "make", "quality.example")), makes="c.txt", also=_MEMORY, again=DONE),
    Work("witness sign", _witness, _witnessed, makes="seen.txt", also=_MEMORY, again=DONE),
    *(Work(f"migrate {version}", commanded("migrate"), earlier(version), migrates=True)
      for version in EARLIER if version != LAST),
)  # fmt: skip
ALL = (*WORKS, *COMMANDS, *SIGNED, *ERASING)
"""Everything that writes."""
