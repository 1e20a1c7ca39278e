"""What a kind of record is: the few data that every generic ability works from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from qms.base.apart import Apart
from qms.base.level import Rule
from qms.base.record import PERSONAL, SHARED, Record, Value
from qms.errors import BadCode, NoRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qms.base.lifecycle import Lifecycle

R = TypeVar("R", bound=Record)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
"""What no database and no screen stumbles over; as `qms.base.text.Code`."""


@dataclass(frozen=True)
class Kind(Generic[R]):
    """One kind of record.

    Attributes:
        name: the field's own noun, in code and on the command line.
        plural: name of its table and of its property on the registry.
        words: key of its labels, e.g. ``case`` or ``organisation.person``.
        model: the record's class.
        table: module of its tables; loaded only when a store is opened.
        example: a valid record, for documentation and tests.
        prefix: first letters of its numbers, e.g. ``CS`` for ``CS-2026-0001``; None: codes are given, not counted.
        counted: whether what follows the prefix is counted year by year; False: it is given, as in ``MR-2026-04``.
        lifecycle: its steps; None for a record without a status.
        opened, due, closed: names of the fields that say so; None where the kind has none.
        met: name of the field that says when what was due was done; None: with `closed`.
        people: fields that name people by their codes; in parts ``actions.owner``.
        hands: those among them, not in parts, that name in whose hands the record is.
        tasks: those among them, in parts too, to whom work is given by name: never to somebody who has left.
        subject: name of the field with the person whom its personal fields are about; None: the record itself.
        contents: fields that name what the store keeps for the record by its SHA-256.
        apart: act → who may not do it on a record (ISO 9001 5.3; manual R-QM-2).
        anew: act by which a record is taken up again; None: there is none.
        erases: field of parts that name, as ``matter`` and ``until``, records whose personal values are gone.
        from_register: whether registers of before can become records of it; what this store itself is to decide cannot.
        signs: whether its records say who may sign and by what: ``person``, ``means``, ``status``, ``key``.
        about: names of the fields with the department and the person whom a record is about; empty: it is about nobody.
            Whoever may not read all of a record is not told them.
        alike: fields of text by which records are compared; empty: they are not.
        settled: field that stands as the record was made with it → the acts that change it all the same. Rules keep
            to it, and a database that guards itself holds everybody to it.

    """

    name: str
    plural: str
    words: str
    model: type[R]
    table: str
    example: R
    prefix: str | None = None
    counted: bool = True
    lifecycle: Lifecycle[Any] | None = None
    opened: str | None = None
    due: str | None = None
    closed: str | None = None
    met: str | None = None
    people: tuple[str, ...] = ()
    hands: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    subject: str | None = None
    contents: tuple[str, ...] = ()
    apart: Mapping[str, Apart] = field(default_factory=dict[str, Apart])
    anew: str | None = None
    signs: bool = False
    erases: str | None = None
    from_register: bool = True
    about: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    settled: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    levels: Mapping[str, Rule] = field(default_factory=dict[str, Rule])

    def number(self, year: int, count: int) -> str:
        """The code of the ``count``-th record of ``year``, both from 1: ``CS-2026-0001``."""
        return f"{self.prefix}-{year}-{count:04}"

    def read_code(self, text: str) -> str:
        """Return the code that ``text`` spells, forgiving case and leading zeros: ``ca-26-7`` → ``CA-2026-0007``.

        Raises:
            BadCode: the text cannot be the code of a record of this kind.
            NoRecord: nor can it, where codes are given and not counted.

        """
        if self.prefix is None:
            if not _CODE.fullmatch(text):
                raise NoRecord(kind=f"{self.words}.name", code=text)
            return text
        code = self._read(text)
        if not _CODE.fullmatch(code):
            raise BadCode(text=text, example=self.example.code)
        return code

    def _read(self, text: str) -> str:
        head, _, tail = text.strip().partition("-")
        year, _, count = tail.partition("-")
        if tail and head.upper() == self.prefix and not (count and self.counted):
            return f"{self.prefix}-{tail.upper()}"
        if head.upper() != self.prefix or not (_digits(year) and _digits(count)):
            raise BadCode(text=text, example=self.example.code)
        return self.number(int(year) if len(year) > _SHORT_YEAR else _CENTURY + int(year), int(count))

    def counts(self, codes: Iterable[str]) -> dict[int, int]:
        """Year → highest number among the codes; empty where codes are not counted."""
        found: dict[int, int] = {}
        for code in codes if self.prefix and self.counted else ():
            _, year, count = code.split("-")
            found[int(year)] = max(found.get(int(year), 0), int(count))
        return found

    def children(self) -> dict[str, type[Value]]:
        """Fields that hold a tuple of values with a table of their own, and the class of those values."""
        return {name: of for name, of in _parts(self.model).items() if name not in SHARED}

    def parts(self) -> dict[str, type[Value]]:
        """Fields that hold a tuple of values, those that every kind has among them, and the class of those values."""
        return dict(_parts(self.model))

    def sealed(self, of: type[Value]) -> frozenset[str]:
        """Fields of a part whose values stand apart, to be erased with their subject; a kind without one has none."""
        return personal_fields(of) if self.subject else frozenset()

    def personal(self) -> frozenset[str]:
        """Names of the record's own personal fields."""
        return personal_fields(self.model)


_SHORT_YEAR, _CENTURY, _LONGEST = 2, 2000, 6


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


@cache
def personal_fields(model: type[Value]) -> frozenset[str]:
    """Names of the fields of ``model`` that are marked `PERSONAL`."""
    return frozenset(name for name, one in model.model_fields.items() if PERSONAL in one.metadata)


@cache
def _parts(model: type[Record]) -> dict[str, type[Value]]:
    found: dict[str, type[Value]] = {}
    for name, one in model.model_fields.items():
        arguments = getattr(one.annotation, "__args__", ())
        if arguments and isinstance(arguments[0], type) and issubclass(arguments[0], Value):
            found[name] = arguments[0]
    return found
