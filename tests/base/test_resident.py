"""Row KR-PI-24-2: resident and alien registration numbers are seen however they are written; what looks alike is none.

All numbers are made here by the published rule, with a seed; whose they could be is not known and not asked.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.base.resident import holds_resident_number, without_resident_numbers

FIRST, REFORM, LAST = date(1900, 1, 1), date(2020, 10, 1), date(2026, 11, 23)
FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
SPOKEN = str.maketrans("0123456789", "공일이삼사오육칠팔구")
_NAMES = (
    "HYPHEN", "NON-BREAKING HYPHEN", "FIGURE DASH", "EN DASH", "EM DASH", "HORIZONTAL BAR", "MINUS SIGN",
    "SMALL HYPHEN-MINUS", "FULLWIDTH HYPHEN-MINUS", "WAVE DASH", "HANGUL LETTER EU",
    "BOX DRAWINGS LIGHT HORIZONTAL", "HANGUL JUNGSEONG EU", "HYPHEN BULLET",
    "KATAKANA-HIRAGANA PROLONGED SOUND MARK", "HYPHEN-MINUS", "TILDE",
)  # fmt: skip
DASHES = [unicodedata.lookup(name) for name in _NAMES]


FILLERS = "\u3164\u115f\u2800\uffa0"
"""Letters of which nothing is seen."""


def _spaced(number: str) -> str:
    return " ".join(number[:6]) + " - " + " ".join(number[6:])


FORMS: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "hyphen": lambda n, _: f"{n[:6]}-{n[6:]}",
    "dash of any kind": lambda n, r: f"{n[:6]}{r.choice(DASHES)}{n[6:]}",
    "dash with spaces": lambda n, r: f"{n[:6]} {r.choice(DASHES)} {n[6:]}",
    "none": lambda n, _: n,
    "space": lambda n, _: f"{n[:6]} {n[6:]}",
    "full width": lambda n, _: f"{n[:6]}-{n[6:]}".translate(FULL),
    "full width, no dash": lambda n, _: n.translate(FULL),
    "Arabic-Indic": lambda n, _: n.translate(ARABIC),
    "circled": lambda n, _: n.translate(CIRCLED),
    "every digit apart": lambda n, _: _spaced(n),
    "a sign that is not seen": lambda n, _: f"{n[:3]}\u200b{n[3:6]}\u2060-{n[6:9]}\u00ad{n[9:]}",
    "in words": lambda n, _: f"{n[:6]} 다시 {n[6:]}".translate(SPOKEN),
    "after a letter": lambda n, _: f"No{n[:6]}-{n[6:]}",
    "birthday in parts": lambda n, r: f"{r.choice('.-/ ').join((n[:2], n[2:4], n[4:6]))} - {n[6:]}",
    "the first digit apart": lambda n, r: f"{n[:6]}-{n[6]}{r.choice('- .')}{n[7:]}",
    "fillers": lambda n, r: f"{n[:4]}{r.choice(FILLERS)}{n[4:6]}-{n[6:]}",
    "both in parts": lambda n, _: f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6]}-{n[7:]}",
}
AROUND = [
    "{}",
    "주민번호 {} 확인",
    "홍길동({})입니다",
    "RRN:{}.",
    "{}님께",
    "생년월일/번호\n{}\n끝",
    "scan_{}.pdf",
    "\t{}\t",
]


def _check(first: str, begin: int) -> str:
    """The last digit, worked out as in the handbook: weights 2 to 9, then 2 to 5."""
    weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    return str((begin - sum(int(a) * b for a, b in zip(first, weights, strict=True)) % 11) % 10)


def _number(draw: random.Random) -> str:
    """A number as it may have been given out: before the reform with its check digit, since then without."""
    foreigner, woman = draw.random() < 0.3, draw.random() < 0.5
    born = FIRST + timedelta(days=draw.randrange((LAST - FIRST).days))
    begin = f"{born:%y%m%d}{1 + woman + 2 * (born.year >= 2000) + 4 * foreigner}{draw.randrange(100_000):05}"
    if born >= REFORM or (foreigner and draw.random() < 0.5):
        return begin + str(draw.randrange(10))
    return begin + _check(begin, 13 if foreigner else 11)


def _is_left_out(number: str) -> bool:
    """What the rule leaves out on purpose, see the module, written down anew: foreigners' without their check digit."""
    digits = [int(one) for one in number]
    gtin = (sum(digits[0:12:2]) + 3 * sum(digits[1:12:2]) + digits[12]) % 10 == 0
    foreigner = number[6] in "5678" and number[12] != _check(number[:12], 13)
    company = 11 <= int(number[:2]) <= 28 and number[4:6] in KINDS and _company(number)
    return foreigner and ((number.startswith("880") and gtin) or company)


@pytest.mark.req("KR-PI-24-2")
def test_ten_thousand_numbers_in_every_form_are_seen() -> None:
    draw = random.Random(202_010)
    missed: list[str] = []
    for at in range(10_000):
        number = _number(draw)
        form = list(FORMS)[at % len(FORMS)]
        text = draw.choice(AROUND).format(FORMS[form](number, draw))
        if not holds_resident_number(text):
            missed.append(number)
    assert [one for one in missed if not _is_left_out(one)] == []
    assert len(missed) <= 6


def _account(draw: random.Random) -> str:
    """Account numbers in the groups that Korean banks print, and ten to twelve or fourteen digits without."""
    groups = draw.choice(
        [(3, 2, 6), (3, 6, 5), (6, 2, 6), (3, 4, 4, 2), (3, 3, 6), (4, 3, 6), (3, 2, 6, 1), (10,), (11,), (12,), (14,)]
    )
    return "-".join(f"{draw.randrange(10**size):0{size}}" for size in groups)


KINDS: Final = ("11", "12", "13", "14", "15", "21", "22")
"""What a company or foundation is, in its number."""

LOOK_ALIKE: Final[dict[str, Callable[[random.Random], str]]] = {
    "mobile telephone": lambda r: f"010-{r.randrange(10_000):04}-{r.randrange(10_000):04}",
    "telephone without dashes": lambda r: f"010{r.randrange(10**8):08}",
    "telephone of an office": lambda r: (
        f"0{r.choice([2, 31, 51, 61, 70])}-{r.randrange(100, 10_000)}-{r.randrange(10**4):04}"
    ),
    "business registration": lambda r: f"{r.randrange(1000):03}-{r.randrange(100):02}-{r.randrange(10**5):05}",
    "business registration without dashes": lambda r: f"{r.randrange(10**10):010}",
    "day and serial": lambda r: f"{_day(r):%Y%m%d}-{r.randrange(10**4):04}",
    "day and long serial": lambda r: f"{_day(r):%Y%m%d}-{r.randrange(10**6):06}",
    "short day and serial": lambda r: f"{_day(r):%y%m%d}-{r.randrange(10**4):04}",
    "case": lambda r: f"CS-{_day(r):%Y}-{r.randrange(10**6):06}",
    "time": lambda r: f"{_day(r):%Y%m%d}T{r.randrange(24):02}{r.randrange(60):02}{r.randrange(60):02}",
    "account": _account,
    "digest": lambda r: f"{r.getrandbits(256):064x}",
    "decimal number": lambda r: f"{r.uniform(-180, 180):.13f}",
    "amount": lambda r: f"{r.randrange(10**12):,}원",
    "day of now and long serial": lambda r: (
        f"{REFORM + timedelta(r.randrange(2_500)):%Y%m%d}-{r.randrange(3 * 10**6):07}"
    ),
    "masked": lambda r: f"{_day(r):%y%m%d}-{r.randrange(1, 5)}******",
    "day in parts and serial": lambda r: f"{_day(r):%Y-%m-%d}-{r.randrange(10**6):06}",
    "day of now in parts and long serial": lambda r: (
        f"{REFORM + timedelta(r.randrange(2_500)):%Y.%m.%d}-{r.randrange(3 * 10**6):07}"
    ),
    "short day in parts and amount": lambda r: f"{_day(r):%y.%m.%d} {r.randrange(10**7):,}원",
    "short day in parts and number": lambda r: f"{_day(r):%y-%m-%d}-{r.randrange(10**4):04}",
    "days": lambda r: f"{_day(r):%y.%m.%d}-{_day(r):%y.%m.%d}",
    "digest after a sign": lambda r: f"sha256={r.getrandbits(256):064x}",
    "address of a machine": lambda r: ".".join(str(r.randrange(256)) for _ in range(4)),
    "document number": lambda r: f"품질관리팀-{r.randrange(10**5)}({_day(r):%Y. %m. %d.})",
    "telephone abroad": lambda r: f"+82-10-{r.randrange(10_000):04}-{r.randrange(10_000):04}",
    "day and amount": lambda r: f"{_day(r):%y%m%d} {r.randrange(10**7):,}원",
}


def _day(draw: random.Random) -> date:
    return FIRST + timedelta(days=draw.randrange(46_000))


@pytest.mark.req("KR-PI-24-2")
@pytest.mark.parametrize("form", LOOK_ALIKE)
def test_what_looks_alike_is_none(form: str) -> None:
    draw = random.Random(form)
    taken = [
        text for text in (LOOK_ALIKE[form](draw) for _ in range(2_000)) if holds_resident_number(f"번호 {text} 입니다")
    ]
    assert taken == []


@pytest.mark.parametrize("sign", ["ㆍ", "‧", "•", "･", "、", "=", ";", "+", "→", ">", "\\", "·", "|", "/"])
def test_whatever_parts_the_halves_the_check_digit_tells(sign: str) -> None:
    born = "800101"
    assert holds_resident_number(f"{born}{sign}123456{_check(born + '123456', 11)}")
    assert holds_resident_number(f"19{born}-123456{_check(born + '123456', 11)}")
    assert not holds_resident_number(f"20{born}-123456{_check(born + '123456', 11)}")


@given(st.dates(date(2020, 1, 1), LAST), st.integers(1_000_000, 2_999_999))
def test_a_day_of_now_with_a_serial_is_one_by_its_check_digit_alone(day: date, serial: int) -> None:
    number = f"{day:%y%m%d}{serial}"
    if not _company(number):
        assert holds_resident_number(f"관리번호 {number[:6]}-{number[6:]}") is (number[12] == _check(number[:12], 11))


@pytest.mark.parametrize(
    "text",
    ["8801007000002", "110111-1234567", "2026-03-02 09:30", "20260302", "3.141592653589793", "801301-1234567",
     "990230-1234567", "800101-9234567", "8001011234567", "12800101-1234567", "1-800101-1234567", "800101-1234567-1"],
)  # fmt: skip
def test_these_are_none(text: str) -> None:
    assert holds_resident_number(text) is (text == "110111-1234567" and not _company(text))


def _company(text: str) -> bool:
    digits = [int(one) for one in text if one.isdigit()]
    return (sum(digits[0:12:2]) + 2 * sum(digits[1:12:2]) + digits[12]) % 10 == 0


@given(st.integers(0, 9_999_999), st.sampled_from(["110111", "131111", "180115", "200121", "134812"]))
def test_a_company_is_none_and_a_child_born_that_day_is_one(serial: int, office: str) -> None:
    first = f"{office}{serial:07}"[:12]
    last = str(-(sum(map(int, first[0::2])) + 2 * sum(map(int, first[1::2]))) % 10)
    company = f"{first[:6]}-{first[6:]}{last}"
    if first[6] in "1256" and last != _check(first, 13 if first[6] in "56" else 11):
        assert not holds_resident_number(company)
    own = _check(first, 13 if first[6] in "5678" else 11)
    if first[6] in "12345678":
        assert holds_resident_number(f"{first[:6]}-{first[6:]}{own}") is _is_day(first)


def _is_day(first: str) -> bool:
    try:
        date(2000 + int(first[:2]) - 100 * (first[6] in "1256"), int(first[2:4]), int(first[4:6]))
    except ValueError:
        return False
    return True


@given(st.text(st.sampled_from("0123456789-. a가+()_~공일다시\u200bㅡ−"), max_size=80))
def test_what_is_masked_is_seen_no_more(text: str) -> None:
    assert not holds_resident_number(without_resident_numbers(text)) or "공" in text or "일" in text


def test_a_mask_keeps_the_birthday_and_everything_around() -> None:
    assert without_resident_numbers("홍길동 800101-1234567, 끝") == "홍길동 800101-*******, 끝"
    assert without_resident_numbers("아무것도 없음 8001") == "아무것도 없음 8001"


@pytest.mark.req("KR-PI-24-2")
@pytest.mark.parametrize(
    "text",
    ["90.01.01-1234568", "900101-1-234568", "id=9001011234568", "?rrn=9001011234568&x", "no9001011234568",
     "90 01 01 - 1234568",
     "９００１０１－１２３４５６８", "9\u200b0\u200b0\u200b1\u200b0\u200b1-1234568", "90.01.01.1234568",
     "900101\u31641234568"],
)  # fmt: skip
def test_odd_spellings_are_seen_and_masked(text: str) -> None:
    assert holds_resident_number(text)
    masked = without_resident_numbers(text)
    assert not holds_resident_number(masked)
    assert "234568" not in masked


def test_long_texts_cost_little() -> None:
    # A slip into quadratic time would take minutes here.
    for text in (
        "1" * 20_000,
        "1 " * 10_000,
        "공 " * 10_000,
        "800101" * 3_000,
        "800101-" * 3_000,
        "80.01.01-1-" * 3_000,
        "\u200b1" * 10_000,
    ):
        holds_resident_number(text)
