"""The folder of the demonstration: whole, the same each time, and never over what is there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from qms_cli.demo import build, making, world

from qms import i18n, packet
from qms.errors import StoreExists
from qms.ledger.canonical import digest

if TYPE_CHECKING:
    from qms_cli.demo.stage import Stage

ELSEWHERE = {"TZ": "America/New_York", "PYTHONHASHSEED": "7", "QMS_NOW": "2031-02-03T04:05+00:00"}
"""Another day, another place on earth, another order of sets than that of the tests' own process."""


@dataclass(frozen=True)
class Made:
    """What the command made in a process of its own."""

    folder: Path
    said: str
    told: str


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("demo") / "somewhere else"
    began = time.perf_counter()
    home = tmp_path_factory.mktemp("home")
    ours = {name: value for name, value in os.environ.items() if name not in {"QMS_KEYS", "XDG_CONFIG_HOME"}}
    ran = subprocess.run(
        [sys.executable, "-m", "qms_cli", "--lang", "en", "demo", str(folder)],
        env={**ours, **ELSEWHERE, "HOME": str(home), "USERPROFILE": str(home)},
        check=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert not list(home.rglob("*.key"))  # the key of made-up people stays with them
    print(f"\nthe demonstration took {time.perf_counter() - began:.1f} s")  # noqa: T201 - shown with -s
    return Made(folder, ran.stderr, ran.stdout)


@pytest.mark.needs_pdf
def test_it_makes_a_store_a_configuration_and_two_packets(made: Made) -> None:
    assert sorted(one.name for one in made.folder.iterdir()) == [
        "keys", "packet.en.pdf", "packet.ko.pdf", "qms.toml", "records.db",
    ]  # fmt: skip
    assert all(one.read_bytes().startswith(b"%PDF-") for one in made.folder.glob("*.pdf"))
    config = tomllib.loads((made.folder / "qms.toml").read_text(encoding="utf-8"))
    assert config == {"store": "records.db", "by": "han.seoyun", "lang": "en", "keys": "keys"}
    assert len(list((made.folder / "keys").glob("*.key"))) == 1


@pytest.mark.needs_pdf
def test_the_same_seed_gives_the_same_store_to_the_byte(made: Made, year: Stage) -> None:
    here = Path(str(year.registry.store.url.database))
    assert digest((made.folder / "records.db").read_bytes()) == digest(here.read_bytes())


@pytest.mark.needs_pdf
def test_the_same_seed_gives_the_same_packets_to_the_byte(made: Made, year: Stage, tmp_path: Path) -> None:
    content = year.registry.reviews.content(making.REVIEW)
    for language in i18n.LANGUAGES:
        packet.render(content, tmp_path / "again.pdf", language=language)
        again = (tmp_path / "again.pdf").read_bytes()
        assert digest((made.folder / f"packet.{language}.pdf").read_bytes()) == digest(again)


@pytest.mark.needs_pdf
def test_it_says_what_it_does_and_what_to_try_next(made: Made, year: Stage) -> None:
    assert len(made.said.splitlines()) == 4
    assert "400 cases, 60 corrective" in made.said
    lines = made.told.splitlines()
    assert f"  cd {made.folder}" in lines
    assert f"  qms case history {year.codes['line-stop']}" in lines
    assert f"  qms capa show {year.codes['double-booking']}" in lines
    assert sum(line.startswith("  qms ") for line in lines) >= 4


@pytest.mark.slow
def test_another_seed_gives_another_year(tmp_path: Path, year: Stage) -> None:
    stage = world.found(tmp_path / "records.db", 7)
    with stage.registry as registry:
        making.play(stage)
        assert (len(registry.cases.all()), len(registry.capas.all())) == (making.CASES, making.CAPAS)
        assert registry.reviews.get(making.REVIEW).held_on is not None
        assert registry.verify() == ()
        assert {one.received_at for one in registry.cases.all()} != {
            one.received_at for one in year.registry.cases.all()
        }


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
