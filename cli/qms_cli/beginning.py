"""New stores: an organisation's own, and the sample."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qms.errors import StorageFailed, StoreExists
from qms_cli import carriage
from qms_cli.show.result import Lines, Page
from qms_cli.surroundings import CONFIG, now_of, write_config

if TYPE_CHECKING:
    from datetime import date

    from qms_cli.desk import Desk

STORE = "records.db"


def init(
    desk: Desk,
    folder: Path,
    *,
    by: str | None,
    name: str | None,
    profile: str,
    organisation: tuple[str, str] | None,
    since: date | None,
) -> Page:
    """Make ``records.db`` and ``qms.toml`` in a folder; nothing that is there is overwritten."""
    import qms

    session = desk.session
    actor = by or session.need_actor()
    store, config = folder / STORE, folder / CONFIG
    if config.exists():
        raise StoreExists(place=str(config))
    now = now_of(session.environ)
    begin = partial(qms.create, clock=lambda: now) if now else qms.create
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = begin(
            store, actor=actor, name=name or actor, profile=_profile(profile), organisation=organisation, since=since
        )
        unpermitted = carriage.unpermitted(made.facts().profile)
        made.close()
        write_config(config, store=STORE, by=actor, lang=desk.language)
    except OSError as fault:
        raise StorageFailed(place=str(fault.filename or folder)) from None
    desk.note(desk.say("init.next", folder=folder))
    if unpermitted:
        desk.note(desk.say("init.unpermitted", acts=", ".join(unpermitted)))
    values: dict[str, object] = {"store": str(store), "config": str(config), "actor": actor, "profile": profile}
    fields = desk.fields(values)
    return Page("qms.init/1", desk.say("init.done"), fields, values)


def _profile(said: str) -> str | Path:
    """A profile of the house by its name, or a file."""
    return Path(said) if said.endswith(".toml") or "/" in said or "\\" in said else said


def demo(desk: Desk, folder: Path, *, seed: int | None) -> Lines:
    """Make the sample organisation in a folder, and say what to try next."""
    from qms_cli.demo import SEED, build

    made = build(folder, desk.note, language=desk.language, seed=SEED if seed is None else seed)
    files = tuple(str(path) for path in made.files)
    return Lines("qms.demo/1", (*files, "", *made.next(desk.language).splitlines()), {"files": files})
