"""Signers: who may sign, and with what."""

from datetime import UTC, date, datetime

from qms.base.act import Changes, Creates, Room
from qms.base.apart import Apart
from qms.base.kind import Kind
from qms.base.level import REVIEW, levels
from qms.organisation.facts import Facts
from qms.records.signer import rules
from qms.records.signer.model import Signer, SignerMeans, SignerStatus

KIND = Kind(
    name="signer", plural="signers", words="signer", model=Signer, table="qms.records.signer.table", prefix="SG",
    lifecycle=rules.LIFECYCLE, opened="enrolled_on", closed="revoked_on",
    people=("person", "issued_by", "enrolled_by", "revoked_by"), tasks=("person",), signs=True,
    apart={"change_pin": Apart(only=("person",))},
    settled={
        "department": (), "person": (), "means": (), "key": (), "enrolled_on": (), "enrolled_by": (),
        "issued_by": ("change_pin", "reset"), "issued_at": ("change_pin", "reset"),
        "must_change": ("change_pin", "reset"),
    },
    levels=levels(
        (REVIEW, "status means person key must_change issued_at issued_by enrolled_on enrolled_by revoked_on"),
        (REVIEW, "revoked_by revoked_reason"),
    ),
    example=Signer(
        code="SG-2026-0001", status=SignerStatus.ACTIVE, means=SignerMeans.PIN, person="kim.minji",
        issued_at=datetime(2026, 3, 9, tzinfo=UTC), issued_by="kim.minji", enrolled_on=date(2026, 3, 9),
        enrolled_by="seo.hana",
    ),
)  # fmt: skip


class Signers(Room[Signer, Facts]):
    """Signers and what may be done with them."""

    kind = KIND
    enrol = Creates(rules.enrol)
    change_pin = Changes(rules.change_pin)
    reset = Changes(rules.reset)
    lock = Changes(rules.lock)
    unlock = Changes(rules.unlock)
    revoke = Changes(rules.revoke)


__all__ = ["KIND", "Signer", "SignerMeans", "SignerStatus", "Signers"]
