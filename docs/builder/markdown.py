"""Small pieces of Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTE = "<!-- Made by docs/build.py from the code: change the code and run it again. -->"
_DROPPED = re.compile(r"[^\w\- ]")
_ROLE = re.compile(r"``([^`]+)``")


def page(title: str, *parts: str) -> str:
    """A whole page; an empty part is left out."""
    return "\n\n".join([NOTE, f"# {title}", *(part for part in parts if part)]) + "\n"


def section(title: str, *parts: str, level: int = 2) -> str:
    """A heading with what stands under it."""
    return "\n\n".join([f"{'#' * level} {title}", *(part for part in parts if part)])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty where there are no rows."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(head), _row(["---"] * len(head)), *lines]) if lines else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(one) for one in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def code(text: str) -> str:
    """Text as it is typed; nothing for nothing."""
    return f"`{text}`" if text else ""


def block(text: str, language: str = "text") -> str:
    """Text as it stands on a screen."""
    return f"```{language}\n{text.rstrip()}\n```"


def prose(docstring: str | None) -> str:
    """A docstring as prose: one paragraph a paragraph, double backticks as single ones."""
    paragraphs = (" ".join(part.split()) for part in (docstring or "").split("\n\n"))
    return _ROLE.sub(r"`\1`", "\n\n".join(part for part in paragraphs if part))


def summary(docstring: str | None) -> str:
    """The first paragraph of a docstring."""
    return prose((docstring or "").split("\n\n")[0])


def anchor(title: str) -> str:
    """The name under which a heading can be linked to."""
    return _DROPPED.sub("", title.lower()).replace(" ", "-")
