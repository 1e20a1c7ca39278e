"""The whole store out of the house at the prompt, and back."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

from tests.store.older import change, dumped

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

LANGUAGES = pytest.mark.parametrize("lang", ["ko", "en"])


@LANGUAGES
def test_a_bundle_is_made_checked_and_restored(terminal: Terminal, lang: str) -> None:
    size = terminal.done("checkpoint", "--json").json
    made = terminal.done("backup", "--reason", "시험", "all.zip", lang=lang)
    assert size["root"] in made.out
    assert made.err  # that it holds personal data
    with zipfile.ZipFile("all.zip") as bundle:
        bundle.extract("verify.py")
    told = subprocess.run(
        [sys.executable, "-I", "verify.py", "all.zip", "--against", size["against"]],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "ALL HOLDS" in told.stdout
    done = terminal.done("--store", "new.db", "restore", "all.zip", lang=lang)
    assert size["root"] in done.out
    restored = terminal.done("--store", "new.db", "checkpoint", "--json").json
    # The log of accesses came along: by now it tells of the backup.
    assert {**restored, "note": size["note"]} == size
    assert restored["note"].startswith(size["note"])
    assert terminal.done("--store", "new.db", "verify", "--against", size["against"]).out == ""


@LANGUAGES
def test_a_drill_compares_table_by_table_and_leaves_nothing(terminal: Terminal, lang: str) -> None:
    terminal.done("backup", "--reason", "시험", "all.zip")
    before = sorted(terminal.folder.iterdir())
    assert terminal.done("restore", "all.zip", "--drill", lang=lang).out
    told = terminal.done("restore", "all.zip", "--drill", "--json").json
    assert all(one["same"] for one in told["tables"])
    assert (told["later"], told["drill"]) == (0, True)
    alone = terminal.done("--store", "nowhere.db", "restore", "all.zip", "--drill", "--json").json
    assert [one["digest"] for one in alone["tables"]] == [one["digest"] for one in told["tables"]]
    assert {one["same"] for one in alone["tables"]} == {None}
    assert sorted(terminal.folder.iterdir()) == before
    place = str(next(terminal.folder.rglob("*.db")))
    change(place, "UPDATE people SET department = 'audit' WHERE code = 'kim.minji'")
    differs = terminal("restore", "all.zip", "--drill", "--json")
    assert differs.code == Exit.FINDINGS
    assert [one["table"] for one in differs.json["tables"] if not one["same"]] == ["people"]


@LANGUAGES
def test_what_is_there_is_never_written_over(terminal: Terminal, lang: str) -> None:
    terminal.done("backup", "--reason", "시험", "all.zip")
    again = terminal("backup", "--reason", "시험", "all.zip", lang=lang)
    assert again.code == Exit.USAGE
    assert "all.zip" in again.err
    assert terminal("restore", "all.zip", lang=lang).code == Exit.USAGE
    assert terminal("backup", "--reason", "시험", "--as-database", "--without-personal", "x.db").code == Exit.USAGE


@LANGUAGES
def test_a_bundle_that_is_not_whole_is_refused_in_words(terminal: Terminal, lang: str) -> None:
    terminal.done("backup", "--reason", "시험", "all.zip")
    whole = (terminal.folder / "all.zip").read_bytes()
    (terminal.folder / "cut.zip").write_bytes(whole[:-1])
    refused = terminal("--store", "new.db", "restore", "cut.zip", lang=lang)
    assert refused.code == Exit.LEDGER_BROKEN
    assert "cut.zip" in refused.err
    folder = terminal.folder / "files"
    folder.mkdir()
    (folder / "note.txt").write_text("홍길동", "utf-8")
    terminal.done("attach", "support", str(folder / "note.txt"))
    told = terminal.done("backup", "--reason", "시험", "--without-personal", "bare.zip", lang=lang)
    assert {"ko": "첨부 파일을 뺐습니다", "en": "attached files were left out"}[lang] in told.err
    assert "files_left_out\t1\n" in told.out
    assert "홍길동".encode() not in (terminal.folder / "bare.zip").read_bytes()
    assert terminal("--store", "new.db", "restore", "bare.zip", lang=lang).code == Exit.USAGE
    assert not (terminal.folder / "new.db").exists()


@LANGUAGES
def test_a_copy_as_a_database_is_a_store(terminal: Terminal, lang: str) -> None:
    copied = terminal.done("backup", "--reason", "시험", "--as-database", "copy.db", lang=lang)
    assert "copy.db" in copied.out
    assert terminal.done("--store", "copy.db", "verify").out == ""
    place = next(one for one in terminal.folder.rglob("*.db") if one.name != "copy.db")
    assert dumped(str(terminal.folder / "copy.db")) == dumped(str(place))
    change(str(place), "UPDATE people SET department = 'audit' WHERE code = 'kim.minji'")
    wrong = terminal("backup", "--reason", "시험", "--as-database", "wrong.db", lang=lang)
    assert wrong.code == Exit.FINDINGS
    assert "kim.minji" in wrong.out


@LANGUAGES
def test_a_signed_backup_is_taken_by_those_who_have_its_key(terminal: Terminal, lang: str) -> None:
    key = terminal.folder / "keys" / "q.key"
    key.parent.mkdir(mode=0o700)
    terminal.patch.setenv("QMS_KEY", str(key))
    public = terminal.done("key", "make", "quality.example", "--json").json["key"]
    assert "quality.example" in terminal.done("backup", "--reason", "시험", "all.zip", "--sign", lang=lang).out
    assert "quality.example" in terminal.done("restore", "all.zip", "--drill", "--key", public, lang=lang).out
    assert terminal.done("restore", "all.zip", "--drill", "--json").json["signed"] is None
    told = terminal.done("--store", "new.db", "restore", "all.zip", "--key", public, "--json").json
    assert told["signed"] == "quality.example"
    terminal.patch.setenv("QMS_KEY", str(key.with_name("other.key")))
    other = terminal.done("key", "make", "quality.example", "--json").json["key"]
    ran = terminal("--store", "third.db", "restore", "all.zip", "--key", other, lang=lang)
    assert ran.code == Exit.LEDGER_BROKEN
    assert not (terminal.folder / "third.db").exists()
    terminal.done("backup", "--reason", "시험", "bare.zip")
    assert terminal("restore", "bare.zip", "--drill", "--key", public).code == Exit.LEDGER_BROKEN


def test_a_key_does_not_sign_a_backup_of_a_store_that_was_turned_back(terminal: Terminal) -> None:
    terminal.patch.setenv("QMS_KEY", str(terminal.folder / "q.key"))
    terminal.done("key", "make", "quality.example")
    place = next(terminal.folder.rglob("*.db"))
    old = place.read_bytes()
    terminal.done("case", "receive", "--type", "inquiry", "--channel", "phone", "--subject", "주차")
    terminal.done("backup", "--reason", "시험", "new.zip", "--sign")
    place.write_bytes(old)
    ran = terminal("backup", "--reason", "시험", "old.zip", "--sign")
    assert ran.code
    assert "Traceback" not in ran.err
    assert not (terminal.folder / "old.zip").exists()
    assert terminal("backup", "--reason", "시험", "copy.db", "--as-database", "--sign").code == Exit.USAGE
