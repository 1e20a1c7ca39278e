"""SQLAlchemy with SQLAlchemy-Continuum: a versioned model in an ORM session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, configure_mappers, declarative_base
from sqlalchemy_continuum import make_versioned

from tests.bench.sample import BEGIN, INSTANTS, LONG, TEXTS, changed, read_register, record
from tests.bench.serve import serve

make_versioned(user_cls=None)
Base = declarative_base()


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(sa.Text() if name in LONG else sa.String(200), unique=name == "code", nullable=name != "code")


Case: Any = type(
    "Case", (Base,),
    {
        "__tablename__": "record", "__versioned__": {}, "id": sa.Column(sa.Integer, primary_key=True),
        **{name: _text(name) for name in TEXTS},
        **{name: sa.Column(sa.DateTime(timezone=True)) for name in INSTANTS},
        "version": sa.Column(sa.Integer),
    },
)  # fmt: skip


class Counter(Base):
    """The number given last."""

    __tablename__ = "counter"
    id = sa.Column(sa.Integer, primary_key=True)
    value = sa.Column(sa.Integer)


configure_mappers()


class Continuum:
    """One process with an engine whose connection stays open."""

    def open(self, store: str, place: str, journal: str, synchronous: str) -> None:
        """Make the tables."""
        if store == "sqlite":
            self.engine = sa.create_engine(f"sqlite:///{place}")

            @sa.event.listens_for(self.engine, "connect")
            def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
                connection.isolation_level = None
                connection.execute(f"PRAGMA journal_mode={journal}")
                connection.execute(f"PRAGMA synchronous={synchronous}")

            @sa.event.listens_for(self.engine, "begin")
            def begin(connection: sa.Connection) -> None:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            self.engine = sa.create_engine(place.replace("postgresql://", "postgresql+psycopg://"))
        Base.metadata.create_all(self.engine)
        with Session(self.engine) as session, session.begin():
            session.add(Counter(id=1, value=0))
        self.codes: list[str] = []

    def create(self, count: int) -> None:
        """A number, `add`, `commit`: one transaction."""
        for number in range(count):
            with Session(self.engine) as session, session.begin():
                self._made(session, number)

    def before_transition(self, count: int) -> None:
        """Records to be changed."""
        with Session(self.engine) as session, session.begin():
            self.codes = [self._made(session, number) for number in range(count)]

    def transition(self, count: int) -> None:
        """Load, change, `commit`."""
        for code in self.codes[:count]:
            with Session(self.engine) as session, session.begin():
                one = session.scalars(sa.select(Case).where(Case.code == code).with_for_update()).one()
                for name, value in changed(BEGIN).items():
                    setattr(one, name, value)
                one.version += 1

    def batch(self, count: int) -> None:
        """As `create`, in one transaction."""
        with Session(self.engine) as session, session.begin():
            for number in range(count):
                self._made(session, number)

    def bring(self, path: str) -> None:
        """All rows in one session: the unit of work writes them together."""
        with Session(self.engine) as session, session.begin():
            for row in read_register(Path(path)):
                session.add(Case(**{**row, "code": self._number(session)}))

    @staticmethod
    def _number(session: Session) -> str:
        more = sa.update(Counter).where(Counter.id == 1).values(value=Counter.value + 1)
        more = more.execution_options(synchronize_session=False)
        return f"CS-2026-{session.scalar(more.returning(Counter.value)):04}"

    def _made(self, session: Session, number: int) -> str:
        code = self._number(session)
        session.add(Case(**record(number, code)))
        return code


if __name__ == "__main__":
    serve(Continuum())
