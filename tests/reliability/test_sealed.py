"""A bit of a signed bundle turned anywhere is found by the checker that travels in it."""

from __future__ import annotations

import os
import random
import shutil
import time
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

import qms
from qms.exchange.bundle import write_bundle
from qms.ledger import standalone
from qms.ledger.note import Note, SignerKey
from tests.reliability.level import RELEASE, SEED, figure, in_time, portion, share
from tests.reliability.work import STORE, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
FORMS = ("all.zip", "all", "bare.zip", "bare")
"""As one file and as a folder, with personal values and without."""
FLIPS, CONTROL = share(50_000, 0), 3_000
"""Of one form a submission turns so many bits; a release every bit."""
KEY = SignerKey("qms.example", bytes(range(32)))


@pytest.fixture
def bundle(founded: Path, memory: Path, request: pytest.FixtureRequest) -> Path:
    """A signed bundle of a store with a few cases."""
    name = str(getattr(request, "param", FORMS[0]))
    shutil.copy(founded, memory / STORE)
    with opened(memory / STORE) as registry:
        for number in range(3):
            registry.cases.receive(
                type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title=f"Q{number}", name="홍길동"
            )
        store = registry.store
        made = write_bundle(store, memory / name, with_personal=name.startswith("all"), sign=_signed)
    assert "signed by qms.example" in standalone.check_bundle(made.path, [KEY.verifier.spelled()])
    return made.path


def _signed(text: str) -> str:
    return KEY.sign(Note(text)).spelled()


class _Turned:
    """The files of a bundle as one row of bytes, of which one bit at a time is turned."""

    def __init__(self, place: Path) -> None:
        files = sorted(one for one in place.rglob("*") if one.is_file()) if place.is_dir() else [place]
        self._held = [(os.open(one, os.O_RDWR), one.read_bytes()) for one in files]
        self.size = sum(len(data) for _, data in self._held)

    def turn(self, bit: int, *, back: bool = False) -> None:
        at, bit = divmod(bit, 8)
        for handle, data in self._held:
            if at < len(data):
                os.pwrite(handle, bytes((data[at] ^ (0 if back else 1 << bit),)), at)
                return
            at -= len(data)

    def close(self) -> None:
        for handle, _ in self._held:
            os.close(handle)


def _each(place: Path, bits: Iterable[int]) -> Iterator[int]:
    """Each bit, while it is turned."""
    turned = _Turned(place)
    for bit in bits:
        turned.turn(bit)
        yield bit
        turned.turn(bit, back=True)
    turned.close()


def _size(place: Path) -> int:
    turned = _Turned(place)
    turned.close()
    return turned.size


@pytest.mark.req("P11-30", "A11d-16/17")
@pytest.mark.parametrize("bundle", FORMS, indirect=True)
def test_every_bit_that_is_turned_is_found(bundle: Path) -> None:
    key, size, began = [KEY.verifier.spelled()], _size(bundle), time.monotonic()
    chance = random.Random(f"{SEED} {bundle.name}")
    bits = portion(range(size * 8), bundle.name) if RELEASE else chance.sample(range(size * 8), FLIPS)
    tried, silent = 0, list[int]()
    for bit in _each(bundle, in_time(bits)):
        tried += 1
        with suppress(standalone.Wrong, ValueError, KeyError, TypeError):  # what the program takes for not holding
            standalone.check_bundle(bundle, key)
            silent.append(bit)
    speed = tried / (time.monotonic() - began)
    figure(
        f"R5 {bundle.name}: {tried} of {size * 8} bits turned, {len(silent)} not found, {speed:.0f}/s",
        points=tried, lost=len(silent),
    )  # fmt: skip
    assert silent == []
    assert standalone.check_bundle(bundle, key)


def test_sums_alone_would_let_bits_through(bundle: Path) -> None:
    """The control: what any program that reads zip files checks."""
    chance, missed = random.Random(f"{SEED} control"), 0
    for _ in _each(bundle, chance.sample(range(_size(bundle) * 8), CONTROL)):
        with suppress(Exception), zipfile.ZipFile(bundle) as found:
            missed += found.testzip() is None
    figure(f"R5 control, sums of the zip file alone: {missed} of {CONTROL} bits not found", control=missed)
    assert missed
