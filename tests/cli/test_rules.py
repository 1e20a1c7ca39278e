"""`qms rules`: what an auditor asks for, with no store at hand, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


@pytest.mark.parametrize(("lang", "claim"), [("en", "supports these rules"), ("ko", "도울 뿐")])
def test_it_says_that_it_supports_and_not_that_anybody_complies(elsewhere: Terminal, lang: str, claim: str) -> None:
    ran = elsewhere.done("rules", "P11-10e", "--format", "table", lang=lang)
    assert claim in ran.err
    assert "P11-10e" in ran.out
    assert bool(re.search("[가-힣]", ran.out)) is (lang == "ko")


def test_rules_are_found_by_the_beginning_of_their_id(elsewhere: Terminal) -> None:
    every = [one["id"] for one in elsewhere.done("rules", "--json").json["rules"]]
    assert len(every) == len(set(every)) > 90
    some = [one["id"] for one in elsewhere.done("rules", "p11-10", "--json").json["rules"]]
    assert some == [one for one in every if one.startswith("P11-10")]
    assert elsewhere.done("rules", "no-such").out == ""


def test_what_is_open_names_what_will_carry_it(elsewhere: Terminal) -> None:
    rules = elsewhere.done("rules", "--open", "--json").json["rules"]
    assert {one["support"] for one in rules} == {"partly", "open"}
    for one in rules:
        assert one["missing"]["ko"]
        assert one["carrier"]["en"]
    assert "P11-10e" not in {one["id"] for one in rules}
    shown = elsewhere.done("rules", "CSA-2", "--format", "table", lang="ko").out
    assert "준비 중" in shown
