"""The desk: what a command's function is given. It parses nothing and decides nothing; it opens and prints."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import typer

from qms.base.level import Level
from qms.kinds import kind
from qms_cli import times
from qms_cli.kinds_of import overdue
from qms_cli.session import Session
from qms_cli.show.result import FIXED, Column, Lines, Named
from qms_cli.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.i18n import Language
    from qms.organisation.rows import Bilingual
    from qms.registry import Registry
    from qms_cli.show.result import Result


class Desk(typer.Context):
    """The context of a command."""

    _common: dict[str, Any]

    def keep(self, own: set[str]) -> None:
        """Set aside the options that are not the function's own."""
        self._common = {name: self.params.pop(name) for name in list(self.params) if name not in own}

    def common(self, name: str) -> Any:  # noqa: ANN401 - an option's value
        """The value of a common option; None where the command has none of the name or it was not given."""
        return self._common.get(name)

    def settle(self, name: str, value: object) -> None:
        """Give a common option the value that a command's own option of the name came to."""
        self._common[name] = value

    @property
    def level(self) -> Level:
        """How much of what is personal is to be shown."""
        return self.common("level") or Level.INTERNAL

    @property
    def typed(self) -> str:
        """The command as it is typed, without the program: ``case show``."""
        return self.command_path.partition(" ")[2]

    # --- what is known ---

    @property
    def session(self) -> Session:
        """The run that this command belongs to."""
        return cast("Session", self.obj)

    @property
    def language(self) -> Language:
        """The language of the reader."""
        return self.session.language

    @property
    def registry(self) -> Registry:
        """The store, for reading."""
        return self.session.registry

    @cached_property
    def acting(self) -> Registry:
        """The store in the name of the actor, for the act that the options describe."""
        self.session.need_actor()
        from qms_cli.lookup import person

        behalf = self.common("behalf")
        from qms_cli.signing import signing

        _ = self.session.facts  # a refusal speaks the organisation's words
        acting = self.registry.acting(
            at=self.at,
            on_behalf_of=person(self.session, behalf) if behalf else None,
            reason=self.common("reason"),
        )
        return signing(self, acting)

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of the store's days; None while no store is open."""
        return self.session.facts.zone if self.session.is_open else None

    @property
    def now(self) -> datetime:
        """The time, by the store's clock."""
        return self.session.facts.now

    @property
    def today(self) -> date:
        """The local day of now."""
        return self.now.astimezone(self.session.facts.zone).date()

    @cached_property
    def at(self) -> datetime | None:
        """When the act happened, as ``--at`` says; None: now."""
        said = self.common("at")
        return times.instant(said, self.now, self.session.facts.zone) if said else None

    def kind(self, name: str) -> Kind[Any]:
        """The kind of this name."""
        return kind(name)

    def overdue(self, kind: Kind[Any], record: Record) -> bool:
        """Whether something about the record is owed since before now."""
        return overdue(kind, record, self.now, self.session.facts.zone)

    def read(self, value: object) -> str:
        """A value as people read it."""
        from qms_cli.show.spelling import read

        return read(value, self.language, self.zone)

    def say(self, key: str, /, **facts: object) -> str:
        """The words of ``cli.<key>``."""
        return say(key, self.language, **facts)

    def told(self, key: str, /, **facts: object) -> Named:
        """The words of ``cli.<key>`` as a value: machines read English."""
        return Named(say(key, "en", **facts), self.say(key, **facts))

    def spoken(self, words: Bilingual) -> Named:
        """Words of the profile as a value: machines read the organisation's own language."""
        return Named(words.say(self.session.facts.profile.language), words.say(self.language))

    def columns(self, *names: str) -> tuple[Column, ...]:
        """Columns of these names, labelled from ``cli.column.<name>``."""
        return tuple(Column(name, self.say(f"column.{name}"), fixed=name in FIXED) for name in names)

    def fields(self, values: Mapping[str, object]) -> tuple[tuple[Column, object], ...]:
        """The fields of a page, those without a value left out."""
        shown = {name: value for name, value in values.items() if value not in (None, "", ())}
        return tuple(zip(self.columns(*shown), shown.values(), strict=True))

    # --- results ---

    def put(self, *records: Record) -> None:
        """Print what became of the records of an act."""
        from qms_cli.show.records import became

        self.show(became(self, records))

    def show(self, result: Result) -> None:
        """Print a result in the format that was asked for."""
        from qms_cli.show.output import put

        put(self, result)

    def text(self, lines: Iterable[str], *, schema: str) -> None:
        """Print lines of words."""
        self.show(Lines(schema, tuple(lines)))

    def write(self, data: bytes, to: Path | None = None) -> None:
        """Write bytes to ``to``, else where ``--output`` says."""
        from qms_cli.show.sink import write

        write(data, to or self.common("output"))
        self.tell_known()

    def known_as(self) -> str:
        """As of which moment everything is read; empty: as it is now."""
        known = self.session.known
        return self.say("as_known", when=known.when, position=known.position) if known else ""

    def tell_known(self) -> None:
        """Tell people that moment, where the result itself has no place for it."""
        if said := self.known_as():
            self.note(said)

    def note(self, text: str) -> None:
        """Tell people something beside the result, unless they want quiet."""
        if not self.common("quiet"):
            self.session.note(text)
