"""What an erasure does not reach: copies beside the store are named, and of a server it speaks of tables."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qms.packet.certificate import certificate_html
from tests.registry.test_erasing import CONTACT, NAME, closed, erased

if TYPE_CHECKING:
    from tests.office import Office


@pytest.mark.req("KR-PI21")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_copy_of_before_a_migration_is_named_and_looked_through(office: Office) -> None:
    case, place = closed(office), Path(office.place)
    copy = place.with_name(f"{place.name}.0011.bak")
    office.registry.store.close()
    copy.write_bytes(place.read_bytes() + NAME.encode())
    (place.parent / f"{place.name}.notes.bak").write_text("a file of somebody's own", encoding="utf-8")
    assert office.registry.erasures.copies() == (copy.name,)
    done = erased(office, case.code)
    assert done.found
    report = json.loads(office.registry.content(done.attachments[0].digest))
    assert (report["copies"], report["tables"], report["anew"]) == ([copy.name], False, True)
    assert set(report["found"]) == {copy.name}
    assert {"utf-8", "sealed"} <= set(report["found"][copy.name])
    for language in ("ko", "en"):
        html, _ = certificate_html(office.registry, done.code, language)
        assert html.count(copy.name) == 2


def test_the_certificate_speaks_of_what_was_looked_through(office: Office) -> None:
    done = erased(office, closed(office).code)
    html, _ = certificate_html(office.registry, done.code, "en")
    on_server = not Path(office.place).is_file()
    assert ("table(s)" in html, "The tables were written anew" in html) == (on_server, on_server)
    assert ("file(s)" in html, "store's folder" in html or "store&#39;s folder" in html) == (not on_server,) * 2
    assert ("spare areas" in html) is not on_server


@pytest.mark.req("KR-PI21")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_report_names_no_file_by_the_name_of_who_was_erased(office: Office) -> None:
    case, folder = closed(office, name="가나리아 팀장"), Path(office.place).parent
    named = (f"상담 {NAME}.txt", unicodedata.normalize("NFD", f"{NAME}-2.txt"), f"{CONTACT.replace('-', '')}.txt")
    for name in (*named, "상담.txt"):
        (folder / name).write_text(CONTACT, encoding="utf-8")
    done = erased(office, case.code)
    kept = office.registry.content(done.attachments[0].digest)
    found = json.loads(kept)["found"]
    assert "상담.txt" in found
    assert len([one for one in found if re.fullmatch(r"file-\d{4}\.txt", one)]) == len(named)
    html, _ = certificate_html(office.registry, done.code, "ko")
    told = unicodedata.normalize("NFC", kept.decode() + html)
    assert NAME not in told
    assert CONTACT.replace("-", "") not in told
