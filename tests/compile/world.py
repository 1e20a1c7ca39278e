"""Records around the edges of periods, brought into the small organisation; and what is personal in them."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

import qms
from qms import CaseType, Channel
from qms.base.record import Origin
from qms.organisation.terms import Medium
from qms.records.capa import Capa, CapaStatus, CapaType, Verdict
from qms.records.capa.model import Evaluation
from qms.records.case import Case, CaseSeverity, CaseStatus, Disposition, Identity, Outcome, Purpose
from qms.records.case.model import Communication, Extension, Supplement
from tests.office import AUDITOR, EQUIPMENT_HEAD, GROWTH_HEAD, QUALITY, SEOUL, SUPPORT_HEAD, Clock, Office

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

T = TypeVar("T")

NOW = datetime(2026, 8, 5, 14, 0, tzinfo=SEOUL)
"""A Wednesday in the second half of the year: the first half is over, the year is running."""
CASES, CAPAS = 160, 40
TOPICS = (None, *(f"주제 {number}" for number in range(1, 12)))
UNITS = (None, "support", "support", "support", "equipment", "strategy", "administration", "audit")
CANARY = "카나리아"


def canary(field: str) -> str:
    """What stands in a personal field: found nowhere else in the store."""
    return f"{CANARY}-{field}-홍길동"


def filled_in(founded: Path, place: Path) -> Path:
    """A copy of an organisation's closed file, with all of it brought in, closed again."""
    shutil.copy(founded, place)
    clock = Clock()
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        fill(Office(str(place), registry, clock))
    return place


@contextmanager
def reopened(file: Path, place: Path) -> Generator[Office]:
    """A copy of such a file, open on the day after which nothing has happened yet."""
    shutil.copy(file, place)
    clock = Clock(NOW)
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        yield Office(str(place), registry, clock)


def fill(office: Office) -> None:
    """Bring all of it in; the clock stands at `NOW` from then on."""
    office.clock.now = NOW
    random = Random(20260805)
    opened = office.registry.facts().profile.case_types
    cases = [one for one in (*_edges(), *(_case(random) for _ in range(CASES))) if one.type in opened]
    capas = [*_capa_edges(), *(_capa(random) for _ in range(CAPAS))]
    with office.registry.batch() as registry:
        registry.bring("case", [one for one in cases if not _for_audit(one.type)])
        if reports := [one for one in cases if _for_audit(one.type)]:
            registry.acting(AUDITOR).bring("case", reports)
        registry.bring("capa", capas)


def _edges() -> list[Case]:
    """At, just before and just after the midnights that bound periods, with everything else known."""
    found: list[Case] = []
    for day in (date(2025, 7, 1), date(2026, 1, 1), date(2026, 4, 1), date(2026, 5, 1), date(2026, 7, 1)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=SEOUL)
        for at in (midnight - timedelta(microseconds=1), midnight, midnight + timedelta(microseconds=1)):
            late = at + timedelta(days=20)
            found += [
                _made(received_at=at, topic="주제 1", department="support"),
                _made(received_at=at - timedelta(days=9), closed_at=at, due_at=at, status=CaseStatus.CLOSED),
                _made(
                    received_at=at - timedelta(days=30), due_at=at, notified_at=late, closed_at=late,
                    status=CaseStatus.CLOSED,
                ),
            ]  # fmt: skip
    return found


def _made(**known: Any) -> Case:  # noqa: ANN401 - fields of a case
    plain: dict[str, Any] = {
        "code": "CS-2026-0001", "status": CaseStatus.RECEIVED, "type": CaseType.REQUEST, "channel": Channel.WEB,
        "subject": "0" * 32, "title": canary("title"), "recorded_at": known["received_at"], "origin": Origin.IMPORTED,
    }  # fmt: skip
    return Case.model_validate({**plain, **known})


def _case(random: Random) -> Case:
    received = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(60 * 24 * 575))
    known = _walk(random, received)
    department = random.choice(UNITS)
    kind = random.choice([one for one in CaseType if _for_audit(one) is (department == "audit")])
    return _made(
        received_at=received, **known, type=kind, channel=random.choice(list(Channel)), topic=random.choice(TOPICS),
        department=department, severity=_maybe(random, list(CaseSeverity)), identity=random.choice(list(Identity)),
        origin=random.choice([Origin.IMPORTED, Origin.HISTORICAL]), **_personal(),
        # One person heads strategy and the division above it.
        report_merged=department == "strategy" if "reported_at" in known else None,
        policy_by=GROWTH_HEAD if "reported_at" in known and received.minute % 3 else None,
    )  # fmt: skip


def _for_audit(kind: CaseType) -> bool:
    return kind in {CaseType.UNFAIR_HANDLING, CaseType.INTEGRITY}


def _walk(random: Random, received: datetime) -> dict[str, Any]:
    """Times in the order in which they happen, up to some point; a few contradict each other."""
    at, found = received, dict[str, Any]()
    for name in ("assigned_at", "acknowledged_at", "reported_at", "answered_at", "notified_at", "closed_at"):
        if random.random() < 0.15:
            continue
        at += timedelta(hours=random.randrange(1, 90), seconds=random.randrange(3600))
        if at > NOW or random.random() < 0.05:
            break
        found[name] = at
    if random.random() < 0.8:
        found["due_at"] = received + timedelta(days=random.randrange(2, 30))
    if found.get("closed_at"):
        found["status"] = CaseStatus.CLOSED
        found["satisfied"] = _maybe(random, [True, False])
        found["disposition"] = _maybe(random, list(Disposition))
        found["outcome"] = _maybe(random, list(Outcome))
        if random.random() < 0.1:
            found |= {"closed_at": received - timedelta(days=2), "notified_at": None}
    return found


def _maybe(random: Random, values: list[T]) -> T | None:
    return random.choice([None, *values])


def _personal() -> dict[str, Any]:
    names = (
        "title", "text", "remedy_asked", "customer_name", "customer_address", "customer_contact", "severity_reason",
        "policy", "finding", "answer", "remedies_told", "redress", "no_notice_reason", "reopen_reason",
        "disposition_reason", "about_reason",
    )  # fmt: skip
    spoken = Communication(
        at=datetime(2026, 3, 3, tzinfo=UTC), purpose=Purpose.OTHER, medium=Medium.PHONE, said=canary("said")
    )
    day = date(2026, 3, 3)
    asked = Supplement(asked_on=day, by_on=day, arrived_on=day, what=canary("what"))
    longer = Extension(at=spoken.at, until=day, due_at=spoken.at, reason=canary("reason"))
    parts = {"communications": (spoken,), "supplements": (asked,), "extensions": (longer,)}
    return {**{name: canary(name) for name in names}, **parts}


# --- CAPA ---


def _capa_made(**known: Any) -> Capa:  # noqa: ANN401 - fields of a CAPA
    plain: dict[str, Any] = {
        "code": "CA-2026-0001", "status": CapaStatus.OPEN, "title": "예약 절차를 고침", "problem": "되풀이",
        "owner": SUPPORT_HEAD, "opened_by": SUPPORT_HEAD, "department": "support", "origin": Origin.IMPORTED,
    }  # fmt: skip
    return Capa.model_validate({**plain, **known})


def _capa_edges() -> list[Capa]:
    found: list[Capa] = []
    for day in (
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2026, 6, 30),
        date(2026, 7, 1),
        date(2026, 8, 4),
        NOW.date(),
    ):
        opened = day - timedelta(days=40)
        found += [
            _capa_made(opened_on=day),
            _capa_made(opened_on=opened, implement_due_on=day, title="아직 안 됨"),
            _capa_made(opened_on=opened, implement_due_on=opened + timedelta(days=9), implemented_on=day),
            _capa_made(opened_on=opened, closed_on=day, status=CapaStatus.CLOSED),
        ]
    return found


def _capa(random: Random) -> Capa:
    opened = date(2025, 1, 10) + timedelta(days=random.randrange(570))
    known: dict[str, Any] = {"status": random.choice([CapaStatus.OPEN, CapaStatus.IN_PROGRESS, CapaStatus.PLANNED])}
    if random.random() < 0.7:
        known |= {
            "contained_on": opened + timedelta(days=random.randrange(6)),
            "containment": _maybe(random, ["손으로 함"]),
        }
    if random.random() < 0.8:
        known["implement_due_on"] = opened + timedelta(days=random.randrange(20, 90))
    done = opened + timedelta(days=random.randrange(10, 120))
    if done < NOW.date() and random.random() < 0.7:
        known |= {"implemented_on": done, "status": CapaStatus.IMPLEMENTED}
        known |= _judged(random, done + timedelta(days=random.randrange(30, 80)))
    if random.random() < 0.1:
        known |= {"status": CapaStatus.VOID, "closed_on": opened + timedelta(days=5)}
    return _capa_made(
        opened_on=opened, **known, department=random.choice(["support", "equipment", "growth", None]),
        owner=random.choice([SUPPORT_HEAD, EQUIPMENT_HEAD, GROWTH_HEAD]), type=random.choice(list(CapaType)),
    )  # fmt: skip


def _judged(random: Random, on: date) -> dict[str, Any]:
    if on > NOW.date():
        return {}
    verdict = random.choice(list(Verdict))
    first = Evaluation(
        judged_on=on - timedelta(days=9), verdict=Verdict.NOT_EFFECTIVE, measured="다시 일어남", judged_by=GROWTH_HEAD
    )
    last = Evaluation(judged_on=on, verdict=verdict, measured="넉 달", judged_by=GROWTH_HEAD)
    found = {"verdict": verdict, "evaluated_on": on, "evaluations": (last,)}
    if random.random() < 0.3:
        found["evaluations"] = (first, last)
    if verdict is Verdict.EFFECTIVE:
        found |= {"closed_on": on, "status": CapaStatus.CLOSED}
    return found
