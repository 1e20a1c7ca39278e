"""Help pages, in the reader's language: made from the tree, the commands' parameters and the words."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from qms import i18n
from qms.base.sight import cells
from qms_cli import about
from qms_cli.show.table import pad, wrap
from qms_cli.tree import SECTIONS, TREE
from qms_cli.words import label, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qms.i18n import Language

WIDEST, NARROWEST, LEFT = 100, 60, 30


def path_of(ctx: Any) -> str:  # noqa: ANN401 - a context
    """The command's place in the tree as part of a key: ``case.acknowledge``; empty for the root."""
    return ".".join(ctx.command_path.split()[1:])


def group_help(group: Any, ctx: Any) -> str:  # noqa: ANN401 - a group and its context
    """The page of a group, or of the program."""
    language: Language = ctx.language
    path = path_of(ctx)
    prefix = f"{path}." if path else ""
    lines = [*_head(group, ctx, say("help.usage_group", language, command=ctx.command_path))]
    for title, names in _sections(group, ctx, path):
        said = ((name, about.told(f"{prefix}{name}", "help", language)) for name in names)
        lines += ["", f"{title}:", *_pairs(said)]
    lines += _options(group.get_params(ctx), path, language)
    lines += ["", say("help.more", language, command=ctx.command_path)]
    return "\n".join(lines)


def _sections(group: Any, ctx: Any, path: str) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401 - as above
    language: Language = ctx.language
    if path:
        yield say("help.commands", language), group.list_commands(ctx)
        return
    for section in SECTIONS:
        yield say(f"section.{section}", language), [name for name, one in TREE.items() if one.section == section]


def command_help(command: Any, ctx: Any) -> str:  # noqa: ANN401 - a command and its context
    """The page of a command."""
    language: Language = ctx.language
    path = path_of(ctx)
    params = command.get_params(ctx)
    arguments = [one for one in params if one.param_type_name == "argument"]
    usage = " ".join([ctx.command_path, *(_argument(one, language) for one in arguments)])
    lines = [*_head(command, ctx, say("help.usage_command", language, command=usage))]
    if arguments:
        said = [(_argument(one, language), _said(one, path, language)) for one in arguments]
        lines += ["", f"{say('help.arguments', language)}:", *_pairs(said)]
    lines += _options(params, path, language)
    return "\n".join(lines)


def _head(of: Any, ctx: Any, usage: str) -> Iterator[str]:  # noqa: ANN401 - a command or group and its context
    language: Language = ctx.language
    path = path_of(ctx)
    yield about.told(path, "help", language)
    yield ""
    yield usage
    yield ""
    yield f"{say('help.example', language)}:"
    yield from (f"  {line}" for line in about.example(of, path, language).splitlines())


def _options(params: Iterable[Any], path: str, language: Language) -> list[str]:
    options = [one for one in params if one.param_type_name == "option" and not one.hidden]
    needed = [one for one in options if one.required]
    other = [one for one in options if not one.required]
    lines: list[str] = []
    for title, some in (("help.needed", needed), ("help.options", other)):
        if some:
            lines += ["", f"{say(title, language)}:", *_pairs([_option(one, path, language) for one in some])]
    return lines


def _option(param: Any, path: str, language: Language) -> tuple[str, str]:  # noqa: ANN401 - a parameter
    names = ", ".join(sorted([*param.opts, *param.secondary_opts], key=len))
    value = "" if param.is_flag or param.count else f" {metavar(param, language)}"
    return names + value, _said(param, path, language)


def _said(param: Any, path: str, language: Language) -> str:  # noqa: ANN401 - a parameter
    """What a parameter is for, and the values it takes where they are a closed list."""
    words = i18n.text(about.key_of(param.name, path), language)
    said = words[:1].upper() + words[1:]
    of = getattr(parser_of(param), "of", None)
    if of is None:
        return said
    values = ", ".join(_value(one, language) for one in of)
    return f"{said}: {values}"


def _value(one: Any, language: Language) -> str:  # noqa: ANN401 - a member of a closed list
    called = label(one, language)
    return f"{one.value}({called})" if language == "ko" and called != one.value else str(one.value)


def parser_of(param: Any) -> Any:  # noqa: ANN401 - a parser
    """The parser that a parameter was declared with; None: a plain text.

    Releases of Typer keep it in different places.
    """
    described = getattr(param, "type_descriptor", None)
    if described is not None:
        return described.parameter_info.parser
    return getattr(getattr(param, "type", None), "func", None)


def metavar(param: Any, language: Language) -> str:  # noqa: ANN401 - a parameter
    """What stands for the value of a parameter, in the reader's language: ``FILE``, 파일."""
    key = f"metavar.{param.metavar or param.name}"
    return say(key, language) if i18n.has(f"cli.{key}") else (param.metavar or param.name.upper())


def _argument(param: Any, language: Language) -> str:  # noqa: ANN401 - a parameter
    name = metavar(param, language)
    name = f"{name}…" if param.nargs == -1 else name
    return name if param.required else f"[{name}]"


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Name and words side by side; words below a name that is too long for its column."""
    found: Sequence[tuple[str, str]] = list(pairs)
    width = min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)
    left = min(max((cells(name) for name, _ in found), default=0), LEFT) + 2
    for name, words in found:
        wrapped = wrap(words, width - left - 2)
        if cells(name) >= left:
            yield f"  {name}"
        else:
            yield f"  {pad(name, left)}{wrapped.pop(0)}"
        yield from (f"  {' ' * left}{line}" for line in wrapped)
