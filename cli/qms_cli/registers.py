"""The group of a kind that has no file among the commands: its questions and its acts, made from its description.

An act's options are what its rule takes by name. Where that needs more than a text, a day, a whole number, a switch,
a closed list, a department or a person, the act is left out here and wants a command in a file of the kind's own.
"""

from __future__ import annotations

import inspect
from contextlib import suppress
from datetime import date
from enum import EnumMeta, StrEnum
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, cast, get_args, get_type_hints

import typer

from qms.base.act import Changes, Creates, Enters
from qms.kinds import kind, room_of
from qms_cli import given
from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, group
from qms_cli.times import day, number
from qms_cli.words import choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qms.base.kind import Kind

Act = Changes[Any, Any, ...] | Creates[Any, Any, ...] | Enters[Any, Any, ...]
DESK: Final = inspect.Parameter("desk", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Desk)


class NoOption(Exception):
    """An act takes what no single option can say."""


def group_of(name: str) -> typer.Typer:
    """The commands of a kind: what every kind answers, and each of its acts."""
    app = group()
    add_questions(app, name)
    for act, rule in vars(room_of(name)).items():
        if isinstance(rule, Creates | Enters | Changes):
            with suppress(NoOption):
                acts(app, act.replace("_", "-"))(_command(kind(name), act, cast("Act", rule)))
    return app


def _command(of: Kind[Any], act: str, rule: Act) -> Callable[..., None]:
    changes = isinstance(rule, Changes)

    def command(desk: Desk, **options: object) -> None:
        which = (options.pop("code"),) if changes else ()
        desk.put(getattr(desk.acting.room(of.name), act)(*which, **options))

    parameters = [DESK, *([_code()] if changes else []), *_parameters(of, rule.rule)]
    made = cast("Any", command)
    made.__signature__ = inspect.Signature(parameters)
    made.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def _code() -> inspect.Parameter:
    return inspect.Parameter("code", inspect.Parameter.KEYWORD_ONLY, annotation=given.Code)


def _parameters(of: Kind[Any], rule: Callable[..., Any]) -> Iterator[inspect.Parameter]:
    """What a rule takes by name, as Typer reads it; a code that is given stands first."""
    for one in inspect.signature(rule).parameters.values():
        if one.kind is one.KEYWORD_ONLY:
            annotation = _code().annotation if one.name == "code" else _option(of, one.name, _type(one, rule))
            yield one.replace(annotation=annotation)


def _type(one: inspect.Parameter, rule: Callable[..., Any]) -> Any:  # noqa: ANN401 - any annotation
    """The annotation of a parameter, read where the rule stands."""
    alone = type("Alone", (), {"__annotations__": {one.name: one.annotation}})
    return get_type_hints(alone, globalns={"date": date, **rule.__globals__})[one.name]


def _option(of: Kind[Any], name: str, annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    plain = _plain(annotation)
    spelled = f"--{name.replace('_', '-')}"
    if name == "department":
        return given.OptionalDepartment if annotation is not str else given.Department
    if name in of.people:
        return Annotated[annotation, typer.Option(spelled, metavar="PERSON", callback=given.a_person)]
    if isinstance(plain, EnumMeta):
        return Annotated[
            annotation, typer.Option(spelled, metavar=name.upper(), parser=choice(cast("type[StrEnum]", plain)))
        ]
    told: dict[type, dict[str, Any]] = {
        bool: {}, str: {"metavar": "TEXT"}, int: {"metavar": "NUMBER", "parser": number},
        date: {"metavar": "DATE", "parser": day},
    }  # fmt: skip
    if plain not in told:
        raise NoOption
    return Annotated[annotation, typer.Option(spelled, **told[plain])]


def _plain(annotation: Any) -> type:  # noqa: ANN401 - any annotation
    """``str`` of ``str | None``."""
    of = [one for one in get_args(annotation) if one is not type(None)] if isinstance(annotation, UnionType) else []
    return cast("type", of[0] if of else annotation)
