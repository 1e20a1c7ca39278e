"""The engine room: connection, tables, the one write path, numbering, migrations. Nothing else talks SQL."""
