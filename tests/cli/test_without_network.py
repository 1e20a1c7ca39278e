"""Everything works on one machine without a network: whoever tries to reach one is refused here."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

WORK = (
    "case receive --type complaint --channel phone -s 예약 -d support",
    "case assign cs-26-1 support",
    "case due cs-26-1 --explain",
    "status",
    "figures show case.received --period 2026",
    "review compile 2026H1",
    "review missing 2026H1",
    "export case -o cases.csv",
    "checkpoint",
    "backup store.zip --reason weekly",
    "restore store.zip --drill",
    "verify",
    "doctor",
    "rules",
)


class _Asked(Exception):
    """Somebody asked for the network."""


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No address can be looked up and nobody reached; what was tried."""
    tried: list[str] = []

    def refuse(*words: object, **_: object) -> None:
        tried.append(str(words[1:]))
        raise _Asked(words)

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tried


@pytest.mark.req("I-753.1a", "ASVS-13.2.4")
def test_a_day_s_work_needs_no_network(terminal: Terminal, cut_off: list[str]) -> None:
    for line in WORK:
        terminal.done(*line.split())
    assert cut_off == []
    with pytest.raises(_Asked):  # the control: what is refused here is what a program would use
        socket.create_connection(("127.0.0.1", 9))
