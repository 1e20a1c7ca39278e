"""How a store is opened."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qms.registry.registry import Registry
from qms.registry.shared import Acting, Shared
from qms.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def now() -> datetime:
    """What the clock of the machine says."""
    return datetime.now(UTC)  # noqa: TID251 - the one clock of the program; every other time is an argument


def open_(
    place: str | Path,
    *,
    actor: str,
    clock: Callable[[], datetime] = now,
    tokens: Callable[[int], bytes] = secrets.token_bytes,
) -> Registry:
    """Open a store in the name of ``actor``; never makes one.

    Args:
        place: path of a SQLite file, or URL of a PostgreSQL database.
        actor: code of the person who acts.
        clock: tells the time, with its zone.
        tokens: see `create`.

    Raises:
        NoStore, NotAStore, OtherVersion: there is nothing at this place that this program can open.

    """
    return Registry(Shared(Store.open(place, tokens=tokens), clock), Acting(by=actor))
