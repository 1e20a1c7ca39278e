"""Whatever can be said in Korean can be said in English, about the same facts."""

from __future__ import annotations

import string
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _flat(branch: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in branch.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _words(path: Path) -> dict[str, Any]:
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _places(sentence: str) -> set[str]:
    # `{은/는}` is no fact: it chooses the Korean particle.
    return {place for _, place, _, _ in string.Formatter().parse(sentence) if place and "/" not in place}


def _pairs(tracked: list[Path]) -> dict[Path, tuple[dict[str, Any], dict[str, Any]]]:
    folders = {path.parent for path in tracked if path.name in {"ko.toml", "en.toml"}}
    assert folders
    return {folder: (_words(folder / "ko.toml"), _words(folder / "en.toml")) for folder in sorted(folders)}


def test_each_folder_says_the_same_things_in_both_languages(tracked: list[Path]) -> None:
    unequal = {str(f): sorted(set(ko) ^ set(en)) for f, (ko, en) in _pairs(tracked).items() if set(ko) != set(en)}
    assert unequal == {}


def test_no_words_are_empty(tracked: list[Path]) -> None:
    pairs = [(f, key, value) for f, both in _pairs(tracked).items() for one in both for key, value in one.items()]
    assert [(str(f), key) for f, key, value in pairs if not isinstance(value, str) or not value.strip()] == []


def test_both_languages_name_the_same_facts(tracked: list[Path]) -> None:
    different = [
        (str(folder), key)
        for folder, (ko, en) in _pairs(tracked).items()
        for key in ko.keys() & en.keys()
        if _places(ko[key]) != _places(en[key])
    ]
    assert different == []
