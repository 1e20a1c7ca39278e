"""Where random numbers come from: nobody can foresee them, unless a sample or a test says how."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest

import qms
from qms.store.store import Store
from tests.office import Clock

if TYPE_CHECKING:
    from pathlib import Path


def _made(place: Path, seed: int) -> bytes:
    """A store with one case in it; its bytes."""
    with qms.create(place, actor="seo.hana", name="서하나", clock=Clock(), tokens=Random(seed).randbytes) as registry:
        registry.cases.settle(
            type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="교육 문의", text="언제 여는지 물었다.",
            answer="3월에 엽니다.", department="head-office", name="홍길동", contact="000-0000-0000",
        )  # fmt: skip
    return place.read_bytes()


def _subjects(place: Path) -> list[str]:
    with qms.open(place, actor="seo.hana") as registry:
        found = [registry.people.all()[0].subject, registry.cases.all()[0].subject]
    assert all(one and re.fullmatch(r"[0-9a-f]{32}", one) for one in found)
    return [one for one in found if one]


@pytest.mark.req("ASVS-11.1")
def test_unless_told_no_number_comes_twice(tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("one.db", "two.db")]
    for place in places:
        qms.create(place, actor="seo.hana", name="서하나", clock=Clock()).close()
        with qms.open(place, actor="seo.hana", clock=Clock()) as registry:
            registry.cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="교육 문의")
    every = [one for place in places for one in _subjects(place)]
    assert len(set(every)) == len(every)


def test_the_same_source_gives_the_same_store_to_the_byte(tmp_path: Path) -> None:
    first, again, other = (_made(tmp_path / f"{nth}.db", seed) for nth, seed in enumerate((1, 1, 2)))
    assert first == again
    assert first != other


def test_an_open_store_takes_its_source_too(tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("one.db", "two.db")]
    for place in places:
        _made(place, 1)
        with qms.open(place, actor="seo.hana", clock=Clock(), tokens=Random(3).randbytes) as registry:
            registry.people.enrol(code="kim.minji", name="김민지", department="head-office", since=Clock().now.date())
    assert places[0].read_bytes() == places[1].read_bytes()


def test_a_beginning_that_fails_leaves_the_key_that_another_store_of_the_same_source_has(tmp_path: Path) -> None:
    first = tmp_path / "one.db"
    _made(first, 1)

    def broken(_: object) -> None:
        raise KeyboardInterrupt

    source = Random(1).randbytes
    source(16)  # the number of the first person
    with pytest.raises(KeyboardInterrupt):
        Store.create(tmp_path / "three.db", broken, tokens=source)
    with qms.open(first, actor="seo.hana") as registry:
        assert registry.cases.all()[0].customer_name == "홍길동"
