"""A body of which the program knows nothing moves in by two files, and walks the whole way by the command line."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

HANGUL = re.compile("[가-힣]")
FOREIGN = ("테크노파크", "Technopark", "감사실", "audit office", "9.3.3", "원장", "상위부서장", "민원", "건의함")
"""Words of a Korean technopark, its roles, its law, and of a channel that the library calls otherwise."""
BEGIN = r"""
ines 2026-01-02T10:30 init . --by ines --name "Inês Teste" --profile {profile}
ines 2026-01-02T10:40 org import {people}
"""
READER = r"""
mina 2026-03-03T11:00 case receive --type complaint --channel suggestion_box --subject "Cold reading room" --anonymous \
  --topic rooms
mina 2026-03-03T11:20 case assign cs-26-1 lending --handler luis
luis 2026-03-03T11:30 case acknowledge cs-26-1 --via other --told "Answered on the board within two weeks"
luis 2026-03-03T12:00 case assess cs-26-1 --severity major --reason "The third this winter"
luis 2026-03-03T12:10 case report cs-26-1
rosa 2026-03-03T15:00 case policy cs-26-1 --text "Heat first, ask for money later"
luis 2026-03-04T11:00 case investigate cs-26-1 --finding "The window does not close"
luis 2026-03-10T11:00 case extend cs-26-1 --until 2026-03-24 --reason "The joiner comes on the 20th"
luis 2026-03-20T15:00 case answer cs-26-1 --text "The window was mended"
mina 2026-03-20T15:30 case notify cs-26-1 --via other
luis 2026-03-20T16:00 case dispose cs-26-1 --as capa --reason "Other windows are as old"
luis 2026-03-20T16:10 case close cs-26-1
mina 2026-03-21T11:00 case settle --type inquiry --channel phone --subject "Opening hours" -d lending \
  --answer "From half past ten"
luis 2026-03-24T11:00 capa open -t "Old windows" --problem "They do not close" -d lending --from cs-26-1 --owner luis
luis 2026-03-24T11:10 capa contain ca-26-1 --what "Draught strips"
luis 2026-03-25T11:00 capa analyse ca-26-1 --cause "Nobody looks after them" --verified "Asked every section"
luis 2026-03-26T11:00 capa plan ca-26-1 -a "A round every autumn" --owner mina --due 2026-04-30 \
  --criterion "No such complaint" --check-on 2026-06-10 --checker otto
ines 2026-03-27T11:00 capa approve ca-26-1
luis 2026-03-28T11:00 capa start ca-26-1
mina 2026-04-21T11:00 capa finish ca-26-1 --action 1 --evidence "List of windows"
luis 2026-04-22T11:00 capa implement ca-26-1
otto 2026-06-10T11:00 capa evaluate ca-26-1 --verdict effective --measured "None since April"
rosa 2026-06-11T11:00 capa close ca-26-1
"""
REVIEW = r"""
ines 2026-07-01T11:00 review compile 2026H1 --on 2026-07-10
luis 2026-07-02T11:00 review state 2026H1 -i d --text "One librarian short"
ines 2026-07-03T11:00 review propose 2026H1 --kind resource --text "One more librarian" --option "Hire" --option "Wait"
ines 2026-07-08T11:00 review freeze 2026H1
ines 2026-07-10T15:00 review hold 2026H1 --chair rosa -a rosa -a ines -a luis --minutes "All agreed" \
  --suitable yes --adequate partly --effective yes
ines 2026-07-10T15:30 review decide 2026H1 --kind resource --text "Hire a librarian" --owner luis --due 2026-09-30
rosa 2026-07-11T11:00 review approve 2026H1
"""


def _walk(terminal: Terminal, steps: str) -> None:
    for line in steps.replace("\\\n", " ").strip().splitlines():
        actor, at, *words = shlex.split(line)
        terminal.clock(f"{at}:00-01:00")
        terminal.done("--by", actor, *words)


@pytest.fixture
def library(root: Path, elsewhere: Terminal) -> Terminal:
    """A prompt in the store of a library that has moved in."""
    files = root / "tests" / "data" / "profiles"
    _walk(elsewhere, BEGIN.format(profile=files / "library.toml", people=files / "library-people.toml"))
    return elsewhere


@pytest.mark.needs_pdf
def test_a_library_walks_from_a_complaint_to_the_printed_review(library: Terminal) -> None:
    _walk(library, READER)
    case, capa = (
        library.done(*words, "--json").json for words in (("case", "show", "cs-26-1"), ("capa", "show", "ca-26-1"))
    )
    assert (case["status"], case["reported_to"], case["identity"]) == ("closed", "rosa", "anonymous")
    # The end of 24 March on the Azores, an hour behind Greenwich.
    assert (case["term"], case["due_at"][:16], capa["verdict"]) == ("letters", "2026-03-25T00:59", "effective")
    _walk(library, REVIEW)
    assert library.done("review", "show", "2026H1", "--json").json["status"] == "approved"
    assert library.done("verify").out == ""
    for language in ("ko", "en"):
        file = library.folder / f"packet.{language}.html"
        library.done("packet", "render", "2026H1", "--format", "html", "-o", str(file), lang=language)
        page = file.read_text(encoding="utf-8")
        assert ("Porto Novo City Library" if language == "en" else "포르투노부 시립도서관") in page
        assert ("grumble" if language == "en" else "이용 불편") in page
        assert ("story box" if language == "en" else "이야기 상자") in page
        for word in FOREIGN:
            assert word not in page, word
    assert "Section lead" in page
    assert "What is needed" in page
    assert "Hire a librarian" in page
    library.done("packet", "render", "2026H1", "-o", "packet.pdf")
    assert (library.folder / "packet.pdf").read_bytes()[:5] == b"%PDF-"


def test_its_own_words_roles_and_rows_stand_everywhere(library: Terminal) -> None:
    tree = library.done("org", "show", "--format", "table").out
    assert re.search(r"lending +Lending .*Luís Amostra", tree)
    matrix = library.done("duty", "matrix", "--format", "table").out
    assert re.match(r"Row +Text +Director +Service +Section +Librarian", matrix)
    assert "Audit" not in matrix
    assert [one["id"] for one in library.done("duty", "list", "--all", "--json").json["rows"]] == [
        "L-1", "L-2", "L-3", "L-4", "D-1", "D-2", "C-1",
    ]  # fmt: skip
    shown = library.done("charter", "show").out.splitlines()
    assert [line.split("\t")[:2] for line in shown] == [["commitments", "D-1"], ["commitments", "D-2"]]
    assert library.done("charter", "check").code == Exit.DONE


def test_what_the_library_does_not_take_in_is_refused_in_both_languages(library: Terminal) -> None:
    report = ("--by", "mina", "case", "receive", "--type", "integrity", "--channel", "email", "--subject", "x")
    refused = library(*report)
    assert refused.code == Exit.REFUSED
    assert "grumble, suggestion, inquiry, compliment" in refused.err
    assert HANGUL.search(library(*report, lang="ko").err)
    capa = ("capa", "open", "-t", "x", "--problem", "y", "-d", "lending", "--owner", "luis")
    denied = library("--by", "mina", *capa)
    assert denied.code == Exit.NOT_PERMITTED
    assert "Service coordinator, Section lead" in denied.err
    assert "서비스 코디네이터, 과장" in library("--by", "mina", *capa, lang="ko").err


def test_its_own_words_are_understood_beside_the_programs_and_shown_in_both_languages(library: Terminal) -> None:
    library.clock("2026-03-03T11:00:00-01:00")
    receive = ("--by", "mina", "case", "receive", "--anonymous", "--subject", "x")
    for type, channel in (("grumble", "Story box"), ("이용 불편", "이야기 상자"), ("complaint", "건의함")):
        assert library.done(*receive, "--type", type, "--channel", channel, "--json").json["type"] == "complaint"
    assert re.search(r"Channel +story box", library.done("case", "show", "cs-26-3", "--format", "table").out)
    shown = library.done("case", "list", "--format", "table", lang="ko").out
    assert "이용 불편" in shown
    assert "불만" not in shown
    assert "complaint" in library.done("case", "list", "--format", "tsv").out
    refused = library(*receive, "--type", "integrity", "--channel", "email", lang="ko")
    assert "접수하는 유형: 이용 불편, 건의" in refused.err
    mistaken = library(*receive, "--type", "grumbel", "--channel", "email")
    assert mistaken.code == Exit.USAGE
    assert "complaint (grumble)" in mistaken.err


def test_a_role_that_the_profile_does_not_have_is_nobodys(library: Terminal) -> None:
    assign = ("--by", "ines", "role", "assign", "mina", "senior_head", "-d", "lending")
    refused = library(*assign)
    assert refused.code == Exit.REFUSED
    assert "no role 'senior department head'" in refused.err
    assert "Director, Service coordinator, Section lead, Librarian" in refused.err
    korean = library(*assign, lang="ko").err
    assert "이 조직에는 상위부서장 역할이 없습니다" in korean
    assert "관장, 서비스 코디네이터, 과장, 사서" in korean


def test_a_profile_that_is_refused_leaves_nothing_behind(root: Path, elsewhere: Terminal) -> None:
    library = (root / "tests" / "data" / "profiles" / "library.toml").read_text(encoding="utf-8")
    (elsewhere.folder / "bad.toml").write_text(
        library.replace("Atlantic/Azores", "Atlantic/Atlantis"), encoding="utf-8"
    )
    refused = elsewhere("init", "new", "--by", "ines", "--name", "Inês Teste", "--profile", "bad.toml")
    assert refused.code == Exit.USAGE
    assert "clock.zone: no such time zone" in refused.err
    assert not (elsewhere.folder / "new").exists()
