"""What is said of a command: in words of its own, else in those that all registers share.

A kind without a file among the commands has a group all the same (`qms_cli.registers`); what is said of it is put
together from the words of its room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from qms import i18n
from qms.kinds import KINDS, kind
from qms_cli.words import say

if TYPE_CHECKING:
    from qms.i18n import Language

QUESTIONS: Final = ("list", "show", "history", "next")
"""What every register answers."""
SHARED: Final = frozenset({"code", "department"})
"""What each command says of these in the same words, whatever a room calls its field."""
SAMPLES: Final = {"DATE": "2026-12-31", "DEPARTMENT": "support", "PERSON": "kim.minji", "NUMBER": "1"}


def told(path: str, part: str, language: Language) -> str:
    """The words of ``part`` (``help``) of a command or group: ``case.acknowledge``; empty for the program."""
    own = f"command.{path}.{part}" if path else f"program.{part}"
    if i18n.has(f"cli.{own}") or path.partition(".")[0] not in KINDS:
        return say(own, language)
    said = say(_shared(path, part), language, **_facts(path, language))
    return said[:1].upper() + said[1:]


def example(command: Any, path: str, language: Language) -> str:  # noqa: ANN401 - of Typer
    """What may be typed, one or more lines."""
    name, _, act = path.partition(".")
    if i18n.has(f"cli.command.{path}.example") or name not in KINDS:
        return told(path, "example", language)
    code = kind(name).example.code
    if act and act not in QUESTIONS:
        return " ".join(["qms", name, act, *(_sample(one, code) for one in command.params if one.required)])
    return say(_shared(path, "example"), language, kind=name, code=code)


def key_of(name: str, path: str) -> str:
    """Key of what is said of a parameter: of this command, else of the field it fills, else of all that have it."""
    if name == "help":
        return "cli.option.help"  # below a command, ``help`` is what is said of the command itself
    kind_name, _, act = path.partition(".")
    field = f"{folder(kind_name)}.field.{name}"
    keys = [f"cli.command.{path}.{name}"]
    if kind_name in KINDS and act not in QUESTIONS and name not in SHARED and not _has_file(kind_name):
        keys.append(field)
    return next((one for one in keys if i18n.has(one)), f"cli.option.{name}")


def folder(name: str) -> str:
    """The folder with the words of a kind; what is no kind has none."""
    return KINDS[name][0].rpartition(".")[2] if name in KINDS else name


def _has_file(name: str) -> bool:
    return i18n.has(f"cli.command.{name}.help")


def _shared(path: str, part: str) -> str:
    _, _, command = path.partition(".")
    return f"register.{command if command in QUESTIONS else 'act' if command else 'group'}.{part}"


def _facts(path: str, language: Language) -> dict[str, str]:
    name, _, act = path.partition(".")
    words = folder(name)
    facts = {"name": i18n.text(f"{words}.name", language), "plural": i18n.text(f"{words}.plural", language)}
    if act and act not in QUESTIONS:
        facts["act"] = i18n.text(f"{words}.act.{act.replace('-', '_')}", language)
    return facts


def _sample(param: Any, code: str) -> str:  # noqa: ANN401 - of Typer
    value = code if param.metavar == "CODE" else SAMPLES.get(param.metavar) or _first(param)
    return value if param.param_type_name == "argument" else f"{max(param.opts, key=len)} {value}"


def _first(param: Any) -> str:  # noqa: ANN401 - of Typer
    """The first value of a closed list, or any text."""
    from qms_cli.help import parser_of

    of = getattr(parser_of(param), "of", None)
    return next(iter(of)).value if of else '"…"'
