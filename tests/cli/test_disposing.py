"""Holds and disposals on the command line, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.test_retention import SETTLE, WHO
from tests.office import SUPPORT_HEAD, TOP

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

BOARD = ("--minutes", "기록-2032-7", "--outside", "○○대학교 교수", "--outside", "○○기록원 연구관")


@pytest.mark.req("KR-REC-43", "I-753.2d")
@pytest.mark.parametrize(
    ("lang", "owed", "verdict"),
    [("ko", "처리과 의견 제출", "폐기"), ("en", "give the producing unit's opinion", "dispose")],
)
def test_a_case_is_disposed_of_step_by_step(terminal: Terminal, lang: str, owed: str, verdict: str) -> None:
    terminal.done(*SETTLE, *WHO)
    early = terminal("disposal", "draw-up", "CS-2026-0001", lang=lang)
    assert (early.code, "2031-12-31" in early.err) == (3, True)
    terminal.clock("2032-01-05T09:00:00+09:00")
    terminal.done("disposal", "draw-up", "CS-2026-0001", lang=lang)
    refused = terminal("disposal", "carry-out", "DP-2032-0001", lang=lang)
    assert (refused.code, owed in refused.err) == (3, True)
    why = ("DP-2032-0001", "--verdict", verdict, "--reason", "쓰이지 않음")
    terminal.done("--by", SUPPORT_HEAD, "disposal", "opinion", *why, lang=lang)
    terminal.done("disposal", "examine", *why, lang=lang)
    terminal.done("--by", TOP, "disposal", "decide", *why, *BOARD, lang=lang)
    hold = ("CS-2026-0001", "--law", "법무-1", "--reason", "소송")
    terminal.done("hold", "place", *hold, lang=lang)
    assert "HD-2032-0001" in terminal("disposal", "carry-out", "DP-2032-0001", lang=lang).err
    terminal.done("hold", "release", "HD-2032-0001", "--reason", "취하", lang=lang)
    assert "ER-2032-0001" in terminal.done("disposal", "carry-out", "DP-2032-0001", lang=lang).err
    terminal.done("--by", TOP, "erasure", "approve", "ER-2032-0001", lang=lang)
    terminal.done("erasure", "carry-out", "ER-2032-0001", lang=lang)
    (kept,) = terminal.done("retention", "list", "--json", lang=lang).json["records"][:1]
    assert (kept["code"], kept["state"]) == ("CS-2026-0001", "disposed of")
