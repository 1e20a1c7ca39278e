"""Groups and commands: what Typer makes of a function, with our own help, options, guesses and refusals.

Typer brings Click along in a private package; of that, only methods that a subclass is meant to override are
used here.
"""

from __future__ import annotations

from collections import UserDict
from contextlib import contextmanager
from copy import copy
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from qms_cli import options
from qms_cli.desk import Desk
from qms_cli.faults import Extra, UnknownCommand
from qms_cli.help import command_help, group_help
from qms_cli.suggest import near
from qms_cli.tree import TREE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

F = TypeVar("F", bound="Callable[..., None]")


@cache
def _params(*names: str) -> tuple[Any, ...]:
    """The options of these groups of `qms_cli.options`, as Typer makes them of a function's parameters."""
    found: list[Any] = []
    for name in names:
        app = typer.Typer(add_completion=False)
        app.command()(getattr(options, name))
        found += get_command(app).params
    return tuple(found)


@cache
def _hidden(*names: str) -> tuple[Any, ...]:
    """As `_params`, not listed in the help."""
    found = tuple(copy(one) for one in _params(*names))
    for one in found:
        one.hidden = True
    return found


@contextmanager
def _at(ctx: Any) -> Generator[None]:  # noqa: ANN401 - a context of Typer's private Click
    """A refusal of the parser knows where it happened; some of Click's do not."""
    try:
        yield
    except typer.TyperException as fault:
        refusal: Any = fault
        refusal.ctx = getattr(fault, "ctx", None) or ctx
        raise


class Command(TyperCommand):
    """A command that answers: it has the options of every result besides its own."""

    context_class = Desk
    common: ClassVar[tuple[str, ...]] = ("of_results",)
    unseen: ClassVar[tuple[str, ...]] = ()

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - a context of Typer's private Click
        """Its own options, then the common ones that it does not bring itself."""
        *own, help_option = super().get_params(ctx)
        declared = {param.name for param in own}
        shared = (*_params(*self.common), *_hidden(*self.unseen))
        return [*own, *(one for one in shared if one.name not in declared), help_option]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - as above
        """Refuse what is left over in our own words."""
        ctx.allow_extra_args = True
        with _at(ctx):
            rest = super().parse_args(ctx, args)
        if rest:
            raise Extra(text=" ".join(rest), command=ctx.command_path)
        return rest

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        """Call the function with its own parameters; the common ones stay at the desk."""
        ctx.keep(own={param.name for param in self.params})
        return super().invoke(ctx)

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - as above
        """Our own page."""
        return command_help(self, ctx)


class Question(Command):
    """A command that reads the store: it can be asked of an earlier moment."""

    common: ClassVar[tuple[str, ...]] = ("of_readers", "of_results")


class RecordQuestion(Question):
    """A command that shows records: it can be asked how much of them."""

    common = ("of_levels", "of_readers", "of_results")


class ActCommand(Command):
    """A command that does something to a record."""

    common = ("of_acts", "of_results")
    unseen = ("of_signing",)


class SignedCommand(Command):
    """A command that does something which is commonly signed."""

    common = ("of_acts", "of_signing", "of_results")


class ManyCommand(Command):
    """A command that writes more than one record: it can be tried first."""

    common = ("of_acts", "of_many", "of_results")


class Group(TyperGroup):
    """A group of commands; ``otherwise`` is the one that is meant where none is named."""

    context_class = Desk
    otherwise: ClassVar[str | None] = None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - as above
        """Parse what is said before the command."""
        with _at(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str, Any, list[str]]:  # noqa: ANN401 - as above
        """The command that is named, or a refusal with what was probably meant."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            guess = near(name, self.list_commands(ctx))
            if self.otherwise and not guess and not name.startswith("-"):
                return self.otherwise, self.get_command(ctx, self.otherwise), args
            raise UnknownCommand(text=name, above=ctx.command_path, near=guess and f"{ctx.command_path} {guess}")
        return name, command, args[1:]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - as above
        """Names of its commands, without making any."""
        del ctx
        return list(self.commands)

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - as above
        """Our own page."""
        return group_help(self, ctx)


class Root(Group):
    """The program: its commands are loaded when they are called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - as above
        """Names of all commands, without loading any."""
        del ctx
        return list(TREE)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - as above
        """The command of this name, loaded now."""
        del ctx
        return load(cmd_name) if cmd_name in TREE else None


@cache
def load(name: str) -> Any:  # noqa: ANN401 - a group or a command
    """The group or command of this name in the tree."""
    module = import_module(TREE[name].module)
    app: typer.Typer = module.group_of(name) if TREE[name].register else module.app
    # Typer makes all commands of a group with it, each from the signature of its function: most of them for nothing.
    said, app.registered_commands = app.registered_commands, []
    brought: Any = get_command(app)
    app.registered_commands = said
    brought.commands = Later(said)
    return brought if TREE[name].group else brought.commands[name]


class Later(UserDict[str, Any]):
    """The commands of a group by name, each made when it is asked for."""

    def __init__(self, said: Iterable[Any]) -> None:
        """Take what Typer has noted of each."""
        super().__init__({one.name: one for one in said})
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a command of Typer's private Click
        """The command of this name."""
        if name not in self._made:
            app = typer.Typer(add_completion=False, rich_markup_mode=None)
            app.registered_commands.append(self.data[name])
            self._made[name] = get_command(app)
        return self._made[name]


def group(*, otherwise: str | None = None) -> typer.Typer:
    """A new group of commands; ``otherwise`` names the one that is meant where none is named."""
    cls = type("Otherwise", (Group,), {"otherwise": otherwise}) if otherwise else Group
    app = typer.Typer(cls=cls, add_completion=False, no_args_is_help=True, rich_markup_mode=None)
    app.callback()(_nothing)
    return app


def _nothing() -> None:
    """With a callback Typer makes a group of an app with one command, too."""


def answers(app: typer.Typer, name: str) -> Callable[[F], F]:
    """Make a function a command that answers a question about what the store knows, now or as of a moment."""
    return app.command(name, cls=Question)


def shows(app: typer.Typer, name: str) -> Callable[[F], F]:
    """Make a function a command that shows records, at the level that is asked for."""
    return app.command(name, cls=RecordQuestion)


def does(app: typer.Typer, name: str) -> Callable[[F], F]:
    """Make a function a command that answers with what it did or found, and asks nothing of a store's past."""
    return app.command(name, cls=Command)


def acts(app: typer.Typer, name: str) -> Callable[[F], F]:
    """Make a function a command that does something to one record."""
    return app.command(name, cls=ActCommand)


def signed(app: typer.Typer, name: str) -> Callable[[F], F]:
    """Make a function a command that does something to one record which is commonly signed."""
    return app.command(name, cls=SignedCommand)


def writes_many(app: typer.Typer, name: str) -> Callable[[F], F]:
    """Make a function a command that writes more than one record."""
    return app.command(name, cls=ManyCommand)
