"""Controlled documents of the sample year: the charter's history, one that waits, one that is overdue for review."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from qms_cli.demo.stage import TODAY

from qms.records.document import DocumentStatus, DocumentType

if TYPE_CHECKING:
    from qms import Registry


@pytest.mark.req("H-0", "V-1", "V-2", "V-3")
def test_the_charter_and_its_three_revisions(registry: Registry) -> None:
    (charter,) = registry.documents.find(type=DocumentType.CHARTER)
    said = registry.facts().profile.charter
    assert said is not None
    assert [one.effective_on for one in charter.revisions] == [one.adopted_on for one in said.revisions]
    days = (date(2012, 12, 20), date(2013, 10, 9), date(2016, 12, 18), TODAY.date())
    assert [charter.revision_on(day) for day in days] == [None, 1, 2, 3]


def test_one_waits_one_is_overdue_for_review_one_was_revised_here(registry: Registry) -> None:
    every = registry.documents.all()
    in_force = [one for one in every if one.status is DocumentStatus.IN_FORCE]
    assert len(every) == 4
    assert [one.title for one in every if one.waiting] == ["시험성적서 발급·정정 절차서"]
    assert [one.title for one in in_force if one.review_by and one.review_by < TODAY.date()] == [
        "교육과정 종료 업무 지침"
    ]
    assert all(
        one.drafted_by != one.approved_by for document in in_force for one in document.revisions if one.approved_by
    )
