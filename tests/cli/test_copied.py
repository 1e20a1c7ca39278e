"""A store that was copied by cp while somebody wrote: what the program says of the copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qms
from tests.office import SUPPORT_STAFF, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

LANGUAGES = pytest.mark.parametrize("lang", ["ko", "en"])
PAGE = 4096


def _copied(store: Path) -> Path:
    """A copy in which every other page was read before somebody wrote, and the rest afterwards."""
    early = store.read_bytes()
    with qms.open(store, actor=SUPPORT_STAFF, clock=Clock()) as registry, registry.batch():
        for number in range(300):
            registry.cases.receive(
                type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title=f"Fee {number}?", department="support"
            )
    late = store.read_bytes()
    pages = range(0, len(late), PAGE)
    copy = store.with_name("copy.db")
    copy.write_bytes(
        b"".join((early if at // PAGE % 2 else late)[at : at + PAGE] or late[at : at + PAGE] for at in pages)
    )
    return copy


@LANGUAGES
def test_every_command_says_what_it_is_and_how_to_copy(terminal: Terminal, lang: str) -> None:
    store = terminal.folder / "records.db"
    copy = _copied(store)
    for words in (
        ("verify",),
        ("backup", "--reason", "시험", "all.zip"),
        ("backup", "--reason", "시험", "all.db", "--as-database"),
        ("doctor",),
    ):
        ran = terminal("--store", str(copy), *words, lang=lang)
        told = ran.out + ran.err
        assert ran.code, words
        assert "qms backup" in told or "qms restore" in told, (words, told)
        assert "Traceback" not in told
    assert not list(terminal.folder.glob("all.*"))
    parts = {one["part"]: one for one in terminal("--store", str(copy), "doctor", "--json").json["parts"]}
    assert parts["store"]["state"] == "bad"
    assert {one["part"]: one["state"] for one in terminal("doctor", "--json").json["parts"]}["store"] == "good"
    terminal.done("backup", "--reason", "시험", "all.zip", lang=lang)
    terminal.done("restore", "all.zip", "--drill", lang=lang)
