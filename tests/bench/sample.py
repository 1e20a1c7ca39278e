"""The record that everybody keeps: 22 columns with Korean text, the same for all. Standard library only."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEGIN: Final = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
TERM: Final = timedelta(days=14)
WRITTEN: Final = "%Y-%m-%d %H:%M"
TEXTS: Final = (
    "code", "department", "status", "type", "channel", "identity", "topic", "service", "severity", "title", "text",
    "remedy_asked", "customer_name", "customer_contact", "handler", "source", "source_key",
)  # fmt: skip
INSTANTS: Final = ("received_at", "recorded_at", "due_at", "assigned_at")
COLUMNS: Final = (*TEXTS, *INSTANTS, "version")
"""The 22 columns."""
LONG: Final = frozenset({"text", "remedy_asked"})
"""Texts without a length."""
GIVEN: Final = ("type", "channel", "topic", "service", "title", "text", "remedy_asked", "customer_name",
                "customer_contact", "department", "received_at")  # fmt: skip
"""What a register of a public body gives of each record; the rest is for the program to fill in."""

_TEXT: Final = (
    "3월 2일 오전에 예약한 주사전자현미경을 쓰려고 방문하였으나 장비가 점검 중이라는 안내문만 붙어 있었습니다. "
    "예약할 때에도, 전날에도 아무 연락을 받지 못하였고 담당자 자리도 비어 있었습니다. 시편은 하루가 지나면 쓸 수 "
    "없게 되므로 다시 만들어야 합니다. 점검 일정을 미리 알리는 절차가 있는지 확인하여 주시기 바랍니다."
)
_serial = count(1)


def given(number: int) -> dict[str, Any]:
    """What a customer brings, the ``number``-th time."""
    return {
        "type": "complaint",
        "channel": "email",
        "topic": "장비 예약",
        "service": "분석 장비 사용",
        "title": f"예약한 장비를 쓰지 못하였습니다 ({number})",
        "text": _TEXT,
        "remedy_asked": "다시 예약할 수 있는 날을 알려 주시고 시편을 만드는 비용을 돌려주시기 바랍니다.",
        "customer_name": "홍길동",
        "customer_contact": f"010-0000-{number % 10_000:04}",
        "department": "support",
        "received_at": BEGIN - timedelta(minutes=number % 80_000),
    }


def record(number: int, code: str | None = None) -> dict[str, Any]:
    """All 22 columns of a new record; without a code one that nobody has."""
    given_here = given(number)
    received: datetime = given_here["received_at"]
    return {
        "code": code or f"CS-2026-{next(_serial):07}",
        "version": 1,
        "status": "received",
        "identity": "stated",
        "severity": None,
        **given_here,
        "recorded_at": received,
        "due_at": received + TERM,
        "assigned_at": None,
        "handler": None,
        "source": None,
        "source_key": None,
    }


def changed(at: datetime) -> dict[str, Any]:
    """What a transition changes: somebody is given the record."""
    return {"status": "assigned", "handler": "jang.woori", "assigned_at": at, "severity": "minor"}


def write_register(path: Path, first: int, rows: int) -> None:
    """Write a register as CSV, with keys from ``first`` on."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("key", *GIVEN))
        for number in range(first, first + rows):
            row = given(number)
            writer.writerow((f"R-{number}", *(row[name] for name in GIVEN[:-1]), row["received_at"].strftime(WRITTEN)))


def read_register(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a register, each with all 22 columns."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            found = record(number)
            found.update({name: row[name] for name in GIVEN})
            received = datetime.strptime(row["received_at"], WRITTEN).replace(tzinfo=UTC)
            found.update(received_at=received, recorded_at=received, due_at=received + TERM)
            found.update(source="counter", source_key=row["key"])
            yield found
