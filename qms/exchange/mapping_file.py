"""Reading a mapping file; all that is wrong with it is said at once."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from qms.errors import BadMapping, Fault
from qms.exchange.checking import faults_in
from qms.exchange.mapping import Mapping
from qms.exchange.read import file_bytes, file_name
from qms.exchange.wording import said

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

# A line of a thousand dotted keys costs Python's TOML reader seconds, and nobody writes one.
_BYTES, _LINE = 64 * 1024, 1_000
_PLACE: Final = re.compile(r"line ([0-9]+), column ([0-9]+)")


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises:
        NoSuchFile: there is no file at this path.
        BadMapping: what is wrong with it, everything at once.

    """
    return mapping_of(file_bytes(path, _BYTES), file_name(path))


def mapping_of(data: bytes, name: str) -> Mapping:
    """Read the bytes of a mapping file; ``name`` goes into the fault. Raises `BadMapping`."""
    raw = _tables(data, name)
    faults: list[Fault] = []
    mapping = None
    try:
        mapping = Mapping.model_validate(raw)
    except ValidationError as wrong:
        faults += map(_shape_fault, wrong.errors(include_url=False))
    seen = {fault.place for fault in faults}
    faults += [fault for fault in faults_in(raw) if fault.place not in seen]
    if mapping is None or faults:
        raise BadMapping(file=name, faults=tuple(dict.fromkeys(faults)))
    return mapping


def _tables(data: bytes, name: str) -> dict[str, Any]:
    text = data.decode("utf-8-sig", errors="replace")
    if "\ufffd" in text:
        raise _unreadable(name, "not_utf8")
    if len(data) > _BYTES or max(map(len, text.splitlines()), default=0) > _LINE:
        raise _unreadable(name, "too_large", bytes=f"{_BYTES:,}", line=f"{_LINE:,}")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _unreadable(name, "too_deep") from None
    except tomllib.TOMLDecodeError as fault:
        found = _PLACE.search(str(fault))
        # Without a place the file ended too early.
        line, column = found.groups() if found else (text.count("\n") + 1, len(text.rpartition("\n")[2]) + 1)
        raise _unreadable(name, "not_toml", line=str(line), column=str(column)) from None


def _unreadable(name: str, rule: str, **values: str) -> BadMapping:
    return BadMapping(file=name, faults=(Fault(name, f"exchange.fault.{rule}", tuple(values.items())),))


def _shape_fault(error: ErrorDetails) -> Fault:
    rule, values = said(error)
    return Fault(".".join(map(str, error["loc"])), f"exchange.fault.{rule}", tuple(values.items()))
