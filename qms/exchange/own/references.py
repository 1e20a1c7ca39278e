"""What records on their way back name must be here, or come with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qms.kinds import kind as kind_named
from qms.kinds import kind_of_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from qms.base.finding import Finding
    from qms.exchange.own.reading import Returning


class _Named(NamedTuple):
    """A record named by another: its kind, its code, and the field that names it."""

    kind: str
    code: str
    field: str


def absent(
    returning: Sequence[Returning], here: Callable[[str, set[str]], set[str]], coming: Mapping[str, AbstractSet[str]]
) -> Iterator[Finding]:
    """A finding for each record that is named and neither ``here`` nor ``coming``, codes by kind."""
    named = [(one, list(_named(one))) for one in returning]
    wanted: dict[str, set[str]] = {}
    for _, every in named:
        for what in every:
            wanted.setdefault(what.kind, set()).add(what.code)
    there = {kind: {*coming.get(kind, ()), *(here(kind, codes) if kind else ())} for kind, codes in wanted.items()}
    for one, every in named:
        for what in every:
            if what.code not in there[what.kind]:
                words = f"{kind_named(what.kind).words}.name" if what.kind else "base.record"
                yield one.line.at(what.field).finding("not_there", what=words, code=what.code)


def _named(one: Returning) -> Iterator[_Named]:
    record = one.record
    for name in ("department", "parent"):
        if (code := getattr(record, name, None)) is not None:
            yield _Named("department", code, name)
    for path in one.kind.people:
        name, _, inner = path.partition(".")
        value = getattr(record, name)
        for code in [getattr(part, inner) for part in value] if inner else [value]:
            if code is not None:
                yield _Named("person", code, name)
    for link in record.links:
        kind = kind_of_code(link.target)
        yield _Named(kind.name if kind else "", link.target, "links")
