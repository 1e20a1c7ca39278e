"""Words in Korean and English: standard library only.

A key such as ``case.status.received`` is looked up in the file ``ko.toml`` or ``en.toml`` of the folder that
its first part names: a room of records, a floor, or a folder that `add_folder` made known. Sentences hold
places in braces; ``{은/는}`` after a place chooses the Korean particle that fits what stands before it, and a
place that is itself a key, ``{organisation.role.unit_head}``, is filled with that key's words.

An organisation may call things by words of its own: inside `own_words` those stand in place of the program's.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
OwnWords: TypeAlias = "Mapping[Language, Mapping[str, str]]"
"""By language and key what an organisation calls something by a word of its own."""

_HANGUL_FIRST, _HANGUL_LAST, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8
# Final sound of a digit or Latin letter read aloud in Korean: 0 none, 8 rieul, 1 any other consonant.
_SPOKEN_FINAL = {**dict.fromkeys("2459", 0), **dict.fromkeys("178lrLR", _RIEUL), **dict.fromkeys("036mnMN", 1)}
_LONGEST_FOLDER = 40
_BEHIND = re.compile(r"\([^()]*\)\Z")
_HERE = Path(__file__).parent
_KEY = re.compile(r"\{\w+(\.\w+)+\}")
_more: dict[str, Path] = {}
_own: ContextVar[OwnWords | None] = ContextVar("own_words", default=None)


def add_folder(name: str, folder: Path) -> None:
    """Make the words of a folder outside `qms` known under ``name`` (the command line has its own)."""
    _more[name] = folder


def speak_as(words: OwnWords | None) -> None:
    """From here on say these words for their keys, in this thread of work; None: the program's."""
    _own.set(words)


@contextmanager
def own_words(words: OwnWords | None) -> Generator[None]:
    """Inside, say these words for their keys: what an organisation calls its own things; None: the program's."""
    before = _own.set(words)
    try:
        yield
    finally:
        _own.reset(before)


def text(key: str, language: Language, /, **values: object) -> str:
    """Return the words of ``key``, with ``values`` put into its places.

    A place whose value is missing is an error of the caller and raises `KeyError`, as does an unknown key.
    """
    own = (_own.get() or {}).get(language, {}).get(key)
    if own is not None:
        return own  # a name, never a sentence with places
    words = _flat(key.partition(".")[0], language)[key]
    return _fill(words, values, language) if values or _KEY.search(words) else words


def has(key: str) -> bool:
    """Whether there are words for ``key``, which may be any text."""
    folder = key.partition(".")[0]
    # What cannot name a folder never reaches the file system: the text may come from outside.
    return folder.isidentifier() and len(folder) <= _LONGEST_FOLDER and key in _flat(folder, "en")


def keys(folder: str, language: Language) -> frozenset[str]:
    """All keys that the folder has words for in this language."""
    return frozenset(_flat(folder, language))


def particle(word: str, pair: str) -> str:
    """The member of a pair such as 은/는, 이/가, 을/를, 과/와, 으로/로 that follows ``word`` when it is read aloud.

    What stands behind in brackets is not read: 김솔(kim.sora)은.
    """
    closed, _, opened = pair.partition("/")
    spoken = (_BEHIND.sub("", word) or word).rstrip(" )]}>'\"’”」』.,")
    final = _final_sound(spoken[-1]) if spoken else 0
    if closed == "으로" and final == _RIEUL:
        return opened
    return closed if final else opened


def _final_sound(letter: str) -> int:
    if _HANGUL_FIRST <= ord(letter) <= _HANGUL_LAST:
        return (ord(letter) - _HANGUL_FIRST) % _FINALS
    return _SPOKEN_FINAL.get(letter, 0)


def _fill(words: str, values: Mapping[str, object], language: Language) -> str:
    # By hand rather than str.format: no attribute or index of a value can reach a sentence.
    import string

    filled, known = "", False
    for literal, place, _, _ in string.Formatter().parse(words):
        filled += literal
        if not place:
            continue
        if "/" in place and (values or known):
            filled += particle(filled, place)
        elif "." in place:
            filled, known = filled + _within(text(place, language), filled), True
        elif values:
            filled += str(values[place])
        else:  # asked for without values: such places stay open
            filled, known = f"{filled}{{{place}}}", False
    return filled


def _within(name: str, before: str) -> str:
    """A name inside a sentence: without its capital, unless all of it is in capitals."""
    return name[:1].lower() + name[1:] if before and name[1:2].islower() else name


def _folder(name: str) -> Path:
    if name in _more:
        return _more[name]
    floor = _HERE / name
    return floor if floor.is_dir() else _HERE / "records" / name


@cache
def _flat(folder: str, language: Language) -> dict[str, str]:
    try:
        source = (_folder(folder) / f"{language}.toml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return _quickly(folder, source) or _wholly(folder, source)


_WORDS = re.compile(
    r'''
        \[ (?P<table>[A-Za-z0-9_.-]+) \] \n+
      | (?: (?P<key>[A-Za-z0-9_.-]+) | "(?P<quoted>[^"\\\n]+)" )\ =\ (?P<words>
            """ \n? (?P<lines> (?:[^"\\]|\\["\\nt]|"(?!""))* ) """
          | " (?P<line> (?:[^"\\\n]|\\["\\nt])* ) "
          | ' (?P<bare> [^'\n]* ) '
        ) \n+
      | \# .* \n+
      | \n+
    ''',
    re.VERBOSE,
)
"""What a file of words is made of, a line or a text at a time: a part of TOML, in its plainest spelling."""


_ESCAPE = re.compile(r"\\.")
_ESCAPES = {r"\"": '"', r"\\": "\\", r"\n": "\n", r"\t": "\t"}


def _quickly(folder: str, source: str) -> dict[str, str] | None:
    """The words of a file by their keys, where it has nothing but tables and texts; None: it is to be read as TOML.

    Words are read whenever the program starts, and a parser of all of TOML takes three times as long for them.
    """
    found: dict[str, str] = {}
    prefix, at, end = folder, 0, len(source)
    while at < end:
        one = _WORDS.match(source, at)
        if one is None:
            return None
        at = one.end()
        if table := one["table"]:
            prefix = f"{folder}.{table}"
        elif one["words"]:
            said = one["lines"] or one["line"] or one["bare"] or ""
            if "\\" in said and one["bare"] is None:
                said = _ESCAPE.sub(lambda found: _ESCAPES[found[0]], said)
            found[f"{prefix}.{one['key'] or one['quoted']}"] = said
    return found


def _wholly(folder: str, source: str) -> dict[str, str]:
    """The same by a parser of TOML."""
    import tomllib

    found: dict[str, str] = {}
    _flatten(folder, tomllib.loads(source), found)
    return found


def _flatten(prefix: str, branch: Mapping[str, Any], found: dict[str, str]) -> None:
    for name, value in branch.items():
        if isinstance(value, str):
            found[f"{prefix}.{name}"] = value
        else:
            _flatten(f"{prefix}.{name}", value, found)
