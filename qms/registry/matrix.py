"""The table of authority as one thing: act × role × scope × state, and who is kept apart.

It is put together from what the program works by: the profile's authority, the lives of the kinds, and their separation
of duties. Nothing of it is written twice; what it does not name nobody may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qms import i18n
from qms.base.apart import Apart
from qms.kinds import KINDS, acts_of
from qms.kinds import kind as kind_of
from qms.organisation.concern import KEPT_KIND
from qms.organisation.terms import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qms.base.kind import Kind
    from qms.i18n import Language
    from qms.organisation.profile import Profile
    from qms.organisation.terms import CaseType, Scope

APART = Apart()
"""Nobody is kept apart."""


@dataclass(frozen=True)
class Row:
    """One act.

    Attributes:
        act: ``capa.approve``.
        kind: of the records that it is done on.
        states: from which it may be done, in their order; empty: it makes a record; None: wherever a record stands.
        scopes: role → how far; a role that is not there may not. Empty: nobody may.
        kept: types of case of which another role alone may do it, with that role.
        apart: who may not on a record, whatever their role.

    """

    act: str
    kind: Kind[Any]
    states: tuple[str, ...] | None
    scopes: Mapping[Role, Scope]
    kept: tuple[tuple[CaseType, Role], ...]
    apart: Apart

    def when(self, language: Language) -> str:
        """The states, for people."""
        if not self.states:
            return i18n.text("registry.matrix.any" if self.states is None else "registry.matrix.new", language)
        return ", ".join(i18n.text(f"{self.kind.words}.status.{one}", language) for one in self.states)

    def not_by(self, profile: Profile, language: Language) -> str:
        """Who may not, for people; blank: nobody is kept apart."""
        fields = tuple(self._field(one, language) for one in self.apart.fields)
        done = tuple(f"{self.kind.words}.act.{one}" for one in (*self.apart.last, *self.apart.acts))
        did = tuple(i18n.text("registry.matrix.did", language, act=i18n.text(one, language)) for one in done)
        return ", ".join((*fields, *did, *self._only(profile, language)))

    def _only(self, profile: Profile, language: Language) -> Iterator[str]:
        if self.apart.only:
            roles = (
                profile.role_label(Role(one), language) for one in self.apart.besides if Role(one) in profile.roles
            )
            who = ", ".join((*(self._field(one, language) for one in self.apart.only), *roles))
            yield i18n.text("registry.matrix.but", language, who=who)
        for type, role in self.kept:
            alone = profile.role_label(role, language)
            called = profile.called_type(type)
            name = called.ko if language == "ko" else called.en
            yield i18n.text("registry.matrix.kept", language, type=name, role=alone)

    def _field(self, field: str, language: Language) -> str:
        part, _, inner = field.rpartition(".")
        said = i18n.text(f"{self.kind.words}.field.{inner}", language)
        return f"{said} ({i18n.text(f'{self.kind.words}.field.{part}', language)})" if part else said


def matrix(profile: Profile) -> tuple[Row, ...]:
    """Every act of the program, in the order of the profile; those that it gives to nobody come last."""
    known = [act for name in KINDS for act in sorted(acts_of(name))]
    given = [act for act in profile.authority if act in known]
    return tuple(_row(profile, act) for act in (*given, *(one for one in known if one not in profile.authority)))


def _row(profile: Profile, act: str) -> Row:
    name, _, verb = act.partition(".")
    kind = kind_of(name)
    scopes = profile.authority.get(act, {})
    kept = tuple((one.case_type, one.role) for one in profile.reserved if name == KEPT_KIND and act not in one.save)
    return Row(act, kind, _states(kind, verb), scopes, kept, kind.apart.get(verb, APART))


def _states(kind: Kind[Any], verb: str) -> tuple[str, ...] | None:
    from qms.base.act import ATTACH, WITHDRAW_ATTACHMENT, Changes
    from qms.kinds import room_of

    if verb in {ATTACH, WITHDRAW_ATTACHMENT}:
        return None
    if kind.lifecycle is None or verb not in kind.lifecycle.acts():
        return None if isinstance(vars(room_of(kind.name)).get(verb), Changes) else ()
    return tuple(str(status.value) for status in kind.lifecycle.steps if verb in kind.lifecycle.possible(status))


__all__ = ["Row", "matrix"]
