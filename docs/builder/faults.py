"""Errors and findings: what each says, and what to do about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import qms_cli.faults  # noqa: F401 - its faults are listed too
from qms_cli.exits import exit_of
from qms_cli.words import say

from builder.markdown import code, page, section, table
from qms import errors, i18n
from qms.kinds import KINDS, ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTICLE = re.compile(r"\{([^{}/]+)/([^{}]+)\}")
_PLACE = re.compile(r"\{(\w+)\}")
ROOMS = tuple(name for name in KINDS if name not in ORGANISATION)
FOLDERS = ("base", *ROOMS, "organisation", "figures", "ledger", "store", "registry", "compile", "exchange", "packet",
           "cli")  # fmt: skip
"""Folders that may have words of faults and findings."""


def pages() -> dict[str, str]:
    """Errors by what they end a command in, and findings by where they come from."""
    return {
        "errors.md": page("Errors", _intro(), section("Errors", *_errors())),
        "findings.md": page("Findings", _intro(), *_findings()),
    }


def _intro() -> str:
    return (
        "An *error* ends a call: nothing was written. In Python each is a class of `qms.errors`, below `QmsError`; "
        "on the command line it is three lines and an [exit code](exit-codes.md). `qms explain CODE` prints what "
        "stands here. A *finding* is something wrong in data: all of them are told at once, "
        "each with its place: [findings](findings.md). "
        "Words in *italics* are filled in."
    )


def _errors() -> Iterator[str]:
    every = sorted({one for one in errors.all_of((errors.QmsError,)) if one.key}, key=lambda one: one.key)
    for ended in sorted({exit_of(one) for one in every}):
        rows = (_error(one) for one in every if exit_of(one) is ended)
        title = f"Exit {ended.value}: {say(f'exit.{ended.name.lower()}', 'en')}"
        yield section(title, table(("Code", "Class", "What it says", "What to do"), rows), level=3)


def _error(fault: type[errors.QmsError]) -> tuple[str, ...]:
    folder, _, rest = fault.key.partition(".")
    key = f"{folder}.error.{rest}"
    return code(fault.key), code(fault.__name__), _both(f"{key}.sentence"), _both(f"{key}.hint")


def _findings() -> Iterator[str]:
    for folder in FOLDERS:
        keys = sorted(key for key in i18n.keys(folder, "en") if ".finding." in key and key.endswith(".sentence"))
        rows = (_finding(key.removesuffix(".sentence")) for key in keys)
        if text := table(("Code", "What it says", "What to do"), rows):
            yield section(f"Findings: {folder}", text)


def _finding(rule: str) -> tuple[str, ...]:
    return code(rule), _both(f"{rule}.sentence"), _both(f"{rule}.hint") if i18n.has(f"{rule}.hint") else ""


def _both(key: str) -> str:
    return "<br>".join(_open(i18n.text(key, language)) for language in ("en", "ko"))


def _open(words: str) -> str:
    """A sentence with its places shown: a fact in italics, a particle in both its forms."""
    return _PLACE.sub(r"*\1*", _PARTICLE.sub(r"\1(\2)", words))
