"""Marks that tests of several folders wear."""

from __future__ import annotations

import pytest

from tests.office import PLAIN, TECHNOPARK

BOTH_PROFILES = pytest.mark.parametrize("profile", [TECHNOPARK, PLAIN], indirect=True)
"""The test holds under each profile of the house, a technopark's and plain ISO 9001."""
