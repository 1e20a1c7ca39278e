"""What the kinds say of their records and acts, as the functions of a guarded store read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from qms.ledger.commitment import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qms.base.kind import Kind

_COMMITMENT: Final = {
    "type": "object",
    "properties": {MARK: {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
    "required": [MARK],
}
"""What stands in an entry in the place of a personal value."""
_WORDS: Final = frozenset({
    "$ref", "anyOf", "enum", "type", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "items",
    "maxItems", "properties", "required", "additionalProperties",
})  # fmt: skip
"""Words of a JSON Schema that the database's function ``misfit`` knows."""
_ALWAYS: Final = ("origin", "source", "source_key", "source_file", "source_row")
"""Where a record came from changes with no act."""


def form_of(kind: Kind[Any]) -> dict[str, Any]:
    """The form of a kind's records, as they stand in entries: a JSON Schema with a commitment for each sealed field."""
    told = kind.model.model_json_schema()
    forms: dict[str, Any] = {name: _bare(form) for name, form in told.pop("$defs", {}).items()}
    whole = _bare(told)
    _seal(whole, kind.personal() if kind.subject else frozenset())
    for of in kind.parts().values():
        _seal(forms[of.__name__], kind.sealed(of))
    return {**whole, "$defs": forms}


def _bare(form: Any) -> Any:  # noqa: ANN401 - any JSON
    """The words that judge, without those that tell."""
    if isinstance(form, list):
        listed: list[Any] = list(form)  # pyright: ignore[reportUnknownArgumentType] - any JSON
        return [_bare(one) for one in listed]
    if isinstance(form, dict):
        told: dict[str, Any] = dict(form)  # pyright: ignore[reportUnknownArgumentType] - any JSON
        return {word: _judging(word, one) for word, one in told.items() if word in _WORDS}
    return form


def _judging(word: str, one: Any) -> Any:  # noqa: ANN401 - any JSON
    if word in {"enum", "required"}:
        return one
    return {name: _bare(form) for name, form in one.items()} if word == "properties" else _bare(one)


def _seal(form: dict[str, Any], sealed: frozenset[str]) -> None:
    for name in sealed:
        form["properties"][name] = {"anyOf": [form["properties"][name], _COMMITMENT]}


def settled_of(kind: Kind[Any]) -> dict[str, tuple[str, ...]]:
    """Fields that stand as the record was made with them → the acts that change them all the same."""
    return {**{name: () for name in _ALWAYS if name in kind.model.model_fields}, **kind.settled}


def acts_of(kind: Kind[Any], acts: Mapping[str, bool]) -> Iterator[dict[str, Any]]:
    """A row for each act of a kind; ``acts``: act → whether it makes a record."""
    life = kind.lifecycle
    for name, makes in acts.items():
        of, _, act = name.partition(".")
        if of != kind.name:
            continue
        moves = None
        if life is not None and act in life.acts():
            moves = {status: steps[act] for status, steps in life.steps.items() if act in steps}
            moves |= {status: status for status in life.beside.get(act, ())}
        apart = kind.apart.get(act)
        yield {
            "act": name, "makes": makes, "start": _start(kind, act) if makes else None,
            "moves": None if moves is None else json.dumps(moves),
            "only_by": json.dumps(apart.only if apart else ()), "besides": json.dumps(apart.besides if apart else ()),
        }  # fmt: skip


_ELSEWHERE: Final = frozenset({"bring", "settle"})
"""Acts that make a record at another status than its life begins with: one that is past when it is entered."""


def _start(kind: Kind[Any], act: str) -> str | None:
    return None if kind.lifecycle is None or act in _ELSEWHERE else kind.lifecycle.start.value
