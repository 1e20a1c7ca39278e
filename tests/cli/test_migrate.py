"""A store of an earlier version at the prompt: the refusal says the way, and the way works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

from qms.store.migrate import HEAD
from tests.store.older import LAST, dumped, older

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal


@pytest.fixture
def old(elsewhere: Terminal) -> Path:
    """A store of an earlier version in the terminal's folder."""
    place = elsewhere.folder / "records.db"
    older(str(place), LAST)
    elsewhere.patch.setenv("QMS_STORE", str(place))
    return place


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_refusal_names_the_command_that_helps(elsewhere: Terminal, old: Path, lang: str) -> None:
    refused = elsewhere("case", "list", lang=lang)
    assert refused.code == Exit.OTHER_VERSION
    assert "qms migrate" in refused.err
    assert str(old) in refused.err
    assert "qms migrate" in elsewhere.done("doctor", "--json", lang=lang).out


def test_it_is_tried_then_done_then_nothing_is_left_to_do(elsewhere: Terminal, old: Path) -> None:
    before = dumped(str(old))
    tried = elsewhere.done("migrate", "-n", "--json").json
    assert (tried["state"], tried["from_version"], tried["to_version"]) == ("tried", LAST, HEAD)
    assert dumped(str(old)) == before
    done = elsewhere.done("migrate", "--json")
    assert (done.json["state"], done.json["backup"]) == ("done", f"{old}.{LAST}.bak")
    assert f"rm {old}.{LAST}.bak" in done.err
    assert elsewhere.done("migrate", "--json").json["state"] == "nothing"
    assert elsewhere.done("verify").out == ""
    assert dumped(f"{old}.{LAST}.bak") == before


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_store_that_somebody_changed_is_moved_only_when_told_so(elsewhere: Terminal, old: Path, lang: str) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(old)) as store:
        store.execute("UPDATE cases SET topic = 'altered' WHERE code = 'CS-2026-0001'")
        store.commit()
    refused = elsewhere("migrate", lang=lang)
    assert refused.code == Exit.LEDGER_BROKEN
    assert "CS-2026-0001" in refused.err
    assert "--with-findings" in refused.err
    done = elsewhere.done("migrate", "--with-findings", lang=lang)
    assert "CS-2026-0001" in done.out
    assert elsewhere("verify").code == Exit.FINDINGS
