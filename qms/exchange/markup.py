"""HTML and word-processor mark-up in a cell → the text that a reader of the page saw."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# One pass over these signs, and nothing is searched twice: no cell can make it slow.
_SIGN: Final = re.compile(r"<!--|<(?=[a-zA-Z/!?])|-->|[>\"']")
_NAME: Final = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
_BLOCKS: Final = frozenset({
    "address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})
_UNSEEN_END: Final = re.compile(r"</(script|style|title|xml)(?![a-z])", re.IGNORECASE)
_PICTURES: Final = frozenset({"audio", "embed", "iframe", "img", "object", "svg", "video"})
_SPACES: Final = re.compile(r"[ \t\r\f\v\u00a0]+")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


class Plain(NamedTuple):
    """Text without mark-up, and how many pictures and the like stood in it."""

    text: str
    pictures: int


def plain(marked: str) -> Plain:
    """Strip mark-up: blocks become lines, comments, scripts and styles go, character references are resolved.

    What only looks like mark-up (``a < b``, a tag that never ends) stays as it is.
    """
    last_end = {found[1].lower(): found.start() for found in _UNSEEN_END.finditer(marked)}
    lines = _Lines()
    unseen, since, pictures = "", 0, 0
    for begin, text, tag in _cut(marked):
        found = _NAME.match(tag)
        name = found[1].lower() if found else ""
        if unseen:
            unseen = "" if name == unseen and tag.startswith("/") else unseen
            continue
        lines.add(text)
        lines.tag(name)
        pictures += name in _PICTURES and not tag.startswith("/")
        if not tag.startswith("/") and last_end.get(name, -1) > begin:
            unseen, since = name, begin
    if unseen:  # its end lies inside a comment that never ends: rather mark-up in the text than text lost
        lines.add(marked[since:])
    return Plain(lines.all(), pictures)


class _Lines:
    """Text as it comes, broken where a block begins or ends."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._fresh = True

    def add(self, text: str) -> None:
        """Text between two tags; white space alone at the beginning of a line is only how the source is laid out."""
        seen = html.unescape(text)
        if self._fresh and not seen.strip():
            return
        self._pieces.append(seen)
        self._fresh = self._fresh and not seen

    def tag(self, name: str) -> None:
        """A tag that may break the line."""
        if name == "br" or (name in _BLOCKS and not self._fresh):
            self._pieces.append("\n")
            self._fresh = True
        elif name in _CELLS:
            self._pieces.append(" ")

    def all(self) -> str:
        """The text, with runs of spaces made one and no more than one empty line in a row."""
        lines = (_SPACES.sub(" ", line).strip() for line in "".join(self._pieces).split("\n"))
        return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _cut(marked: str) -> Iterator[tuple[int, str, str]]:
    """The text before each tag or comment, and what stands inside it; at the end the rest, with no tag.

    Before both goes the place in ``marked`` where the tag begins.
    """
    done, begin, awaited = 0, -1, ""
    for found in _SIGN.finditer(marked):
        sign, at = found[0], found.start()
        if awaited:  # inside a comment or a quoted value nothing else counts
            if sign != awaited:
                continue
            awaited = ""
            if sign != "-->":
                continue
        elif sign.startswith("<"):
            begin, awaited = at, "-->" if sign == "<!--" else ""
            continue
        elif begin < 0 or sign == "-->":
            continue
        elif sign in "\"'":
            awaited = sign if marked[at - 2 : at].rstrip().endswith("=") else ""
            continue
        yield begin, marked[done:begin], marked[begin + 1 : at]
        done, begin = found.end(), -1
    yield len(marked), marked[done:], ""
