"""What Typer refuses, as faults of ours: its own words are English and speak of its own matters.

The classes of its exceptions are private; their names and the facts they carry are Click's, unchanged for years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qms import i18n
from qms_cli.faults import Misplaced, Missing, NeedsValue, NotUnderstood, TakesNoValue, UnknownOption
from qms_cli.suggest import near

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer

    from qms_cli.faults import Usage

ROOT_OPTIONS = frozenset({"--store", "--lang", "--by", "--debug", "--version"})


def is_help(fault: typer.TyperException) -> bool:
    """Whether it is no fault but the help page of a group that was called without a command."""
    return type(fault).__name__ == "NoArgsIsHelpError"


def understood(fault: typer.TyperException, arguments: Sequence[str]) -> Usage:
    """The fault of ours that says the same."""
    raw: Any = fault
    command = raw.ctx.command_path if getattr(raw, "ctx", None) else "qms"
    name = type(fault).__name__
    if name == "NoSuchOption":
        return _no_option(raw.option_name, raw.ctx, command, arguments)
    if name == "MissingParameter":
        return Missing(name=_named(raw.param), command=command)
    if name == "BadOptionUsage":
        return _bad_use(raw.option_name, raw.ctx, command)
    return NotUnderstood(said=fault.format_message(), command=command)


def _named(param: Any) -> str:  # noqa: ANN401 - a parameter
    """An option by its name, an argument by the word that the help has for it."""
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    shown = str(param.metavar or param.name.upper())
    return f"cli.metavar.{shown}" if i18n.has(f"cli.metavar.{shown}") else shown


def _no_option(text: str, ctx: Any, command: str, arguments: Sequence[str]) -> Usage:  # noqa: ANN401 - a context
    if text in ROOT_OPTIONS and ctx.parent is not None:
        return Misplaced(text=text, right=f"qms {text} … {command.partition(' ')[2]}")
    known = {name for param in ctx.command.get_params(ctx) for name in (*param.opts, *param.secondary_opts)}
    if ctx.parent is None and text in {"--json", "--fields", "--format", "--output", "-o", "--quiet", "-q"}:
        rest = " ".join(one for one in arguments if one != text and not one.startswith("-"))
        return Misplaced(text=text, right=f"qms {rest} {text}")
    return UnknownOption(text=text, command=command, near=near(text, known))


def _bad_use(option: str, ctx: Any, command: str) -> Usage:  # noqa: ANN401 - a context
    flags = {name for param in ctx.command.get_params(ctx) if getattr(param, "is_flag", False) for name in param.opts}
    if option in flags:
        return TakesNoValue(option=option, command=command)
    return NeedsValue(option=option, command=command)
