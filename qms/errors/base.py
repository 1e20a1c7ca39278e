"""The branches of the tree of faults, and what every fault can say of itself."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

from qms import i18n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.i18n import Language


@dataclass(frozen=True)
class Called:
    """A name that an organisation gives in both languages, as a fact: it is said in the reader's."""

    ko: str
    en: str

    def __str__(self) -> str:
        """English, for logs."""
        return self.en


@dataclass_transform(eq_default=False)
class QmsError(Exception):
    """Base of all faults of this library.

    A class of faults is written like a dataclass: its annotations are the facts, in order, given by place or by name.
    There are many, every program loads them, and few are ever raised: so nothing is made for each of them.
    """

    key: ClassVar[str] = ""
    _spelled: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls) -> None:
        """Take over the facts of the classes above, and add its own."""
        above = [base._spelled for base in reversed(cls.__bases__) if issubclass(base, QmsError)]  # noqa: SLF001 - our own
        own: dict[str, str] = get_annotations(cls)
        told = {name: of for name, of in own.items() if not of.startswith("ClassVar")}
        cls._spelled = {name: of for facts in (*above, told) for name, of in facts.items()}

    def __init__(self, *facts: Any, **named: Any) -> None:  # noqa: ANN401 - checkers see the facts of each class
        """Keep the facts; raise `TypeError` for one too many, one missing, or one twice."""
        super().__init__(*facts)
        names = self._spelled
        given = dict(zip(names, facts, strict=False)) | named
        if given.keys() != names.keys() or len(facts) + len(named) != len(names):
            raise TypeError(tuple(names))
        self.__dict__.update(given)

    def __repr__(self) -> str:
        """With all its facts, for tracebacks."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.facts().items())})"

    @classmethod
    def spelled(cls) -> dict[str, str]:
        """The facts of this class: name → type as it is written."""
        return dict(cls._spelled)

    def facts(self) -> dict[str, object]:
        """The facts this fault was built from, by name."""
        return {name: getattr(self, name) for name in self._spelled}

    def say(self, language: Language) -> str:
        """One sentence: what happened."""
        return self._words("sentence", language)

    def hint(self, language: Language) -> str:
        """One sentence: the way on."""
        return self._words("hint", language)

    def _words(self, part: str, language: Language) -> str:
        folder, _, rest = self.key.partition(".")
        shown = {name: self.shown(name, value, language) for name, value in self.facts().items()}
        return i18n.text(f"{folder}.error.{rest}.{part}", language, **shown)

    def shown(self, name: str, value: object, language: Language) -> str:
        """A fact as it stands in the sentence; a fact that is a key of words is put into words."""
        if isinstance(value, tuple):
            return ", ".join(self.shown(name, one, language) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any tuple of facts
        if isinstance(value, Called):
            return value.ko if language == "ko" else value.en
        named = str(value)
        return i18n.text(named, language) if "." in named and i18n.has(named) else named

    def __str__(self) -> str:
        """English, for logs."""
        return f"{self.key}: {self.say('en')}"


class Refused(QmsError):
    """A rule refuses the step; nothing was written."""


class NotPermitted(QmsError):
    """The actor may not do this."""


class NotFound(QmsError):
    """There is no such thing."""


class Invalid(QmsError):
    """What was given is not in a form that can be kept."""


class Unusable(QmsError):
    """The store cannot serve this call."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in what was given: the place, and the rule's key with its values."""

    place: str
    key: str
    values: tuple[tuple[str, str], ...] = ()

    def say(self, language: Language) -> str:
        """``place: what is wrong``."""
        shown = {n: i18n.text(v, language) if "." in v and i18n.has(v) else v for n, v in self.values}
        return f"{self.place}: {i18n.text(self.key, language, **shown)}"


def all_of(faults: Sequence[type[QmsError]]) -> tuple[type[QmsError], ...]:
    """These classes and everything below them, for listings and tests."""
    found: list[type[QmsError]] = []
    for fault in faults:
        found += [fault, *all_of(fault.__subclasses__())]
    return tuple(dict.fromkeys(found))  # one may stand below two
