"""Copies that left before an erasure are named with their day, in the plan and on the certificate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from qms.packet.certificate import certificate_html
from qms.registry.outside import WITHOUT
from tests.office import QUALITY
from tests.registry.test_erasing import closed, erased

if TYPE_CHECKING:
    from tests.office import Office


@pytest.mark.req("KR-PI21")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_backups_and_exports_of_a_record_are_named(office: Office) -> None:
    case, other = closed(office), closed(office)
    log = office.by(QUALITY).accesses
    log.take_out(act="backup", reason="월간 백업 (2026-03.zip)")
    log.take_out(act=f"backup{WITHOUT}", reason="감사 제출 (audit.zip)")  # no value is in it
    log.note([other.code], act="export case", reason="다른 사람의 요청")
    log.note([case.code], act="export case", reason="열람 요청")
    log.note([case.code], act="case show", reason="회신")  # on a screen alone
    log.note([], act="export case", reason=None, needed=False)
    found = office.registry.erasures.left([case.code])
    assert [(one.act, one.what, one.by) for one in found] == [
        ("backup", "2026-03.zip", QUALITY),
        ("export case", None, QUALITY),  # a reason may name whoever is erased
        ("export case", None, QUALITY),
    ]
    done = erased(office, case.code)
    report = json.loads(office.registry.content(done.attachments[0].digest))
    assert report["outside"] == [one.told() for one in found]
    for language in ("ko", "en"):
        html, _ = certificate_html(office.registry, done.code, language)
        assert html.count("2026-03.zip") == 1
        assert "audit.zip" not in html
        assert f"{found[0].at.astimezone(office.registry.facts().zone):%Y-%m-%d} · backup" in html
