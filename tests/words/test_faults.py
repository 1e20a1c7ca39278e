"""Every fault says in both languages what happened and what to do next, with its facts in it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import pytest

from qms import errors, i18n

if TYPE_CHECKING:
    from pathlib import Path

    from qms.i18n import Language

FAULTS = [one for one in errors.all_of([errors.QmsError]) if one.key and one.__module__.startswith("qms.")]
SAMPLES: dict[str, object] = {
    "str": "CA-2026-0007",
    "Called": errors.Called("불만", "complaint"),
    "str | Called": errors.Called("원장", "Director"),
    "int": 7,
    "tuple[str, ...]": ("capa.act.plan", "capa.act.void"),
    "tuple[Called, ...]": (errors.Called("원장", "Director"), errors.Called("과장", "Section lead")),
    "tuple[Fault, ...]": (errors.Fault("title", "registry.fault.string_too_long", (("max_length", "200"),)),),
}
HANGUL = re.compile("[가-힣]")
FINAL = re.compile(r"\{[^}]*\}")


def _made(fault: type[errors.QmsError]) -> errors.QmsError:
    given: dict[str, Any] = {name: SAMPLES[of] for name, of in fault.spelled().items()}
    return fault(**given)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.key)
def test_a_fault_says_what_happened_and_the_way_on(fault: type[errors.QmsError], language: Language) -> None:
    made = _made(fault)
    for said in (made.say(language), made.hint(language)):
        assert said.strip()
        assert not FINAL.search(said), said
    if language == "ko":
        assert HANGUL.search(made.say(language))
    else:
        assert not HANGUL.search(made.say(language) + made.hint(language))


def test_keys_of_faults_are_their_own() -> None:
    keys = [fault.key for fault in FAULTS]
    assert sorted(set(keys)) == sorted(keys)
    assert all(fault.key for fault in FAULTS if not fault.__subclasses__())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.key)
def test_a_fault_in_a_log_is_english_with_its_key(fault: type[errors.QmsError]) -> None:
    made = _made(fault)
    assert str(made) == f"{fault.key}: {made.say('en')}"


def test_a_fault_speaks_of_the_fields_words_in_the_language_asked_for() -> None:
    fault = errors.WrongStep(
        code="CS-2026-0003", act="case.act.notify", status="case.status.received", possible=("case.act.assign",)
    )
    assert fault.say("ko") == "CS-2026-0003은 '접수' 상태이므로 '결과 통지'를 할 수 없습니다"
    assert fault.hint("ko") == "지금 할 수 있는 일: 배정"
    assert fault.say("en") == "CS-2026-0003 is 'received', so it cannot take the step 'notify the customer'"


def test_the_particle_fits_the_word_before_it() -> None:
    assert errors.OwnWork(code="CA-2026-0002", act="capa.act.approve", actor="kim").say("ko") == (
        "kim은 CA-2026-0002에 관여한 본인이므로 '승인'을 할 수 없습니다"
    )
    assert errors.UnknownActor(actor="한도윤").say("ko").startswith("한도윤은 ")
    assert errors.UnknownActor(actor="서하나").say("ko").startswith("서하나는 ")


@pytest.mark.parametrize(
    "hostile",
    ["../../etc.passwd", "a\x00b.c", "가" * 5000 + ".x", "nul.x", ".", "..", "{code}", "{actor}.{0}", "qms.errors"],
)
def test_a_fact_from_outside_is_only_ever_shown(hostile: str) -> None:
    said = errors.UnknownActor(actor=hostile)
    assert hostile in said.say("en")
    assert hostile in said.say("ko")


# --- keys that stand in the code ---


def _literals(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    pieces = {id(piece) for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}
    texts = (node for node in nodes if isinstance(node, ast.Constant) and id(node) not in pieces)
    return {node.value for node in texts if isinstance(node.value, str)}


def test_every_key_that_stands_in_the_code_has_words(root: Path) -> None:
    folders = {path.parent.name for path in (root / "qms").rglob("en.toml")}
    key = re.compile(rf"(?:{'|'.join(sorted(folders))})(?:\.[a-z][a-z0-9_]*){{2,}}")
    found = {one for path in sorted((root / "qms").rglob("*.py")) for one in _literals(path) if key.fullmatch(one)}
    branches = {known.rpartition(".")[0] for folder in folders for known in i18n.keys(folder, "en")}
    faults = {f"{fault.key.partition('.')[0]}.error.{fault.key.partition('.')[2]}" for fault in FAULTS}
    lacking = {one for one in found if not i18n.has(one)} - branches - faults
    assert lacking == set()
