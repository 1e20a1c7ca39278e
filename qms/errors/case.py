"""Faults of the case."""

from __future__ import annotations

from qms.errors.base import Called, Refused
from qms.errors.step import Required


class TypeNotOpen(Refused):
    """The organisation takes in no cases of this type; ``open`` are those that it does, both by their words."""

    key = "case.type_not_open"
    type: Called
    open: tuple[Called, ...]


class NeedsDepartment(Required):
    """An acknowledgement names the department in charge (manual C-2)."""

    key = "case.needs_department"


class NeedsNotice(Required):
    """A case closes after the customer was told, or with the reason why nobody could be (manual P-4.1)."""

    key = "case.needs_notice"


class NeedsAnswer(Required):
    """A case that can be answered is answered before it closes (manual P-5.1)."""

    key = "case.needs_answer"


class NeedsGround(Required):
    """Not accepted: its ground and the remedies are told (manual P-7.3)."""

    key = "case.needs_ground"


class NeedsReport(Required):
    """A major case is reported up the tree before it closes (manual R-UH-4)."""

    key = "case.needs_report"


class NobodyAbove(Required):
    """A report needs somebody up the tree to report to (manual R-UH-4)."""

    key = "case.nobody_above"


class NeedsDisposition(Required):
    """A major or upheld complaint ends in a disposition for improvement (manual C-3)."""

    key = "case.needs_disposition"


class AnonymousPetition(Required):
    """A petition without a name is kept and counted, and closes as not answerable (manual P-7.2)."""

    key = "case.anonymous_petition"


class NotSettled(Required):
    """What is settled at once is an inquiry, a compliment, a suggestion, or was resolved on the spot."""

    key = "case.not_settled"


class ExtensionRefused(Refused):
    """The due date may not be put off; ``why`` is the key of its words (Decree of the Petitions Act, article 21)."""

    key = "case.extension_refused"
    code: str
    why: str


class NothingAwaited(Required):
    """No supplement is awaited."""

    key = "case.nothing_awaited"
