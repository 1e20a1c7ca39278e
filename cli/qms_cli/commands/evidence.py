"""Evidence: what was done, by whom, and that nothing was changed since."""

from typing import Annotated

import typer

from qms.ledger.note import VerifierKey, read_key
from qms_cli import evidence, migration
from qms_cli.desk import Desk
from qms_cli.frame import answers, does, group, shows
from qms_cli.given import OptionalCode, OptionalNumber, OptionalPerson, OptionalSince, OptionalUntil, Switch
from qms_cli.keeping import Kept, checkpoint_of

app = group()

Against = Annotated[Kept | None, typer.Option("--against", metavar="CHECKPOINT", parser=checkpoint_of)]
Since = Annotated[Kept | None, typer.Option("--since", metavar="CHECKPOINT", parser=checkpoint_of)]
Keys = Annotated[list[VerifierKey] | None, typer.Option("--key", metavar="NAME+ID+KEY", parser=read_key)]


@shows(app, "log")
def log(
    desk: Desk,
    code: OptionalCode = None,
    person: OptionalPerson = None,
    act: Annotated[str | None, typer.Option("--act", metavar="ACT")] = None,
    since: OptionalSince = None,
    until: OptionalUntil = None,
) -> None:
    """Show the ledger: every act in its order, or those of a record, a person, a sort, some days."""
    desk.show(evidence.log(desk, code, evidence.Asked(person, act, since, until)))


@does(app, "verify")
def verify(desk: Desk, against: Against = None, since: Since = None, key: Keys = None) -> None:
    """Check that records and ledger hold: all of them, or what came after a checkpoint."""
    found = evidence.verified(desk, against, since, key or ())
    desk.show(found)
    desk.exit(int(evidence.wrong(found)))


@answers(app, "checkpoint")
def checkpoint(desk: Desk, *, sign: Switch = False) -> None:
    """Give the ledger's size and root, to be kept elsewhere."""
    evidence.checkpoint(desk, sign=sign)


@answers(app, "proof")
def proof(
    desk: Desk,
    code: OptionalCode = None,
    version: OptionalNumber = None,
    since: Since = None,
    size: OptionalNumber = None,
) -> None:
    """Prove to somebody else that an entry is in the ledger, or that nothing changed since a checkpoint."""
    desk.show(evidence.proof(desk, code, version, since, size))


@does(app, "migrate")
def migrate(
    desk: Desk,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n")] = False,
    with_findings: Annotated[bool, typer.Option("--with-findings")] = False,
) -> None:
    """Bring a store that an older version made to this version: all of it, or nothing."""
    desk.show(migration.migrate(desk, dry_run=dry_run, with_findings=with_findings))
