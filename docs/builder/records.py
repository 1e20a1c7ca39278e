"""Kinds of record: their fields, parts, closed lists and lives."""

from __future__ import annotations

import types
from datetime import date, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import AwareDatetime

from builder.markdown import block, code, page, prose, section, summary, table
from qms import i18n
from qms.base.kind import personal_fields
from qms.base.label import field_key, label
from qms.base.record import Record, Value
from qms.kinds import ORGANISATION, all_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from qms.base.kind import Kind
    from qms.base.lifecycle import Lifecycle

PLAIN: dict[Any, str] = {
    str: "text", int: "whole number", bool: "yes or no", date: "day", AwareDatetime: "instant", time: "time of day",
    types.NoneType: "",
}  # fmt: skip


def pages() -> dict[str, str]:
    """The head that all kinds share, and a page for each kind with a life; the organisation's stand on one."""
    own = {f"{one.name}.md": _page(one) for one in all_kinds() if one.name not in ORGANISATION}
    return {
        "records.md": page("Records", _intro(), _index(), _head()),
        "organisation.md": page(
            "Records of the organisation", *(_kind(one) for one in all_kinds() if one.name in ORGANISATION)
        ),
        **own,
    }


def file_of(kind: Kind[Any]) -> str:
    """The page on which a kind is described."""
    return "organisation.md" if kind.name in ORGANISATION else f"{kind.name}.md"


def _intro() -> str:
    return (
        "A record is a frozen value; it is valid from the moment it exists. Days end in `_on`, instants in `_at`; "
        "instants are kept in UTC. *Personal* fields stand in a table of their own and reach the ledger as "
        "commitments alone ([how](../ledger.md#personal-values)). `qms schema KIND` prints the same as JSON Schema."
    )


def _index() -> str:
    rows = (
        (
            f"[{one.name}]({file_of(one)})",
            i18n.text(f"{one.words}.name", "ko"),
            code(one.example.code),
            code(one.plural),
        )
        for one in all_kinds()
    )
    return section("Kinds", table(("Kind", "이름", "Code, for example", "Table"), rows))


def _head() -> str:
    return section("Fields of every record", _fields(Record, "base"), *_lists(Record))


def _page(kind: Kind[Any]) -> str:
    return page(f"{_name(kind)}", *_parts(kind))


def _kind(kind: Kind[Any]) -> str:
    return section(_name(kind), *_parts(kind, level=3))


def _name(kind: Kind[Any]) -> str:
    return f"{i18n.text(f'{kind.words}.name', 'en').capitalize()} · {i18n.text(f'{kind.words}.name', 'ko')}"


def _parts(kind: Kind[Any], level: int = 2) -> Iterator[str]:
    yield prose(kind.model.__doc__)
    if kind.lifecycle:
        yield section("Life", *_life(kind.lifecycle), level=level)
    yield section("Fields", "Besides [those of every record](records.md#fields-of-every-record):",
                  _fields(kind.model, kind.words), level=level)  # fmt: skip
    for name, of in kind.children().items():
        title = f"Parts: {name}"
        yield section(title, summary(of.__doc__), _fields(of, kind.words), level=level)
    lists = list(_lists(kind.model, *kind.children().values()))
    if lists:
        yield section("Closed lists", *lists, level=level)


# --- fields ---


def _fields(model: type[Value], words: str) -> str:
    own = {name: one for name, one in model.model_fields.items() if model is Record or name not in Record.model_fields}
    personal = personal_fields(model)
    rows = (
        (code(name), _labels(words, name), _type(field.annotation), _about(field, personal=name in personal))
        for name, field in own.items()
    )
    return table(("Field", "Label", "Type", "About"), rows)


def _labels(words: str, name: str) -> str:
    return " · ".join(i18n.text(field_key(words, name), language) for language in i18n.LANGUAGES)


def _about(field: FieldInfo, *, personal: bool) -> str:
    needed = field.is_required() or field.default is not None
    said = [field.description or "", "personal" if personal else "", "" if needed else "may be empty"]
    return prose("; ".join(one for one in said if one))


def _type(annotation: Any) -> str:  # noqa: ANN401 - any annotation
    """What a value is, in plain words."""
    arguments = get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _type(arguments[0])
    if get_origin(annotation) is tuple:
        return f"list of {_type(arguments[0])}"
    if get_origin(annotation) is dict:
        return "map"
    if arguments:
        return " or ".join(word for one in arguments if (word := _type(one)))
    return PLAIN.get(annotation) or ("" if annotation in PLAIN else code(annotation.__name__))


# --- closed lists ---


def _enums(annotation: Any) -> Iterator[type[StrEnum]]:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield annotation
    for one in get_args(annotation):
        yield from _enums(one)


def _lists(*models: type[Value]) -> Iterator[str]:
    """The closed lists of these models, those of the common head on its own page alone."""
    # The status stands in the table of the life.
    seen: set[type[StrEnum]] = set()
    if models != (Record,):
        status = models[0].model_fields.get("status")
        seen = {*_of(Record), *_enums(status.annotation if status else None)}
    for model in models:
        for one in _of(model):
            if one not in seen:
                seen.add(one)
                yield closed_list(one)


def _of(model: type[Value]) -> Iterator[type[StrEnum]]:
    for field in model.model_fields.values():
        yield from _enums(field.annotation)


def closed_list(of: type[StrEnum]) -> str:
    """The values of a closed list with their labels."""
    rows = ((code(one.value), label(one, "ko"), label(one, "en")) for one in of)
    return f"**`{of.__name__}`** {summary(of.__doc__)}\n\n{table(('Value', '한국어', 'English'), rows)}"


# --- lives ---


def _life(life: Lifecycle[Any]) -> Iterator[str]:
    yield block(_diagram(life), "mermaid")
    rows = (
        (
            code(status.value),
            _status(life, status),
            ", ".join(f"{code(act)} → {code(to.value)}" for act, to in steps.items()),
        )
        for status, steps in life.steps.items()
    )
    yield table(("Status", "Label", "Acts that lead on"), rows)
    beside = (
        (code(act), _act(life, act), ", ".join(code(one.value) for one in life.steps if one in where))
        for act, where in life.beside.items()
    )
    yield table(("Act that moves nothing", "Label", "May be done in"), beside)


def _status(life: Lifecycle[Any], status: StrEnum) -> str:
    return " · ".join(i18n.text(f"{life.kind}.status.{status.value}", language) for language in i18n.LANGUAGES)


def _act(life: Lifecycle[Any], act: str) -> str:
    return " · ".join(i18n.text(f"{life.kind}.act.{act}", language) for language in i18n.LANGUAGES)


def _diagram(life: Lifecycle[Any]) -> str:
    """A state diagram: acts between the same two states share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for status, steps in life.steps.items():
        for act, to in steps.items():
            arrows.setdefault((status.value, to.value), []).append(act)
    lines = [f"  {one} --> {other}: {', '.join(acts)}" for (one, other), acts in arrows.items()]
    ends = [f"  {status.value} --> [*]" for status, steps in life.steps.items() if not steps]
    return "\n".join(["stateDiagram-v2", f"  [*] --> {life.start.value}", *lines, *ends])
