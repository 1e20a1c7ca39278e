"""The quick verification at the prompt, and what it says that it did not look at."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


def _kept(terminal: Terminal) -> str:
    return str(terminal.done("checkpoint", "--json").json["against"])


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_it_says_what_was_read_and_what_was_not(full: Terminal, lang: str) -> None:
    kept = _kept(full)
    full.done("case", "assign", "CS-2026-0001", "support")
    told = full.done("verify", "--since", kept, lang=lang).err
    assert kept.partition(":")[0] in told
    assert "qms verify" in told


def test_an_older_change_is_left_to_the_whole_run(full: Terminal) -> None:
    full.done("case", "receive", "--type", "inquiry", "--channel", "phone", "--subject", "주차")
    kept = _kept(full)
    full.done("case", "assign", "CS-2026-0002", "support")
    with closing(sqlite3.connect(full.folder / "records.db")) as store:
        store.execute("UPDATE cases SET topic = 'altered' WHERE code = 'CS-2026-0001'")
        store.commit()
    assert full.done("verify", "--since", kept).out == ""
    assert full("verify").code == Exit.FINDINGS
    with closing(sqlite3.connect(full.folder / "records.db")) as store:
        store.execute("UPDATE cases SET topic = 'altered' WHERE code = 'CS-2026-0002'")
        store.commit()
    found = full("verify", "--since", kept, "--json")
    assert found.code == Exit.FINDINGS
    assert [one["place"] for one in found.json["findings"]] == ["CS-2026-0002"]


def test_a_wrong_checkpoint_is_a_finding(full: Terminal) -> None:
    size = _kept(full).partition(":")[0]
    assert full("verify", "--since", f"{size}:{'0' * 64}").code == Exit.FINDINGS
    assert full("verify", "--since", f"{int(size) + 9}:{'0' * 64}").code == Exit.FINDINGS
    assert full("verify", "--since", _kept(full), "--against", _kept(full)).code == Exit.DONE
    assert full("verify", "--since", _kept(full), "--against", f"{size}:{'0' * 64}").code == Exit.FINDINGS
