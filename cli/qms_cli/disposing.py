"""Disposals on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.records.disposal import BoardMember

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms_cli.desk import Desk


def board(inside: Sequence[str], outside: Sequence[str]) -> tuple[BoardMember, ...]:
    """The members of the board: people of the organisation, then those from outside by office and position."""
    return (*(BoardMember(person=one) for one in inside), *(BoardMember(office=one) for one in outside))


def carry_out(desk: Desk, code: str) -> None:
    """Ask for the erasure that carries a disposal out, and say what comes next."""
    done, erasure = desk.acting.disposals.carry_out(code)
    desk.put(done)
    desk.note(desk.say("disposal.next", erasure=erasure.code))
