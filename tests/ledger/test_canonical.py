"""One spelling for each value: RFC 8785, against its published vectors and a slow reference."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from qms.ledger.canonical import canonical, digest

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from qms.ledger.canonical import Json

NAMES = ("arrays", "french", "structures")
LARGEST = 2**53 - 1
texts = st.text(st.characters(codec="utf-8"), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))


def _slow(value: Json) -> str:
    """By the letter of the RFC: members in the order of their names' UTF-16 units, no white space."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_slow(name)}:{_slow(value[name])}" for name in names) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_slow(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("name", NAMES)
def test_published_vectors(root: Path, name: str) -> None:
    folder = root / "tests" / "data" / "vectors" / "jcs"
    value = json.loads(
        (folder / "input" / f"{name}.json").read_text(encoding="utf-8"), parse_float=lambda x: int(float(x))
    )
    spelled = canonical(value)
    assert spelled == (folder / "output" / f"{name}.json").read_bytes()
    assert spelled == bytes.fromhex((folder / "outhex" / f"{name}.txt").read_text())


@given(values)
def test_as_the_slow_reference(value: Json) -> None:
    assert canonical(value).decode() == _slow(value)


@given(values)
def test_as_the_reference_library(value: Json) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(values)
def test_what_was_spelled_reads_back(value: Json) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(texts, scalars, max_size=6), st.randoms())
def test_the_order_of_members_says_nothing(value: dict[str, Json], random: Random) -> None:
    shuffled = list(value.items())
    random.shuffle(shuffled)
    assert canonical(dict(shuffled)) == canonical(value)


def test_names_are_ordered_by_utf_16() -> None:
    # By code points the Hangul syllable would come before the emoji; by UTF-16 units after it.
    assert canonical({"\uffee": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\uffee":1}'.encode()


@pytest.mark.parametrize("value", [1.5, 56.0, float("nan"), {"a": [1, {"b": 0.1}]}, (1, (2.0,))])
def test_a_float_is_refused_wherever_it_stands(value: Json) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical(value)


@pytest.mark.parametrize("value", [LARGEST + 1, -LARGEST - 1, "\ud800", {"\udfff": 1}])
def test_what_json_cannot_carry_is_refused(value: Json) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical(value)


def test_digest_is_sha_256() -> None:
    assert digest("한글".encode()) == hashlib.sha256("한글".encode()).hexdigest()
