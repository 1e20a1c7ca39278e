"""A ledger made long in little time: what one year holds, put after it once more for each of the years before.

What the rows say is as the program writes it, save the hashes, which are of the first year: such a store is good for
reading as it was, and not for being verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.store.table import entries
from qms.store.validity import fill

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qms.store.columns import Tables

YEAR = 2026


def earlier_years(connection: Connection, years: int) -> None:
    """Put so many years after the cases of `YEAR`."""
    from qms.kinds import kind
    from qms.store.rows import tables_of

    ask = connection.exec_driver_sql
    begin, end = ask("SELECT min(position), max(position) + 1 FROM entries WHERE kind = 'case'").one()
    for back in range(1, years + 1):
        _entries(connection, begin, end, back)
        _cases(connection, tables_of(kind("case")), back)
    ask("UPDATE counters SET value = (SELECT count(*) FROM entries) WHERE name = 'ledger'")
    ask("DELETE FROM validity")
    fill(connection)


def _entries(connection: Connection, begin: int, end: int, back: int) -> None:
    received = f'\'"received_at":"{YEAR}\', \'"received_at":"{YEAR - back}\''
    changed = {
        "position": f"position + {(end - begin) * back}",
        "code": _code("code", back),
        "record": f"replace({_code('record', back)}, {received})",
    }
    names = [column.name for column in entries.columns]
    taken = ", ".join(changed.get(name, name) for name in names)
    connection.exec_driver_sql(
        f"INSERT INTO entries ({', '.join(names)}) SELECT {taken} FROM entries"  # noqa: S608 - names and numbers of ours
        f" WHERE position >= {begin} AND position < {end} AND kind = 'case'"
    )


def _cases(connection: Connection, tables: Tables, back: int) -> None:
    changed = {
        "code": _code("code", back),
        "received_at": f"'{YEAR - back}' || substr(received_at, 5)",
        "source_key": f"source_key || '-{back}'",
    }
    names = [column.name for column in tables.main.columns]
    taken = ", ".join(changed.get(name, f'"{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    connection.exec_driver_sql(
        f"INSERT INTO cases ({quoted}) SELECT {taken} FROM cases WHERE code LIKE 'CS-{YEAR}-%'"  # noqa: S608 - as above
    )


def _code(column: str, back: int) -> str:
    return f"replace({column}, 'CS-{YEAR}-', 'CS-{YEAR - back}-')"
