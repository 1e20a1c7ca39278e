"""The checkpoint in the packet: in words, as a code, attached; and read back from the file."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from segno import make

from qms.errors import BadNote, Diverged
from qms.ledger.checkpoint import Checkpoint
from qms.ledger.kept import read_kept
from qms.ledger.note import KeyKind, Note, SignerKey
from qms.packet import render, render_html
from qms.packet.attach import checkpoint
from qms.packet.code import LONGEST, QUIET, code
from tests.packet import sample
from tests.packet.conftest import Made
from tests.packet.reading import Pdf

AT = datetime(2026, 7, 14, 9, tzinfo=UTC)
BARE = Note(checkpoint(sample.snapshot()))
SIGNED = SignerKey("quality.example", b"k" * 32).sign(BARE)


def _grid(text: str) -> list[list[bool]]:
    """The modules that are drawn, the white around left out."""
    found = code(text)
    assert found is not None
    inner = found.side - 2 * QUIET
    rows = [[False] * inner for _ in range(inner)]
    for run in found.path.split("M")[1:]:
        place, _, wide = run.partition("h")
        x, y = (int(one) - QUIET for one in place.split())
        for at in range(int(wide.partition("v")[0])):
            assert not rows[y][x + at]
            rows[y][x + at] = True
    return rows


@pytest.mark.parametrize("text", ["가", SIGNED.spelled(), "x" * LONGEST])
def test_the_code_that_is_drawn_is_the_library_s(text: str) -> None:
    made = make(text.encode(), error="m", mode="byte", micro=False, boost_error=False)
    assert _grid(text) == [[bool(one) for one in row] for row in made.matrix]


def test_a_text_too_long_for_paper_is_not_drawn() -> None:
    assert code("x" * (LONGEST + 1)) is None


def test_a_checkpoint_of_another_state_is_not_printed() -> None:
    other = Note(Checkpoint("gaon.example/qms", 1, b"x" * 32).text())
    with pytest.raises(Diverged, match="frozen"):
        render_html(sample.packet(), checkpoint=other)


def test_signatures_stand_in_the_page_and_the_old_form_is_still_read() -> None:
    made = render_html(sample.packet(), "en", checkpoint=SIGNED)
    assert "\u2014 quality.example" in made
    old = "gaon.example/qms\n4812\n3fa9c0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3\n"
    assert read_kept(old.encode()) == BARE


@pytest.fixture(scope="module")
def witnessed() -> tuple[Note, Pdf]:
    """The packet with the signatures of the office and of two witnesses."""
    note = SIGNED
    for name in ("audit.example", "감사원.example"):
        note = SignerKey(name, name.encode()[:8] * 4, KeyKind.WITNESS).sign(note, AT)
    file = io.BytesIO()
    assert render(sample.packet(), file, language="en", checkpoint=note).warnings == ()
    again = io.BytesIO()
    render(sample.packet(), again, language="en", checkpoint=note)
    assert file.getvalue() == again.getvalue()
    return note, Pdf(file.getvalue())


def _scanned(pdf: Pdf) -> list[str]:
    """What a scanner reads from the pages that are printed grey."""
    found: list[str] = []
    for page in pdf.document:
        drawn: Any = page.render(scale=200 / 72).to_pil()
        image: Image.Image = drawn.convert("L")
        found += [one.text for one in zxingcpp.read_barcodes(image)]
    return found


@pytest.mark.needs_pdf
def test_a_telephone_reads_the_checkpoint_from_a_grey_print(korean: Made, witnessed: tuple[Note, Pdf]) -> None:
    assert _scanned(korean[1]) == [BARE.text]
    assert _scanned(witnessed[1]) == [witnessed[0].spelled()]


@pytest.mark.needs_pdf
def test_the_packet_is_read_as_the_checkpoint_it_carries(every: Made, witnessed: tuple[Note, Pdf]) -> None:
    assert read_kept(every[1].data) == BARE
    assert read_kept(witnessed[1].data) == witnessed[0]


def _pdf(*files: bytes, packed: bool = True) -> bytes:
    one = b"".join(
        b"1 0 obj\n<</Type /EmbeddedFile%s/Length 1>>\nstream\n%s\nendstream\nendobj\n"
        % (b"/Filter /FlateDecode" if packed else b"", zlib.compress(data) if packed else data)
        for data in files
    )
    return b"%PDF-1.7\n" + one


def test_other_files_beside_the_checkpoint_do_not_matter() -> None:
    spelled = SIGNED.spelled().encode()
    assert read_kept(_pdf(b"a,b\r\n", spelled, b"{}", spelled)) == SIGNED
    assert read_kept(_pdf(b"a,b\r\n", spelled, packed=False)) == SIGNED


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (_pdf(), "no checkpoint"),
        (_pdf(b"", b"x"), "no checkpoint"),
        (_pdf(BARE.text.encode(), SIGNED.spelled().encode()), "differ"),
        (_pdf(b"\0" * 50_000_000), "no checkpoint"),
        (b"%PDF-1.7\n" + b"/EmbeddedFile" * 200_000, "no checkpoint"),
        (b"%PDF-1.7\n" + b"/EmbeddedFile stream\n\xff" * 100_000, "no checkpoint"),
        (_pdf(SIGNED.spelled().encode())[:90], "no checkpoint"),
        (b"", "checkpoint"),
        (b"\xff", "form"),
        (b"x" * 10_000_000, "form"),
    ],
)
def test_a_hostile_file_is_no_checkpoint(data: bytes, word: str) -> None:
    with pytest.raises(BadNote, match=word):
        read_kept(data)
