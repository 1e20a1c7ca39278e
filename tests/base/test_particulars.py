"""Personal data is found by its form and its check digit, whatever stands around it; what only looks alike is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms import i18n
from qms.base.particulars import Particular, particulars

FOUND = [
    ("주민번호 800101-1234567 확인", {"resident"}),
    ("주민번호800101-1234567", {"resident"}),
    ("200229 - 3000000", {"resident"}),
    ("외국인 900101–5678901", {"resident"}),
    ("８００１０１－１２３４５６７", {"resident"}),
    ("4111 1111 1111 1111", {"card"}),
    ("4111-1111-1111-1111", {"card"}),
    ("카드(4111111111111111)", {"card"}),
    ("Amex - 378734493671000", {"card"}),
    ("3787-344936-71000", {"card"}),
    ("SSN 987-65-4320.", {"ssn"}),
    ("면허 12-34-567890-12", {"licence"}),
    ("여권 M12345678", {"passport"}),
    ("M123A4567", {"passport"}),
    ("<hong.gildong+a@example.co.kr>", {"email"}),
    ("메일은 a@b.kr입니다", {"email"}),
    ("010-1234-5678", {"phone"}),
    ("01012345678", {"phone"}),
    ("010 123 4567", {"phone"}),
    ("+82-10-1234-5678", {"phone"}),
    ("02-123-4567", {"phone"}),
    ("(061) 123-4567", {"phone"}),
    ("061)123-4567", {"phone"}),
    ("+82 2 1234 5678", {"phone"}),
    ("call 212-555-1234 ", {"phone"}),
    ("(212) 555-1234", {"phone"}),
    ("+49 30 1234 5678", {"phone"}),
    ("010-1234-5678 / a@b.kr", {"phone", "email"}),
]
NONE = [
    "", "홍길동", "2026-03-02 09:30", "2026.03.02", "20260302", "101004143000", "CS-2026-000123",
    "1588-1234", "제2026-12호", "800101-1******", "801301-1234567", "990230-1234567",
    "800101-9234567", "8001011234567", "12800101-1234567", "4111 1111 1111 1112",
    "1234 5678 9012 3456", "41111111111111110000000", "123-45-67890", "000-12-3456", "666-12-3456",
    "99-34-567890-12", "M1234567", "AM12345678", "@서울시", "a@b", "010-12-345", "110-234-567890",
    "12,345,678", "100%", "(40.641241249401865, -73.92823353964022)", "42.3594",
    "https://example.org/61d0688a05bbcf180c297be9/1.jpg", "3.141592653589793",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kinds"), FOUND)
def test_a_kind_is_found(text: str, kinds: set[str]) -> None:
    assert {kind.value for kind in particulars(text)} == kinds


@pytest.mark.parametrize("text", NONE)
def test_what_looks_alike_is_none(text: str) -> None:
    assert particulars(text) == frozenset()


@given(st.from_regex(re.compile(r"4[0-9]{14}"), fullmatch=True))
def test_one_of_ten_last_digits_makes_a_card(begin: str) -> None:
    assert sum(Particular.CARD in particulars(f"{begin}{last}") for last in range(10)) == 1


@given(st.text(st.sampled_from("0123456789-@. a가+()"), max_size=60))
def test_any_text_is_looked_through(text: str) -> None:
    assert particulars(text) <= set(Particular)


@pytest.mark.parametrize("kind", Particular)
def test_each_kind_has_its_words(kind: Particular) -> None:
    assert i18n.text(f"base.particular.{kind}", "ko")
    assert i18n.text(f"base.particular.{kind}", "en")
