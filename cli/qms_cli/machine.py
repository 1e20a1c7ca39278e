"""What the machine brings: each part with the line that mends what is missing."""

from __future__ import annotations

import ctypes
import os
import platform
import sqlite3
import sys
from contextlib import suppress
from ctypes.util import find_library
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from qms.errors import ClockImpossible, QmsError, StoreDamaged
from qms_cli.show.result import Named, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qms_cli.desk import Desk

OLDEST: Final = (3, 11)
WAL_SAFE: Final = (3, 51, 3)
LIBRARIES: Final[Mapping[str, tuple[str, ...]]] = {
    "linux": (
        "libpango-1.0.so.0",
        "libpangoft2-1.0.so.0",
        "libharfbuzz.so.0",
        "libharfbuzz-subset.so.0",
        "libfontconfig.so.1",
    ),
    "darwin": (
        "libpango-1.0.dylib",
        "libpangoft2-1.0.dylib",
        "libharfbuzz.0.dylib",
        "libharfbuzz-subset.0.dylib",
        "libfontconfig.1.dylib",
    ),
    "win32": (
        "libpango-1.0-0.dll",
        "libpangoft2-1.0-0.dll",
        "libharfbuzz-0.dll",
        "libharfbuzz-subset-0.dll",
        "libfontconfig-1.dll",
    ),
}
"""What the typesetter loads from the system, by platform."""
MENDS: Final[Mapping[str, str]] = {
    "linux": "sudo apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0",
    "darwin": "brew install pango",
    "win32": "pacman -S mingw-w64-ucrt-x86_64-pango",
}
"""What brings it: on Windows in the UCRT64 shell of MSYS2."""
DLL_FOLDERS: Final = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
"""Where the typesetter looks on Windows unless ``WEASYPRINT_DLL_DIRECTORIES`` says otherwise (WeasyPrint 70)."""
FONTS: Final = ("Pretendard-Regular.ttf", "Pretendard-SemiBold.ttf", "Pretendard-Bold.ttf")
GOOD, NOTE, BAD = "good", "note", "bad"
NAMES: Final = ("part", "state", "found", "hint")


def look(desk: Desk) -> Rows:
    """Every part, with what was found."""
    parts = (
        _python, _sqlite, _libraries, _fonts, _extras, _encoding, _clock, _store, _names_key, _profile, _duties,
        _giving, _unhandled, _accesses, _copying,
    )  # fmt: skip
    rows = tuple(_row(desk, *one) for part in parts for one in part(desk))
    columns = desk.columns(*NAMES)
    return Rows("qms.doctor/1", columns, rows, many="parts", wrapped=True)


def ill(found: Rows) -> bool:
    """Whether something has to be mended."""
    return any(row["state"] == BAD for row in found.rows)


Finding = tuple[str, str, str, str | None]
"""Part, state, what was found, what to do about it."""


def _row(desk: Desk, part: str, state: str, found: str, hint: str | None) -> dict[str, Any]:
    return {
        "part": Named(part, desk.say(f"doctor.part.{part}")),
        "state": Named(state, desk.say(f"doctor.state.{state}")),
        "found": found,
        "hint": hint,
    }


def _python(desk: Desk) -> Iterator[Finding]:
    good = sys.version_info >= OLDEST
    yield "python", GOOD if good else BAD, platform.python_version(), None if good else desk.told("doctor.python")


def _sqlite(desk: Desk) -> Iterator[Finding]:
    from qms.store.engine import journal_mode

    journal, synchronous = journal_mode()
    found = f"{sqlite3.sqlite_version}, journal_mode={journal}, synchronous={synchronous}"
    wal = sqlite3.sqlite_version_info >= WAL_SAFE
    yield "sqlite", GOOD if wal else NOTE, found, None if wal else desk.told("doctor.sqlite")


def _libraries(desk: Desk) -> Iterator[Finding]:
    names = LIBRARIES.get(sys.platform)
    if names is None:
        yield "typesetter", NOTE, sys.platform, desk.told("doctor.typesetter")
        return
    missing = [name for name in names if not any(_loads(one) for one in _places(name))]
    yield "typesetter", BAD if missing else GOOD, ", ".join(missing or names), MENDS[sys.platform] if missing else None


def _places(name: str) -> Iterator[str]:
    """The library's name as the loader takes it; on macOS also where Python, if it is Homebrew's, finds it."""
    if sys.platform == "win32":
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", DLL_FOLDERS).split(";"):
            with suppress(OSError):
                os.add_dll_directory(folder)
    yield name
    if sys.platform == "darwin" and (found := find_library(name.removeprefix("lib").removesuffix(".dylib"))):
        yield found


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _fonts(desk: Desk) -> Iterator[Finding]:
    from qms.base.place import templates

    folder = templates() / "fonts"
    missing = [name for name in FONTS if not (folder / name).is_file()]
    yield "fonts", BAD if missing else GOOD, ", ".join(missing or FONTS), desk.told("doctor.fonts") if missing else None


def _extras(desk: Desk) -> Iterator[Finding]:
    there = find_spec("psycopg") is not None
    hint = None if there else "pip install 'qms-records[postgresql]'"
    yield "postgresql", GOOD if there else NOTE, "psycopg" if there else desk.told("doctor.absent"), hint


def _encoding(desk: Desk) -> Iterator[Finding]:
    found = sys.stdout.encoding or "?"
    good = found.lower().replace("-", "") == "utf8"
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "–")
    hint = "doctor.encoding_win32" if sys.platform == "win32" else "doctor.encoding"
    yield "encoding", GOOD if good else NOTE, f"{found} ({locale})", None if good else desk.told(hint)


def _clock(desk: Desk) -> Iterator[Finding]:
    """Whether this machine's clock stands behind what was recorded last; nothing where there is no store to ask."""
    from qms.store.clocks import TOLERANCE, newest

    with suppress(QmsError):
        with desk.registry.reading() as reading:
            last = newest(reading.connection)
        try:
            now = desk.registry.facts().now
        except ClockImpossible as fault:
            yield "clock", BAD, fault.now, Named(fault.hint("en"), fault.hint(desk.language))
            return
        behind = last is not None and now < last - TOLERANCE
        hint = desk.told("doctor.clock", last=desk.read(last)) if behind else None
        yield "clock", NOTE if behind else GOOD, desk.read(now), hint


def _store(desk: Desk) -> Iterator[Finding]:
    """The store of this place, where there is one, and whether its file holds together."""
    from qms.store.pages import torn

    try:
        origin, size, _ = desk.registry.checkpoint()
        with desk.registry.reading() as reading:
            broken = next(torn(reading.connection), None)
    except QmsError as fault:
        yield (
            "store",
            BAD if isinstance(fault, StoreDamaged) else NOTE,
            Named(fault.say("en"), fault.say(desk.language)),
            Named(fault.hint("en"), fault.hint(desk.language)),
        )
    else:
        found = f"{desk.session.place} ({origin}, {size})"
        hint = desk.told("doctor.damaged", what=broken.said) if broken else None
        yield "store", BAD if broken else GOOD, found, hint


def _names_key(desk: Desk) -> Iterator[Finding]:
    """Where the key lies that opens personal values, whether it is there, and whether it lies with the store."""
    from qms.store.rewrapping import key_place

    with suppress(QmsError):
        found = key_place(desk.registry.store)
        if not found.here:
            key = "key_locked" if found.there else "key_absent"
            yield "names_key", NOTE if found.there else BAD, str(found.file), desk.told(f"doctor.{key}")
        else:
            state, key = (NOTE, "key_beside") if found.beside else (GOOD, "key_apart")
            yield "names_key", state, str(found.file), desk.told(f"doctor.{key}")


def _profile(desk: Desk) -> Iterator[Finding]:
    """Acts that the program has, and the profile in force gives to nobody."""
    from qms_cli.carriage import unpermitted

    with suppress(QmsError):
        profile = desk.session.facts.profile
        missing = unpermitted(profile)
        found = ", ".join((f"{profile.id} {profile.edition}", *missing))
        yield "profile", NOTE if missing else GOOD, found, desk.told("doctor.profile") if missing else None


def _accesses(desk: Desk) -> Iterator[Finding]:
    """Months of the log of accesses that nobody has looked through."""
    with suppress(QmsError):
        owed = desk.registry.accesses.owed()
        yield "accesses", BAD if owed else GOOD, ", ".join(owed), desk.told("doctor.accesses") if owed else None


def _duties(desk: Desk) -> Iterator[Finding]:
    """Acts that judge others' work, and that too few people may do today for no record to get stuck."""
    from qms_cli.profiles import act_label

    with suppress(QmsError):
        found = desk.registry.stuck()
        acts = dict.fromkeys((one.act, one.people) for one in found)
        told = (f"{act_label(desk, act)}: {', '.join(people) or '–'}" for act, people in acts)
        if found:
            yield "duties", NOTE, "; ".join(told), desk.told("doctor.duties")
        else:
            yield "duties", GOOD, desk.told("doctor.enough"), None


def _giving(desk: Desk) -> Iterator[Finding]:
    """Roles that nobody is left to give, or that anybody might be given; nothing where there are none."""
    from qms_cli.giving import doubts

    with suppress(QmsError):
        profile = desk.session.facts.profile
        for one in doubts(desk):
            found = ", ".join(profile.role_label(role, desk.language) for role in one.roles)
            yield "giving", BAD if one.stops else NOTE, found, desk.told(one.hint)


def _unhandled(desk: Desk) -> Iterator[Finding]:
    """Cases that nobody within may go on with, because of whom they are about; nothing where there are none."""
    from qms.registry.stuck import unhandled

    with suppress(QmsError):
        for one in unhandled(desk.registry):
            to = one.outside.say(desk.language) if one.outside else "–"
            yield "reports", BAD, one.code, desk.told("doctor.reports", outside=to)


def _copying(desk: Desk) -> Iterator[Finding]:
    """Whether a copy of the file would be a copy of the store; nothing for a database on a server."""
    from qms.store.engine import file_of, read_place
    from qms.store.head import beside, read_head

    with suppress(QmsError):
        path = file_of(read_place(desk.session.place))
        head = read_head(path) if path else None
        if path and head:
            journal = f"journal_mode={'WAL' if head.logged else 'DELETE'}"
            files = ", ".join(file.name for file in beside(path))
            state, key = (NOTE, "doctor.copy_part") if files else (GOOD, "doctor.copy_whole")
            yield "copy", state, f"{journal}, {files}" if files else journal, desk.told(key)
