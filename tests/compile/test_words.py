"""What a snapshot says: nothing of a customer, both languages whole, text from outside as it came."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from qms.base.kind import personal_fields
from qms.base.record import Value
from qms.compile.snapshot import Words
from qms.kinds import kind
from tests.compile.conftest import PERIODS
from tests.compile.world import CANARY, _made
from tests.office import AUDITOR, DEPARTMENTS, PEOPLE, SUPPORT_HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.compile.snapshot import Snapshot
    from tests.office import Office

CODE = "MR-2026H1"
HANGUL = re.compile("[가-힣]")
BRACES = "{n}{으로/로} {0.__class__}"
HOSTILE = (
    "<script>alert(1)</script>", '=HYPERLINK("http://x")', BRACES, "%s %(n)s",
    "[/bold] [link=x]", "{{ 7*7 }} {% raw %}", "\"'`\\", "‘따옴표’", "+82-10", "javascript:alert(1)",
)  # fmt: skip


def every(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Each value within a value, with its path."""
    yield path, value
    if isinstance(value, Value):
        for name in type(value).model_fields:
            yield from every(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from every(one, f"{path}.{place}")


# --- nothing of a customer (redaction level L1) ---


def test_every_personal_field_of_a_case_holds_a_canary(world: Office) -> None:
    case = kind("case")
    fields = case.personal() | {name for part in case.children().values() for name in personal_fields(part)}
    with world.registry.reading() as reading:
        sealed = [one for code in reading.codes(case) for one in reading.load(case, code).sealed.values()]
    assert {one.field.rsplit(".", 1)[-1] for one in sealed} == fields
    assert all(CANARY in str(one.value) for one in sealed)


@pytest.mark.req("ASVS-14.1")
@pytest.mark.parametrize("spelled", PERIODS)
def test_nothing_of_a_customer_stands_in_a_snapshot(drafts: dict[str, Snapshot], spelled: str) -> None:
    told = drafts[spelled].model_dump_json()
    assert CANARY not in told
    assert "0" * 32 not in told


def test_staff_stand_in_the_registers_by_their_role(drafts: dict[str, Snapshot]) -> None:
    for register in drafts["2026"].registers:
        told = register.model_dump_json()
        assert register.rows
        assert not [name for code, (name, *_) in PEOPLE.items() if name in told or code in told]


def test_what_one_office_alone_may_see_tells_on_nobody(world: Office) -> None:
    secret = "연구비 유용"
    day = world.clock.now.replace(month=3)
    report = {"type": "integrity", "department": "audit", "topic": secret, "channel": "fax", "received_at": day}
    other = {"type": "unfair_handling", "department": "audit", "topic": secret, "channel": "sns", "received_at": day}
    codes = world.by(AUDITOR).bring("case", [_made(**report), _made(**other)])
    world.registry.reviews.compile("2026H1")
    snapshot = world.registry.reviews.content(CODE).snapshot
    assert secret not in snapshot.model_dump_json()
    rows = {row[0]: row for row in snapshot.registers[0].rows}
    for code in codes:
        row = rows[code]
        assert (row[3], row[4]) == (None, None)
        assert isinstance(row[5], Words)
        assert (row[5].ko, row[5].en) == ("비공개", "withheld")


# --- both languages ---


@pytest.mark.parametrize("spelled", PERIODS)
def test_words_are_whole_in_both_languages(drafts: dict[str, Snapshot], spelled: str) -> None:
    for path, value in every(drafts[spelled]):
        if not isinstance(value, Words):
            continue
        assert value.ko.strip(), path
        assert value.en.strip(), path
        for words in (value.ko, value.en):
            assert not re.search(r"[{}]|None|<Words|Words\(", words), (path, words)


NAMES = {"서하나", *(name for name, *_ in PEOPLE.values())}
"""People have one name; it stands in English sentences as it is."""


@pytest.mark.parametrize("spelled", PERIODS)
def test_english_is_english(drafts: dict[str, Snapshot], spelled: str) -> None:
    for path, value in every(drafts[spelled]):
        # What is the same in both languages came from outside.
        if isinstance(value, Words) and value.ko != value.en:
            said = re.sub("|".join(sorted(NAMES)), "", value.en)
            assert not HANGUL.search(re.sub(r"주제 \d+", "", said)), (path, value.en)


def test_departments_have_their_name_in_each_language(drafts: dict[str, Snapshot]) -> None:
    names = {(ko, en) for ko, en, *_ in DEPARTMENTS.values()}
    part = next(one for one in drafts["2026"].sections if one.key == "c3")
    found = [row[0] for one in part.tables if one.id == "case_departments" for row in one.rows]
    assert found
    assert all((one.ko, one.en) in names for one in found if isinstance(one, Words) and one.ko != "미배정")


def test_large_numbers_are_spelled_in_thousands() -> None:
    from qms.compile.wording import both

    words = both("compile.message.voice", n=3101, before="1,204")
    assert "3,101건" in words.ko
    assert "3,101" in words.en


# --- text from outside ---


def test_text_stays_text(world: Office) -> None:
    day = world.clock.now.replace(month=3)
    texts = sorted(HOSTILE)
    with world.registry.batch() as registry:
        registry.bring("case", [_made(received_at=day, topic=text, department="support") for text in texts * 30])
        registry.bring("case", [_made(received_at=day, topic=BRACES, department="support")])
        codes = {
            text: registry.acting(SUPPORT_HEAD).capas.open(title=text, problem="…", department="support").code
            for text in texts
        }
        registry.departments.rename("equipment", name_ko=BRACES, name_en=BRACES)
    world.registry.reviews.compile("2026")
    for draft in (True, False):
        content = world.registry.reviews.content("MR-2026")
        assert content.draft is draft
        registers = {row[0]: row for table in content.snapshot.registers for row in table.rows}
        assert all(registers[code][3] == Words(ko=text, en=text) for text, code in codes.items())
        voice = next(one for one in content.snapshot.sections if one.key == "c1")
        assert f"‘{BRACES}’" in voice.message.ko
        assert f"‘{BRACES}’" in voice.message.en
        topics = next(one for one in voice.tables if one.id == "topics")
        assert {row[0] for row in topics.rows} >= {Words(ko=BRACES, en=BRACES)}
        if draft:
            world.registry.reviews.freeze("MR-2026")
