"""Attacks on a sealed bundle."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.bundle.touching import Files, files_of, sealed, zipped
from tests.verify.catalogue.attack import Family, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.verify.catalogue.attack import Told


@dataclass
class Bundled:
    """The bytes of a bundle in somebody's hands."""

    data: bytes
    files: Files = field(init=False)

    def __post_init__(self) -> None:
        """Look into it."""
        self.files = files_of(self.data)

    def named(self, start: str) -> str:
        """The first file whose name begins so."""
        return next(name for name in self.files if name.startswith(start))


BUNDLES: Final = Family[Bundled]("A sealed bundle (the manifest is made to fit wherever that helps)")
_BAD = "bad_bundle"
_ENTRIES, _PERSONAL = "entries.jsonl", "personal.jsonl"


def _zip(id: str, says: str, place: str, touch: Callable[[Bundled], bytes]) -> None:
    """Another zip file; ``place``: what the sentence must name."""

    @BUNDLES.attack(f"bundle-{id}", says, _BAD)
    def act(of: Bundled) -> Told:
        of.data = touch(of)
        return place


def _file(id: str, says: str, place: str, name: str, edit: Callable[[bytes], bytes]) -> None:
    """One file changed, and the manifest made to fit."""

    def touch(of: Bundled) -> bytes:
        at = of.named(name)
        changed = edit(of.files[at])
        assert changed != of.files[at]
        return sealed({**of.files, at: changed})

    _zip(id, says, place, touch)


def _swapped(data: bytes) -> bytes:
    one, two, *rest = data.split(b"\n")
    return b"\n".join([two, one, *rest])


def _value(data: bytes) -> bytes:
    one, *rest = data.split(b"\n")
    return b"\n".join([json.dumps({**json.loads(one), "value": "다른 이름"}).encode(), *rest])


def _second(data: bytes) -> bytes:
    # Not the first, which names the ledger: all signatures are over its name.
    one, *rest = data.split(b"\n")
    return b"\n".join([one, rest[0].replace(b'"actor":"', b'"actor":"x', 1), *rest[1:]])


def _less(data: bytes) -> bytes:
    return b"\n".join(data.split(b"\n")[:-2]) + b"\n"


def _line_less(data: bytes) -> bytes:
    origin, size, *rest = data.split(b"\n")
    return b"\n".join([origin, str(int(size) - 1).encode(), *rest])


def _again(of: Bundled) -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return zipped([*of.files.items(), (_ENTRIES, of.files[_ENTRIES])])


def _manifested(of: Bundled, **told: object) -> bytes:
    return sealed({**of.files, "manifest.json": json.dumps({**json.loads(of.files["manifest.json"]), **told}).encode()})


def _unlisted(of: Bundled) -> bytes:
    import hashlib

    manifest = json.loads(of.files["manifest.json"])
    del manifest["files"]["README.txt"]
    spelled = json.dumps(manifest).encode()
    digest = f"{hashlib.sha256(spelled).hexdigest()}  manifest.json\n".encode()
    return zipped(list({**of.files, "manifest.json": spelled, "manifest.sha256": digest}.items()))


_zip(
    "byte",
    "changes a byte of an entry",
    _ENTRIES,
    lambda of: zipped(list({**of.files, _ENTRIES: of.files[_ENTRIES].replace(b"a", b"b", 1)}.items())),
)
_zip("byte-packed", "changes a byte of the zip file", "", lambda of: of.data.replace(b'"act":"', b'"act";"', 1))
_zip("trailing", "adds a byte at the end", "form of a bundle", lambda of: of.data + b"\0")
_zip("in-front", "adds a byte in front", "form of a bundle", lambda of: b"\0" + of.data)
_zip("cut", "cuts the last byte off", "form of a bundle", lambda of: of.data[:-1])
_zip(
    "file-removed",
    "removes a file",
    "README.txt",
    lambda of: sealed({n: d for n, d in of.files.items() if n != "README.txt"}),
)
_zip(
    "content-removed",
    "removes what a review was frozen with",
    "missing",
    lambda of: sealed({n: d for n, d in of.files.items() if not n.startswith("contents/")}),
)
_zip("file-added", "adds a file", "more.txt", lambda of: sealed({**of.files, "more.txt": b"x"}))
_zip(
    "file-outside",
    "adds a file whose name leads out of the folder",
    "../more",
    lambda of: sealed({**of.files, "../more": b"x"}),
)
_zip(
    "case-clash",
    "adds a file whose name differs by its case alone",
    "Entries.jsonl",
    lambda of: sealed({**of.files, "Entries.jsonl": b"x"}),
)
_zip("file-twice", "puts a file in twice", "twice", _again)
_zip("manifest", "lets the manifest speak of another size", "", lambda of: _manifested(of, size=3))
_zip("unlisted", "takes a file off the manifest", "README.txt", _unlisted)
_file("entry", "changes an entry", "checkpoint", _ENTRIES, _second)
_file("entry-removed", "removes the newest entry", "checkpoint", _ENTRIES, _less)
_file("entry-first-removed", "removes the first entry", "0", _ENTRIES, lambda data: data.partition(b"\n")[2])
_file("entries-swapped", "swaps two entries", "0", _ENTRIES, _swapped)
_file(
    "entry-spelled", "spells an entry otherwise", "0", _ENTRIES, lambda data: data.replace(b'{"act":', b'{ "act":', 1)
)
_file("entry-half", "adds half a line", _ENTRIES, _ENTRIES, lambda data: data + b"{}")
_file("personal", "changes a name", "of", _PERSONAL, _value)
_file("personal-swapped", "swaps two personal values", "of", _PERSONAL, _swapped)
_file("content", "changes what a review was frozen with", "contents/", "contents/", lambda data: data + b" ")
_file(
    "checkpoint-size",
    "changes the size in the checkpoint",
    "checkpoint",
    "checkpoint.txt",
    _line_less,
)
_file(
    "checkpoint-origin",
    "changes the name in the checkpoint",
    "checkpoint",
    "checkpoint.txt",
    lambda data: data.replace(b"qms/", b"qmx/"),
)


@BUNDLES.attack("bundle-personal-left-out", "leaves a name out", status=Status.UNSEEN)
def _left_out(of: Bundled) -> Told:
    of.data = sealed({**of.files, _PERSONAL: of.files[_PERSONAL].partition(b"\n")[2]})
    return []


@BUNDLES.attack("bundle-checker", "puts a checker in that says yes to everything", status=Status.UNSEEN)
def _checker(of: Bundled) -> Told:
    of.data = sealed({**of.files, "verify.py": b"print('ALL HOLDS')\n"})
    return []
