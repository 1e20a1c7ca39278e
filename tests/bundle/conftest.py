"""The busy store of `tests.verify`, of which bundles are made here."""

from __future__ import annotations

from tests.verify.conftest import bundle, lived, lived_office, lived_on_postgresql, tampering

__all__ = ["bundle", "lived", "lived_office", "lived_on_postgresql", "tampering"]
