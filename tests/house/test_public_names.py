"""The front door: what `import qms` offers is listed, and all of it is there."""

from __future__ import annotations

import qms


def test_the_names_offered_are_listed_in_order() -> None:
    assert list(qms.__all__) == sorted(set(qms.__all__))
    assert {"create", "open"} <= set(qms.__all__)


def test_each_name_offered_is_there() -> None:
    assert [name for name in qms.__all__ if not hasattr(qms, name)] == []


def test_each_name_offered_is_shown() -> None:
    assert set(qms.__all__) <= set(dir(qms))
