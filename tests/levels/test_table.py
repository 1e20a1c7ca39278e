"""Every field of every kind has its level, and each level shows what it says and no more (design: 4.3)."""

from __future__ import annotations

from typing import Any

import pytest

from qms.base.level import SEALED, Level
from qms.base.mask import redacted
from qms.errors import NothingPublic
from qms.flows.levels import at_level, is_public, rule, rules
from qms.kinds import KINDS
from qms.kinds import kind as kind_of
from tests.strategies import whole

PERSONAL_WITHIN = {"person": {"name", "email", "phone"}}
"""Personal fields that stand in the clear at L2: the directory of the organisation's own people."""
CUSTOMER = {
    "customer_name": "카나리 홍길동",
    "customer_contact": "010-9876-5432",
    "customer_address": "전라남도 순천시 해룡면 지봉로 1",
}


def _fields(name: str) -> set[str]:
    kind = kind_of(name)
    parts = {f"{part}.{one}" for part, of in kind.parts().items() for one in of.model_fields}
    return set(kind.model.model_fields) | parts


def _texts(value: object) -> str:
    return repr(value)


@pytest.mark.req("ASVS-8.1")
@pytest.mark.parametrize("name", KINDS)
def test_every_field_has_its_level_and_no_row_is_of_a_field_that_is_not_there(name: str) -> None:
    assert set(rules(name)) == _fields(name)


@pytest.mark.req("ASVS-14.1", "H-3")
@pytest.mark.parametrize("name", KINDS)
def test_what_is_personal_is_seen_below_l2_nowhere(name: str) -> None:
    kind = kind_of(name)
    personal = set(kind.personal())
    for part, of in kind.parts().items():
        from qms.base.kind import personal_fields

        personal |= {f"{part}.{one}" for one in personal_fields(of)}
    for field in personal:
        assert rule(name, field).since in {Level.INTERNAL, Level.FULL}
        within = field in PERSONAL_WITHIN.get(name, set())
        assert (rule(name, field).since is Level.INTERNAL) is within


@pytest.mark.parametrize("name", KINDS)
def test_what_a_level_hides_can_be_left_out(name: str) -> None:
    kind = kind_of(name)
    for model, place in [(kind.model, ""), *((of, f"{part}.") for part, of in kind.parts().items())]:
        for field, one in model.model_fields.items():
            assert rule(name, place + field).since in {Level.PUBLIC, Level.MASKED} or not one.is_required(), field


@pytest.mark.req("ASVS-8.1")
def test_a_field_without_a_row_is_hidden() -> None:
    assert rule("case", "what_comes_next_year") is SEALED
    assert rule("no_such_kind", "code") is SEALED


@pytest.mark.req("ASVS-14.1")
@pytest.mark.parametrize("name", KINDS)
def test_a_record_is_shown_by_its_level(name: str) -> None:
    kind: Any = kind_of(name)
    record = whole(kind)
    assert at_level(kind, record, Level.FULL) == record
    seen = {level: at_level(kind, record, level) for level in (Level.MASKED, Level.INTERNAL)}
    for field in kind.personal():
        assert getattr(seen[Level.MASKED], field) is None
    for part, of in kind.parts().items():
        for field in of.model_fields:
            if rule(name, f"{part}.{field}").since is Level.FULL:
                assert all(getattr(one, field) is None for one in getattr(seen[Level.MASKED], part))
    if is_public(kind):
        assert at_level(kind, record, Level.PUBLIC).code == record.code
    else:
        with pytest.raises(NothingPublic):
            at_level(kind, record, Level.PUBLIC)


def test_public_are_departments_and_the_calendar_alone() -> None:
    assert {name for name in KINDS if is_public(kind_of(name))} == {"department", "calendar"}


@pytest.mark.req("H-3")
def test_l2_has_exactly_the_masked_forms() -> None:
    kind: Any = kind_of("case")
    text = "카나리 홍길동 님(010-9876-5432, hong@example.kr)이 전라남도 순천시 해룡면 지봉로 1에서 전화 02-555-0199"
    record = whole(kind).model_copy(update={**CUSTOMER, "text": text, "title": "홍길동 건"})
    seen: Any = at_level(kind, record, Level.INTERNAL)
    assert (seen.customer_name, seen.customer_contact) == ("카*리 홍*동", "010-****-5432")
    assert seen.customer_address == "전라남도 순천시 ***"
    assert seen.text == "카*리 홍*동 님(010-****-5432, ****@*******.**)이 전라남도 순천시 ***에서 전화 **-***-0199"
    assert all(value not in _texts(seen) for value in (*CUSTOMER.values(), "hong@", "555-0199"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("카드 4111-1111-1111-1111 결제", "카드 ****-****-****-1111 결제"),
        ("800101-1234567", "800101-*******"),
        ("여권 M12345678, 면허 12-34-567890-12", "여권 *****5678, 면허 **-**-*****0-12"),
        ("CS-2026-0001, 2026-03-02 09:30", "CS-2026-0001, 2026-03-02 09:30"),
        ("010 1234 5678", "*** **** 5678"),
    ],
)
def test_numbers_with_a_form_of_their_own_are_starred_in_texts(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.req("ASVS-14.1")
@pytest.mark.parametrize("name", ["김하늘(평가위원(기술거래사))", "가람상사/김하늘", "김하늘·가람상사", "대표 김하늘"])
def test_a_name_beside_a_firm_or_a_post_is_hidden_in_texts_too(name: str) -> None:
    case = kind_of("case")
    told = case.example.model_copy(update={"customer_name": name, "text": f"김하늘 님이 {name} 이름으로 신청함"})
    shown = at_level(case, told, Level.INTERNAL).text
    assert shown is not None
    assert "김하늘" not in shown
    assert "신청함" in shown
