"""All that happens in the year: the stories written by hand, and those that chance makes around them."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from qms_cli.demo import matters, more, script

if TYPE_CHECKING:
    from qms.base.calendar import WorkingCalendar
    from qms_cli.demo.script import CapaScript, CaseScript


def written(calendar: WorkingCalendar, seed: int, total: int) -> tuple[tuple[CaseScript, ...], tuple[CapaScript, ...]]:
    """So many cases, and the CAPA, each in the order of time; the same for the same seed."""
    voices, capas = matters.told(calendar, seed)
    voices += script.cases()
    voices += more.cases(calendar, seed, total - len(voices))
    capas += script.capas()
    return tuple(sorted(voices, key=attrgetter("at", "title"))), tuple(sorted(capas, key=attrgetter("opened", "title")))
