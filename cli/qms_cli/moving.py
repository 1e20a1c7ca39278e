"""An organisation's files on the command line: in, and out again."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from qms import i18n
from qms.kinds import kind
from qms.records.handover import ItemKind
from qms_cli.evidence import finding
from qms_cli.exits import Exit
from qms_cli.faults import NeedsReason
from qms_cli.show.result import Named, Page, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from qms.exchange.moving import MoveIn, Step
    from qms_cli.desk import Desk

MOST = 20
"""Findings that are told one by one; how many more there are is said in the last line."""
PERSONAL = ("name", "email", "phone")


def bring(desk: Desk, files: list[Path], on: date | None) -> MoveIn:
    """Bring the store to what the files say; with ``--dry-run`` only say what would be done."""
    from qms.exchange.moving import import_organisation

    return import_organisation(desk.acting, files, on=on, dry_run=bool(desk.common("dry_run")))


def checked(desk: Desk) -> Rows:
    """What is out of order about the organisation today."""
    from qms.flows.upkeep import organisation_findings

    with desk.registry.reading():
        found = organisation_findings(desk.registry, desk.session.facts)
    columns = desk.columns("weight", "place", "says", "hint")
    documents = tuple(one.model_dump(mode="json") for one in found)
    rows = tuple(finding(desk, one) for one in found)
    return Rows("qms.finding/1", columns, rows, documents, "findings", empty=desk.say("moving.in_order"), wrapped=True)


def left_behind(desk: Desk, person: str, until: date) -> None:
    """Tell which roles ended with somebody who leaves, and how much is still in their hands."""
    held = desk.acting.handovers.held(person)
    roles = [one.item for one in held if one.item.kind in {ItemKind.ROLE, ItemKind.STAND_IN}]
    ended = sum(one.due_on == until for one in roles)
    if ended:
        desk.note(desk.say("moving.roles_ended", person=person, count=ended, day=until))
    if count := len(held) - len(roles):
        desk.note(desk.say("moving.left_behind", person=person, count=count))


def exit_of(result: MoveIn) -> Exit:
    """Nothing was done; or something differs and was left; or all is as the files say."""
    if result.refused:
        return Exit.FINDINGS
    left = any(one.rule == "exchange.moving.differs" for one in result.findings)
    return Exit.PARTLY if left else Exit.DONE


def told(desk: Desk, result: MoveIn) -> Page:
    """What was done or would be, line by line, and everything that was noticed."""
    state = "refused" if result.refused else "tried" if result.dry_run else "done"
    values: dict[str, object] = {
        "steps": len(result.steps),
        "same": result.same,
        "findings": len(result.findings),
        "dry_run": result.dry_run,
    }
    steps = tuple(_step(desk, one) for one in result.steps)
    found = tuple(finding(desk, one) for one in result.findings)
    parts: list[tuple[str, Rows]] = []
    if steps:
        columns = desk.columns("act", "code", "what", "place")
        parts.append(
            (desk.say("moving.steps", count=len(steps)), Rows("qms.step/1", columns, steps, many="steps", wrapped=True))
        )
    if found:
        columns = desk.columns("weight", "place", "says", "hint")
        rows = Rows("qms.finding/1", columns, found[:MOST], many="findings", wrapped=True)
        parts.append((desk.say("findings", count=len(found)), rows))
    if len(found) > MOST:
        desk.note(desk.say("more_findings", count=len(found) - MOST))
    document = {
        **values,
        "state": state,
        "steps": [_machine(one) for one in result.steps],
        "findings": [one.model_dump(mode="json") for one in result.findings],
    }
    return Page("qms.organisation_import/1", desk.say(f"moving.{state}"), desk.fields(values), document, tuple(parts))


def _step(desk: Desk, step: Step) -> dict[str, object]:
    given = (value for name, value in step.given.items() if name not in {"code", "person", "place"})
    return {
        "act": Named(f"{step.kind}.{step.act}", i18n.text(f"{kind(step.kind).words}.act.{step.act}", desk.language)),
        "code": step.code,
        "what": ", ".join(map(desk.read, given)),
        "place": step.where.partition(": ")[0],
    }


def _machine(step: Step) -> dict[str, object]:
    given = {name: value for name, value in step.given.items() if name not in PERSONAL}
    return {"act": f"{step.kind}.{step.act}", "code": step.code, "given": given, "place": step.where}


def export(desk: Desk, tables: Path | None, *, names: bool, why: str | None) -> None:
    """Give the organisation out as `qms org import` reads it, without people's particulars unless asked for.

    Raises:
        NeedsReason: names are asked for without a reason.

    """
    from qms.exchange.moving import organisation_tables, organisation_toml

    if names and not (why or "").strip():
        raise NeedsReason(option="--names", reason="--reason")
    directory = desk.session.facts.directory
    if tables is None:
        files = {"": organisation_toml(directory, names=names, head=_head(desk, why, names=names)).encode()}
    else:
        files = dict(organisation_tables(directory, desk.language, names=names))
        tables.mkdir(parents=True, exist_ok=True)
    if names:
        _take_out(desk, files, len(directory.people), why or "")
    for name, data in files.items():
        desk.write(data, tables / name) if tables else desk.write(data)
    if tables:
        desk.note(desk.say("moving.tables", folder=tables))


def _take_out(desk: Desk, files: Mapping[str, bytes], people: int, reason: str) -> None:
    """The act: who takes out the particulars of how many people, in which files, and why; before they are there."""
    desk.session.need_actor()
    digests = " ".join(sha256(data).hexdigest()[: 64 // len(files)] for data in files.values())
    told = f"{reason} [person {people}; sha256 {digests}]"
    facts, log = desk.session.facts, desk.registry.accesses
    with log.if_refused(facts.directory.people, act=desk.typed, reason=reason):
        desk.registry.acting(reason=told).people.take_out(facts.actor)
    log.note(facts.directory.people, act=desk.typed, reason=reason)


def _head(desk: Desk, why: str | None, *, names: bool) -> list[str]:
    """What stands above the entries: whose they are, of when, and why names are in it."""
    profile = desk.session.facts.profile
    lines = [desk.say("moving.head", name=profile.name.say(desk.language), day=desk.today)]
    if names:
        who = desk.session.need_actor()
        lines.append(desk.say("moving.with_names", actor=who, reason=why))
    else:
        lines.append(desk.say("moving.without_names"))
    return lines


__all__ = ["bring", "checked", "exit_of", "export", "left_behind", "told"]
