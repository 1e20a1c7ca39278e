"""A work done again and again, each time with one fault in it, and what it left judged."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.reliability.level import RELEASE, SEED, sampled
from tests.reliability.oracle import Oracle
from tests.reliability.traced import points, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.reliability.traced import Ended, Point
    from tests.reliability.work import Work


class Bench:
    """Does a work again and again and judges what it left."""

    def __init__(self, work: Work, founded: Path, folder: Path) -> None:
        """Lay what stands before the work, and do it once, so that whatever it loads is loaded."""
        self.work, self._log = work, folder / "calls"
        self.staged, self.here = folder / "staged", folder / "here"
        self.staged.mkdir()
        work.stage(self.staged, founded)
        self.oracle = Oracle(work, self.staged)
        self.wrong: list[str] = []
        self._warm()

    def _warm(self) -> None:
        back, environ = Path.cwd(), dict(os.environ)
        try:
            self.lay()
            self.work.does(self.here, lambda _: None)
        finally:
            os.chdir(back)
            os.environ.clear()
            os.environ.update(environ)
        if self.work.makes:
            self.oracle.whole = (self.here / self.work.makes).read_bytes()

    def lay(self) -> None:
        """Put what stands before the work in its place; what an earlier run left is taken away."""
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(self.staged, self.here)

    def points(self, most: int, fault: str, *, failing: bool = False) -> Sequence[Point]:
        """System calls of the work: of a long run all; else those that change something before the others.

        With ``failing`` those alone that a failing disk can fail, on the disk of the store: it does not refuse
        memory, or a lock, and the program itself is on another.
        """
        # Judged first: what judging loads, this process and its children have loaded from then on.
        assert self.oracle.faults(self.here, self.once("").acknowledged, killed=False) == []
        whole = self.once("")
        assert (whole.raw, whole.refused, whole.killed) == ("", "", False)
        every = [one for one in points(whole.calls, str(self.here)) if not failing or one.changing or one.failing]
        if RELEASE:
            return every
        changing = sampled([one for one in every if one.changing], most * 4 // 5, f"{self.work.name} {fault}")
        others = [one for one in every if not one.changing]
        return changing + sampled(others, most - len(changing), f"{self.work.name} {fault}")

    def once(self, inject: str) -> Ended:
        """The work with a fault in it."""
        self.lay()
        return run(lambda say: self.work.does(self.here, say), self._log, inject)

    def judge(self, point: Point, end: Ended) -> None:
        """Note what does not hold now."""
        found = self.oracle.faults(self.here, end.acknowledged, killed=end.killed)
        self.wrong += [f"call {point.at}, {point.name} (seed {SEED}): {one}" for one in found]
