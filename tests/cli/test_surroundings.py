"""Where the store is, who acts, in which language: what is said last on the way to the prompt holds."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit
from qms_cli.surroundings import Config, language_of

from tests.office import QUALITY, SUPPORT_STAFF

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

RECEIVE = ("case", "receive", "--type", "inquiry", "--channel", "phone", "--subject", "x")


def _actor(terminal: Terminal) -> str:
    return str(terminal.done("log", "--json").json["entries"][-1]["actor"])


def test_the_option_holds_over_the_variable_and_the_variable_over_the_file(terminal: Terminal) -> None:
    terminal.done(*RECEIVE)
    assert _actor(terminal) == QUALITY
    terminal.patch.setenv("QMS_BY", SUPPORT_STAFF)
    terminal.done(*RECEIVE)
    assert _actor(terminal) == SUPPORT_STAFF
    terminal.done("--by", QUALITY, *RECEIVE)
    assert _actor(terminal) == QUALITY


def test_the_store_is_looked_for_in_the_same_order(terminal: Terminal, founded: Path, tmp_path: Path) -> None:
    terminal.done(*RECEIVE)
    other = tmp_path / "other.db"
    shutil.copy(founded, other)
    terminal.patch.setenv("QMS_STORE", str(other))
    assert terminal.done("case", "list").out == ""
    assert terminal.done("--store", "records.db", "case", "list").out != ""


def test_a_configuration_of_ones_own_serves_everywhere(elsewhere: Terminal, founded: Path, tmp_path: Path) -> None:
    home = tmp_path / "home" / "qms"
    home.mkdir(parents=True)
    shutil.copy(founded, home / "mine.db")
    (home / "qms.toml").write_text(f'store = "mine.db"\nby = "{QUALITY}"\n', encoding="utf-8-sig")
    elsewhere.done(*RECEIVE)
    assert elsewhere.done("case", "list").out != ""
    (elsewhere.folder / "qms.toml").write_text('store = "none.db"\n', encoding="utf-8")
    assert elsewhere("case", "list").code == Exit.NO_STORE


def test_a_home_is_found_by_its_sign(elsewhere: Terminal, founded: Path, tmp_path: Path) -> None:
    shutil.copy(founded, tmp_path / "at-home.db")
    elsewhere.patch.setenv("HOME", str(tmp_path))
    elsewhere.patch.setenv("USERPROFILE", str(tmp_path))
    elsewhere.done("--store", "~/at-home.db", "org", "show")


@pytest.mark.parametrize(
    ("given", "environ", "config", "language"),
    [
        ("ko", {"QMS_LANG": "en"}, "en", "ko"),
        (None, {"QMS_LANG": "KO"}, "en", "ko"),
        (None, {"LANG": "en_US.UTF-8"}, "ko", "ko"),
        (None, {"LANG": "ko_KR.UTF-8"}, None, "ko"),
        (None, {"LC_ALL": "C", "LANG": "ko_KR.UTF-8"}, None, "en"),
        (None, {"LC_ALL": "", "LANG": "ko_KR.UTF-8"}, None, "ko"),
        (None, {"LANG": "ja_JP.UTF-8"}, None, "en"),
        (None, {}, None, "en"),
    ],
)
def test_the_language(given: str | None, environ: dict[str, str], config: str | None, language: str) -> None:
    assert language_of(given, environ, Config(lang=config)) == language


def test_the_clock_can_be_set_and_a_wrong_one_is_refused(terminal: Terminal) -> None:
    terminal.clock("2026-04-01T09:00:00+09:00")
    terminal.done(*RECEIVE)
    assert terminal.done("case", "show", "cs-26-1", "--json").json["received_at"] == "2026-04-01T00:00:00+00:00"
    for wrong in ("soon", "2026-04-01T09:00:00"):
        terminal.clock(wrong)
        assert terminal("case", "list").code == Exit.USAGE
