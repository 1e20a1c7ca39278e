"""A text as a QR code (ISO/IEC 18004), drawn in black so that a grey print can be read, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LONGEST: Final = 1000
"""Bytes of the longest text that is drawn: a code of 113 modules a side, which a telephone still reads from paper."""
QUIET: Final = 4
"""Modules of white around the code that the standard asks for."""


@dataclass(frozen=True)
class Code:
    """A QR code: modules a side with the white around, and its black runs as the path of a drawing."""

    side: int
    path: str


def code(text: str) -> Code | None:
    """The code of a text; None where it is too long to be read from paper."""
    import segno

    data = text.encode()
    if len(data) > LONGEST:
        return None
    # One error level and one mode, whatever a later version of the library thinks better: the same bytes again.
    made = segno.make(data, error="m", mode="byte", micro=False, boost_error=False)
    rows = [[bool(module) for module in row] for row in made.matrix]
    return Code(len(rows) + 2 * QUIET, "".join(_runs(rows)))


def _runs(rows: list[list[bool]]) -> list[str]:
    """Each black run of a row as a rectangle: moved to, drawn right, down, left."""
    found: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                found.append(f"M{x + QUIET} {y + QUIET}h{end - x}v1h-{end - x}z")
            x = max(end, x + 1)
    return found
