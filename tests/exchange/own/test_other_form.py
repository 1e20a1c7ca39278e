"""A file that comes with an export and is of another form than it is said to be: taken over, and told."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

import qms
from qms.exchange import FileForm, export_kinds, restore_export
from qms.exchange.own.contents import kept_in
from tests.exchange.own.test_restoring import empty, outgoing
from tests.office import SUPPORT_STAFF

if TYPE_CHECKING:
    from pathlib import Path

    from qms import Registry
    from tests.office import Office

__all__ = ["empty"]
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "said", "found"), [(PDF, "image/png", "application/pdf"), (b"x\n", "image/png", "text/plain")]
)
def test_a_file_of_another_form_is_brought_in_and_told_by_verify(
    office: Office, empty: Registry, tmp_path: Path, content: bytes, said: str, found: str
) -> None:
    case = office.receive(department="support")
    name = "a.pdf" if content == PDF else "a.txt"
    office.by(SUPPORT_STAFF).cases.attach(case.code, qms.File(name, content))
    place = tmp_path / "out.jsonl"
    with office.registry.reading() as reading:
        export_kinds(outgoing(office.registry), place, FileForm.JSONL, partial(kept_in, reading))
    place.write_bytes(place.read_bytes().replace(found.encode(), said.encode()))
    result = restore_export(empty, place)
    assert (result.new, result.refused) == (1, False)
    (told,) = empty.verify()
    assert (told.rule, told.weight, told.place) == ("store.finding.content_form", "warning", case.code)
    assert told.values["found"] == found
    assert all(said in told.say(language) for language in ("ko", "en"))
    assert office.registry.verify() == ()
