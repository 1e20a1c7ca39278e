"""Findings as they come: each is counted, the first of each rule are kept, all go to whoever wants all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from qms.base.finding import Finding, Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Every = Callable[[Finding], None]
"""Is told of each finding as it comes."""
MOST: Final = 1_000
"""Findings about rows that are kept of each rule; a file can have more of them than memory holds."""


class Found:
    """What was found in a file: six hundred thousand bad rows are counted, and the first thousand findings kept.

    Attributes:
        refused: whether an error is among all that came.

    """

    def __init__(self, *every: Every | None) -> None:
        """Nothing is found yet; each of ``every`` is told of each finding, whether it is kept or not."""
        self._every = tuple(filter(None, every))
        self._rules: Counter[str] = Counter()
        self.refused = False
        self._file: list[Finding] = []
        self._rows: list[Finding] = []

    def add(self, finding: Finding) -> None:
        """Take a finding."""
        self._rules[finding.rule] += 1
        self.refused = self.refused or finding.weight is Weight.ERROR
        if "row" not in finding.values:
            self._file.append(finding)
        elif self._rules[finding.rule] <= MOST:
            self._rows.append(finding)
        for tell in self._every:
            tell(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take these, one after the other."""
        for finding in findings:
            self.add(finding)

    @property
    def kept(self) -> tuple[Finding, ...]:
        """What concerns the file as a whole, then what concerns rows: the first `MOST` of each rule."""
        return (*self._file, *self._rows)

    @property
    def rules(self) -> Mapping[str, int]:
        """How often each rule was found, the most frequent first."""
        return dict(self._rules.most_common())


__all__ = ["MOST", "Every", "Found"]
