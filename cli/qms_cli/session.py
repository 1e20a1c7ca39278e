"""One run of the program: what was said at its root, and the store once something has to be known from it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qms import i18n
from qms_cli.faults import BadChoice, BadConfig, NoActor
from qms_cli.surroundings import Config, find_config, keys_of, language_of, now_of, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from qms.i18n import Language
    from qms.organisation.facts import Facts
    from qms.registry import Registry

NOBODY = "nobody"


class Known(NamedTuple):
    """A moment as it is told: day or local time, the position of the last entry known, size and root of the ledger."""

    when: str
    position: int
    size: int
    root: str


@dataclass
class Session:
    """One run.

    Attributes:
        environ: variables of the environment.
        here: folder that relative places are taken from.
        language: of everything that people read.
        store, by: what ``--store`` and ``--by`` said; None: not given.
        as_of: what ``--as-of`` said; None: everything is read as it is now.
        json: whether errors are told as JSON.
        debug: whether an error shows its traceback.

    """

    environ: Mapping[str, str]
    here: Path
    language: Language = "en"
    store: str | None = None
    by: str | None = None
    as_of: str | None = None
    json: bool = False
    debug: bool = False
    _closing: list[Registry] = field(default_factory=list["Registry"])

    @classmethod
    def begin(cls, arguments: Sequence[str], environ: Mapping[str, str]) -> Session:
        """Take what the whole command line says before it is parsed: an error while parsing needs it too."""
        said = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
        json = "--json" in said or "--format=json" in said or ("--format", "json") in pairwise(said)
        return cls(environ, Path.cwd(), _first_language(environ), json=json, debug="--debug" in said)

    @cached_property
    def config(self) -> Config:
        """The configuration in force."""
        return find_config(self.here, self.environ)

    def speak(self, lang: str | None) -> None:
        """Choose the language; ``lang`` is what ``--lang`` said."""
        self.language = language_of(lang, self.environ, self.config)

    def listen(self, arguments: Sequence[str]) -> None:
        """Choose the language before anything is parsed, so that the parser's own refusals are in it."""
        head = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
        said = next((one.partition("=")[2] for one in head if one.startswith("--lang=")), None)
        if "--lang" in head[:-1]:
            said = head[head.index("--lang") + 1]
        try:
            self.speak(said)
        except BadConfig:
            # Help serves a person whose configuration is broken, too; whatever needs it will refuse.
            self.language = language_of(said, self.environ, Config())

    @property
    def actor(self) -> str | None:
        """Who acts: ``--by``, else ``QMS_BY``, else the configuration."""
        return self.by or self.environ.get("QMS_BY") or self.config.by

    def need_actor(self) -> str:
        """Who acts; raise `NoActor` where nothing says it."""
        if self.actor is None:
            raise NoActor
        return self.actor

    @property
    def place(self) -> str:
        """Where the store is; raise `NoStoreFound`. From here on it is known where keys lie."""
        from qms.ledger import keyring

        keyring.lie_in(keys_of(self.config))
        return place_of(self.store, self.environ, self.config)

    @property
    def clock(self) -> Callable[[], datetime]:
        """What time it is: that of the machine, unless another was said."""
        from qms.registry.opening import now as of_machine

        now = now_of(self.environ)
        return (lambda: now) if now else of_machine

    @cached_property
    def registry(self) -> Registry:
        """The store as of the moment that was asked for, or now."""
        if self.as_of is None:
            return self.present
        from qms_cli.times import moment

        facts = self.present.facts()
        return self.present.as_of(moment(self.as_of, facts.now, facts.zone))

    @cached_property
    def present(self) -> Registry:
        """The store as it is now, opened in the name of the actor; whoever only reads needs no name."""
        import qms

        found = qms.open(self.place, actor=self.actor or NOBODY, clock=self.clock)
        self._closing.append(found)
        return found

    @property
    def is_open(self) -> bool:
        """Whether the store has been opened."""
        return bool(self._closing)

    @cached_property
    def facts(self) -> Facts:
        """The organisation and the time, as the store sees them; from here on its own words are spoken."""
        found = self.registry.facts()
        i18n.speak_as(found.profile.words())
        return found

    @cached_property
    def reader(self) -> Facts:
        """Who reads, by the roles and rules of today, whatever moment is read."""
        return self.facts if self.as_of is None else self.present.facts()

    @cached_property
    def known(self) -> Known | None:
        """The moment that everything is read as of; None: now."""
        if self.as_of is None:
            return None
        _, size, root = self.registry.checkpoint()
        text = self.as_of.strip()
        at = f"{self.facts.now.astimezone(self.facts.zone):%Y-%m-%d %H:%M:%S}"
        return Known(at[:10] if "-" in text and len(text) == len(at[:10]) else at, size - 1, size, root)

    def close(self) -> None:
        """Let go of the store, and of its organisation's words."""
        i18n.speak_as(None)
        for one in self._closing:
            one.close()

    def note(self, text: str) -> None:
        """Tell people something beside the result."""
        sys.stderr.write(text + "\n")


def _first_language(environ: Mapping[str, str]) -> Language:
    """The language in which a wrong ``--lang`` or configuration is told."""
    try:
        return language_of(None, environ, Config())
    except BadChoice:
        return language_of(None, {**environ, "QMS_LANG": ""}, Config())
