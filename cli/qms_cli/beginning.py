"""New stores: an organisation's own, and the sample."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qms.errors import StorageFailed, StoreExists
from qms_cli import carriage
from qms_cli.show.result import Lines, Page
from qms_cli.surroundings import CONFIG, now_of, without_password, write_config

if TYPE_CHECKING:
    from datetime import date

    from qms.organisation.profile import Profile
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
    """Make a store, and ``qms.toml`` in a folder; nothing that is there is overwritten.

    The store is ``records.db`` there, or in the database that ``--store`` or ``QMS_STORE`` names without its password.
    """
    import qms

    session = desk.session
    actor = by or session.need_actor()
    store, config = _place(desk, folder), folder / CONFIG
    kept = without_password(store) if "://" in store else STORE
    if config.exists():
        raise StoreExists(place=str(config))
    now = now_of(session.environ)
    begin = partial(qms.create, clock=lambda: now) if now else qms.create
    taken = profile_of(profile)  # a profile that is refused leaves no folder behind
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with begin(
            store, actor=actor, name=name or actor, profile=taken, organisation=organisation, since=since
        ) as made:
            unpermitted = carriage.unpermitted(made.facts().profile)
        write_config(config, store=kept, by=actor, lang=desk.language)
    except OSError as fault:
        raise StorageFailed(place=str(fault.filename or folder)) from None
    desk.note(desk.say("init.next", folder=folder))
    if kept not in {STORE, store}:
        desk.note(desk.say("init.password"))
    if unpermitted:
        desk.note(desk.say("init.unpermitted", acts=", ".join(unpermitted)))
    return _made(desk, store=without_password(store), config=str(config), actor=actor, profile=profile)


def _made(desk: Desk, **values: object) -> Page:
    return Page("qms.init/1", desk.say("init.done"), desk.fields(values), values)


def _place(desk: Desk, folder: Path) -> str:
    """The database that is named, else a file in the folder."""
    said = desk.session.store or desk.session.environ.get("QMS_STORE") or ""
    return said if "://" in said else str(folder / STORE)


def profile_of(said: str) -> Profile:
    """A profile of the house by its name, or that of a file."""
    from qms.compile.profiles import chosen

    return chosen(Path(said) if said.endswith(".toml") or "/" in said or "\\" in said else said)


def demo(desk: Desk, folder: Path, *, seed: int | None) -> Lines:
    """Make the sample organisation in a folder, and say what to try next."""
    from qms_cli.demo import SEED, build

    made = build(folder, desk.note, language=desk.language, seed=SEED if seed is None else seed)
    files = tuple(str(path) for path in made.files)
    return Lines("qms.demo/1", (*files, "", *made.next(desk.language).splitlines()), {"files": files})
