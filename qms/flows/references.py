"""What a record names must be there: its department, its people, the records it is linked to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from qms.base.door import admit
from qms.base.record import Record
from qms.errors import AlreadyBrought, NoRecord, NotThatDay
from qms.kinds import ORGANISATION, kind_of_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from qms.base.kind import Kind
    from qms.organisation.directory import Directory
    from qms.store.reading import Reading

R = TypeVar("R", bound=Record)


def check_references(
    reading: Reading,
    kind: Kind[Any],
    before: Record | None,
    after: Record,
    directory: Directory,
    *,
    on: date | None = None,
) -> None:
    """Look at what ``after`` names and ``before`` did not; ``on`` is the day of the act, None for an import.

    Raises:
        ResidentNumber: a text of it holds the number of a resident or foreigner.
        NoRecord: there is no such department, person or record.
        NotThatDay: the department that is put in charge, or somebody who is given work, is not there on that day.
            What is imported may name who is no more; the organisation's own kinds have days of their own.

    """
    admit(kind, before, after)
    known = set[str]() if before is None else set(_departments(before))
    day = None if kind.name in ORGANISATION else on
    for code in _departments(after):
        if code not in known and code not in directory.departments:
            raise NoRecord(kind="organisation.department.name", code=code)
        if code not in known and day is not None and not directory.is_there(code, day):
            raise NotThatDay(kind="organisation.department.name", code=code, on=day.isoformat())
    known = set[str]() if before is None else set(_people(kind, before))
    for code in _people(kind, after):
        if code not in known and code not in directory.people:
            raise NoRecord(kind="organisation.person.name", code=code)
    _about(kind, before, after, directory)
    if day is not None:
        _here(kind, before, after, directory, day)
    old = () if before is None else before.links
    for link in after.links:
        if link not in old:
            _linked(reading, link.target)


def _about(kind: Kind[Any], before: Record | None, after: Record, directory: Directory) -> None:
    """Whom a record is about may have gone since: it is enough that there was such a department or person."""
    there = (directory.departments, directory.people)
    for name, known, words in zip(kind.about, there, ("department", "person"), strict=False):
        code: str | None = getattr(after, name)
        if code is not None and code not in known and (before is None or getattr(before, name) != code):
            raise NoRecord(kind=f"organisation.{words}.name", code=code)


def unbrought(reading: Reading, kind: Kind[Any], records: Iterable[R]) -> Iterator[R]:
    """Each of the records; raise `AlreadyBrought` for the first whose key its register has given before, or twice."""
    known: dict[str, set[str]] = {}
    for record in records:
        if record.source is not None and record.source_key is not None:
            if record.source not in known:
                known[record.source] = reading.keys(kind, record.source)
            keys = known[record.source]
            if record.source_key in keys:
                raise AlreadyBrought(source=record.source, source_key=record.source_key)
            keys.add(record.source_key)
        yield record


def check_contents(reading: Reading, kind: Kind[Any], record: Record) -> None:
    """Raise `NoRecord` for the first thing that the store must keep for a record and does not."""
    for name in kind.contents:
        digest: str | None = getattr(record, name)
        if digest is not None and reading.media(digest) is None:
            raise NoRecord(kind="store.content", code=digest)
    for part in record.attachments:
        if reading.media(part.digest) != part.media:
            raise NoRecord(kind="store.content", code=part.digest)


def _departments(record: Record) -> Iterator[str]:
    for name in ("department", "parent", "successor"):
        code: str | None = getattr(record, name, None)
        if code is not None:
            yield code


def _people(kind: Kind[Any], record: Record) -> Iterator[str]:
    yield from _of(record, kind.people)


def _of(record: Record, paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        name, _, inner = path.partition(".")
        values: list[str | None] = (
            [getattr(one, inner) for one in getattr(record, name)] if inner else [getattr(record, name)]
        )
        yield from (code for code in values if code is not None)


def _here(kind: Kind[Any], before: Record | None, after: Record, directory: Directory, day: date) -> None:
    """Raise `NotThatDay` where work is given to somebody who does not work here on that day."""
    known = () if before is None else tuple(_of(before, kind.tasks))
    for code in _of(after, kind.tasks):
        if code not in known and code in directory.people and not directory.is_here(code, day):
            raise NotThatDay(kind="organisation.person.name", code=code, on=day.isoformat())


def _linked(reading: Reading, code: str) -> None:
    kind = kind_of_code(code)
    if kind is None or not reading.codes(kind, code=code):
        raise NoRecord(kind=f"{kind.words}.name" if kind else "base.record", code=code)
