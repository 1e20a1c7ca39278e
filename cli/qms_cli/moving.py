"""An organisation's files on the command line: in, and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms import i18n
from qms.kinds import kind
from qms_cli.evidence import finding
from qms_cli.exits import Exit
from qms_cli.faults import NeedsReason
from qms_cli.show.result import Named, Page, Rows

if TYPE_CHECKING:
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


def left_behind(desk: Desk, person: str) -> None:
    """Tell how much is still in the hands of somebody who leaves."""
    count = len(desk.acting.handovers.held(person))
    if count:
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
        desk.write(organisation_toml(directory, names=names, head=_head(desk, why, names=names)).encode())
        return
    tables.mkdir(parents=True, exist_ok=True)
    for name, data in organisation_tables(directory, desk.language, names=names).items():
        desk.write(data, tables / name)
    desk.note(desk.say("moving.tables", folder=tables))


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
