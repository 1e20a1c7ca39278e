"""Registers in, records out."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qms import i18n
from qms.base.finding import Weight
from qms.kinds import all_kinds, kind
from qms_cli.evidence import finding
from qms_cli.exits import Exit
from qms_cli.faults import Missing, OneOf, Together
from qms_cli.noticing import every_finding
from qms_cli.show import records
from qms_cli.show.progress import progress
from qms_cli.show.result import Named, Page, Rows

if TYPE_CHECKING:
    from pathlib import Path

    from qms.exchange import ImportResult, Partial
    from qms_cli.desk import Desk

MOST = 20
"""Findings that are told one by one, the worst first; how many more there are is said in the last line."""
DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Wanted:
    """How a register is to come in, as the command line says it.

    Attributes:
        source: another name of the register than the mapping's.
        partial: whether good rows come in though others are refused.
        refused: where the refused ones are written.
        findings: where all that is noticed is written, on a dry run too.
        kinds: of an export, the kinds that are expected; none given: any.

    """

    source: str | None = None
    partial: bool = False
    refused: Path | None = None
    findings: Path | None = None
    kinds: tuple[str, ...] = ()


def bring(desk: Desk, file: Path, mapping_file: Path, wanted: Wanted) -> ImportResult:
    """Read a register and bring in what is new; with ``--dry-run`` only say what would come in."""
    from qms.exchange import Bringing, import_register, read_mapping

    if wanted.kinds:
        raise OneOf(options=("--map", "--kind"))
    tried = bool(desk.common("dry_run"))
    partial = _partial(desk, wanted, tried=tried)
    mapping = read_mapping(mapping_file)
    with progress(desk) as told, every_finding(desk, wanted.findings) as every:
        how = Bringing(
            at=desk.now, token=lambda: secrets.token_hex(16), source=wanted.source, dry_run=tried, partial=partial,
            told=told, every=every,
        )  # fmt: skip
        return import_register(desk.acting, file, mapping, how)


def back(desk: Desk, file: Path, wanted: Wanted) -> ImportResult:
    """Bring back what is new of an export; with ``--dry-run`` only say what would come in."""
    from qms.exchange import Restoring, restore_export

    if wanted.source or wanted.partial or wanted.refused:
        raise Missing(name="--map", command="qms import")
    tried = bool(desk.common("dry_run"))
    with every_finding(desk, wanted.findings) as every:
        how = Restoring(dry_run=tried, every=every)
        return restore_export(desk.acting, file, replace(how, kinds=wanted.kinds) if wanted.kinds else how)


def _partial(desk: Desk, wanted: Wanted, *, tried: bool) -> Partial | None:
    from qms.exchange import Partial

    alone = wanted.refused is None if wanted.partial else wanted.refused is not None
    if alone and not (wanted.partial and tried):
        raise Together(options=("--partial", "--refused"))
    return Partial(wanted.refused, desk.language) if wanted.partial else None


def ended(result: ImportResult) -> Exit:
    """How a run of an import ends."""
    if result.refused:
        return Exit.FINDINGS
    return Exit.PARTLY if result.left_out else Exit.DONE


def told(desk: Desk, result: ImportResult) -> Page:
    """What an import did or would do, with everything that was noticed."""
    state = "refused" if result.refused else "tried" if result.dry_run else "partly" if result.left_out else "done"
    values: dict[str, object] = {
        "source": result.source,
        "digest": result.digest,
        "rows": result.rows,
        "new": result.new,
        "known": result.known,
        "left_out": result.left_out,
        "findings": result.found,
        "dry_run": result.dry_run,
    }
    told = result.found
    worst = sorted(result.findings, key=lambda one: list(Weight).index(one.weight))[:MOST]
    columns = desk.columns("weight", "place", "says")
    rows = Rows("qms.finding/1", columns, tuple(finding(desk, one) for one in worst), many="findings", wrapped=True)
    parts = ((desk.say("findings", count=told), rows),) if told else ()
    if told > len(worst):
        desk.note(desk.say("import.more", count=told - len(worst)))
    fields = desk.fields(values | {"left_out": result.left_out or None})
    listed = [one.model_dump(mode="json") for one in result.findings]
    document = {**values, "state": state, "found": told, "rules": dict(result.rules), "findings": listed}
    return Page("qms.import/1", desk.say(f"import.{state}"), fields, document, parts)


def schema(desk: Desk, name: str | None) -> None:
    """The JSON Schema of a kind's documents, or all kinds with the name of theirs."""
    if name is None:
        desk.show(_kinds(desk))
        return
    of = kind(name)
    document = {"$schema": DRAFT, "$id": records.schema(of), **of.model.model_json_schema(mode="serialization")}
    desk.write(json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n")


def _kinds(desk: Desk) -> Rows:
    rows = tuple(
        {
            "kind": one.name,
            "label": Named(i18n.text(f"{one.words}.name", "en"), i18n.text(f"{one.words}.name", desk.language)),
            "schema": records.schema(one),
            "prefix": one.prefix,
        }
        for one in all_kinds()
    )
    columns = desk.columns(*rows[0])
    return Rows("qms.kinds/1", columns, rows, many="kinds")
