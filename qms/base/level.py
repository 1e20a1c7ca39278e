"""How much of what is personal an output shows (design: levels of redaction; Personal Information Protection Act)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from qms.base import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Level(StrEnum):
    """From what everybody may see to everything; a later one shows what an earlier one does."""

    PUBLIC = "L0"
    """For the public: counts alone, small ones held back; of cases and people nothing."""
    MASKED = "L1"
    """For management review: numbers, days, units, causes and actions; no names, contacts, nor what people wrote."""
    INTERNAL = "L2"
    """For those who work with it: names and contacts in their masked form, texts without known particulars."""
    FULL = "L3"
    """Everything: with a reason, and an entry in the log of accesses."""

    def shows(self, since: Level) -> bool:
        """Whether what is shown from ``since`` on is shown."""
        return self.value >= since.value


@dataclass(frozen=True)
class Rule:
    """What becomes of one field: in the clear from ``since`` on, masked at `Level.INTERNAL` where ``mask`` is given.

    ``text``: its mask takes out what the record says of its customer elsewhere.
    """

    since: Level
    mask: Callable[[str], str] | None = None
    text: bool = False


OPEN, REVIEW, INTERNAL = Rule(Level.PUBLIC), Rule(Level.MASKED), Rule(Level.INTERNAL)
NAME, CONTACT, ADDRESS = (Rule(Level.FULL, one) for one in (mask.name, mask.contact, mask.address))
TEXT: Final = Rule(Level.FULL, mask.redacted, text=True)
"""What people wrote of a matter: without the customer's particulars, and numbers that have a form of their own."""
SEALED: Final = Rule(Level.FULL)

_HEAD: Final = (
    "code department version confidentiality origin links attachments signatures source source_file source_row "
    "source_key"
)
_SHARED: Final = (
    (REVIEW, "links.relation links.target"),
    (REVIEW, "attachments.digest attachments.size attachments.media attachments.added_by attachments.added_at"),
    (REVIEW, "attachments.withdrawn_by attachments.withdrawn_at"),
    (TEXT, "attachments.name attachments.withdrawn_reason"),
    (REVIEW, "signatures.suite signatures.person signatures.on_behalf_of signatures.meaning signatures.act"),
    (REVIEW, "signatures.version signatures.content signatures.signed_at signatures.zone signatures.means"),
    (REVIEW, "signatures.signer signatures.document signatures.approved_on signatures.approval signatures.file"),
    (REVIEW, "signatures.seal"),
)


def levels(*rows: tuple[Rule, str], head: Rule = REVIEW) -> Mapping[str, Rule]:
    """What each level shows of a kind's fields: field → rule, those of parts as ``actions.owner``.

    Each row has a rule and the names that it holds for, with blanks between. What every record has comes with it:
    its own fields by ``head``, files, links and signatures as of every kind.
    """
    return {name: rule for rule, names in (*_SHARED, (head, _HEAD), *rows) for name in names.split()}


__all__ = [
    "ADDRESS", "CONTACT", "INTERNAL", "NAME", "OPEN", "REVIEW", "SEALED", "TEXT", "Level", "Rule", "levels",
]  # fmt: skip
