"""A bit of a store turned on the disk is noticed, or proved to have changed nothing that the store says."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections import Counter
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

import pytest

import qms
from tests.office import SUPPORT_STAFF
from tests.reliability.flipped import PAGE, Bit, Flipped
from tests.reliability.level import RELEASE, SEED, figure, in_time, portion, share
from tests.reliability.work import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
FLIPS, BITS = share(40_000, 0), 2
"""A submission turns so many bits; a release so many of every byte."""
WHOLE = 256 if RELEASE else 64
"""One flip of so many that are not harmless is judged in the user's way."""
AT_ONCE = 5_000
"""So many are judged before the time is looked at: those in the same unused part of a page together."""
CONTROL = share(400, 400)


@pytest.fixture
def store(founded: Path, memory: Path) -> Path:
    """A store with a few cases, closed."""
    place = memory / "records.db"
    shutil.copy(founded, place)
    with opened(place, SUPPORT_STAFF) as registry:
        for number in range(3):
            registry.cases.receive(
                type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title="문의", topic=f"Q{number}", name="홍길동"
            )
    return place


def _in_pieces(bits: Iterable[Bit]) -> Iterator[list[Bit]]:
    rest = iter(bits)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _bits(flipped: Flipped) -> Iterable[Bit]:
    """Bytes, and which bit of each; the same every time for the same seed."""
    chance = random.Random(f"{SEED} flips")
    if RELEASE:
        return portion([(at, bit) for at in range(flipped.size) for bit in chance.sample(range(8), BITS)], "flips")
    # A quarter of the file is the text of two long values; of it, each byte alike, less is taken.
    text = [at for at in range(flipped.size) if flipped.kind(at).endswith("overflow")]
    rest = sorted({*range(flipped.size)}.difference(text))
    spots = chance.sample(text, FLIPS // 50) + chance.sample(rest, FLIPS - FLIPS // 50)
    return [(at, chance.randrange(8)) for at in spots]


@pytest.mark.req("P11-10a")
def test_no_changed_byte_changes_what_is_said_unnoticed(store: Path) -> None:
    seen, silent, kinds, began = Counter[str](), list[Bit](), Counter[str](), time.monotonic()
    with Flipped(store, whole=WHOLE) as flipped:
        for some in in_time(_in_pieces(_bits(flipped))):
            for bit, found in flipped.judged(some):
                seen[found] += 1
                kinds[flipped.kind(bit[0])] += 1
                silent += [bit] if found == "silent" else []
    together, user = flipped.together, flipped.user_way
    figure(
        f"R6: {seen.total()} bits of {flipped.size} bytes turned, {seen['noticed']} noticed, {user} of them by what a"
        f" user does, {seen['harmless']} harmless, {together} of them in unused parts, {len(silent)} silent,"
        f" {seen.total() / (time.monotonic() - began):.0f}/s; {dict(kinds)}",
        points=seen.total(), lost=len(silent), noticed=seen["noticed"], harmless=seen["harmless"], user=user,
        together=together,
    )  # fmt: skip
    assert silent == []
    assert min(seen["noticed"], seen["harmless"], together, user) > 0


def test_a_check_of_pages_alone_would_let_changes_through(store: Path) -> None:
    """The control: the same flips, noticed by nothing but what SQLite itself checks."""
    chance, whole = random.Random(f"{SEED} control"), store.read_bytes()
    with Flipped(store, weak=True) as flipped:
        spots = [at for at in range(flipped.size) if flipped.kind(at) == "table leaf" and whole[at]]
        silent = sum(flipped.one((at, 0)) == "silent" for at in chance.sample(spots, CONTROL))
    figure(f"R6 control, pages alone: {silent} of {CONTROL} silent", control=silent)
    assert silent


def test_a_changed_word_is_seen(store: Path) -> None:
    """A byte of a topic that SQLite takes for good is not harmless."""
    whole = store.read_bytes()
    with Flipped(store) as flipped:
        at = whole.index(b"Q1")
        assert flipped.one((at + 1, 1)) == "noticed"
        assert not flipped.same([(at + 1, 1)])
    assert sqlite3.connect(store).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_bytes_that_belong_to_nothing_are_judged_together(store: Path) -> None:
    """They are no more than SQLite says are unused; judged with a bit that is in use none is taken for harmless."""
    whole = store.read_bytes()
    with Flipped(store) as flipped:
        gaps = [at for at in range(flipped.size) if flipped.in_gap(at)]
        assert len(gaps) > flipped.size // 4
        with closing(sqlite3.connect(store)) as connection:
            unused = dict(connection.execute("SELECT pageno, unused FROM dbstat").fetchall())
        assert all(count <= unused[page] for page, count in Counter(at // PAGE + 1 for at in gaps).items())
        used = whole.index(b"Q1")
        here = [at for at in gaps if at // PAGE == used // PAGE]
        assert {found for _, found in flipped.judged((at, 3) for at in here)} == {"harmless"}
        assert flipped.together == len(here)
        assert not flipped.same([*((at, 3) for at in here), (used, 0)])
