"""The front object: acts with authority, in one transaction with the ledger. Each name is loaded when it is used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qms.registry.founding import create
    from qms.registry.migrating import migrate
    from qms.registry.opening import open_
    from qms.registry.registry import Registry

_FROM = {"Registry": "registry", "create": "founding", "migrate": "migrating", "open_": "opening"}

__all__ = ["Registry", "create", "migrate", "open_"]


if not TYPE_CHECKING:  # a checker knows the names above, and no others

    def __getattr__(name: str) -> object:
        """Load what is asked for: who opens a store needs nothing of what founds one."""
        if name not in _FROM:
            raise AttributeError(name)
        return getattr(importlib.import_module(f"qms.registry.{_FROM[name]}"), name)
