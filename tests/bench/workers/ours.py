"""The library itself: acts of cases as a program of the house would call them, everything that belongs to an act."""

from __future__ import annotations

import json
from datetime import UTC
from itertools import count as counting
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import qms
from qms import CaseType, Channel
from qms.base.period import Period
from qms.exchange import Bringing, import_register, read_mapping
from qms.kinds import KINDS
from tests.bench.sample import given
from tests.bench.serve import serve
from tests.bench.workers.years import YEAR, later_years
from tests.office import BEGIN, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, Clock

MAPPING = """
kind = "case"
source = "counter"
zone = "UTC"
formats = ["%Y-%m-%d %H:%M"]
key = "key"

[columns]
received_at = "received_at"
title = "title"
text = "text"
type = "type"
channel = "channel"
topic = "topic"
service = "service"
remedy_asked = "remedy_asked"
customer_name = "customer_name"
customer_contact = "customer_contact"
department = "department"

[defaults]
status = "received"
"""


class Ours:
    """One process with an open store."""

    def open(self, store: str, place: str, journal: str, synchronous: str) -> None:  # noqa: ARG002 - it chooses those
        """Open the store; the small organisation is in it."""
        self.clock, self.place = Clock(), place
        self.registry = qms.open(place, actor=QUALITY, clock=self.clock)
        self.staff, self.head = self.registry.acting(SUPPORT_STAFF), self.registry.acting(SUPPORT_HEAD)
        self.numbers = counting()
        self.codes: list[str] = []
        self.period = Period.of(str(YEAR))

    def create(self, count: int) -> None:
        """Receive so many cases."""
        for _ in range(count):
            self._received()

    def before_transition(self, count: int) -> None:
        """Cases to be assigned."""
        with self.staff.batch():
            self.codes = [self._received() for _ in range(count)]

    def transition(self, count: int) -> None:
        """Assign so many cases, each by its number."""
        for code in self.codes[:count]:
            self.head.cases.assign(code, department="support", handler=SUPPORT_STAFF)

    def batch(self, count: int) -> None:
        """Receive so many cases in one commit."""
        with self.staff.batch():
            for _ in range(count):
                self._received()

    def bring(self, path: str) -> int:
        """Import a register: read, check, number, keep."""
        mapping = Path(path).with_suffix(".toml")
        if not mapping.exists():
            mapping.write_text(MAPPING, encoding="utf-8")
        done = import_register(
            self.registry, Path(path), read_mapping(mapping), Bringing(at=BEGIN.astimezone(UTC), token=self._token)
        )
        if done.refused:
            raise RuntimeError(done.findings[:3])
        return done.new

    def verify(self) -> None:
        """The whole check; nothing may be found."""
        if wrong := self.registry.verify():
            raise RuntimeError(wrong[:3])

    def read_records(self) -> int:
        """Every record of every kind, as the library gives it."""
        return sum(len(self.registry.room(name).find()) for name in KINDS)

    def read_rows(self) -> int:
        """Every row of every table, as the driver gives it."""
        with self.registry.reading() as reading:
            ask = reading.connection.exec_driver_sql
            return sum(len(ask(f"SELECT * FROM {name}").fetchall()) for name in self._tables())  # noqa: S608 - our tables

    def transition_together(self, count: int) -> None:
        """As `transition`, in one commit."""
        with self.registry.batch():
            self.transition(count)

    def write_for(self, seconds: float, begin: float) -> list[float]:
        """Receive cases from one moment of the machine's clock on for so long; say how long each took."""
        sleep(max(0.0, begin - perf_counter()))
        took: list[float] = []
        while (asked := perf_counter()) < begin + seconds:
            self._received()
            took.append(perf_counter() - asked)
        return took

    def read_figures(self) -> int:
        """Every figure of cases over the newest year, as a review asks for it."""
        return len(self.registry.figures.several(self._figures(), self.period))

    def read_figures_past(self) -> int:
        """The same, as of a day while the last cases were being assigned."""
        return len(self.registry.as_of(self.moment).figures.several(self._figures(), self.period))

    def replay(self) -> int:
        """Each entry up to that day read from its JSON, the newest of each record kept: nothing is counted yet."""
        newest: dict[str, Any] = {}
        with self.registry.reading() as reading:
            ask = reading.connection.exec_driver_sql
            for code, record in ask(f"SELECT code, record FROM entries WHERE position <= {self.moment}"):  # noqa: S608 - a number
                newest[code] = json.loads(record)
        return len(newest)

    def put_years_after(self, years: int) -> None:
        """Let further years follow: the entries of this year once more for each, with their cases."""
        with self.registry.store.engine.begin() as connection:
            later_years(connection, years)
        self.period = Period.of(str(YEAR + years))
        with self.registry.reading() as reading:
            self.moment = reading.size() - 1 - len(self.codes) // 2

    def read_cases(self) -> int:
        """All cases, which are all of that year, as records."""
        return len(self.registry.cases.find())

    def close(self) -> None:
        """Let go of the store."""
        self.registry.close()

    def _figures(self) -> list[str]:
        return [one.id for one in self.registry.figures.all() if one.kind == "case"]

    def _tables(self) -> list[str]:
        from sqlalchemy import inspect

        with self.registry.reading() as reading:
            return inspect(reading.connection).get_table_names()

    def _received(self) -> str:
        values = given(next(self.numbers))
        return self.staff.cases.receive(
            type=CaseType(values["type"]), channel=Channel(values["channel"]), title=values["title"],
            text=values["text"], name=values["customer_name"], contact=values["customer_contact"],
            remedy_asked=values["remedy_asked"], topic=values["topic"], service=values["service"],
            department=values["department"],
        ).code  # fmt: skip

    def _token(self) -> str:
        return f"{next(self.numbers):032x}"


if __name__ == "__main__":
    serve(Ours())
