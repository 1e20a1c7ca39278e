"""Makes the folder of the demonstration: a store, a configuration, and the packet in two languages."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qms import i18n
from qms.errors import StoreExists
from qms.ledger import keyring
from qms_cli.demo.stage import SEED

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.compile.content import PacketContent
    from qms.i18n import Language
    from qms_cli.demo.stage import Stage

i18n.add_folder("demo", Path(__file__).parent)

STORE, CONFIG, KEYS = "records.db", "qms.toml", "keys"
REVIEW = "MR-2026H1"
CASES, CAPAS = 400, 60


@dataclass(frozen=True)
class Built:
    """What was made.

    Attributes:
        actor: code of the person in whose name the configuration acts.
        case, capa: codes of the case and the CAPA that tie the two reviews together.
        packets: the packet of the newest review, one file for each language.

    """

    directory: Path
    store: Path
    config: Path
    packets: tuple[Path, ...]
    actor: str
    case: str
    capa: str

    @property
    def files(self) -> tuple[Path, ...]:
        """All files."""
        return (self.store, self.config, *self.packets)

    def next(self, language: Language) -> str:
        """What to try next, a line each."""
        return i18n.text("demo.next", language, folder=self.directory, case=self.case, capa=self.capa)


def build(directory: Path, say: Callable[[str], None], *, language: Language = "ko", seed: int = SEED) -> Built:
    """Make the demonstration in a new or empty folder; its key lies there too, unless ``QMS_KEYS`` names a place.

    Args:
        directory: where; what is there is never overwritten.
        say: is told what is being done, a line each.
        language: of those lines, and of the configuration.
        seed: of all chance in it; the same seed makes the same files.

    Raises:
        StoreExists: the folder holds something.
        PartMissing: the fonts or the system's text libraries are not there.

    """
    new = not directory.exists()
    if not new and (not directory.is_dir() or any(directory.iterdir())):
        raise StoreExists(place=str(directory))
    directory.mkdir(parents=True, exist_ok=True)
    keyring.lie_in(directory.absolute() / KEYS)
    try:
        return _build(
            directory, lambda key: say(i18n.text(f"demo.{key}", language, cases=CASES, capas=CAPAS)), language, seed
        )
    except BaseException:
        _clear(directory, whole=new)
        raise
    finally:
        keyring.lie_in(None)


def _build(directory: Path, say: Callable[[str], None], language: Language, seed: int) -> Built:
    from qms_cli.demo.world import REPRESENTATIVE, found

    say("founding")
    stage = found(directory / STORE, seed)
    with stage.registry:
        say("living")
        play(stage)
        say("rendering")
        packets = _render(stage.registry.reviews.content(REVIEW), directory)
    config = directory / CONFIG
    lines = {"store": STORE, "by": REPRESENTATIVE, "lang": language}
    if (directory / KEYS).is_dir():
        lines["keys"] = KEYS
    config.write_text("".join(f'{name} = "{value}"\n' for name, value in lines.items()), encoding="utf-8")
    say("done")
    shown = stage.codes["line-stop"], stage.codes["double-booking"]
    return Built(directory, directory / STORE, config, packets, REPRESENTATIVE, *shown)


def play(stage: Stage, total: int = CASES) -> None:
    """Let the year pass, with so many cases: those whose stories are written, and others beside them."""
    from qms_cli.demo import cases, improvements, papers, script, world, year
    from qms_cli.demo.stage import TODAY

    voices, matters = year.written(stage.calendar, stage.seed, total)
    stories = [
        *world.changes(stage),
        *cases.lives(stage, voices),
        *improvements.lives(stage, matters),
        *improvements.held(stage, script.reviews()),
        *papers.lives(stage),
    ]
    stage.play(stories, TODAY)


def _render(content: PacketContent, directory: Path) -> tuple[Path, ...]:
    """Both editions at once: each is set in a process of its own."""
    from qms.packet import render

    places: dict[Language, Path] = {language: directory / f"packet.{language}.pdf" for language in i18n.LANGUAGES}
    with ThreadPoolExecutor(len(places)) as pool:
        waiting = [pool.submit(render, content, to, language=language) for language, to in places.items()]
        for one in waiting:
            one.result()
    return tuple(places.values())


def _clear(directory: Path, *, whole: bool) -> None:
    """Leave nothing half made; the folder was empty before."""
    for left in directory.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    if whole:
        directory.rmdir()
