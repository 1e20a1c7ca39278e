"""The first page of the help, without the parser: whoever asks for it shall not wait for what he does not use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.i18n import Language

HELP: Final = ["-h", "--help"]


@dataclass(frozen=True)
class Option:
    """What the help asks of an option; those of the root, as `qms_cli.root` and the parser declare them."""

    name: str
    opts: tuple[str, ...]
    metavar: str | None = None
    secondary_opts: tuple[str, ...] = ()
    param_type_name: str = "option"
    hidden: bool = False
    required: bool = False
    count: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it takes no value."""
        return self.metavar is None


OPTIONS: Final = (
    Option("store", ("--store",), "PLACE"),
    Option("lang", ("--lang",), "LANGUAGE"),
    Option("by", ("--by",), "PERSON"),
    Option("debug", ("--debug",)),
    Option("version", ("--version",)),
    Option("help", ("-h", "--help")),
)


class Front(NamedTuple):
    """The root of the tree, and its context, as far as the help asks of them."""

    language: Language
    command_path: str = "qms"

    @staticmethod
    def get_params(_: object) -> tuple[Option, ...]:
        """The options of the root."""
        return OPTIONS


def asks(arguments: Sequence[str]) -> bool:
    """Whether nothing but this page is asked for, in whatever language."""
    rest = list(arguments)
    if rest and rest[0].startswith("--lang"):
        del rest[: 2 if rest[0] == "--lang" else 1]
    return len(rest) == 1 and rest[0] in HELP


def page(language: Language) -> str:
    """The page, as the parser would have it."""
    from qms_cli.help import group_help

    front = Front(language)
    return group_help(front, front)
