"""How a text might stand in a file."""

from __future__ import annotations

import base64
from urllib.parse import quote

_TELLING = 8


def spelled(text: str) -> set[bytes]:
    """As it might stand in a file: plain, as UTF-16, in hexadecimal, in base64, as a percent sign tells it, in JSON."""
    plain = {text.encode(), text.encode("utf-16-be"), text.encode("utf-16-le")}
    written = {one.hex().encode() for one in plain} | {one.hex().upper().encode() for one in plain}
    # In base64 the letters depend on where in the text it begins; the middle stays.
    coded = {base64.b64encode(bytes(shift) + text.encode())[4:-4] for shift in range(3)}
    # Of a short text that is too little to tell it from anything else.
    coded = {one for one in coded if len(one) >= _TELLING}
    return plain | written | coded | {quote(text).encode(), text.encode("unicode-escape")}
