"""A store that PostgreSQL guards, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms_cli.show.result import Page, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.store.guard.logins import Login
    from qms_cli.desk import Desk


def laid(desk: Desk) -> Page:
    """Lay the guard over the store of this place."""
    from qms.registry.guarding import guard

    done = guard(desk.session.place)
    values: dict[str, object] = {
        "store": done.place, "owning_role": done.owner, "common_role": done.people, "logins": len(done.logins),
    }  # fmt: skip
    desk.note(desk.say("guard.next"))
    document = {**values, "logins": [one._asdict() for one in done.logins]}
    return Page("qms.guard/1", desk.say("guard.laid"), desk.fields(values), document)


def listed(desk: Desk) -> Rows:
    """Which login is whose."""
    from qms.registry.guarding import logins

    return _rows(desk, logins(desk.session.place))


def given(desk: Desk, person: str, login: str | None) -> Rows:
    """Let a login stand for a person."""
    from qms.registry.guarding import give_login

    made = give_login(desk.session.place, person, login)
    desk.note(desk.say("guard.given", login=made.login))
    return _rows(desk, (made,))


def taken(desk: Desk, person: str) -> Rows:
    """Let a person's login stand for nobody."""
    from qms.registry.guarding import take_login

    gone = take_login(desk.session.place, person)
    desk.note(desk.say("guard.taken", login=gone.login))
    return _rows(desk, (gone,))


def _rows(desk: Desk, some: Sequence[Login]) -> Rows:
    return Rows("qms.login/1", desk.columns("login", "person"), tuple(one._asdict() for one in some), many="logins")
