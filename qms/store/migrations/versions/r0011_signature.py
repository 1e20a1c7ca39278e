"""Signatures under records of whatever kind, who may sign, and what PINs are known by."""

from qms.store.migrations import ddl

revision, down_revision = "0011", "0010"


def upgrade() -> None:
    """Make the tables of signatures, signers and PINs."""
    ddl.create(
        "signatures",
        ddl.words("record", key=True), ddl.number("seq", key=True),
        ddl.number("suite"), ddl.words("person"), ddl.maybe("on_behalf_of"),
        ddl.one_of("meaning", ("authored", "reviewed", "approved", "verified")),
        ddl.words("act"), ddl.number("version"), ddl.words("content"), ddl.instant("signed_at"), ddl.words("zone"),
        ddl.one_of("means", ("pin", "key", "groupware")),
        ddl.maybe("signer", "document"), ddl.day("approved_on", optional=True),
        ddl.one_of("approval", ("ordinary", "delegated", "in_absence"), optional=True),
        ddl.maybe("file"), ddl.words("seal"),
    )  # fmt: skip
    ddl.create(
        "signers",
        ddl.head("signers"),
        ddl.one_of("status", ("active", "locked", "revoked")), ddl.one_of("means", ("pin", "key")),
        ddl.words("person"), ddl.maybe("key"), ddl.yes_no("must_change"),
        ddl.instant("issued_at"), ddl.words("issued_by"), ddl.day("enrolled_on"), ddl.words("enrolled_by"),
        ddl.day("revoked_on", optional=True), ddl.maybe("revoked_by", "revoked_reason"),
    )  # fmt: skip
    ddl.create(
        "pins",
        ddl.words("person", key=True), ddl.words("signer"), ddl.words("hash"), ddl.number("tries"),
    )  # fmt: skip
