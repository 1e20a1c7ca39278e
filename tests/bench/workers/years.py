"""A ledger made long in little time: what one year holds, put after it once more for each of the years that follow.

The cases of a year that another follows are closed by then, as an office closes them; only those of the first year, of
which the others are made, stay open. What the rows say is as the program writes it, save the hashes, which are of the
first year, and the closing, which no entry of its own tells: such a store is good for reading as it was, and not for
being verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.store.table import entries
from qms.store.validity import fill

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qms.store.columns import Tables

YEAR = 2026
ENDS = ("notified_at", "closed_at")


def later_years(connection: Connection, years: int) -> None:
    """Put so many years after the cases of `YEAR`."""
    from qms.kinds import kind
    from qms.store.rows import tables_of

    ask = connection.exec_driver_sql
    begin, end = ask("SELECT min(position), max(position) + 1 FROM entries WHERE kind = 'case'").one()
    for later in range(1, years + 1):
        closed = later < years
        _entries(connection, begin, end, later, closed=closed)
        _cases(connection, tables_of(kind("case")), later, closed=closed)
    ask("UPDATE counters SET value = (SELECT count(*) FROM entries) WHERE name = 'ledger'")
    ask("DELETE FROM validity")
    fill(connection)


def _entries(connection: Connection, begin: int, end: int, later: int, *, closed: bool) -> None:
    record = f'replace({_code("record", later)}, \'"received_at":"{YEAR}\', \'"received_at":"{YEAR + later}\')'
    if closed:
        last = "NOT EXISTS (SELECT 1 FROM entries n WHERE n.code = entries.code AND n.version > entries.version)"
        at = f"{YEAR + later}-12-30T00:00:00+00:00"
        done = record
        for name in ENDS:
            done = f'replace({done}, \'"{name}":null\', \'"{name}":"{at}"\')'
        record = f"CASE WHEN {last} THEN {done} ELSE {record} END"
    changed = {
        "position": f"position + {(end - begin) * later}",
        "code": _code("code", later),
        "record": record,
    }
    names = [column.name for column in entries.columns]
    taken = ", ".join(changed.get(name, name) for name in names)
    connection.exec_driver_sql(
        f"INSERT INTO entries ({', '.join(names)}) SELECT {taken} FROM entries"  # noqa: S608 - names and numbers of ours
        f" WHERE position >= {begin} AND position < {end} AND kind = 'case'"
    )


def _cases(connection: Connection, tables: Tables, later: int, *, closed: bool) -> None:
    changed = {
        "code": _code("code", later),
        "received_at": f"'{YEAR + later}' || substr(received_at, 5)",
        "source_key": f"source_key || '-{later}'",
    }
    if closed:
        changed |= dict.fromkeys(ENDS, f"'{YEAR + later}-12-30 00:00:00.000000'")
    names = [column.name for column in tables.main.columns]
    taken = ", ".join(changed.get(name, f'"{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    connection.exec_driver_sql(
        f"INSERT INTO cases ({quoted}) SELECT {taken} FROM cases WHERE code > 'CS-{YEAR}-' AND code < 'CS-{YEAR}.'"  # noqa: S608 - as above
    )


def _code(column: str, later: int) -> str:
    return f"replace({column}, 'CS-{YEAR}-', 'CS-{YEAR + later}-')"
