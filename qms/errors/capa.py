"""Faults of corrective and preventive action."""

from __future__ import annotations

from qms.errors.step import Required


class NeedsCause(Required):
    """No plan without a cause that was verified or expressly accepted (ISO 9001 10.2.1 b)."""

    key = "capa.needs_cause"


class NeedsAction(Required):
    """A plan has at least one action with its owner and date."""

    key = "capa.needs_action"


class NeedsContainment(Required):
    """A correction made at once, or the reason why none was needed (ISO 9001 10.2.1 a)."""

    key = "capa.needs_containment"


class NeedsCriterion(Required):
    """What will show that it worked is fixed before work starts (ISO 9001 10.2.1 d)."""

    key = "capa.needs_criterion"


class ActionsOpen(Required):
    """Every action is done, or cancelled with a reason, before the next step."""

    key = "capa.actions_open"


class TooEarly(Required):
    """The verdict on the effect comes when the window is over."""

    key = "capa.too_early"


class AlreadyJudged(Required):
    """The effect was judged; only one inconclusive judgement is followed by another (ISO 9001 10.2.1 d)."""

    key = "capa.already_judged"


class NotShownEffective(Required):
    """A CAPA closes when it was found effective; otherwise it is taken up again."""

    key = "capa.not_shown_effective"


class NoSuchAction(Required):
    """The plan has no action of this number, or it is done already."""

    key = "capa.no_such_action"
