"""Pictures of the demo's packets: pages that show how the packet looks, small enough for a repository."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qms_cli.demo import making

from qms.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.i18n import Language

WIDTH, COLOURS, LARGEST = 1000, 128, 250_000
CHAPTERS: dict[Language, dict[str, str]] = {
    "ko": {"summary": "한눈에 보기", "customers": "고객만족", "register": "고객의 소리 대장"},
    "en": {"summary": "At a glance", "customers": "Customer satisfaction", "register": "Register of cases"},
}
"""Name of a picture → how the chapter begins whose first page it shows; the cover is the first of all."""


def make(folder: Path) -> int:
    """Make the demo anew and write a picture of each chosen page in both languages."""
    import pypdfium2

    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        built = making.build(Path(made) / "demo", _say)
        for language in LANGUAGES:
            document = pypdfium2.PdfDocument(next(one for one in built.packets if f".{language}." in one.name))
            for name, number in _chosen(document, language):
                _save(document[number], folder / f"{name}.{language}.png")
            document.close()
    return 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _chosen(document: Any, language: Language) -> Iterator[tuple[str, int]]:  # noqa: ANN401 - pypdfium2 is untyped
    yield "cover", 0
    chapters = {one.get_title(): one.get_dest().get_index() for one in document.get_toc()}
    for name, begin in CHAPTERS[language].items():
        yield name, next(page for title, page in chapters.items() if title.startswith(begin))


def _save(page: Any, to: Path) -> None:  # noqa: ANN401 - as above
    """Render a page in few colours: text stays sharp, the file small."""
    picture = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
    picture.quantize(COLOURS).save(to, optimize=True)
    _say(f"{to.name}: {to.stat().st_size // 1000} kB")
    if to.stat().st_size >= LARGEST:
        message = f"{to} is larger than {LARGEST} bytes"
        raise ValueError(message)
