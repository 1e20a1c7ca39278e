"""A process that stands before a call makes calls of ours first: be copied, look elsewhere in a file.

It stands there as `tests.reliability.stops` stops it. It is led out of the call without making it, back to the
instruction that makes it; from there it can be made to make any other, and in the end its own.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from tests.reliability.kernel import FIRST, GIVEN, MINUS_ONE, NUMBER, SECOND, THIRD, WHERE
from tests.reliability.stops import ALL, CALLED, STEP, STEPPED, Traced

if TYPE_CHECKING:
    from tests.reliability.stops import Fault

LSEEK, ALARM, CLONE, SET_TID_ADDRESS = 8, 37, 56, 218
BESIDE: Final = 0x8000
"""Of a copy: it is a child of this process too."""
WITH_MEMORY: Final = 0x100
"""Of a copy: it has the same memory, not a copy of it."""
_WIDTH: Final = 2
"""Bytes of the instruction that makes a call."""


class Lost(Exception):
    """A process did not come to where it was led, or files cannot be put back."""


class Steered:
    """A process that stands before a call."""

    def __init__(self, traced: Traced) -> None:
        """Lead it out of the call."""
        self._traced, self.pid = traced, traced.pid
        held = traced.held(self.pid)
        traced.hold(self.pid, _with(held, {NUMBER: MINUS_ONE}))
        self._stepped(self.pid, 1)
        self._held = _with(held, {WHERE: held[WHERE] - _WIDTH, GIVEN: held[NUMBER], NUMBER: MINUS_ONE})
        traced.hold(self.pid, self._held)

    def does(self, call: int, first: int = 0, second: int = 0, *, by: int = 0) -> int:
        """Have it, or the copy ``by``, make a call; the number of the process that came of it, if one did."""
        pid = by or self.pid
        self._traced.hold(pid, _with(self._held, {GIVEN: call, FIRST: first, SECOND: second, THIRD: 0}))
        new = self._stepped(pid, 2)
        self._traced.hold(pid, self._held)
        return new

    def copied(self, how: int, fault: Fault | None = None) -> Traced:
        """A copy that is about to make the same call."""
        new = self.does(CLONE, BESIDE | how)
        os.waitpid(new, ALL)
        os.setpgid(new, new)
        self._traced.hold(new, self._held)
        return Traced(new, fault, at=self._traced.at - 1)

    def _stepped(self, pid: int, stops: int) -> int:
        """Let a process go on to the so-manieth end of a call's way in or out; the process that came of it, or 0."""
        new = 0
        while stops:
            self._traced.ask(STEP, pid)
            _, status = os.waitpid(pid, ALL)
            if not os.WIFSTOPPED(status):
                raise Lost
            if status >> 16 and status >> 16 != CALLED:
                new = self._traced.message(pid)
            stops -= os.WSTOPSIG(status) == STEPPED  # signals are not passed on: only an alarm may come
        return new


def _with(held: list[int], changed: dict[int, int]) -> list[int]:
    return [changed.get(at, one) for at, one in enumerate(held)]
