"""A bit of a store turned on the disk is noticed, or proved to have changed nothing that the store says."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

import qms
from tests.office import SUPPORT_STAFF
from tests.reliability.flipped import Flipped
from tests.reliability.level import RELEASE, SEED, figure, in_time, portion, share
from tests.reliability.work import opened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

pytestmark = pytest.mark.slow
FLIPS, BITS = share(15_000, 0), 2
"""A submission turns so many bits; a release so many of every byte."""
CONTROL = 400


@pytest.fixture
def store(founded: Path, memory: Path) -> Path:
    """A store with a few cases, closed."""
    place = memory / "records.db"
    shutil.copy(founded, place)
    with opened(place, SUPPORT_STAFF) as registry:
        for number in range(3):
            registry.cases.receive(
                type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title=f"Q{number}", name="홍길동"
            )
    return place


def _bits(flipped: Flipped) -> Iterable[tuple[int, int]]:
    """Bytes, and which bit of each; the same every time for the same seed."""
    chance = random.Random(f"{SEED} flips")
    if RELEASE:
        return portion([(at, bit) for at in range(flipped.size) for bit in chance.sample(range(8), BITS)], "flips")
    # A quarter of the file is the text of two long values; of it, each byte alike, less is taken.
    text = [at for at in range(flipped.size) if flipped.kind(at).endswith("overflow")]
    rest = sorted({*range(flipped.size)}.difference(text))
    spots = chance.sample(text, FLIPS // 50) + chance.sample(rest, FLIPS - FLIPS // 50)
    return [(at, chance.randrange(8)) for at in spots]


def test_no_changed_byte_changes_what_is_said_unnoticed(store: Path) -> None:
    seen, silent, kinds, began = Counter[str](), list[tuple[int, int]](), Counter[str](), time.monotonic()
    with Flipped(store) as flipped:
        for at, bit in in_time(_bits(flipped)):
            found = flipped.judged(at, bit)
            seen[found] += 1
            kinds[flipped.kind(at)] += 1
            if found == "silent":
                silent.append((at, bit))
    figure(
        f"R6: {seen.total()} bits of {flipped.size} bytes turned, {seen['noticed']} noticed, {seen['harmless']}"
        f" harmless, {len(silent)} silent, {seen.total() / (time.monotonic() - began):.0f}/s; {dict(kinds)}",
        points=seen.total(), lost=len(silent), noticed=seen["noticed"], harmless=seen["harmless"],
    )  # fmt: skip
    assert silent == []
    assert min(seen["noticed"], seen["harmless"]) > 0


def test_a_check_of_pages_alone_would_let_changes_through(store: Path) -> None:
    """The control: the same flips, noticed by nothing but what SQLite itself checks."""
    chance = random.Random(f"{SEED} control")
    with Flipped(store, weak=True) as flipped:
        spots = [at for at in range(flipped.size) if flipped.kind(at) == "table leaf" and store.read_bytes()[at]]
        silent = sum(flipped.judged(at, 0) == "silent" for at in chance.sample(spots, CONTROL))
    figure(f"R6 control, pages alone: {silent} of {CONTROL} silent", control=silent)
    assert silent


def test_a_changed_word_is_seen(store: Path) -> None:
    """A byte of a title that SQLite takes for good is not harmless."""
    whole = store.read_bytes()
    with Flipped(store) as flipped:
        at = whole.index(b"Q1")
        assert flipped.judged(at + 1, 1) == "noticed"
        assert not flipped.same(at + 1, 1)
    assert sqlite3.connect(store).execute("PRAGMA integrity_check").fetchone() == ("ok",)
