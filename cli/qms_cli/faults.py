"""What can be wrong with a command line and its surroundings, one class for each.

The words stand at ``cli.error.<name>`` as ``sentence`` and ``hint``, and as ``near`` where there is a guess.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from qms.errors import Invalid, NoStore, NotFound, QmsError, StorageFailed

if TYPE_CHECKING:
    from qms.i18n import Language


_TYPED = frozenset({"code", "text", "actor", "name"})
"""Facts that say what somebody typed."""


class Usage(Invalid):
    """The command line asks for something that there is not."""


class Guess(Usage):
    """As `Usage`, with what was probably meant; ``near`` None: nothing is close."""

    near: str | None

    def hint(self, language: Language) -> str:
        """What was probably meant, else where to look."""
        return self._words("near" if self.near else "hint", language)


class UnknownCommand(Guess):
    """No command of this name stands below ``above``."""

    key = "cli.unknown_command"
    text: str
    above: str


class UnknownOption(Guess):
    """The command has no such option."""

    key = "cli.unknown_option"
    text: str
    command: str


class Misplaced(Usage):
    """An option of the root after the command, or one of a command before it; ``right`` shows the order."""

    key = "cli.misplaced"
    text: str
    right: str


class BadChoice(Guess):
    """A value is not one of the closed list; ``choices`` are its labels with their values."""

    key = "cli.bad_choice"
    text: str
    choices: tuple[Enum | str, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """A value of a closed list stands with what people call it."""
        if not isinstance(value, Enum):
            return super().shown(name, value, language)
        from qms_cli.words import label

        return f"{value.value} ({label(value, language)})"


class UnknownField(Guess):
    """The result has no such field."""

    key = "cli.unknown_field"
    text: str
    known: tuple[str, ...]


class Missing(Usage):
    """An option or argument that the command needs was not given."""

    key = "cli.missing"
    name: str
    command: str


class Extra(Usage):
    """More arguments than the command takes."""

    key = "cli.extra"
    text: str
    command: str


class NeedsValue(Usage):
    """An option that takes a value stands without one."""

    key = "cli.needs_value"
    option: str
    command: str


class TakesNoValue(Usage):
    """A switch was given a value."""

    key = "cli.takes_no_value"
    option: str
    command: str


class NotUnderstood(Usage):
    """Anything else that the parser refuses, in its own words."""

    key = "cli.not_understood"
    said: str
    command: str


class BadTime(Usage):
    """A text is not a time."""

    key = "cli.bad_time"
    text: str


class BadDay(Usage):
    """A text is not a day."""

    key = "cli.bad_day"
    text: str


class BadNumber(Usage):
    """A text is not a whole number from 0."""

    key = "cli.bad_number"
    text: str


class BadCheckpoint(Usage):
    """A text does not spell a size and a root of the ledger."""

    key = "cli.bad_checkpoint"
    text: str


class Uneven(Usage):
    """Options that belong together were given a different number of times."""

    key = "cli.uneven"
    options: tuple[str, ...]


class UnevenNames(Usage):
    """Not every file has a name, or there are more names than files."""

    key = "cli.uneven_names"
    names: int
    files: int


class Together(Usage):
    """One of these options means nothing without the other."""

    key = "cli.together"
    options: tuple[str, ...]


class OneOf(Usage):
    """Exactly one of these options is to be given."""

    key = "cli.one_of"
    options: tuple[str, ...]


class NoActor(Usage):
    """An act needs somebody who does it."""

    key = "cli.no_actor"


class NoOffice(Usage):
    """Somebody who took part holds no role that day, and none was named."""

    key = "cli.no_office"
    person: str


class NeedsReason(Usage):
    """An option that gives personal data out was used without saying why."""

    key = "cli.needs_reason"
    option: str
    reason: str


class BadConfig(Usage):
    """A configuration file cannot be read; ``what`` is a key of words."""

    key = "cli.bad_config"
    place: str
    what: str


class NoStoreFound(NoStore):
    """Nothing says where the store is; ``place`` lists every place looked at."""

    key = "cli.no_store"


class UnknownDepartment(NotFound):
    """No department has this code or name."""

    key = "cli.unknown_department"
    text: str
    near: str | None

    def hint(self, language: Language) -> str:
        """What was probably meant, else where to look."""
        return self._words("near" if self.near else "hint", language)


class UnknownPerson(NotFound):
    """Nobody has this code or name, or several have the name."""

    key = "cli.unknown_person"
    text: str
    near: str | None

    def hint(self, language: Language) -> str:
        """What was probably meant, else where to look."""
        return self._words("near" if self.near else "hint", language)


class NothingExplained(NotFound):
    """No message has this code."""

    key = "cli.nothing_explained"
    text: str
    near: str | None

    def hint(self, language: Language) -> str:
        """What was probably meant, else where to look."""
        return self._words("near" if self.near else "hint", language)


class CannotWrite(StorageFailed):
    """A result cannot be written to its place."""

    key = "cli.cannot_write"


class UnknownFigure(NotFound):
    """No figure has this id."""

    key = "cli.unknown_figure"
    text: str
    near: str | None

    def hint(self, language: Language) -> str:
        """What was probably meant, else where to look."""
        return self._words("near" if self.near else "hint", language)


def discreet(fault: QmsError, said: str) -> str:
    """What a fault says, without contacts and numbers that were typed where a code belongs: errors end up in logs."""
    from qms.base.particulars import starred

    for name in _TYPED & fault.facts().keys():
        typed = fault.facts()[name]
        if isinstance(typed, str) and (masked := starred(typed)) != typed:
            said = said.replace(typed, masked)
    return said
