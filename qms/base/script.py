"""Scripts of the Korean word processor: it writes a frame of them into every document, and the frame does nothing."""

from __future__ import annotations

import re
from typing import Final

# Texts in quotes go first, so that what looks like a comment in one is none.
_ASIDE: Final = re.compile(r'"[^"\n\r\u2028\u2029]*"|//[^\n\r\u2028\u2029]*|/\*.*?\*/', re.DOTALL)
_FRAME: Final = re.compile(
    r"varDocuments=XHwpDocuments;"
    r"|varDocument=Documents\.Active_XHwpDocument;"
    r'|var\w{1,80}=Document\.XHwpForm\w{1,80}\.ItemFromName\("[^"\\]{0,80}"\);'
    r"|function\w{1,80}\(\)\{\}"
)
_SPACE: Final = re.compile(r"[\s\ufeff]+")


def runs(source: str) -> bool:
    """Whether a script does anything beyond the frame that the word processor writes by itself."""
    bare = _ASIDE.sub(lambda found: found[0] if found[0].startswith('"') else "", source)
    return bool(_FRAME.sub("", _SPACE.sub("", bare)))


def decoded(script: bytes) -> str | None:
    """The text of a script that stands in a file, in UTF-16 or UTF-8; None where it is in neither."""
    marked = script.startswith((b"\xff\xfe", b"\xfe\xff"))
    wide = "utf-16-be" if script.startswith(b"\0") else "utf-16-le"
    for code in ("utf-16",) if marked else (wide,) if b"\0" in script else ("utf-8",):
        try:
            return script.decode(code)
        except UnicodeDecodeError:
            continue
    return None


__all__ = ["decoded", "runs"]
