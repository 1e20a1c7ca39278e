"""What the tests of the exchange share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qms.base.place import templates
from qms.base.record import Record
from qms.exchange import Bringing, Mapping, read_mapping

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Rooms:
    """Departments or people that are there."""

    codes: set[str]

    def find(self, *, code: tuple[str, ...]) -> list[Record]:
        return [Record(code=one) for one in code if one in self.codes]


class Memory:
    """A shelf that keeps records in a list, and what it was asked."""

    def __init__(self) -> None:
        self.kept: list[Record] = []
        self.there: dict[str, set[str]] = {}
        self.brought = 0

    def known(self, kind_name: str, source: str) -> set[str]:
        assert kind_name == "case"
        return {record.source_key or "" for record in self.kept if record.source == source}

    def room(self, name: str) -> Rooms:
        return Rooms(self.there.get(name, set()))

    def bring(
        self, kind_name: str, records: Iterable[Record], told: Callable[[int], None] | None = None
    ) -> tuple[str, ...]:
        assert kind_name == "case"
        self.brought += 1
        first = len(self.kept) + 1
        kept: list[Record] = []
        for number, one in enumerate(records, first):
            kept.append(one.model_copy(update={"code": f"CS-2026-{number:04}"}))
            if told:
                told(len(kept))
        self.kept += kept
        return tuple(one.code for one in kept)


@pytest.fixture
def shelf() -> Memory:
    return Memory()


@pytest.fixture
def how() -> Bringing:
    """An import at a known instant, whose random numbers are counted."""
    numbers: Iterator[int] = iter(range(1_000_000))
    return Bringing(at=AT, token=lambda: hashlib.md5(str(next(numbers)).encode(), usedforsecurity=False).hexdigest())


@pytest.fixture(scope="session")
def data(root: Path) -> Path:
    """The folder of the real registers."""
    return root / "tests" / "data" / "complaints"


def example(name: str) -> Mapping:
    """A mapping that travels with the program."""
    return read_mapping(templates() / "mappings" / f"{name}.toml")
