"""The library: every public name of `qms`, the registry's rooms and acts, and the modules beside it."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import qms
from builder.markdown import block, code, page, prose, section, summary, table
from qms import exchange, packet
from qms.base.act import Changes, Creates, Enters, Room
from qms.compile.figures import Figures
from qms.kinds import all_kinds
from qms.registry import Registry
from qms.registry.rooms import Rooms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

ACTS = (Creates, Enters, Changes)
WIDE = 100
SOURCES = (
    "Rules name where they come from: *manual* rows are those that the profile carries (`qms duty list`, `qms charter "
    "show`), numbers alone are clauses of the standard named, *Act* and *Decree* are the Korean Civil Petitions "
    "Treatment Act and its Enforcement Decree."
)


def pages() -> dict[str, str]:
    """One page."""
    return {
        "library.md": page(
            "Library",
            f"{summary(qms.__doc__)} {SOURCES}",
            section("Names of `qms`", *_names()),
            section("Registry", prose(Registry.__doc__), *_methods(Registry)),
            section("Rooms and acts", _acting(), *_rooms()),
            *(_module(one) for one in (packet, exchange)),
        )
    }


def _acting() -> str:
    return (
        "A room is a property of the registry, named after the table of its kind. Every room has `get(code)`, "
        "`find(**equal)` and `all()`. An act takes the code of a record, or the record as it was read (then its "
        "version must still be the newest), and gives back the new record."
    )


# --- names ---


def _names() -> Iterator[str]:
    for name in qms.__all__:
        yield section(code(f"qms.{name}"), _named(name, getattr(qms, name)), level=3)


def _named(name: str, thing: Any) -> str:  # noqa: ANN401 - a class, a function or a module
    if inspect.ismodule(thing):
        return f"{prose(thing.__doc__)} [Its names](#{thing.__name__.replace('.', '')})."
    if inspect.isclass(thing) and issubclass(thing, StrEnum):
        values = ", ".join(code(one.value) for one in thing)
        return f"{summary(thing.__doc__)} One of {values}; [their names](words.md#qms{name.lower()})."
    if inspect.isclass(thing):
        return summary(thing.__doc__) + (" [Its methods](#registry)." if thing is Registry else "")
    return _function(thing, f"qms.{name}")


def _function(of: Callable[..., Any], name: str, drop: int = 0) -> str:
    return f"{block(_signature(of, name, drop), 'python')}\n\n{_said(of.__doc__)}"


def _said(docstring: str | None) -> str:
    """A docstring with its arguments and errors as lists."""
    paragraphs = inspect.cleandoc(docstring or "").split("\n\n")
    return "\n\n".join(_list(one) if one.startswith(("Args:", "Raises:")) else prose(one) for one in paragraphs)


def _list(part: str) -> str:
    """``Args:`` or ``Raises:`` with their entries as a list; a line that goes on is joined to its entry."""
    title, *lines = part.splitlines()
    left = min(len(line) - len(line.lstrip()) for line in lines)
    items: list[str] = []
    for line in lines:
        if line[left] == " ":
            items[-1] += f" {line.strip()}"
        else:
            items.append(line.strip())
    return "\n".join([f"*{title}*", "", *(prose(f"- {item}") for item in items)])


def _signature(of: Callable[..., Any], name: str, drop: int) -> str:
    """The call as it is written; the first ``drop`` parameters are the object's own."""
    whole = inspect.signature(of)
    parameters = list(whole.parameters.values())[drop:]
    spelled = [_parameter(one) for one in parameters]
    first = next((at for at, one in enumerate(parameters) if one.kind is inspect.Parameter.KEYWORD_ONLY), None)
    if first is not None:
        spelled.insert(first, "*")
    end = f") -> {whole.return_annotation}"
    line = f"{name}({', '.join(spelled)}{end}"
    return line if len(line) <= WIDE else f"{name}(\n" + "".join(f"    {one},\n" for one in spelled) + end


def _parameter(one: inspect.Parameter) -> str:
    default = "..." if callable(one.default) else repr(one.default)
    return f"{one.name}: {one.annotation}" + ("" if one.default is one.empty else f" = {default}")


def _methods(of: type) -> Iterator[str]:
    """Public methods; rooms have a section of their own, and those that serve the rooms are theirs."""
    desk = {"create", "enter", "change", "get", "find", "writing", "reading", "facts"}
    for name, value in vars(of).items():
        if name.startswith("_") or name in desk:
            continue
        if inspect.isfunction(value):
            yield section(code(name), _function(inspect.unwrap(value), name, drop=1), level=3)
        else:
            yield section(code(name), *_property(value), level=3)


def _property(value: Any) -> Iterator[str]:  # noqa: ANN401 - a property, cached or not
    """What a property gives, with what that can be asked where it is one of the registry's own helpers."""
    of: Callable[..., Any] = value.func if hasattr(value, "func") else value.fget
    yield summary(of.__doc__)
    if inspect.signature(of).return_annotation == Figures.__name__:
        yield _acts(Figures)


# --- rooms ---


def _rooms() -> Iterator[str]:
    for kind in all_kinds():
        of: Any = type(vars(Rooms)[kind.plural].func(SimpleNamespace(_desk=None)))
        yield section(code(kind.plural), summary(of.__doc__), _acts(of), level=3)


@dataclass(frozen=True)
class Call:
    """What a room can be asked or told; the first ``drop`` parameters of its function are the desk's."""

    of: Callable[..., Any]
    drop: int
    code: bool = False

    def spelled(self, name: str) -> str:
        """The call with the names of what it takes."""
        taken = list(inspect.signature(self.of).parameters.values())[self.drop :]
        names = [f"{one.name}=" if one.kind is one.KEYWORD_ONLY else one.name for one in taken]
        return f"{name}({', '.join([*(['code'] if self.code else []), *names])})"


def _acts(room: type) -> str:
    calls: dict[str, Call] = {}
    for base in reversed([one for one in room.__mro__ if one not in Room.__mro__]):
        for name, value in vars(base).items():
            if isinstance(value, ACTS):
                calls[name] = Call(value.rule, 1 if isinstance(value, Enters) else 2, isinstance(value, Changes))
            elif inspect.isfunction(value) and not name.startswith("_"):
                calls[name] = Call(value, 1)
    rows = ((code(call.spelled(name)), summary(call.of.__doc__)) for name, call in calls.items())
    return table(("Act or question", "What it does"), rows)


# --- modules ---


def _module(of: ModuleType) -> str:
    return section(of.__name__, prose(of.__doc__), *_members(of))


def _members(of: ModuleType) -> Iterator[str]:
    for name in of.__all__:
        thing = getattr(of, name)
        if inspect.isfunction(thing):
            yield section(code(name), _function(thing, name), level=3)
        else:
            yield section(code(name), summary(thing.__doc__), level=3)
