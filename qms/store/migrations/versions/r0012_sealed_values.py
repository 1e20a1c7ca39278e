"""Personal values sealed under a data key for each person; the key that wraps these lies outside the store."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

from qms.ledger.vault import Wrapping, seal_value
from qms.store.migrations import ddl

revision, down_revision = "0012", "0011"
CHUNK = 500
COLUMNS = ("code", "field", "version", "subject", "sealed")


def upgrade() -> None:
    """Make the tables of keys, and seal what stood in the clear."""
    ddl.create("subject_keys", ddl.words("subject", key=True), ddl.words("wrapping"), ddl.blob("wrapped"))
    ddl.create("wrapping", ddl.words("id", key=True), ddl.blob("proof"))
    _values("personal_sealed")
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT 1 FROM entries LIMIT 1")).first():
        key: Wrapping = context.config.attributes["key"](connection)
        made = {"id": key.id, "proof": key.proof()}
        connection.execute(sa.text("INSERT INTO wrapping (id, proof) VALUES (:id, :proof)"), made)
        _seal(connection, key)
    op.execute("DROP TABLE personal")
    _values("personal")
    ddl.index("personal", "subject")
    listed = ", ".join(COLUMNS)
    op.execute(f"INSERT INTO personal ({listed}) SELECT {listed} FROM personal_sealed")  # noqa: S608 - names of ours
    op.execute("DROP TABLE personal_sealed")


def _values(table: str) -> None:
    ddl.create(
        table,
        ddl.words("code", key=True), ddl.words("field", key=True), ddl.number("version", key=True),
        ddl.words("subject"), ddl.blob("sealed"),
    )  # fmt: skip


def _seal(connection: sa.Connection, key: Wrapping) -> None:
    """Read a little at a time: a store may have many."""
    wrapped: dict[str, bytes] = {}
    into = f"INSERT INTO personal_sealed ({', '.join(COLUMNS)}) VALUES (:{', :'.join(COLUMNS)})"  # noqa: S608 - names of ours
    keys = "INSERT INTO subject_keys (subject, wrapping, wrapped) VALUES (:subject, :wrapping, :wrapped)"
    wanted = sa.text("SELECT code, field, version, subject, salt, value FROM personal ORDER BY code, field, version")
    rows = connection.execute(wanted).mappings()
    while some := rows.fetchmany(CHUNK):
        new = dict.fromkeys(one["subject"] for one in some if one["salt"] and one["subject"] not in wrapped)
        wrapped |= {subject: key.new_key(subject) for subject in new}
        if new:
            made = [{"subject": one, "wrapping": key.id, "wrapped": wrapped[one]} for one in new]
            connection.execute(sa.text(keys), made)
        connection.execute(sa.text(into), [_sealed(key, wrapped, dict(one)) for one in some])


def _sealed(key: Wrapping, wrapped: dict[str, bytes], row: dict[str, Any]) -> dict[str, Any]:
    salt, value = bytes(row.pop("salt")), row.pop("value")
    if not salt:
        return {**row, "sealed": b""}
    cipher = key.key_of(row["subject"], wrapped[row["subject"]])
    return {**row, "sealed": seal_value(cipher, salt, value, **row)}
