"""The one list of commands: where each stands in the help, and the module that brings it when it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from qms.kinds import KINDS, ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Section = Literal["records", "review", "tools"]
SECTIONS: Final[tuple[Section, ...]] = ("records", "review", "tools")


@dataclass(frozen=True)
class Entry:
    """A command of the root.

    Attributes:
        section: heading under which the help lists it.
        module: brings ``app``: the group itself, or a group that holds the command.
        group: whether it is a group of commands.
        register: whether the group is made from the description of the kind of its name; the module makes it.

    """

    section: Section
    module: str
    group: bool = True
    register: bool = False


def _one(section: Section, module: str) -> Entry:
    return Entry(section, f"qms_cli.commands.{module}", group=False)


COMMANDS: Final[Mapping[str, Entry]] = {
    "status": _one("records", "today"),
    "case": Entry("records", "qms_cli.commands.case"),
    "capa": Entry("records", "qms_cli.commands.capa"),
    "notice": Entry("records", "qms_cli.commands.notice"),
    "document": Entry("records", "qms_cli.commands.document"),
    "attach": _one("records", "attach"),
    "attachment": Entry("records", "qms_cli.commands.attachment"),
    "import": _one("records", "exchange"),
    "export": _one("records", "exchange"),
    "review": Entry("review", "qms_cli.commands.review"),
    "figures": Entry("review", "qms_cli.commands.figures"),
    "packet": Entry("review", "qms_cli.commands.packet"),
    "charter": Entry("review", "qms_cli.commands.charter"),
    "duty": Entry("review", "qms_cli.commands.duty"),
    "handover": Entry("review", "qms_cli.commands.handover"),
    "init": _one("tools", "start"),
    "demo": _one("tools", "start"),
    "org": Entry("tools", "qms_cli.commands.org"),
    "role": Entry("tools", "qms_cli.commands.role"),
    "erasure": Entry("tools", "qms_cli.commands.erasure"),
    "retention": Entry("tools", "qms_cli.commands.retention"),
    "hold": Entry("tools", "qms_cli.commands.hold"),
    "disposal": Entry("tools", "qms_cli.commands.disposal"),
    "signer": Entry("tools", "qms_cli.commands.signer"),
    "profile": Entry("tools", "qms_cli.commands.profile"),
    "calendar": Entry("tools", "qms_cli.commands.calendar"),
    "log": _one("tools", "evidence"),
    "access-log": Entry("tools", "qms_cli.commands.access_log"),
    "subject": Entry("tools", "qms_cli.commands.subject"),
    "verify": _one("tools", "evidence"),
    "checkpoint": _one("tools", "evidence"),
    "proof": _one("tools", "evidence"),
    "key": Entry("tools", "qms_cli.commands.key"),
    "witness": Entry("tools", "qms_cli.commands.witness"),
    "migrate": _one("tools", "evidence"),
    "guard": Entry("tools", "qms_cli.commands.guard"),
    "backup": _one("tools", "backup"),
    "restore": _one("tools", "backup"),
    "schema": _one("tools", "exchange"),
    "doctor": _one("tools", "start"),
    "rules": _one("tools", "rules"),
    "explain": _one("tools", "explain"),
    "help": _one("tools", "explain"),
}
"""Name → where it stands, for all that has a file among the commands."""


def _tree() -> Iterator[tuple[str, Entry]]:
    for name, entry in COMMANDS.items():
        if name == "attach":
            yield from ((one, Entry("records", "qms_cli.registers", register=True)) for one in REGISTERS)
        yield name, entry


REGISTERS: Final = tuple(one for one in KINDS if one not in ORGANISATION and one not in COMMANDS)
"""Kinds of record without a file of their own: their groups are made from their descriptions."""
TREE: Final[Mapping[str, Entry]] = dict(_tree())
"""Name → where it stands, in the order of the help."""
ACT_COMMANDS: Final[Mapping[str, str]] = {
    "case.set_policy": "case policy",
    "case.ask_supplement": "case supplement",
    "case.receive_supplement": "case supplement",
    "review.collect_found": "review collect",
    "review.freeze_snapshot": "review freeze",
    "assignment.assign": "role assign",
    "assignment.end": "role end",
    "department.establish": "org establish",
    "department.rename": "org rename",
    "department.move": "org move",
    "department.reclassify": "org reclassify",
    "department.dissolve": "org dissolve",
    "person.enrol": "org enrol",
    "person.move": "org transfer",
    "person.correct": "org correct",
    "person.leave": "org leave",
    "person.review_roles": "role review",
    "person.take_out": "export",
    "person.review_accesses": "access-log review",
    "erasure.begin": "erasure carry-out",
    "erasure.finish": "erasure carry-out",
    "notice.claim": "notice send",
    "notice.mark_sent": "notice send",
    "notice.fail": "notice send",
    "notice.give_up": "notice send",
    "notice.doubt": "notice send",
    "disposal.give_opinion": "disposal opinion",
    "disposal.order": "disposal carry-out",
}
"""Acts whose command is not named after them."""
SHARED_COMMANDS: Final[Mapping[str, str]] = {"attach": "attach", "withdraw_attachment": "attachment withdraw"}
"""Acts on records of every kind → the one command of each."""


def command_of(act: str) -> str:
    """The command that does an act: ``capa.send_back`` → ``capa send-back``."""
    shared = SHARED_COMMANDS.get(act.rpartition(".")[2])
    return shared or ACT_COMMANDS.get(act, act.replace(".", " ").replace("_", "-"))
