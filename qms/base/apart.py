"""Separation of duties as data: who may not do an act on a record, whatever the role (ISO 9001 5.3; manual R-QM-2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


@dataclass(frozen=True)
class Apart:
    """Who is kept from an act: nobody approves or verifies their own work. It binds who acts, and whom they act for.

    Attributes:
        fields: of the record, that name people by their codes; in parts ``actions.owner``.
        acts: whoever did one of these on the record, or had it done in their name; of a record that was taken up
            again, since then (`qms.base.kind.Kind.anew`).
        last: as ``acts``, of the last time alone: what was done anew since is nobody's work any more.
        each: field of parts, as ``decisions``: an act on one of them is kept from the people of that part alone.
        newest: whether it is done on the newest of the parts alone.
        only: fields of the record that name who alone may do it; empty: whoever the table of authority permits.
        besides: roles whose holders may do it as well as those.

    """

    fields: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    each: str | None = None
    newest: bool = False
    only: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    def people(self, record: Any, parts: Collection[int] | None = None) -> frozenset[str]:  # noqa: ANN401 - any record
        """Codes of the people that the fields name; ``parts``: of these parts alone, from 0 (None: of all)."""
        return _people(record, self.fields, parts)

    def alone(self, record: Any) -> frozenset[str]:  # noqa: ANN401 - any record
        """Codes of the people who alone may do it, holders of ``besides`` set aside."""
        return _people(record, self.only, None)


def _people(record: Any, fields: Collection[str], parts: Collection[int] | None) -> frozenset[str]:  # noqa: ANN401 - any record
    return frozenset(one for field in fields for one in _named(record, field, parts) if one is not None)


def _named(record: Any, field: str, parts: Collection[int] | None) -> Iterator[str | None]:  # noqa: ANN401 - any record
    name, _, inner = field.partition(".")
    if not inner:
        yield getattr(record, name)
        return
    for number, part in enumerate(getattr(record, name)):
        if parts is None or number in parts:
            yield getattr(part, inner)
