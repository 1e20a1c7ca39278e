"""What is like a record is found among what the reader may see, and nothing of it outlives its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qms
from qms.errors import KeptFromYou
from qms.kinds import kind
from qms.registry.seeking import similar
from tests.office import AUDITOR, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.office import Office

CASE = kind("case")


def test_what_came_before_is_found_by_code_and_by_text(office: Office) -> None:
    first = office.receive(title="장비 예약이 두 번 취소되었습니다", text="연락이 없었습니다.")
    office.receive(title="주차장이 좁습니다", text="출구가 하나입니다.")
    again = office.receive(title="장비 예약을 또 취소당했습니다", text="이번에도 연락이 없었습니다.")
    with office.open(SUPPORT_STAFF) as registry:
        assert [one.record.code for one in similar(registry, CASE, again.code.lower())] == [first.code]
        assert [one.record.code for one in similar(registry, CASE, "주차장 출구")][:1] == ["CS-2026-0002"]
        assert similar(registry, CASE, "!") == []


def test_nobody_tries_out_whose_number_stands_in_a_text(office: Office) -> None:
    office.receive(title="전화 주세요", text="010-1234-5678", contact="010-1234-5678")
    with office.open(SUPPORT_STAFF) as registry:
        (found,) = similar(registry, CASE, "010-1234-5678", least=0.0)
    assert "1234-5678" not in str(found.record)
    assert found.share < 0.5


def test_what_is_kept_for_the_audit_office_is_neither_found_nor_compared_with(office: Office) -> None:
    kept = office.receive(qms.CaseType.INTEGRITY, title="금품을 받았습니다", text="금품 수수를 신고합니다")
    with office.open(AUDITOR) as registry:
        assert [one.record.code for one in similar(registry, CASE, "금품 수수 신고", least=0.0)] == [kept.code]
    with office.open(SUPPORT_STAFF) as registry:
        assert similar(registry, CASE, "금품 수수 신고", least=0.0) == []
        with pytest.raises(KeptFromYou):
            similar(registry, CASE, kept.code)
