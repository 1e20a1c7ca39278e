"""Proofs that somebody else can check, on both stores: of one entry, and of growth since a kept checkpoint."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from qms import errors
from qms.ledger.tree import EMPTY, consistency, inclusion
from tests.office import SUPPORT_HEAD

if TYPE_CHECKING:
    from tests.office import Office


def _lived(office: Office) -> str:
    case = office.receive(department="support", text="두 번 취소")
    for department in ("equipment", "planning", "support"):
        office.registry.cases.assign(case.code, department=department)
    return case.code


def test_an_entry_is_proved_under_every_checkpoint_that_holds_it(office: Office) -> None:
    code = _lived(office)
    registry = office.registry
    origin, size, root = registry.checkpoint()
    newest = registry.prove(code)
    assert (newest.origin, newest.size, newest.root.hex()) == (origin, size, root)
    told = json.loads(newest.entry)
    assert (told["code"], told["version"], told["position"]) == (code, 4, newest.position)
    assert "두 번 취소" not in newest.entry.decode()
    for version, entry in enumerate(registry.history(code), start=1):
        for under in range(entry.position + 1, size + 1):
            found = registry.prove(code, version=version, size=under)
            assert found.entry == entry.spelled()
            found.verify()
        with pytest.raises(errors.LedgerBroken):
            registry.prove(code, version=version, size=entry.position)
        with pytest.raises(errors.LedgerBroken):
            registry.prove(code, version=version, size=size + 1)


def test_growth_is_proved_from_every_checkpoint_to_every_later_one(office: Office) -> None:
    _lived(office)
    registry = office.registry
    with registry.reading() as reading:
        roots = [reading.root(size).hex() for size in range(reading.size() + 1)]
    last = len(roots) - 1
    for first in range(0, last + 1, 3):
        for second in range(first, last + 1, 4):
            found = registry.prove_since((first, roots[first]), size=second)
            assert (found.first, found.second, found.second_root.hex()) == (first, second, roots[second])
    assert registry.prove_since((0, EMPTY.hex())).proof == ()


@pytest.mark.parametrize("change", ["another root", "another size", "larger than the ledger", "no root", "below"])
def test_a_checkpoint_that_is_not_this_ledger_s_proves_nothing(office: Office, change: str) -> None:
    _, size, root = office.registry.checkpoint()
    _lived(office)
    kept = {
        "another root": (size, "0" * 64),
        "another size": (size - 1, root),
        "larger than the ledger": (size + 400, root),
        "no root": (size, ""),
        "below": (-1, root),
    }[change]
    with pytest.raises(errors.LedgerBroken) as refused:
        office.registry.prove_since(kept)
    assert refused.value.say("ko")


def test_what_the_ledger_does_not_tell_of_is_not_found(office: Office) -> None:
    code = _lived(office)
    wrongs: tuple[dict[str, Any], ...] = (
        {"code": "CS-2031-0001"},
        {"code": code, "version": 5},
        {"code": code, "version": 0},
    )
    for wrong in wrongs:
        with pytest.raises(errors.NoRecord) as refused:
            office.registry.prove(**wrong)
        assert refused.value.say("en")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_of_a_changed_entry_no_proof_is_given(office: Office) -> None:
    code = _lived(office)
    with office.registry.store.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER entries_no_update"))
        connection.execute(sa.text(f"UPDATE entries SET reason = 'altered' WHERE code = '{code}' AND version = 2"))  # noqa: S608 - ours
    with pytest.raises(errors.LedgerBroken):
        office.registry.prove(code, version=2)
    office.registry.prove(code, version=3)


def test_a_proof_of_another_moment_is_of_one_transaction(office: Office) -> None:
    code = _lived(office)
    with office.registry.batch() as registry:
        registry.acting(SUPPORT_HEAD).cases.assign(code, department="support")
        assert registry.prove(code).size == registry.checkpoint()[1]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_proof_reads_few_rows_of_a_long_ledger(office: Office) -> None:
    for _ in range(40):
        office.receive()
    read: list[int] = []
    with office.registry.reading() as reading:
        size = reading.size()

        def noted(end: int, level: int) -> bytes:
            read.append(end)
            return reading.hash_at(end, level)

        for first in range(1, size):
            read.clear()
            consistency(first, size, noted)
            assert len(read) <= 2 * size.bit_length()
            read.clear()
            inclusion(first, size, noted)
            assert len(read) <= 2 * size.bit_length()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_proof_whose_document_was_touched_does_not_hold(office: Office) -> None:
    code = _lived(office)
    kept = (17, _root(office, 17))
    proofs: list[Any] = [office.registry.prove(code, version=2), office.registry.prove_since(kept)]

    @settings(max_examples=200)
    @given(st.sampled_from(proofs), st.data())
    def touched(proof: Any, data: st.DataObject) -> None:  # noqa: ANN401 - of either sort
        names = [field.name for field in dataclasses.fields(proof) if field.name != "origin"]
        name = data.draw(st.sampled_from(names))
        value = getattr(proof, name)
        if isinstance(value, int):
            return  # a root does not hold its size: whoever keeps the checkpoint does
        at = data.draw(st.integers(0, len(value) - 1))
        bit = 1 << data.draw(st.integers(0, 7))
        if isinstance(value, tuple):
            one = data.draw(st.integers(0, 31))
            hashes = [*value]
            hashes[at] = hashes[at][:one] + bytes([hashes[at][one] ^ bit]) + hashes[at][one + 1 :]
            broken: object = tuple(hashes)
        else:
            broken = value[:at] + bytes([value[at] ^ bit]) + value[at + 1 :]
        with pytest.raises(errors.LedgerBroken):
            dataclasses.replace(proof, **{name: broken}).verify()

    touched()


def _root(office: Office, size: int) -> str:
    with office.registry.reading() as reading:
        return reading.root(size).hex()
