"""The catalogue of attacks: what each gives, by its finding and the record that it names, on both databases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.base.finding import Weight
from qms.exchange.bundle import restore
from qms.ledger import standalone
from qms.ledger.checkpoint import Checkpoint
from qms.ledger.proof import InclusionProof
from tests.reliability.level import RELEASE, sampled
from tests.verify.catalogue.attack import Attack, Status
from tests.verify.catalogue.bundles import BUNDLES, Bundled
from tests.verify.catalogue.checkpoints import CHECKPOINTS, Kept
from tests.verify.catalogue.page import FAMILIES, STORES, page
from tests.verify.catalogue.proofs import GROWTH, INCLUSION, PROOFS, Proof
from tests.verify.judging import judged
from tests.verify.tamper import Tampered

if TYPE_CHECKING:
    from pathlib import Path

    from qms import Registry
    from tests.verify.catalogue.attack import Found
    from tests.verify.tamper import Tampering

EVERY = [one for family in FAMILIES for one in family.attacks]
ON_STORES = [one for family in STORES for one in family.attacks]
ON_SQLITE = [one for one in ON_STORES if one.only in {"", "sqlite"}]
ON_POSTGRESQL = [one for one in ON_STORES if one.only in {"", "postgresql"}]
MOST = len(ON_POSTGRESQL) if RELEASE else 40
"""Attacks on PostgreSQL in one run: there each takes seconds."""
EACH = [
    *(pytest.param("sqlite", one, id=f"sqlite-{one.id}") for one in ON_SQLITE),
    *(
        pytest.param("postgresql", one, id=f"postgresql-{one.id}", marks=pytest.mark.needs_postgresql)
        for one in sampled(ON_POSTGRESQL, MOST, "catalogue")
    ),
]


def test_the_catalogue_is_large_and_each_attack_has_a_name_of_its_own() -> None:
    ids = [one.id for one in EVERY]
    assert len(set(ids)) == len(ids) >= 200
    assert len(EACH) >= 60
    assert all(one.label for one in EVERY if one.status in {Status.DETECTED, Status.ANCHORED})


def test_the_page_tells_of_every_attack(root: Path) -> None:
    assert (root / "docs/tampering.md").read_text(encoding="utf-8") == page()


def _told(store: Tampered, against: tuple[int, bytes] | None = None) -> list[Found]:
    found = [one for one in store.verify(against) if one.weight is Weight.ERROR]
    assert all(one.say("ko") and one.say("en") and one.hint("ko") and one.hint("en") for one in found)
    return sorted((one.rule.removeprefix("store.finding."), one.place) for one in found)


@pytest.mark.req("P11-10a", "I-753.1b")
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


# --- checkpoints ---


def test_an_untouched_checkpoint_is_taken(looked: Registry) -> None:
    assert judged(looked, (one := Kept(_of(looked))).data, one.known) == []


def _of(registry: Registry) -> Checkpoint:
    origin, size, root = registry.checkpoint()
    return Checkpoint(origin, size, bytes.fromhex(root))


@pytest.mark.parametrize("attack", CHECKPOINTS.attacks, ids=CHECKPOINTS.ids())
def test_an_attack_on_a_checkpoint(looked: Registry, attack: Attack[Kept]) -> None:
    kept = Kept(_of(looked))
    expected = attack.expected(attack.act(kept))
    found = judged(looked, kept.data, kept.known)
    assert set(expected) <= set(found)
    # The checker that travels in bundles takes none of them either, for what the ledger is.
    keys = [one.verifier.spelled() for one in kept.known]
    try:
        said = standalone.read_checkpoint(kept.data, keys)
    except standalone.Wrong:
        return
    assert said[:3] != kept.of[:3] or len(said.signed) < len(keys)


# --- proofs ---


def test_untouched_proofs_are_taken() -> None:
    for one in (INCLUSION, GROWTH):
        one.verify()
        assert standalone.check_proof(json.dumps(one.document()).encode())


@pytest.mark.parametrize("attack", PROOFS.attacks, ids=PROOFS.ids())
def test_an_attack_on_a_proof(attack: Attack[list[Proof]]) -> None:
    made: list[Proof] = []
    attack.act(made)
    for one in made:
        with pytest.raises(errors.LedgerBroken) as fault:
            one.verify()
        assert fault.value.what == f"ledger.{attack.label}"
        with pytest.raises(standalone.Wrong):
            _by_the_other(one)


def _by_the_other(one: Proof) -> None:
    if isinstance(one, InclusionProof):  # an entry that is no text has no document
        leaf = standalone.leaf_hash(one.entry)
        standalone.check_inclusion(one.position, one.size, leaf, one.proof, one.root)
    else:
        standalone.check_proof(json.dumps(one.document()).encode())


# --- bundles ---


@pytest.mark.parametrize("attack", BUNDLES.attacks, ids=BUNDLES.ids())
def test_an_attack_on_a_bundle(bundle: bytes, tmp_path: Path, attack: Attack[Bundled]) -> None:
    of = Bundled(bundle)
    place = attack.act(of)
    assert of.data != bundle
    path = tmp_path / "touched.zip"
    path.write_bytes(of.data)
    if attack.status is Status.UNSEEN:
        assert standalone.check_bundle(path)
        return
    with pytest.raises(errors.BadBundle) as fault:
        restore(path, tmp_path / "new.db")
    assert isinstance(place, str)
    assert place in str(fault.value)
    assert not (tmp_path / "new.db").exists()
