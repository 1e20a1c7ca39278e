"""Which sign parts the columns of a text file, where its mapping leaves that to the file."""

from __future__ import annotations

import csv
import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from qms.exchange.sheet import AUTO, Form, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.finding import Finding

SIGNS: Final = ",;\t|"
"""The usual delimiters."""
_LOOKED_AT: Final = 50
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def lines_of(text: str, begin: int = 0) -> Iterator[str]:
    """The lines of a text from this character on, with their ends, one after the other: no second copy of the whole."""
    return (found[0] for found in _LINE.finditer(text, begin))


class Lines:
    """The lines of a text with their ends.

    Attributes:
        end: the character after the last line that was given.

    """

    def __init__(self, text: str) -> None:
        """None is given yet."""
        self._found = _LINE.finditer(text)
        self.end = 0

    def __iter__(self) -> Lines:
        """Give the next lines."""
        return self

    def __next__(self) -> str:
        """Give the next line."""
        found = next(self._found)
        self.end = found.end()
        return found[0]


def delimiter_of(text: str, form: Form, file: Spot) -> str | Finding:
    """The delimiter that the form names, or the only one that the file can have, or the finding that it is unclear.

    A sign can be the delimiter when it parts the head. Where several do, the rows below decide: of the delimiter,
    each of them has as many as the head.
    """
    if form.delimiter != AUTO:
        return form.delimiter
    counts = {sign: found for sign in SIGNS if len(found := _counts(text, sign, form.head)) and found[0] > 1}
    if len(counts) > 1:
        even = [sign for sign, found in counts.items() if len(found) > 1 and len(set(found)) == 1]
        if len(even) != 1:
            return file.finding("which_delimiter", found=" ".join(map(repr, counts)))
        return even[0]
    return next(iter(counts), SIGNS[0])


def parts_head(text: str, sign: str, head: int) -> bool:
    """Whether this sign parts the head into columns."""
    found = _counts(text, sign, head)
    return bool(found) and found[0] > 1


def _counts(text: str, sign: str, head: int) -> list[int]:
    """How many cells the head and the first rows below it have, when this sign parts them."""
    reader = csv.reader(lines_of(text), delimiter=sign, strict=True)
    found: list[int] = []
    begin = 1
    try:
        for cells in islice(reader, head + _LOOKED_AT):
            if begin >= head and any(cells):
                found.append(len(cells))
            begin = reader.line_num + 1
    except csv.Error:
        pass  # what was seen until here is enough, or tells nothing
    return found
