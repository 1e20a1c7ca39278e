"""An organisation sees what another profile would change, and puts it in force."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from tests.office import QUALITY, TOP

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

ACT, ACT_LABEL = "case.withdraw", "고객의 소리: 취하"


@pytest.fixture
def newer(terminal: Terminal) -> Path:
    """A later edition of the profile in force, in which an act is nobody's."""
    source = terminal.folder / "next.toml"
    text = (files("qms.organisation") / "profiles" / "technopark.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(f'"{ACT}"')]
    assert len(lines) == len(text.splitlines()) - 1
    source.write_text("\n".join(lines).replace('edition = "2016-12-19"', 'edition = "2027-01-01"', 1), encoding="utf-8")
    return source


@pytest.mark.req("A11-10/11")
def test_what_would_change_is_told_before_it_does(terminal: Terminal, newer: Path) -> None:
    found = terminal.done("profile", "compare", newer.name, "--json").json["differences"]
    assert [one["place"] for one in found] == ["edition", f"authority.{ACT}"]
    assert found[0]["after"] == "2027-01-01"
    assert found[1]["after"] is None
    told = terminal.done("profile", "compare", newer.name, "--format", "table", lang="ko").out
    assert f"권한표: {ACT_LABEL}" in told
    assert f"(authority.{ACT})" in told
    assert "실무자: 소속, 단위부서장: 소속" in told


@pytest.mark.req("A11-10/11")
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_profile_is_put_in_force_and_the_doctor_tells_what_is_nobodys(
    terminal: Terminal, newer: Path, lang: str
) -> None:
    refused = terminal("--by", QUALITY, "profile", "adopt", newer.name, lang=lang)
    assert refused.code != 0
    assert terminal.done("profile", "list", "--json").json["profiles"][0]["edition"] == "2016-12-19"
    ran = terminal.done("--by", TOP, "profile", "adopt", newer.name, lang=lang)
    assert ACT in ran.err
    rows = terminal.done("profile", "list", "--json").json["profiles"]
    assert [(one["code"], one["state"]) for one in rows[:2]] == [
        ("technopark", "adopted"),
        ("technopark-2", "in_force"),
    ]
    (part,) = [one for one in terminal("doctor", "--json").json["parts"] if one["part"] == "profile"]
    assert part["state"] == "note"
    assert ACT in part["found"]
    assert terminal.done("profile", "compare", newer.name, "--json").json["differences"] == []
    terminal.done("--by", TOP, "profile", "adopt", "technopark")
    (part,) = [one for one in terminal("doctor", "--json").json["parts"] if one["part"] == "profile"]
    assert part["state"] == "good"


def test_a_profile_that_is_not_there_is_refused_with_those_that_are(terminal: Terminal) -> None:
    for verb in ("compare", "adopt"):
        ran = terminal("--by", TOP, "profile", verb, "nowhere")
        assert ran.code != 0
        assert "iso9001" in ran.err
