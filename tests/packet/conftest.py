"""Packets rendered once for all tests that read them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from qms.packet import Rendered, render
from tests.packet import hostile, sample
from tests.packet.reading import Pdf

if TYPE_CHECKING:
    from qms.compile.content import PacketContent
    from qms.packet.speech import Edition

Made = tuple[Rendered, Pdf]
EDITIONS: dict[str, tuple[bool, Edition]] = {
    "ko": (False, "ko"), "en": (False, "en"), "both": (False, "both"), "draft": (True, "ko"),
}  # fmt: skip


def made(content: PacketContent, language: Edition) -> Made:
    file = io.BytesIO()
    rendered = render(content, file, language=language)
    return rendered, Pdf(file.getvalue())


_kept: dict[str, Made] = {}


def edition(name: str) -> Made:
    """The sample in one of its editions."""
    if name not in _kept:
        draft, language = EDITIONS[name]
        _kept[name] = made(sample.packet(draft=draft), language)
    return _kept[name]


@pytest.fixture(params=sorted(EDITIONS))
def every(request: pytest.FixtureRequest) -> Made:
    """The sample in each edition."""
    return edition(request.param)


@pytest.fixture
def korean() -> Made:
    return edition("ko")


@pytest.fixture
def english() -> Made:
    return edition("en")


@pytest.fixture
def draft() -> Made:
    return edition("draft")


@pytest.fixture(scope="session")
def attacked() -> Made:
    """The hostile packet in Korean."""
    return made(hostile.packet(), "ko")
