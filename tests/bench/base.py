"""What a bench is: rows that it promises, and a run that measures them side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.bench.process import Answer, Workshop

STORES: Final = ("sqlite", "postgresql")
ONE_STORE: Final = ("sqlite",)
SERVER: Final = ("postgresql",)
NO_STORE: Final = ("",)


@dataclass(frozen=True)
class Promise:
    """A row of the table.

    Attributes:
        id: the name of the bench, a dot, and what it is held against.
        what: what is divided by what; for a speed the other's time by ours, so more is better.
        goal: as the design has it; blank: none.
        stores: on which it is measured.
        peer: the worker that must be installed for it; None: none.
        less: whether less is better: ours by the other, and not the other way round.

    """

    id: str
    what: str
    goal: str = ""
    stores: tuple[str, ...] = STORES
    peer: str | None = None
    less: bool = False


@dataclass(frozen=True)
class Measured:
    """What a promise came to: one ratio a round, and CPU seconds an operation of ours and of the other."""

    id: str
    store: str
    ratios: tuple[float, ...]
    cpu: float | None = None
    other_cpu: float | None = None

    @property
    def ratio(self) -> float:
        """The median of the rounds."""
        return median(self.ratios)


@dataclass
class Setting:
    """What a run has: where, how often, how much."""

    folder: Path
    workshop: Workshop
    stores: tuple[str, ...] = STORES
    rounds: int = 7
    share: float = 1.0
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    cache: Path | None = None
    notes: list[str] = field(default_factory=list)

    def some(self, count: int) -> int:
        """So many, or the share of them that a small run takes."""
        return max(2, round(count * self.share))

    def on(self, promises: Sequence[Promise]) -> tuple[str, ...]:
        """The stores of this run that a bench is about."""
        return tuple(one for one in self.stores if any(one in promise.stores for promise in promises))


class Bench(Protocol):
    """A module of `tests.bench.benches`."""

    NAME: str
    PROMISES: tuple[Promise, ...]

    @staticmethod
    def run(setting: Setting) -> Iterator[Measured]:
        """Measure every promise that this setting allows."""
        ...


def in_turn(names: Sequence[str], rounds: int, do: Callable[[str], Answer]) -> dict[str, list[Answer]]:
    """Let everybody do it once a round, in an order that moves on, so that nobody is always first."""
    found: dict[str, list[Answer]] = {name: [] for name in names}
    for turn in range(rounds):
        for place in range(len(names)):
            name = names[(turn + place) % len(names)]
            found[name].append(do(name))
    return found


def against(
    promise: Promise, store: str, answers: Mapping[str, list[Answer]], names: tuple[str, str], per: int
) -> Measured:
    """The other's time by ours, round by round, of ``per`` operations each; ``names`` are ours and the other."""
    ours, other = (answers[name] for name in names)
    return Measured(
        promise.id, store,
        tuple(theirs.wall / mine.wall for mine, theirs in zip(ours, other, strict=True)),
        median(one.cpu for one in ours) / per,
        median(one.cpu for one in other) / per,
    )  # fmt: skip
