"""Faults of the management review."""

from __future__ import annotations

from qms.errors.step import Required


class InputMissing(Required):
    """An input is missing and its gap was not accepted by the chair with a reason (ISO 9001 9.3.2)."""

    key = "review.input_missing"


class NoSuchInput(Required):
    """The agenda has no such input, or it is compiled from records."""

    key = "review.no_such_input"


class NoSuchDecision(Required):
    """The review has no decision of this number that could take this step."""

    key = "review.no_such_decision"


class NoDecisions(Required):
    """The outputs of a review are decisions (ISO 9001 9.3.3); none was recorded."""

    key = "review.no_decisions"


class DecisionsOpen(Required):
    """A review closes when each of its decisions was verified by somebody else."""

    key = "review.decisions_open"


class NeedsConclusion(Required):
    """A review concludes on suitability, adequacy and effectiveness (ISO 9001 9.3.1)."""

    key = "review.needs_conclusion"
