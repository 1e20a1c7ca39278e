"""A definition in sentences."""

from __future__ import annotations

from qms import i18n
from qms.base.label import field_key
from qms.figures import END, Direction, Figure, Measure, Unit, all_of, any_of, elapsed, field
from qms.figures.explain import explain
from qms.organisation.terms import CaseType

ANSWERED = Figure(
    id="case.answer_hours",  # for its method; the rest is this test's own
    kind="case",
    measure=Measure.SHARE,
    when="received_at",
    where=(field("type").among(CaseType.COMPLAINT, CaseType.REQUEST),),
    among=(any_of(field("satisfied").no(), all_of(field("handler").unknown(), field("origin").ne("historical"))),),
    measurable=(field("answered_at").ge(field("received_at")),),
    hit=(field("answered_at").lt(END), elapsed("received_at", "answered_at", Unit.HOURS).le(24)),
    direction=Direction.HIGHER,
)


def named(name: str) -> str:
    return f"‘{i18n.text(field_key('case', name), 'en')}’"


def test_each_part_of_a_definition_is_a_sentence() -> None:
    received, answered = named("received_at"), named("answered_at")
    assert explain(ANSWERED, "en")[1:] == (
        f"A record belongs to the period in which its {received} lies.",
        f"In scope: {named('type')} is one of: complaint, request.",
        (f"Looked at among them: ({named('satisfied')} = no or"
        f" ({named('handler')} is not known and {named('origin')} ≠ historical))."),
        f"Reached when: {answered} < the end of the period and hours from {received} to {answered} ≤ 24.",
        (f"Measured when: {answered} ≥ {received}."
        " Records for which this does not hold are named, and not counted."),
        "Higher is better.",
    )  # fmt: skip


def test_in_korean_particles_follow_what_stands_before_them() -> None:
    told = explain(ANSWERED, "ko")
    assert told[1:3] == (
        "‘접수일시’가 속한 기간에 셉니다.",
        "대상: ‘유형’이 다음 중 하나: 불만, 신청·요청.",
    )
    assert told[-1] == "높을수록 좋습니다."
