"""A commitment proves a personal value, and tells nothing about it."""

from __future__ import annotations

import hmac
from dataclasses import replace
from hashlib import sha256

import pytest

from qms.ledger.commitment import Sealed

SEALED = Sealed(subject="a" * 32, code="CS-2026-0001", field="customer_name", salt=bytes(range(32)), value="홍길동")


def test_the_sample_is_committed_to_as_on_the_first_day() -> None:
    said = "\x1f".join(("qms/personal/1", "a" * 32, "CS-2026-0001", "customer_name", "홍길동"))
    assert SEALED.commitment() == {"$personal": hmac.new(bytes(range(32)), said.encode(), sha256).hexdigest()}
    assert SEALED.commitment()["$personal"] == "40b568dc921928c3d811cad46fa6ab5f390ec36fd19d46af452029efa580c759"


@pytest.mark.parametrize(
    "other",
    [
        replace(SEALED, subject="b" * 32),
        replace(SEALED, code="CS-2026-0002"),
        replace(SEALED, field="title"),
        replace(SEALED, salt=bytes(32)),
        replace(SEALED, value="홍길순"),
    ],
    ids=["person", "record", "field", "salt", "value"],
)
def test_it_binds_the_value_to_its_place(other: Sealed) -> None:
    assert other.commitment() != SEALED.commitment()


@pytest.mark.req("KR-PI-E16")
def test_equal_values_have_unequal_commitments() -> None:
    assert replace(SEALED, salt=b"\x01" * 32).commitment() != replace(SEALED, salt=b"\x02" * 32).commitment()


@pytest.mark.req("KR-PI-E16")
def test_the_value_is_not_in_it() -> None:
    assert "홍길동" not in str(SEALED.commitment())
