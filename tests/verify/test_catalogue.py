"""The catalogue of attacks: what each gives, by its finding and the record that it names, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qms.base.finding import Weight
from tests.reliability.level import RELEASE, sampled
from tests.verify.catalogue.attack import Attack, Status
from tests.verify.catalogue.ledger import LEDGER
from tests.verify.catalogue.rewritten import REWRITTEN
from tests.verify.catalogue.structure import STRUCTURE
from tests.verify.catalogue.tables import KEPT, PERSONAL, ROWS
from tests.verify.tamper import Tampered

if TYPE_CHECKING:
    from tests.verify.catalogue.attack import Found
    from tests.verify.tamper import Tampering

STORES = [one for family in (LEDGER, REWRITTEN, ROWS, PERSONAL, KEPT, STRUCTURE) for one in family.attacks]
ON_SQLITE = [one for one in STORES if one.only in {"", "sqlite"}]
ON_POSTGRESQL = [one for one in STORES if one.only in {"", "postgresql"}]
MOST = len(ON_POSTGRESQL) if RELEASE else 40
"""Attacks on PostgreSQL in one run: there each takes seconds."""
EACH = [
    *(pytest.param("sqlite", one, id=f"sqlite-{one.id}") for one in ON_SQLITE),
    *(
        pytest.param("postgresql", one, id=f"postgresql-{one.id}", marks=pytest.mark.needs_postgresql)
        for one in sampled(ON_POSTGRESQL, MOST, "catalogue")
    ),
]


def _told(store: Tampered, against: tuple[int, bytes] | None = None) -> list[Found]:
    found = [one for one in store.verify(against) if one.weight is Weight.ERROR]
    assert all(one.say("ko") and one.say("en") and one.hint("ko") and one.hint("en") for one in found)
    return sorted((one.rule.removeprefix("store.finding."), one.place) for one in found)


@pytest.mark.parametrize(("backend", "attack"), EACH, indirect=["backend"])
def test_an_attack_on_a_store(tampering: Tampering, attack: Attack[Tampered]) -> None:
    with tampering.begun() as store:
        kept = store.reading.size(), store.reading.root()
        expected = sorted(attack.expected(attack.act(store)))
        found = _told(store)
        if attack.status is Status.DETECTED:
            assert found == expected
            assert attack.label in {rule for rule, _ in found}
        else:
            assert found == []
            assert _told(store, kept) == expected
