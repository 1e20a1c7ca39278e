#!/usr/bin/env python3
"""Check a sealed bundle of quality records, or one proof, with Python 3.9 or newer and nothing else.

::

    python3 verify.py BUNDLE [--key NAME+ID+KEY] [--against CHECKPOINT]
    python3 verify.py proof FILE [--against CHECKPOINT [--key NAME+ID+KEY]]

This file travels in every bundle. It shares no code with the program that wrote the bundle, so that a fault in one
does not hide in the other. BUNDLE is a folder or a zip file; CHECKPOINT one that was kept elsewhere, signed or
``SIZE:ROOT``. Without --key nothing is said of who signed: take the key from somewhere else than the bundle.

It ends with 0 when all holds, 1 when something does not, 2 when it was called wrongly.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import hmac
import json
import re
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMITTED = re.compile(r'"\$personal":"([0-9a-f]{64})"')
LARGEST_NOTE = 64 * 1024
LARGEST_FILE = 4 * 1024**3
LARGEST_LINE = 64 * 1024**2
FIELDS = {
    "act", "actor", "code", "kind", "occurred_at", "on_behalf_of", "origin", "position", "reason", "record",
    "recorded_at", "suite", "version", "zone",
}  # fmt: skip


class Wrong(Exception):
    """Something does not hold: what, and where."""

    def __str__(self) -> str:
        """In one line."""
        return " ".join(map(str, self.args))


# --- Ed25519: verification alone (RFC 8032, section 5.1.7) ---

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _x(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return _P - x if x & 1 != sign else x


def _point(data: bytes) -> _Point | None:
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    x = _x(y, sign) if y < _P else None
    return None if x is None else (x, y, 1, x * y % _P)


def _add(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(count: int, point: _Point) -> _Point:
    found: _Point = (0, 1, 1, 0)
    while count:
        if count & 1:
            found = _add(found, point)
        point, count = _add(point, point), count >> 1
    return found


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _x(_BASE_Y, 0) or 0
_BASE: _Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) over ``message`` is of the key ``public`` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= _L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    left, right = _times(s, _BASE), _add(r, _times(k, key))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 == (left[1] * right[2] - right[1] * left[2]) % _P


# --- the tree (RFC 9162, section 2.1) ---


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry."""
    return hashlib.sha256(b"\0" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The hashes of the perfect subtrees that a growing row of leaves ends with, largest first."""

    def __init__(self) -> None:
        """No leaf yet."""
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """One leaf more."""
        count = 1
        while self._peaks and self._peaks[-1][0] == count:
            leaf, count = _node(self._peaks.pop()[1], leaf), count * 2
        self._peaks.append((count, leaf))
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        *rest, (_, found) = self._peaks
        for _, peak in reversed(rest):
            found = _node(peak, found)
        return found


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `Wrong` unless the proof leads from leaf ``index`` (from 0) to the root over ``size`` leaves."""
    if not 0 <= index < size:
        raise Wrong("the ledger has no such position")
    if _climb(index, size, leaf, list(proof)) != root:
        raise Wrong("the proof does not lead to the root")


def _climb(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes:
    # From the top: a leaf's side in each larger subtree says on which side its neighbour's hash stands.
    if size == 1:
        if proof:
            raise Wrong("the proof is too long")
        return leaf
    if not proof or len(proof[-1]) != 32:
        raise Wrong("the proof is too short or not made of hashes")
    left = 1 << (size - 1).bit_length() - 1
    if index < left:
        return _node(_climb(index, left, leaf, proof[:-1]), proof[-1])
    return _node(proof[-1], _climb(index - left, size - left, leaf, proof[:-1]))


def check_consistency(first: int, second: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> None:
    """Raise `Wrong` unless the proof shows that the tree of root ``new`` begins with the tree of root ``old``."""
    if not 0 <= first <= second:
        raise Wrong("the later ledger is the smaller one")
    if first in (0, second):
        expected = hashlib.sha256(b"").digest() if first == 0 else new
        if proof or old != expected or (second == 0 and new != old):
            raise Wrong("the roots of equal ledgers differ, or there is a proof where none is needed")
        return
    if _descend(first, second, old, list(proof), whole=True) != (old, new):
        raise Wrong("the proof does not lead to both roots")


def _descend(first: int, size: int, old: bytes, proof: list[bytes], *, whole: bool) -> tuple[bytes, bytes]:
    if first == size:
        if whole and not proof:
            return old, old
        if whole or len(proof) != 1 or len(proof[0]) != 32:
            raise Wrong("the proof has not the right length")
        return proof[0], proof[0]
    if not proof or len(proof[-1]) != 32:
        raise Wrong("the proof is too short or not made of hashes")
    left = 1 << (size - 1).bit_length() - 1
    if first <= left:
        before, after = _descend(first, left, old, proof[:-1], whole=whole)
        return before, _node(after, proof[-1])
    before, after = _descend(first - left, size - left, old, proof[:-1], whole=False)
    return _node(proof[-1], before), _node(proof[-1], after)


# --- notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature) ---


class Checkpoint(NamedTuple):
    """Origin, number of entries, root; and what was found about those who signed."""

    origin: str
    size: int
    root: bytes
    signed: tuple[str, ...] = ()


def read_key(spelled: str) -> tuple[str, bytes, int, bytes]:
    """Name, id, kind and public key of ``NAME+ID+KEY``."""
    parts = spelled.strip().split("+", 2)
    data = _base64(parts[2]) if len(parts) == 3 else b""
    if len(data) != 33 or data[0] not in (1, 4):
        raise Wrong("this is no public key:", spelled[:80])
    name, id_ = parts[0], hashlib.sha256(parts[0].encode() + b"\n" + data).digest()[:4]
    if id_.hex() != parts[1] or not _is_name(name):
        raise Wrong("the key's id does not follow from it:", spelled[:80])
    return name, id_, data[0], data[1:]


def read_checkpoint(spelled: bytes, keys: Sequence[str] = ()) -> Checkpoint:
    """Read a checkpoint; raise `Wrong` where keys are given and none of them signed it, or one does not fit."""
    try:
        text = spelled.decode()
    except UnicodeDecodeError:
        raise Wrong("the checkpoint is not text") from None
    if len(spelled) > LARGEST_NOTE or any(sign < " " and sign != "\n" for sign in text):
        raise Wrong("the checkpoint is too long or holds control characters")
    body, blank, below = text.rpartition("\n\n")
    body = body + "\n" if blank else text
    signed = tuple(_signers(body, below, keys)) if blank else ()
    if keys and not signed:
        raise Wrong("no key that was given signed the checkpoint")
    lines = body.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise Wrong("the checkpoint has not three lines")
    size, root = lines[1], _base64(lines[2])
    if not (size.isascii() and size.isdigit()) or str(int(size[:20])) != size or len(root) != 32:
        raise Wrong("size or root of the checkpoint are not spelled as they must be")
    return Checkpoint(lines[0], int(size), root, signed)


def _signers(body: str, below: str, keys: Sequence[str]) -> Iterator[str]:
    known = {key[:2]: key for key in map(read_key, keys)}
    lines = below.split("\n")
    if lines.pop() or not lines or len(lines) > 64:
        raise Wrong("the lines of the signatures are broken")
    for line in lines:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        data = _base64(encoded)
        if dash != "\u2014" or not _is_name(name) or len(data) < 5:
            raise Wrong("a signature has not the form of one")
        key = known.get((name, data[:4]))
        if key is None:
            continue
        stamp, message = (data[4:12], b"") if key[2] == 4 else (b"", b"")
        if stamp:
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(stamp, "big")
        if not ed25519(key[3], message + body.encode(), data[4 + len(stamp) :]):
            raise Wrong("this signature does not fit the checkpoint:", name)
        yield name


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def _base64(encoded: str) -> bytes:
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if base64.b64encode(data).decode() == encoded else b""


# --- the bundle ---

_ALWAYS = {"README.txt", "checkpoint.txt", "entries.jsonl", "manifest.json", "manifest.sha256", "verify.py"}
_MAY_BE = {"personal.jsonl", "accesses.jsonl"}
_NAMED = re.compile(r"contents/([0-9a-f]{64})")
_CHUNK = 1 << 20
# A zip file of a bundle has one form: nothing packed, no time, no attribute, nothing between, before or behind its
# files. So no byte of it can be another one, and no two programs can see different files in it.
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s4B4H3L5H2L"), struct.Struct("<4s4H2LH")
_DAY, _MODE = 0x21, 0o100600 << 16


class _File(NamedTuple):
    name: str
    path: Path
    begin: int
    size: int
    sum: int | None  # CRC-32; None: it stands in a folder


class Bundle:
    """The files of a bundle, in a folder or a zip file."""

    def __init__(self, place: Path) -> None:
        """Open it; raise `Wrong` where there is none, or a zip file has not the form that the program gives it."""
        if place.is_dir():
            found = list(_of_folder(place))
        elif place.is_file():
            found = _of_zip(place)
        else:
            raise Wrong("there is no bundle at", place)
        self._files = {one.name: one for one in found}
        named = [one.name for one in found]
        if len(self._files) != len(named):
            raise Wrong("there twice:", *sorted({one for one in named if named.count(one) > 1})[:5])
        if strange := sorted(one for one in named if one not in {*_ALWAYS, *_MAY_BE} and not _kept(one)):
            raise Wrong("no file of a bundle:", *map(ascii, strange[:5]))
        if missing := sorted(_ALWAYS - set(named)):
            raise Wrong("missing:", *missing)

    def names(self) -> list[str]:
        """Names of its files, with / between folders."""
        return list(self._files)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece; raise `Wrong` at its end where its sum in the zip file differs."""
        if name not in self._files:
            raise Wrong("missing:", name)
        file, sum_ = self._files[name], 0
        with file.path.open("rb") as stream:
            stream.seek(file.begin)
            left = file.size
            while left:
                data = stream.read(min(left, _CHUNK))
                if not data:
                    raise Wrong("cut off:", name)
                left, sum_ = left - len(data), binascii.crc32(data, sum_)
                yield data
        if file.sum not in (None, sum_):
            raise Wrong("damaged:", name)

    def read(self, name: str, most: int = LARGEST_FILE) -> bytes:
        """The bytes of a file."""
        if name in self._files and self._files[name].size > most:
            raise Wrong("too large:", name)
        return b"".join(self.chunks(name))

    def lines(self, name: str) -> Iterator[bytes]:
        """Its lines, each without its end."""
        rest = b""
        for data in self.chunks(name):
            *whole, rest = (rest + data).split(b"\n")
            if len(rest) > LARGEST_LINE:
                raise Wrong("a line is too long in", name)
            yield from whole
        if rest:
            raise Wrong("the last line has no end in", name)

    def digest(self, name: str) -> str:
        """SHA-256 of a file."""
        found = hashlib.sha256()
        for data in self.chunks(name):
            found.update(data)
        return found.hexdigest()


def _kept(name: str) -> str:
    found = _NAMED.fullmatch(name)
    return found[1] if found else ""


def _of_folder(folder: Path) -> Iterator[_File]:
    for one in folder.rglob("*"):
        name = one.relative_to(folder).as_posix()
        if one.is_symlink() or not (one.is_file() or name == "contents"):
            raise Wrong("neither a file nor a folder of a bundle:", ascii(name))
        if one.is_file():
            yield _File(name, one, 0, one.stat().st_size, None)


def _of_zip(place: Path) -> list[_File]:
    found: list[_File] = []
    at, central = 0, b""
    with place.open("rb") as stream:
        while (head := stream.read(_LOCAL.size))[:4] == b"PK\3\4" and len(head) == _LOCAL.size:
            *_, sum_, size, _, length, _ = _LOCAL.unpack(head)
            spelled = stream.read(length)
            if head != _LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, _DAY, sum_, size, size, length, 0):
                raise Wrong("the zip file is not in the form of a bundle, at byte", at)
            entry = (20, 3, 20, 0, 0, 0, 0, _DAY, sum_, size, size, length, 0, 0, 0, 0, _MODE, at)
            central += _CENTRAL.pack(b"PK\1\2", *entry) + spelled
            begin = at + _LOCAL.size + length
            found.append(_File(spelled.decode("ascii", "replace"), place, begin, size, sum_))
            at = begin + size
            stream.seek(at)
        if len(found) >= 1 << 16:
            raise Wrong("the zip file holds too many files")
        end = _END.pack(b"PK\5\6", 0, 0, len(found), len(found), len(central), at & 0xFFFFFFFF, 0)
        stream.seek(at)
        if stream.read(len(central) + len(end) + 1) != central + end:
            raise Wrong("the zip file is not in the form of a bundle, at byte", at)
    return found


def _manifest(bundle: Bundle) -> dict[str, Any]:
    spelled = bundle.read("manifest.json")
    if (
        bundle.read("manifest.sha256", LARGEST_NOTE)
        != f"{hashlib.sha256(spelled).hexdigest()}  manifest.json\n".encode()
    ):
        raise Wrong("changed:", "manifest.json or manifest.sha256")
    manifest = _json(spelled)
    files: Any = manifest.get("files")
    if manifest.get("schema") != "qms.bundle/1" or not isinstance(files, dict):
        raise Wrong("the manifest is not one of this form of bundle")
    listed = {*map(str, files), "manifest.json", "manifest.sha256"}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - any JSON
    if strange := sorted(listed.symmetric_difference(bundle.names())):
        raise Wrong("files that the manifest does not name, or missing:", *map(ascii, strange[:5]))
    for name in sorted(listed - {"manifest.json", "manifest.sha256"}):
        if bundle.digest(name) != files[name]:
            raise Wrong("changed:", name)
        if _kept(name) not in ("", files[name]):
            raise Wrong("not what its name says:", name)
    return manifest


def _json(data: bytes) -> dict[str, Any]:
    try:
        found: Any = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise Wrong("what should be JSON is not") from None
    if not isinstance(found, dict):
        raise Wrong("what should be an object is not")
    return {str(name): value for name, value in found.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any JSON


class _Signatures:
    """The signatures of records, each at the entry of the act that made it.

    A signature is over a text of its own: this ledger, the record with the signatures before it, the act, who, when,
    why. By a key of the person's own it is Ed25519, so that nobody else can have made it; by a PIN, and for a document
    of the groupware, it is the SHA-256 of the text, which shows a change and not who made it.

    Attributes:
        made: how many there are by each means.

    """

    def __init__(self) -> None:
        self.made: dict[str, int] = {}
        self._before: dict[str, list[Any]] = {}
        self._signers: dict[str, tuple[str, dict[str, Any]]] = {}

    def hear(self, origin: str, entry: dict[str, Any]) -> None:
        """Take in an entry; raise `Wrong` where a signature is not what its act made, or was taken away since."""
        code, record = entry["code"], entry["record"]
        now: list[Any] = record.get("signatures") or []
        before = self._before.get(code, [])
        if now != before:
            try:
                good = len(now) == len(before) + 1 and now[:-1] == before and self._holds(origin, entry, now)
            except (KeyError, TypeError, ValueError, AttributeError, Wrong):
                good = False
            if not good:
                raise Wrong("a signature does not hold, of", ascii(code), "in entry", entry["position"])
            self._before[code] = now
            self.made[now[-1]["means"]] = self.made.get(now[-1]["means"], 0) + 1
        if entry["kind"] == "signer":
            self._signers[code] = self._signers.get(code, (entry["act"], {}))[0], record

    def _holds(self, origin: str, entry: dict[str, Any], now: list[Any]) -> bool:
        one, record = now[-1], entry["record"]
        alike = [one[name] == entry[name] for name in ("on_behalf_of", "act", "version", "zone")]
        alike += [one["person"] == entry["actor"], one["signed_at"] == entry["recorded_at"], one["suite"] == 1]
        bare = {name: value for name, value in record.items() if name != "signatures"}
        bare.update({"signatures": now[:-1]} if now[1:] else {})
        said = {name: value for name, value in one.items() if name != "seal"}
        said.update({name: entry[name] for name in ("kind", "code", "occurred_at", "reason")}, ledger=origin)
        text = b"qms-signature/1\n" + spelled(said) + b"\n"
        if not all(alike) or one["content"] != hashlib.sha256(spelled(bare)).hexdigest():
            return False
        if one["means"] == "groupware":
            return one["signer"] is None and bool(one["file"]) and one["seal"] == hashlib.sha256(text).hexdigest()
        return self._by_signer(one, text)

    def _by_signer(self, one: dict[str, Any], text: bytes) -> bool:
        """Whether somebody was enrolled to sign by these means then, and, by a key, whether it is of that key."""
        act, signer = self._signers.get(one["signer"], ("", {}))
        wanted = [one["person"], one["means"], "active", None]
        if act != "signer.enrol" or [signer.get(of) for of in ("person", "means", "status", "source_file")] != wanted:
            return False
        if one["means"] == "key":
            key = read_key(str(signer["key"]))
            return key[2] == 1 and ed25519(key[3], text, _base64(one["seal"]))
        return bool(one["means"] == "pin" and one["seal"] == hashlib.sha256(text).hexdigest())

    def said(self) -> list[str]:
        """A sentence about those that there are; they all hold."""
        ways = ", ".join(f"{count} by {means}" for means, count in sorted(self.made.items()))
        return [f"{sum(self.made.values())} signatures of records hold: {ways}"] if ways else []


def spelled(told: dict[str, Any]) -> bytes:
    """As entries are spelled: whole numbers and text alone, names in order, no blanks."""
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


class _Ledger:
    """What the entries come to: roots, what they commit to, what they name.

    Attributes:
        signatures: those of the records.
        origin: what tells this ledger from all others.
        roots: over the first so many entries, for the sizes asked for; -1: over all.
        committed: commitment → code, and version that it came with.
        frozen: SHA-256 of what the program itself keeps for records.
        attached: SHA-256 of the files that people attached.

    """

    def __init__(self, lines: Iterator[bytes], sizes: Sequence[int]) -> None:
        self.origin, self.frozen, self.attached = "qms", set[str](), set[str]()
        self.committed: dict[bytes, tuple[str, int]] = {}
        self.signatures = _Signatures()
        tree = Tree()
        self.roots = {0: tree.root()}
        for line in lines:
            entry, leaf = _entry(line, tree.size), leaf_hash(line)
            self.origin = "qms/" + leaf.hex()[:16] if tree.size == 0 else self.origin
            self._hear(entry)
            self.signatures.hear(self.origin, entry)
            tree.add(leaf)
            if tree.size in sizes:
                self.roots[tree.size] = tree.root()
        self.roots[-1] = tree.root()

    def _hear(self, entry: dict[str, Any]) -> None:
        record = entry["record"]
        for one in _COMMITTED.findall(json.dumps(record, separators=(",", ":"))):
            self.committed.setdefault(bytes.fromhex(one), (entry["code"], entry["version"]))
        parts: list[Any] = record.get("attachments") or []
        if record.get("snapshot"):
            self.frozen.add(record["snapshot"])
        self.attached.update(part["digest"] for part in parts)


def _entry(line: bytes, position: int) -> dict[str, Any]:
    entry = _json(line)
    if set(entry) != FIELDS or entry["position"] != position or entry["suite"] != 1:
        raise Wrong("not an entry, or not in its place:", position)
    if spelled(entry) != line:
        raise Wrong("not spelled as an entry must be:", position)
    if not isinstance(entry["record"], dict):
        raise Wrong("an entry that tells of no record:", position)
    return entry


def _personal(bundle: Bundle, ledger: _Ledger) -> int:
    count, last = 0, ("", "", 0)
    version: Any
    for line in bundle.lines("personal.jsonl") if "personal.jsonl" in bundle.names() else ():
        one = _json(line)
        code, version = str(one.get("code")), one.get("version")
        place = "\x1f".join(["qms/personal/1", *(str(one.get(name)) for name in ("subject", "code", "field", "value"))])
        committed = hmac.new(bytes.fromhex(str(one.get("salt"))), place.encode(), hashlib.sha256).digest()
        here = (code, str(one.get("field")), version)
        if not isinstance(version, int) or ledger.committed.get(committed) != (code, version) or here <= last:
            raise Wrong("not the personal value that was committed to, of", ascii(code))
        count, last = count + 1, here
    return count


def _left_out(bundle: Bundle, ledger: _Ledger) -> int:
    """How many attached files were left out, all of them and with the personal values; nothing else may be missing."""
    kept = {_kept(name) for name in bundle.names()} - {""}
    missing, files = (ledger.frozen | ledger.attached) - kept, ledger.attached - ledger.frozen
    left = files if "personal.jsonl" not in bundle.names() and files <= missing else set[str]()
    if strange := sorted((missing - left) | (kept - ledger.frozen - ledger.attached)):
        raise Wrong("named by an entry and missing, or kept and named by none:", *strange[:5])
    return len(left)


def check_bundle(place: Path, keys: Sequence[str] = (), against: Sequence[Checkpoint] = ()) -> list[str]:
    """Sentences about what holds; raise `Wrong` at the first thing that does not."""
    bundle = Bundle(place)
    manifest = _manifest(bundle)
    checkpoint = read_checkpoint(bundle.read("checkpoint.txt", LARGEST_NOTE), keys)
    ledger = _Ledger(bundle.lines("entries.jsonl"), [checkpoint.size, *(one.size for one in against)])
    for one in (checkpoint, *against):
        if one.origin not in ("", ledger.origin) or ledger.roots.get(one.size) != one.root:
            raise Wrong("the entries are not those of the checkpoint", f"{one.size}:{one.root.hex()}")
    if ledger.roots[-1] != checkpoint.root:
        raise Wrong("there are entries beyond the checkpoint")
    if [manifest.get(one) for one in ("origin", "size", "root")] != [*checkpoint[:2], checkpoint.root.hex()]:
        raise Wrong("the manifest is not of this checkpoint")
    left = _left_out(bundle, ledger)
    said = [
        f"{checkpoint.size} entries, root {checkpoint.root.hex()}",
        f"{len(bundle.names())} files unchanged",
    ]
    said.append(f"{_personal(bundle, ledger)} of {len(ledger.committed)} personal values are here, as committed to")
    said.extend(ledger.signatures.said())
    if left:
        said.append(f"{left} attached file{'s' if left > 1 else ''} left out, as personal values are")
    said.extend(f"begins with the checkpoint of {one.size} entries" for one in against)
    said.extend(f"signed by {name}" for name in checkpoint.signed)
    return said if checkpoint.signed else [*said, "who signed was not checked: give --key"]


def check_proof(data: bytes, against: Sequence[Checkpoint] = ()) -> list[str]:
    """Sentences about a proof as ``qms proof --json`` makes it; raise `Wrong` where it does not hold.

    A root does not hold its size, and a proof says itself which root it leads to: only ``against``, checkpoints that
    were kept elsewhere, tells whether it is of them. Each must be one of those that the proof is about.
    """
    proof = _json(data)
    try:
        path = [bytes.fromhex(one) for one in proof["proof"]]
        if proof["schema"] == "qms.proof.inclusion/1":
            about = [_told(proof, "size", "root")]
            position, leaf = _whole(proof["position"]), leaf_hash(proof["entry"].encode())
            check_inclusion(position, about[0].size, leaf, path, about[0].root)
            said = f"entry {position} is among the {about[0].size} of the checkpoint"
        elif proof["schema"] == "qms.proof.consistency/1":
            old, new = about = [_told(proof, "first", "first_root"), _told(proof, "second", "second_root")]
            check_consistency(old.size, new.size, old.root, new.root, path)
            said = f"the ledger of {new.size} entries begins with that of {old.size}"
        else:
            raise Wrong("this is not a proof of a form that is known")
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Wrong("this is not a proof") from None
    for kept in against:
        if not any(kept[1:3] == one[1:3] and kept.origin in ("", one.origin) for one in about):
            raise Wrong("the proof is not about the checkpoint", f"{kept.size}:{kept.root.hex()}")
    names = [f"{one.size}:{one.root.hex()}" for one in about]
    return (
        [said, *names] if against else [said, *names, "whether these are the ledger's was not checked: give --against"]
    )


def _told(proof: dict[str, Any], size: str, root: str) -> Checkpoint:
    return Checkpoint(str(proof["origin"]), _whole(proof[size]), bytes.fromhex(proof[root]))


def _whole(number: object) -> int:
    if type(number) is not int:
        raise TypeError(number)
    return number


def _of(spelled: str, keys: Sequence[str]) -> Checkpoint:
    size, colon, root = spelled.partition(":")
    if colon and size.isdigit() and len(root) == 64:
        if keys:
            raise Wrong("no key that was given signed the checkpoint")
        return Checkpoint("", int(size), bytes.fromhex(root))
    return read_checkpoint(spelled.encode(), keys)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; the exit code."""
    parser = argparse.ArgumentParser(description="Check a sealed bundle of quality records, or one proof.")
    parser.add_argument("place", nargs="+", metavar="BUNDLE | proof FILE")
    parser.add_argument("--key", action="append", default=[], help="public key NAME+ID+KEY, from elsewhere")
    parser.add_argument("--against", action="append", default=[], help="a checkpoint kept elsewhere: file or SIZE:ROOT")
    given = parser.parse_args(arguments)
    try:
        kept: list[Any] = [Path(one).read_bytes().decode() if Path(one).is_file() else one for one in given.against]
        if given.place[0] == "proof" and len(given.place) == 2:
            kept = [_of(one, given.key) for one in kept]
            said = check_proof(Path(given.place[1]).read_bytes(), kept)
        elif len(given.place) == 1:
            said = check_bundle(Path(given.place[0]), given.key, [_of(one, ()) for one in kept])
        else:
            parser.error("one bundle, or proof and a file")
    except (Wrong, OSError, ValueError, KeyError, TypeError) as fault:
        print(f"DOES NOT HOLD: {fault}")
        return 1
    print("\n".join([*said, "ALL HOLDS"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
