"""The catalogue of attacks, the part that is done to files: stores in SQLite, and packets."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.base.finding import Weight
from qms.ledger.checkpoint import Checkpoint
from qms.packet import render
from tests.office import QUALITY, Clock
from tests.verify.catalogue.attack import Attack, Status
from tests.verify.catalogue.checkpoints import note
from tests.verify.catalogue.files import FILES, Disk
from tests.verify.catalogue.packets import PACKETS, Packet
from tests.verify.judging import judged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qms import Registry
    from tests.verify.catalogue.attack import Found


@pytest.fixture
def disk(lived: Path, tmp_path: Path) -> Disk:
    """The busy store, an earlier copy, and the store of others."""
    older = tmp_path / "older.db"
    path = tmp_path / "records.db"
    shutil.copy(lived, older)
    shutil.copy(lived, path)
    other = tmp_path / "other.db"
    clock = Clock()
    clock.ahead(days=1)
    qms.create(other, actor="an.other", name="안다른", clock=clock).close()
    made = Disk(path, older, other, Checkpoint("", 0, b""))
    for number in range(2):
        made.write(f"문의 {number}", days=number)
    with qms.open(path, actor=QUALITY, clock=Clock()) as registry:
        origin, size, root = registry.checkpoint()
        made.kept = Checkpoint(origin, size, bytes.fromhex(root))
    return made


def _told(disk: Disk, *, against: bool = False) -> list[Found]:
    try:
        with qms.open(disk.path, actor=QUALITY, clock=Clock()) as registry:
            found = registry.verify(disk.kept if against else None)
    except errors.NotAStore:
        return [("not_a_store", disk.path.name)]
    return sorted({(one.rule.removeprefix("store.finding."), one.place) for one in found if one.weight is Weight.ERROR})


def test_an_untouched_file_is_clean(disk: Disk) -> None:
    assert _told(disk, against=True) == []


@pytest.mark.parametrize("attack", FILES.attacks, ids=FILES.ids())
def test_an_attack_on_a_file(disk: Disk, attack: Attack[Disk]) -> None:
    expected = sorted(attack.expected(attack.act(disk)))
    if attack.status is Status.DETECTED:
        assert set(expected) <= set(_told(disk))
        return
    assert _told(disk) == []
    # What the program never takes in leaves the store as it was.
    assert _told(disk, against=True) == ([] if attack.status is Status.OTHERWISE else expected)


# --- packets ---


@pytest.fixture(scope="module")
def packet(lived: Path) -> tuple[Packet, Callable[[], bytes]]:
    """A packet of the busy store with signatures, and a way to make it once more."""
    with qms.open(lived, actor=QUALITY, clock=Clock()) as registry:
        content = registry.reviews.content("MR-2026H1")
        origin, _, _ = registry.checkpoint()
    source = content.snapshot.source
    of = Checkpoint(origin, source.size, bytes.fromhex(source.root))

    def made() -> bytes:
        file = io.BytesIO()
        render(content, file, checkpoint=note(of))
        return file.getvalue()

    return Packet(of, made()), made


@pytest.mark.needs_pdf
def test_an_untouched_packet_is_taken_and_is_the_same_when_it_is_made_again(
    looked: Registry, packet: tuple[Packet, Callable[[], bytes]]
) -> None:
    whole, again = packet
    assert judged(looked, whole.data, whole.known) == []
    assert again() == whole.data


@pytest.mark.needs_pdf
@pytest.mark.parametrize("attack", PACKETS.attacks, ids=PACKETS.ids())
def test_an_attack_on_a_packet(
    looked: Registry, packet: tuple[Packet, Callable[[], bytes]], attack: Attack[Packet]
) -> None:
    touched = replace(packet[0])
    expected = attack.expected(attack.act(touched))
    found = judged(looked, touched.data, touched.known)
    if attack.status is Status.OTHERWISE:
        # The checkpoint is whole, or gone; the page is held against the one that is made again.
        assert found in ([], [("note.none", "checkpoint")])
        assert touched.data != packet[0].data
    else:
        assert set(expected) <= set(found)
