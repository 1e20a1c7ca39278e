"""Signing on the command line: a PIN that is asked for, a key in a file, or a document of the groupware."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from qms.base.record import ApprovalKind
from qms.errors import WeakPin
from qms_cli.faults import Missing, OneOf
from qms_cli.keeping import bytes_of
from qms_cli.words import choice

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from typing import TypedDict

    from qms.ledger.note import SignerKey
    from qms.records.review import Approval
    from qms.records.signer import Signer
    from qms.registry import Registry
    from qms.registry.pending import Groupware
    from qms_cli.desk import Desk

    class Elsewhere(TypedDict):
        """What the act of approving a review is told of an approval in groupware."""

        external_document: str | None
        approval: Approval
        approved_on: date | None


VARIABLE, NEW_VARIABLE = "QMS_PIN", "QMS_NEW_PIN"
"""Where a program that has no terminal gives a PIN; never an argument, which everybody on the machine can see."""
_LARGEST: Final = 1024


def signing(desk: Desk, acting: Registry) -> Registry:
    """The store in the name of the actor, whose next act is signed if the options say so."""
    said = {
        "--sign": desk.common("sign"),
        "--sign-key": desk.common("sign_key"),
        "--groupware": desk.common("groupware"),
    }
    given = [name for name, value in said.items() if value]
    if len(given) > 1:
        raise OneOf(options=tuple(said))
    if "--groupware" in given:
        return acting.signing(groupware=groupware(desk))
    if "--sign-key" in given:
        return acting.signing(key=_key(said["--sign-key"]))
    if given or desk.common("pin_file"):
        actor = acting.facts().actor
        return acting.signing(pin=pin(desk, desk.say("signing.ask", person=_called(desk, actor))), person=actor)
    return acting


def groupware(desk: Desk) -> Groupware:
    """The approval in groupware that the options tell of; raise `Missing` where they do not tell all of it."""
    from qms.base.files import read_files
    from qms.registry.pending import Groupware

    on, path = desk.common("groupware_date"), desk.common("groupware_file")
    for name, value in (("--groupware-date", on), ("--groupware-file", path)):
        if value is None:
            raise Missing(name=name, command=desk.command_path)
    return Groupware(desk.common("groupware"), on, _kind(desk), read_files([path])[0])


def elsewhere(desk: Desk, approval: Approval) -> Elsewhere:
    """What the review says of its approval: as the options say, or as the groupware document that signs it does."""
    from qms.records.review import Approval

    if not desk.common("groupware"):
        return {"external_document": None, "approval": approval, "approved_on": None}
    kinds = {ApprovalKind.DELEGATED: Approval.DELEGATED, ApprovalKind.IN_ABSENCE: Approval.IN_ABSENCE}
    kind = kinds.get(_kind(desk), Approval.SIGNED)
    number: str = desk.common("groupware")
    day: date | None = desk.common("groupware_date")
    return {"external_document": number, "approval": kind, "approved_on": day}


def _kind(desk: Desk) -> ApprovalKind:
    said: str | None = desk.common("groupware_kind")
    return choice(ApprovalKind)(said) if said else ApprovalKind.ORDINARY


# --- PINs ---


def enrol(desk: Desk, person: str, key: str | None) -> Signer:
    """Enrol a person with a PIN that is asked for, or with a key."""
    signers = desk.acting.signers
    if key is not None:
        return signers.enrol(person=person, key=key)
    return signers.enrol(person=person, pin=new_pin(desk, _called(desk, person)))


def change(desk: Desk, code: str) -> Signer:
    """Change one's own PIN."""
    actor = _called(desk, desk.acting.facts().actor)
    old = pin(desk, desk.say("signing.ask", person=actor))
    return desk.acting.signers.change_pin(code, old=old, new=new_pin(desk, actor))


def reset(desk: Desk, code: str) -> Signer:
    """Give a person a new PIN."""
    person = desk.registry.signers.get(code).person
    return desk.acting.signers.reset(code, pin=new_pin(desk, _called(desk, person)))


def pin(desk: Desk, ask: str) -> str:
    """The PIN: from a file, the environment or the terminal, where it is not shown.

    Raises:
        Missing: none of them gives one.

    """
    file: Path | None = desk.common("pin_file")
    if file is not None:
        return first_line(file)
    return desk.session.environ.get(VARIABLE) or _asked(ask, f"--pin-file ({VARIABLE})")


def new_pin(desk: Desk, person: str) -> str:
    """A new PIN; at the terminal it is typed twice."""
    return new_secret(desk, NEW_VARIABLE, desk.say("signing.ask_new", person=person))


def new_secret(desk: Desk, variable: str, ask: str, option: str = "") -> str:
    """What only the person at the terminal is to know: typed twice, else from a variable of the environment.

    ``option``: what else of the command gives it, for whoever sits at no terminal.
    """
    if said := desk.session.environ.get(variable):
        return said
    ways = f"{option} ({variable})" if option else variable
    first = _asked(ask, ways)
    if _asked(desk.say("signing.ask_again"), ways) != first:
        raise WeakPin(what="signer.weak.differ")
    return first


def _asked(ask: str, ways: str) -> str:
    from getpass import getpass

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Missing(name=ways, command="qms")
    return getpass(f"{ask}: ", stream=sys.stderr)


def first_line(file: Path) -> str:
    """What stands in the first line of a file."""
    return bytes_of(file, _LARGEST).decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")


def _key(path: Path) -> SignerKey:
    from qms.ledger.keyfile import open_key

    return open_key(path).signer


def _called(desk: Desk, person: str) -> str:
    found = desk.session.facts.directory.people.get(person)
    return f"{found.name} ({person})" if found and found.name else person
