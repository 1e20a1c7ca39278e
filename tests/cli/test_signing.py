"""Signing at the command line: by PIN, by key and in groupware, shown and refused in both languages."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

import qms
from qms.compile.signatures import lines
from qms.ledger.keyfile import make_key
from qms.packet import render_html
from tests.office import GROWTH_HEAD, QUALITY, TOP, Clock, Office
from tests.packet import sample
from tests.signing import FIRST, PDF, PIN, asks, cheap, planned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Terminal

LANGUAGES = pytest.mark.parametrize("lang", ["ko", "en"])
CODE = "CA-2026-0001"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("QMS_PIN", "QMS_NEW_PIN"):
        monkeypatch.delenv(name, raising=False)
    with cheap():
        yield


@pytest.fixture
def waiting(terminal: Terminal) -> Terminal:
    """A plan that waits for its approval, under a profile that asks for a signature under it."""
    place = str(terminal.folder / "records.db")
    with qms.open(place, actor=QUALITY, clock=Clock()) as registry:
        office = Office(place, registry, Clock())
        planned(office)
        asks(office, "capa.approve")
    return terminal


def _pin(terminal: Terminal, person: str = GROWTH_HEAD) -> str:
    """Enrol a person, who then chooses a PIN; the code of the signer."""
    terminal.patch.setenv("QMS_NEW_PIN", FIRST)
    code = str(terminal.done("--by", TOP, "signer", "enrol", person, "--json").json["code"])
    terminal.patch.setenv("QMS_PIN", FIRST)
    terminal.patch.setenv("QMS_NEW_PIN", PIN)
    terminal.done("--by", person, "signer", "change-pin", code)
    terminal.patch.setenv("QMS_PIN", PIN)
    return code


@pytest.mark.req("P11-50a")
@LANGUAGES
def test_a_plan_is_approved_with_a_pin_and_shown_with_its_signature(waiting: Terminal, lang: str) -> None:
    _pin(waiting)
    waiting.done("--by", GROWTH_HEAD, "capa", "approve", CODE, "--sign", lang=lang)
    shown = waiting.done("capa", "show", CODE, "--format", "table", lang=lang).out
    # Name, time with its zone, meaning and means: row P11-50a.
    assert {"ko": "승인: 문세라", "en": "approved by 문세라"}[lang] in shown
    assert "2026-03-03 09:30:00" in shown
    assert "Asia/Seoul" in shown
    assert "PIN" in shown
    (signature,) = waiting.done("capa", "show", CODE, "--json").json["signatures"]
    assert (signature["person"], signature["meaning"], signature["version"]) == (GROWTH_HEAD, "approved", 5)
    assert waiting.done("verify").code == 0


@pytest.mark.req("P11-50b")
@LANGUAGES
def test_a_signature_is_told_in_the_same_words_wherever_people_read_it(waiting: Terminal, lang: str) -> None:
    _pin(waiting)
    waiting.done("--by", GROWTH_HEAD, "capa", "approve", CODE, "--sign")
    said = "approved by {}, 2026-03-03 09:30:00 (Asia/Seoul), PIN"
    wanted = {"en": said, "ko": "승인: {}, 2026-03-03 09:30:00(Asia/Seoul), 비밀번호(PIN)"}[lang]
    named, coded = wanted.format(f"문세라 ({GROWTH_HEAD})"), wanted.format(GROWTH_HEAD)

    # The screen, whole and by its field alone; machines are told the same in English, whatever the language.
    for words in (("show", CODE), ("show", CODE, "--fields", "signatures"), ("list", "--fields", "signatures")):
        shown = waiting.done("capa", *words, "--format", "table", lang=lang).out
        assert named in " ".join(shown.split())
    for form in ("tsv", "csv"):
        shown = waiting.done("capa", "show", CODE, "--fields", "signatures", "--format", form, lang=lang).out
        assert said.format(f"문세라 ({GROWTH_HEAD})") in shown
        assert "{" not in shown

    # Files; at a level that tells no names the code stands for the person.
    for level, told in (((), coded), (("--unmasked", "--reason", "moving"), named)):
        for form in ("csv", "tsv", "xlsx"):
            assert _column(waiting, f"{len(level)}.{form}", lang, *level) == [told]
            known = waiting.done("import", f"{len(level)}.{form}", "-n", "--json").json
            assert (known["known"], known["new"]) == (1, 0)
            assert "exchange.finding.own_no_field" not in [one["rule"] for one in known["findings"]]

    # The packet.
    with qms.open(str(waiting.folder / "records.db"), actor=QUALITY, clock=Clock()) as registry:
        signatures = registry.capas.get(CODE).signatures
    held = sample.HELD.model_copy(update={"signatures": lines(signatures, lambda one: f"문세라 ({one})")})
    assert named in render_html(sample.packet().model_copy(update={"outcome": held}), "ko" if lang == "ko" else "en")


def _column(terminal: Terminal, name: str, lang: str, *level: str) -> list[str]:
    """What stands in the column for people of an export of the corrective actions."""
    terminal.done("export", "capa", *level, "-o", name, lang=lang)
    if name.endswith("xlsx"):
        rows = [list(row) for row in load_workbook(terminal.folder / name)["capa"].values]
    else:
        text = (terminal.folder / name).read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if name.endswith("tsv") else ","))
    signed, kept = rows[0].index("signed"), rows[0].index("signatures")
    assert all(json.loads(str(row[kept]))[0]["person"] == GROWTH_HEAD for row in rows[1:])
    return [str(row[signed]) for row in rows[1:]]


@LANGUAGES
def test_without_a_signature_or_with_a_wrong_one_nothing_is_approved(waiting: Terminal, lang: str) -> None:
    bare = waiting("--by", GROWTH_HEAD, "capa", "approve", CODE, lang=lang)
    assert bare.code == 3
    assert "--sign" in bare.err
    nobody = waiting("--by", GROWTH_HEAD, "capa", "approve", CODE, "--sign", lang=lang)
    assert nobody.code == 2
    assert "QMS_PIN" in nobody.err
    _pin(waiting)
    waiting.patch.setenv("QMS_PIN", "not this one")
    wrong = waiting("--by", GROWTH_HEAD, "capa", "approve", CODE, "--sign", lang=lang)
    assert wrong.code == 4
    assert "not this one" not in wrong.err
    assert waiting.done("capa", "show", CODE, "--json").json["status"] == "planned"


def test_a_pin_is_no_value_of_an_option_and_comes_from_a_file(waiting: Terminal, tmp_path: Path) -> None:
    _pin(waiting)
    waiting.patch.delenv("QMS_PIN")
    assert waiting("--by", GROWTH_HEAD, "capa", "approve", CODE, "--pin", PIN).code == 2
    (tmp_path / "pin").write_text(f"{PIN}\n", encoding="utf-8")
    waiting.done("--by", GROWTH_HEAD, "capa", "approve", CODE, "--pin-file", str(tmp_path / "pin"))


def test_a_key_in_a_file_signs_where_nobody_can_be_asked(waiting: Terminal, tmp_path: Path) -> None:
    key = make_key(tmp_path / "own.key", GROWTH_HEAD)
    public = key.signer.verifier.spelled()
    waiting.done("--by", TOP, "signer", "enrol", GROWTH_HEAD, "--key", public)
    waiting.done("--by", GROWTH_HEAD, "capa", "approve", CODE, "--sign-key", str(tmp_path / "own.key"))
    assert waiting.done("capa", "show", CODE, "--json").json["signatures"][0]["means"] == "key"
    waiting.done("--by", TOP, "signer", "revoke", "SG-2026-0001", "--reason", "lost")
    assert waiting.done("verify").code == 0
    ways = ("--sign", "--sign-key", str(tmp_path / "own.key"))
    assert waiting("--by", GROWTH_HEAD, "capa", "approve", CODE, *ways).code == 2


@LANGUAGES
def test_an_approval_in_groupware_is_told_whole_or_refused(waiting: Terminal, tmp_path: Path, lang: str) -> None:
    (tmp_path / "approved.pdf").write_bytes(PDF)
    told = ["--groupware", "기획-2026-117", "--groupware-date", "2026-03-02"]
    lacking = waiting("--by", GROWTH_HEAD, "capa", "approve", CODE, *told, lang=lang)
    assert lacking.code == 2
    assert "--groupware-file" in lacking.err
    told += ["--groupware-file", str(tmp_path / "approved.pdf"), "--groupware-kind", "전결"]
    waiting.done("--by", GROWTH_HEAD, "capa", "approve", CODE, *told, lang=lang)
    shown = waiting.done("capa", "show", CODE, "--format", "table", lang=lang).out
    assert "기획-2026-117" in shown
    assert {"ko": "전결", "en": "delegated"}[lang] in shown
    assert waiting.done("attachment", "list", CODE, "--json").json["attachments"][0]["name"] == "approved.pdf"


@LANGUAGES
def test_signers_are_listed_and_five_wrong_pins_show_as_locked(waiting: Terminal, lang: str) -> None:
    code = _pin(waiting)
    waiting.patch.setenv("QMS_PIN", "not this one")
    for _ in range(5):
        assert waiting("--by", GROWTH_HEAD, "capa", "approve", CODE, "--sign", lang=lang).code == 4
    assert {"ko": "잠김", "en": "locked"}[lang] in waiting.done("signer", "list", "--format", "table", lang=lang).out
    told = waiting.done("signer", "history", code, "--format", "table", lang=lang).out
    assert {"ko": "잠금", "en": "lock"}[lang] in told
    own = waiting("--by", GROWTH_HEAD, "signer", "reset", code, lang=lang)
    assert own.code == 4


@pytest.mark.req("ASVS-13.2.4")
def test_a_copy_of_the_store_knows_no_pin(waiting: Terminal) -> None:
    _pin(waiting)
    waiting.done("backup", "--reason", "시험", "copy.db", "--as-database")
    whole = (waiting.folder / "records.db").read_bytes()
    assert whole.count(b"scrypt$") == 2  # the person's, and the one of nobody
    assert b"scrypt$" not in (waiting.folder / "copy.db").read_bytes()
    assert waiting.done("--store", "copy.db", "verify").code == 0
    waiting.patch.setenv("QMS_PIN", PIN)
    assert waiting("--store", "copy.db", "--by", GROWTH_HEAD, "capa", "approve", CODE, "--sign").code == 4
