"""The record as a model with history."""

from __future__ import annotations

from typing import Any

from trytond.model import ModelSQL, Unique, fields

from tests.bench.sample import INSTANTS, LONG, TEXTS


class Case(ModelSQL):
    """The 22 columns; Tryton adds who and when, and a table of history."""

    __name__ = "bench.case"
    _history = True
    version = fields.Integer("Version", required=True)
    for _name in TEXTS:
        locals()[_name] = fields.Text(_name) if _name in LONG else fields.Char(_name, size=200)
    for _name in INSTANTS:
        locals()[_name] = fields.DateTime(_name)

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        table: Any = cls.__table__()
        cls._sql_constraints += [("code", Unique(table, table.code), "bench.taken")]
