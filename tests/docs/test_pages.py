"""What the pages say is typed, run, and compared with what they say comes of it."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

import qms
from qms import registry as front
from tests.docs.conftest import MONDAY
from tests.docs.console import Shell, agree, blocks

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

IN_THE_DEMO = (
    "docs/ledger.md",
    "docs/how-to/import-a-register.md",
    "docs/how-to/export.md",
    "docs/how-to/due-dates.md",
    "docs/how-to/verify-and-checkpoint.md",
    "docs/how-to/attachments.md",
    "docs/how-to/as-of.md",
    "docs/how-to/who-may.md",
    "docs/how-to/signatures.md",
    "docs/how-to/audit.md",
    "docs/how-to/erase.md",
)
PRINTING = ("docs/tutorial.md", "docs/start.ko.md", "docs/how-to/review.md")
FROM_NOTHING = (
    "docs/how-to/own-organisation.md",
    "docs/how-to/own-profile.md",
    "docs/how-to/changes-over-time.md",
)


def _follow(reader: Shell, page: Path) -> None:
    wrong = [
        f"{page.name}:{one.line}: $ {one.command}\n{shown}"
        for one, shown in reader.read(page)
        if not agree(shown, one.told)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", IN_THE_DEMO)
def test_a_page_shows_what_its_commands_show(root: Path, reader: Shell, name: str) -> None:
    _follow(reader, root / name)


@pytest.mark.needs_pdf
@pytest.mark.parametrize("name", PRINTING)
def test_a_page_that_prints_shows_what_its_commands_show(root: Path, reader: Shell, name: str) -> None:
    _follow(reader, root / name)


@pytest.mark.parametrize("name", FROM_NOTHING)
def test_a_page_that_begins_with_nothing_shows_what_its_commands_show(root: Path, beginner: Shell, name: str) -> None:
    _follow(beginner, root / name)


@pytest.mark.needs_postgresql
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_the_page_on_postgresql_is_followed_on_a_server(root: Path, beginner: Shell, place: str) -> None:
    # The store is made by Python, under the machine's clock: so the commands go by it too.
    beginner.environment = {"QMS_LANG": "en", "QMS_STORE": place}
    _follow(beginner, root / "docs" / "how-to" / "postgresql.md")


def test_every_page_with_something_to_run_is_run(root: Path) -> None:
    pages = [path for path in (root / "docs").rglob("*.md") if path.parent.name != "reference"]
    runnable = {str(path.relative_to(root)) for path in pages if blocks(path, "console", "python")}
    assert runnable == {*IN_THE_DEMO, *PRINTING, *FROM_NOTHING, "docs/how-to/postgresql.md"}


def test_the_checker_of_the_ledger_page_agrees_with_the_program(root: Path, reader: Shell) -> None:
    shown = [told for typed, told in reader.read(root / "docs" / "ledger.md") if "check.py" in typed.command]
    with qms.open(reader.folder / "records.db", actor="han.seoyun") as store:
        _, size, whole = store.checkpoint()
    assert [one.splitlines() for one in shown] == [[f"{size} {whole}"]]


@pytest.mark.needs_pdf
def test_the_ten_lines_of_command_line_run(root: Path, reader: Shell) -> None:
    (block,) = (one for one in blocks(root / "README.md", "sh") if "qms status" in one.text)
    lines = block.text.splitlines()
    assert len(lines) == 10
    for line in lines:
        shown = reader.type(line)
        assert reader.code == 0, f"$ {line}\n{shown}"


@pytest.mark.needs_pdf
def test_the_ten_lines_of_library_run(root: Path, reader: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = blocks(root / "README.md", "python")
    assert len([line for line in block.text.splitlines() if line]) <= 10
    # The calendar ends with the last year of which the holidays are known: the page is read on its Monday.
    monday = functools.partial(front.open_, clock=lambda: datetime.fromisoformat(MONDAY))
    monkeypatch.setattr(front, "open_", monday)
    reader.execute(block)
    assert (reader.folder / "packet.pdf").read_bytes().startswith(b"%PDF")
