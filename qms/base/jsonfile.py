"""JSON that leaves the house: what could steer a terminal or a reader is escaped, which changes no value."""

from __future__ import annotations

import re
from typing import Final

# What JSON may hold but a terminal may act on: C1 controls, bidirectional marks, line and paragraph separators.
_STEERING: Final = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")


def harmless(text: str) -> str:
    r"""Return the JSON ``text`` with everything that steers as ``\u202e``."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


__all__ = ["harmless"]
