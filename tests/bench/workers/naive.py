"""What one writes first: an SQLModel table class, checked, and a history row of JSON, in an ORM session."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from sqlmodel import Field, Session, SQLModel, create_engine, select

from tests.bench.sample import BEGIN, changed, read_register, record
from tests.bench.serve import serve


class CaseBase(SQLModel):
    """The fields, with their checks: a table class of SQLModel checks nothing when it is made."""

    code: str = Field(unique=True, max_length=200)
    version: int = 1
    department: str | None = None
    status: str
    type: str
    channel: str
    identity: str
    topic: str | None = None
    service: str | None = None
    severity: str | None = None
    title: str | None = Field(default=None, max_length=200)
    text: str | None = None
    remedy_asked: str | None = None
    customer_name: str | None = None
    customer_contact: str | None = None
    handler: str | None = None
    source: str | None = None
    source_key: str | None = None
    received_at: datetime
    recorded_at: datetime
    due_at: datetime | None = None
    assigned_at: datetime | None = None


class Case(CaseBase, table=True):
    """The record."""

    id: int | None = Field(default=None, primary_key=True)


class History(SQLModel, table=True):
    """What a record was."""

    id: int | None = Field(default=None, primary_key=True)
    code: str
    version: int
    record: str


class Counter(SQLModel, table=True):
    """The number given last."""

    id: int | None = Field(default=None, primary_key=True)
    value: int


class Naive:
    """One process with an engine whose connection stays open."""

    def open(self, store: str, place: str, journal: str, synchronous: str) -> None:
        """Make the tables."""
        from sqlalchemy import event

        url = f"sqlite:///{place}" if store == "sqlite" else place.replace("postgresql://", "postgresql+psycopg://")
        self.engine = create_engine(url)
        if store == "sqlite":

            @event.listens_for(self.engine, "connect")
            def prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the driver's own
                connection.execute(f"PRAGMA journal_mode={journal}")
                connection.execute(f"PRAGMA synchronous={synchronous}")

        SQLModel.metadata.create_all(self.engine)
        with Session(self.engine) as session:
            session.add(Counter(id=1, value=0))
            session.commit()
        self.codes: list[str] = []

    def create(self, count: int) -> None:
        """A number, a checked record, its history row, `commit`."""
        for number in range(count):
            with Session(self.engine) as session:
                self._made(session, number)
                session.commit()

    def before_transition(self, count: int) -> None:
        """Records to be changed."""
        with Session(self.engine) as session:
            self.codes = [self._made(session, number) for number in range(count)]
            session.commit()

    def transition(self, count: int) -> None:
        """Load, change, check, `commit`."""
        for code in self.codes[:count]:
            with Session(self.engine) as session:
                one = session.exec(select(Case).where(Case.code == code)).one()
                now = CaseBase.model_validate({**one.model_dump(), **changed(BEGIN), "version": one.version + 1})
                one.sqlmodel_update(now)
                session.add(one)
                session.add(_told(now))
                session.commit()

    def batch(self, count: int) -> None:
        """As `create`, in one transaction."""
        with Session(self.engine) as session:
            for number in range(count):
                self._made(session, number)
            session.commit()

    def bring(self, path: str) -> None:
        """Rows one by one, one `commit`."""
        with Session(self.engine) as session:
            for row in read_register(Path(path)):
                _saved(session, {**row, "code": _number(session)})
            session.commit()

    @staticmethod
    def _made(session: Session, number: int) -> str:
        code = _number(session)
        _saved(session, record(number, code))
        return code


def _number(session: Session) -> str:
    counter = session.exec(select(Counter).where(Counter.id == 1).with_for_update()).one()
    counter.value += 1
    session.add(counter)
    return f"CS-2026-{counter.value:04}"


def _saved(session: Session, values: dict[str, object]) -> None:
    one = CaseBase.model_validate(values)
    session.add(Case(**one.model_dump()))
    session.add(_told(one))


def _told(one: CaseBase) -> History:
    return History(code=one.code, version=one.version, record=json.dumps(one.model_dump(mode="json"), sort_keys=True))


if __name__ == "__main__":
    serve(Naive())
