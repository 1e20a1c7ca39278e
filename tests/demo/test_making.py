"""The folder of the demonstration: whole, the same each time, and never over what is there."""

from __future__ import annotations

import time
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from qms_cli.demo import Built, build, making

import qms
from qms import i18n
from qms.errors import StoreExists
from qms.kinds import all_kinds

if TYPE_CHECKING:
    from pathlib import Path

    from qms import Registry

RANDOM = {"subject", "snapshot"}
"""Numbers that stand for people, and the digest of a review, which covers the root of the ledger."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    said: list[str] = []
    began = time.perf_counter()
    made = build(tmp_path_factory.mktemp("demo") / "new", said.append)
    print(f"\nthe demonstration took {time.perf_counter() - began:.1f} s")  # noqa: T201 - shown with -s
    assert len(said) == 4
    return made


def _records(registry: Registry) -> dict[str, list[dict[str, Any]]]:
    return {
        kind.name: [one.model_dump(mode="json", exclude=RANDOM) for one in registry.find(kind)] for kind in all_kinds()
    }


def _frozen(registry: Registry) -> list[dict[str, Any]]:
    contents = (registry.reviews.content(one.code) for one in registry.reviews.all())
    return [one.model_dump(mode="json", exclude={"digest": True, "snapshot": {"source"}}) for one in contents]


@pytest.mark.needs_pdf
def test_it_makes_a_store_a_configuration_and_two_packets(built: Built) -> None:
    assert sorted(one.name for one in built.directory.iterdir()) == [
        "packet.en.pdf", "packet.ko.pdf", "qms.toml", "records.db",
    ]  # fmt: skip
    assert all(one.read_bytes().startswith(b"%PDF-") for one in built.packets)
    config = tomllib.loads(built.config.read_text(encoding="utf-8"))
    assert config == {"store": "records.db", "by": "han.seoyun", "lang": "ko"}


@pytest.mark.needs_pdf
def test_each_run_gives_the_same_records_and_figures(built: Built, registry: Registry) -> None:
    with qms.open(built.store, actor=built.actor) as again:
        assert _records(again) == _records(registry)
        assert _frozen(again) == _frozen(registry)


@pytest.mark.needs_pdf
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_it_says_what_to_try_next(built: Built, language: i18n.Language) -> None:
    lines = built.next(language).splitlines()
    assert f"  cd {built.directory}" in lines
    assert sum(line.startswith("  qms ") for line in lines) >= 4


@pytest.mark.parametrize("name", ["records.db", "letter.txt"])
def test_it_overwrites_nothing(tmp_path: Path, name: str) -> None:
    kept = tmp_path / name
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(StoreExists) as refused:
        build(tmp_path, print)
    assert str(tmp_path) in refused.value.say("ko")
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert kept.read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "demo"
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(StoreExists):
        build(kept, print)
    assert kept.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("there", [True, False])
def test_what_fails_leaves_nothing_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool) -> None:
    folder = tmp_path / "demo"
    if there:
        folder.mkdir()

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "play", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(folder, print)
    assert folder.exists() is there
    assert not there or list(folder.iterdir()) == []
