"""What a power cut may leave is known without being built, and it is what building it would give."""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING

from tests.reliability.crashes import Disk
from tests.reliability.laid import Laid
from tests.reliability.recorded import Op
from tests.reliability.unsure import PAGE
from tests.reliability.work import STORE

if TYPE_CHECKING:
    from pathlib import Path

TIMES, STATES = 20, 30


def _ops(folder: Path, chance: random.Random) -> list[Op]:
    """Some operations on a store and on its journal: whole pages, parts of some, across borders, cuts, names."""
    files = [str(folder / name) for name in (STORE, f"{STORE}-journal")]
    ops: list[Op] = [Op("make", files[1])]
    for _ in range(chance.randrange(2, 14)):
        path, at = chance.choice(files), chance.choice((PAGE * chance.randrange(6), chance.randrange(5 * PAGE), -1))
        data = (
            chance.randbytes(chance.choice((4, 24, 600, PAGE, PAGE, 2 * PAGE)))
            if chance.random() < 0.9
            else b"\0" * PAGE
        )
        kind = chance.random()
        if kind < 0.8:
            ops.append(Op("write", path, at, data))
        elif kind < 0.9:
            ops.append(Op("sync", path))
        else:
            ops.append(Op("cut", files[1], chance.randrange(3 * PAGE)) if kind < 0.95 else Op("drop", files[1]))
    return ops


def test_states_are_told_apart_as_their_bytes_are(tmp_path: Path, memory: Path) -> None:
    """Against each state built write by write: the same key is the same files, and what is laid is what was built."""
    (staged := tmp_path / "staged").mkdir()
    seen = cuts = 0
    for number in range(TIMES):
        chance = random.Random(number)
        (staged / STORE).write_bytes(chance.randbytes(PAGE * chance.randrange(4) + chance.choice((0, 0, 100))))
        disk, laid = Disk(staged, tmp_path), Laid(memory)
        keys: dict[int, dict[str, bytes]] = {}
        for op in _ops(tmp_path, chance):
            disk.do(op)
            for crash in [*disk.plain(), *disk.by_chance(STATES, chance)]:
                obvious = {path: file.whole(fates) for path, file, fates in disk.named(crash)}
                assert keys.setdefault(disk.key(crash), obvious) == obvious
                there = laid.lay(disk.files(crash))
                assert {str(tmp_path / one.name): one.read_bytes() for one in memory.iterdir()} == obvious
                assert there == (str(tmp_path / STORE) in obvious)
                if there:
                    laid.came_of_it(list({id(one): one for kept in keys.values() for one in kept.values()}.values()))
                seen += 1
        cuts += len(keys) - len({repr(sorted(kept.items())) for kept in keys.values()})
        for one in memory.iterdir():
            one.unlink()
    assert seen > TIMES * STATES
    assert cuts == 0


def test_a_changed_store_is_laid_anew(tmp_path: Path, memory: Path) -> None:
    """A store that SQLite changed after it was laid is as it must be the next time."""
    (staged := tmp_path / "staged").mkdir()
    with sqlite3.connect(staged / STORE) as made:
        made.execute("CREATE TABLE t (a)")
    made.close()
    disk, laid = Disk(staged, tmp_path), Laid(memory)
    (crash,) = {one.names: one for one in disk.plain()}.values()
    whole = (staged / STORE).read_bytes()
    laid.lay(disk.files(crash))
    assert laid.came_of_it([whole]) == (whole, False)
    for number in range(3):
        with sqlite3.connect(memory / STORE) as changed:
            changed.execute(f"CREATE TABLE t{number} (a)")
        changed.close()
        other, new = laid.came_of_it([whole])
        assert new
        laid.came_of_it([whole, other])
        laid.lay(disk.files(crash))
        assert (memory / STORE).read_bytes() == whole
