"""Proofs at the prompt: what is written out is what an auditor checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


def _kept(terminal: Terminal) -> str:
    return str(terminal.done("checkpoint", "--json").json["against"])


def _receive(terminal: Terminal) -> None:
    terminal.done("case", "receive", "--type", "inquiry", "--channel", "phone", "--subject", "주차", "--name", "홍길동")


def test_growth_since_a_kept_checkpoint(terminal: Terminal) -> None:
    kept = _kept(terminal)
    _receive(terminal)
    told = terminal.done("proof", "--since", kept, "--json").json
    assert told["schema"] == "qms.proof.consistency/1"
    assert f"{told['first']}:{told['first_root']}" == kept
    assert f"{told['second']}:{told['second_root']}" == _kept(terminal)
    assert all(len(one) == 64 for one in told["proof"])
    assert told["proof"]


def test_an_entry_by_its_record(terminal: Terminal) -> None:
    _receive(terminal)
    terminal.done("proof", "cs-26-1", "--json", "-o", "proof.json")
    told = json.loads((terminal.folder / "proof.json").read_text(encoding="utf-8"))
    assert told["schema"] == "qms.proof.inclusion/1"
    assert json.loads(told["entry"])["code"] == "CS-2026-0001"
    assert "홍길동" not in told["entry"]
    assert terminal.done("proof", "CS-2026-0001", "--version", "1", "--json").json == told
    assert terminal("proof", "CS-2026-0001", "--version", "2").code == Exit.NOT_FOUND


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_people_are_told_what_was_proved(terminal: Terminal, lang: str) -> None:
    _receive(terminal)
    assert "CS-2026-0001" in terminal.done("proof", "CS-2026-0001", "--format", "table", lang=lang).out


def test_a_checkpoint_of_another_ledger_is_refused(terminal: Terminal) -> None:
    size = _kept(terminal).partition(":")[0]
    refused = terminal("proof", "--since", f"{size}:{'0' * 64}")
    assert (refused.code, refused.out) == (Exit.LEDGER_BROKEN, "")


def test_it_needs_a_record_or_a_checkpoint_and_not_both(terminal: Terminal) -> None:
    kept = _kept(terminal)
    for words in ((), ("CS-2026-0001", "--since", kept), ("--since", kept, "--version", "1")):
        assert terminal("proof", *words).code == Exit.USAGE
