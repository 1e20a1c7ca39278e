"""A record on its way through acts, and refusals looked at from all sides."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pytest

from qms.base.record import Record
from qms.organisation.terms import CaseType, Channel
from qms.records.case import Case, rules
from tests.office import SUPPORT_STAFF

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime

    from qms.errors import QmsError
    from tests.records.conftest import World

R = TypeVar("R", bound=Record)
HANGUL = re.compile("[가-힣]")


class Walk(Generic[R]):
    """A record and the acts done on it; each act may be somebody else's, at another time."""

    def __init__(self, world: World, record: R) -> None:
        """Begin with a record."""
        self.world, self.now = world, record

    def did(self, rule: Callable[..., R], by: str, at: datetime | None = None, /, **given: Any) -> Walk[R]:  # noqa: ANN401 - the act's own
        """Do an act and go on with what came of it."""
        self.now = rule(self.now, self.world.facts(by, at), **given)
        return self

    def refuses(
        self,
        fault: type[QmsError],
        rule: Callable[..., R],
        by: str,
        at: datetime | None = None,
        /,
        **given: Any,  # noqa: ANN401 - the act's own
    ) -> None:
        """An act that is refused, in words of both languages, and that changes nothing."""
        before = self.now.model_dump_json()
        with refused(fault):
            rule(self.now, self.world.facts(by, at), **given)
        assert self.now.model_dump_json() == before


def received(world: World, type: CaseType = CaseType.COMPLAINT, **given: Any) -> Walk[Case]:  # noqa: ANN401 - the act's own
    """A case that came by e-mail in the moment in which the tests begin."""
    known = {"title": "예약 취소", "channel": Channel.EMAIL, "name": "홍길동", "contact": "010-0000-0000"}
    return Walk(world, rules.receive(world.facts(SUPPORT_STAFF), "CS-2026-0001", type=type, **{**known, **given}))


@contextmanager
def refused(fault: type[QmsError]) -> Generator[None]:
    """A block that is refused with this very fault, said in both languages, with the way on."""
    with pytest.raises(fault) as refusal:
        yield
    assert type(refusal.value) is fault
    for said in (refusal.value.say("ko"), refusal.value.hint("ko")):
        assert HANGUL.search(said) or "qms " in said
        assert "{" not in said
    for said in (refusal.value.say("en"), refusal.value.hint("en")):
        assert said.strip()
        assert not HANGUL.search(said)
