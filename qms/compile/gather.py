"""The inputs of a review, gathered: one function for each key of the agenda, and the snapshot of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.compile import improvement, registers, standing, voice
from qms.compile.conformity import conformity
from qms.compile.gathered import Gathered
from qms.compile.snapshot import Ask, Cover, Gap, OutputLine, Section, Snapshot, Source, State, Words
from qms.compile.wording import both, period, same, words
from qms.records.review import InputState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from qms.compile.scene import Scene
    from qms.organisation.settings import AgendaItem
    from qms.records.review import ReviewInput

SOURCES: Mapping[str, Callable[[Scene], Gathered]] = {
    "a": standing.follow_up,
    "c1": voice.voice,
    "c2": standing.objectives,
    "c3": voice.process,
    "c4": improvement.corrective,
    "c5": standing.standard,
    "f": improvement.opportunities,
}
"""What can be compiled from records; the other inputs are stated by their owners."""
RISKS = "e"
KEY_FIGURES = (
    "case.received",
    "case.on_time_share",
    "case.acknowledged_share",
    "case.missed",
    "capa.overdue",
    "capa.effective_share",
)


def gather(scene: Scene) -> Mapping[str, Gathered]:
    """What records say to each input that they can answer."""
    return {key: source(scene) for key, source in SOURCES.items()}


def found(gathered: Mapping[str, Gathered]) -> dict[str, int]:
    """For each of these inputs, how much was found."""
    return {key: one.count for key, one in gathered.items()}


def snapshot(scene: Scene, gathered: Mapping[str, Gathered], source: Source) -> Snapshot:
    """Everything that the packet prints, as it stands now; ``gathered`` from the same moment."""
    profile = scene.facts.profile
    return Snapshot(
        profile=profile.id, zone=str(scene.facts.zone), compiled_at=scene.now, cover=_cover(scene), source=source,
        agenda=tuple(words(item.title) for item in profile.agenda),
        key_figures=tuple(scene.line(one) for one in KEY_FIGURES),
        earlier=standing.earlier(scene), gaps=tuple(_gaps(scene)), alerts=tuple(_alerts(scene)),
        risks=tuple(_risks(scene)), asked=tuple(_asked(scene)), sections=tuple(_sections(scene, gathered)),
        outputs=tuple(OutputLine(clause=one.clause, title=words(one.title)) for one in profile.outputs),
        registers=(registers.cases(scene), registers.capas(scene), *conformity(scene)),
    )  # fmt: skip


def _risks(scene: Scene) -> Iterator[Words]:
    """What was stated on risks and opportunities (9.3.2 e); a person's words, in one language."""
    for one in scene.review.inputs:
        if one.key == RISKS and one.statement:
            yield same(one.statement)


def _sections(scene: Scene, found: Mapping[str, Gathered]) -> Iterator[Section]:
    items = {item.key: item for item in scene.facts.profile.inputs()}
    for one in scene.review.inputs:
        item = items.get(one.key)
        gathered = found.get(one.key)
        yield Section(
            key=one.key, clause=one.clause, title=_title(item, one), state=State(one.state.value),
            owner=scene.owner(one.owner_role, scene.today),
            since=one.due_on if one.state is InputState.MISSING else None,
            message=_message(scene, one, gathered),
            statement=one.statement, stated_by=scene.person(one.stated_by) if one.stated_by else None,
            figures=gathered.figures if gathered else (), charts=gathered.charts if gathered else (),
            tables=gathered.tables if gathered else (),
        )  # fmt: skip


def _title(item: AgendaItem | None, one: ReviewInput) -> Words:
    return words(item.title) if item else Words(ko=one.clause, en=one.clause)


def _message(scene: Scene, one: ReviewInput, gathered: Gathered | None) -> Words:
    if one.state is InputState.COLLECTED and gathered:
        return gathered.message
    if one.state is InputState.MISSING:
        owner = scene.owner(one.owner_role, scene.today)
        return both("compile.message.missing", owner=owner, since=one.due_on.isoformat())
    if one.state is InputState.NOTHING:
        return both("compile.message.nothing", who=scene.person(one.stated_by))
    return (
        gathered.message
        if gathered and gathered.count
        else both("compile.message.stated", who=scene.person(one.stated_by))
    )


def _gaps(scene: Scene) -> Iterator[Gap]:
    items = {item.key: item for item in scene.facts.profile.inputs()}
    for one in scene.review.inputs:
        if one.state is InputState.MISSING:
            yield Gap(
                key=one.key, clause=one.clause, title=_title(items.get(one.key), one),
                owner=scene.owner(one.owner_role, scene.today), since=one.due_on,
                accepted_by=scene.person(one.gap_accepted_by) if one.gap_accepted_by else None, reason=one.gap_reason,
            )  # fmt: skip


def _alerts(scene: Scene) -> Iterator[Words]:
    if scene.today < scene.period.end:
        yield both("compile.alert.running", day=scene.today.isoformat())
    missed, waiting = scene.figure("case.missed").n, scene.figure("case.overdue").open_at_end
    if missed or waiting:
        yield both("compile.alert.missed", n=missed, waiting=waiting)
    if reports := scene.figure("case.audit_reports").n:
        yield both("compile.alert.audit", n=reports, office=scene.keepers)
    if overdue := scene.figure("capa.overdue").open_at_end:
        yield both("compile.alert.capa_overdue", n=overdue)
    if unmeasurable := len(scene.figure("case.on_time_share").unmeasurable):
        yield both("compile.alert.unmeasurable", n=unmeasurable)


def _asked(scene: Scene) -> Iterator[Ask]:
    outputs = {one.kind: one.clause for one in scene.facts.profile.outputs}
    for number, one in enumerate(scene.review.proposals, start=1):
        yield Ask(
            code=f"{scene.review.code}-P{number}", clause=outputs.get(one.kind.value, "9.3.3"), input=one.input,
            text=one.text, options=tuple((one.options or "").splitlines()), recommendation=one.recommendation,
            cost_of_waiting=one.cost_of_waiting, budget=one.budget, people=one.people,
        )  # fmt: skip


def _cover(scene: Scene) -> Cover:
    profile, review = scene.facts.profile, scene.review
    settings = profile.cover
    contact = profile.contacts.offices[0].phones[0] if profile.contacts else "–"
    disclosure, ground = words(settings.disclosure), settings.disclosure_ground
    if ground:
        disclosure = both("compile.disclosure", what=disclosure, ground=words(ground))
    return Cover(
        organisation=words(profile.name), code=f"{settings.document_prefix}-{review.code}",
        title=both("compile.title", period=period(review.period)), period_label=review.period,
        begin=review.begin, end=review.end,
        department=words(settings.department), prepared_by=scene.person(review.planned_by), contact=contact,
        retention=words(settings.retention), disclosure=disclosure, distribution=words(settings.distribution),
        standards=profile.standards(),
    )  # fmt: skip
