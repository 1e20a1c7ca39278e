"""A sealed bundle holds the whole store, is the same bytes for the same store, and anybody can check it."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.exchange.bundle import drill, restore, write_bundle
from qms.exchange.bundle.restoring import _summary
from qms.ledger import standalone
from qms.ledger.checkpoint import read_checkpoint
from qms.store.store import Store
from qms.store.verify import verify
from qms.kinds import all_kinds

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office
    from tests.postgres import Server


def test_smoke(lived_office: Office, tmp_path: Path) -> None:
    to = tmp_path / "a.zip"
    told = write_bundle(lived_office.registry.store, to)
    print(told)
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    print(standalone.check_bundle(to))
    done = restore(to, tmp_path / "new.db")
    print(done)
    store = Store.open(tmp_path / "new.db")
    assert _summary(store) == _summary(lived_office.registry.store)
    again = write_bundle(store, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == to.read_bytes()
    print(drill(to, lived_office.registry.store))
