"""A wrong profile is refused with all its faults at once, each where a person finds it."""

from __future__ import annotations

import copy
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from qms.compile.carrying import known
from qms.errors import Fault, InvalidProfile
from qms.organisation.known import nobodys
from qms.organisation.profile import LARGEST, Profile, read_profile
from qms.organisation.profile_faults import faults

if TYPE_CHECKING:
    from pathlib import Path


def _told(found: tuple[Fault, ...]) -> dict[str, str]:
    told = {fault.place: fault.key.removeprefix("organisation.fault.") for fault in found}
    assert len(told) == len(found)
    return told


def _refused(data: bytes) -> dict[str, str]:
    with pytest.raises(InvalidProfile) as refused:
        read_profile(data, name="own.toml", known=known())
    return _told(refused.value.faults)


def _faults(tables: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        Profile.model_validate(tables)
    return _told(faults(refused.value, tables))


def test_all_faults_are_told_at_once_each_with_its_table_and_key(file: Path) -> None:
    spoiled = file.read_text(encoding="utf-8")
    for right, wrong in {
        'distribution.en = "': 'color = "red"\ndistribution.en = "',
        'text.en = "Counts and analyses': 'text.fr = "Compter',
        'id = "R-ST-1"\nrole = "staff"': 'id = "R-ST-1"\nrole = "stuff"',
        'id = "P-2.4"': 'id = "P-2.3"',
        'comparator = "<"\nlimit = "3"': 'comparator = "<"',
        'covers = ["gathering", "publication"]': 'covers = ["gathering", "publicatoin"]',
        '"act:case.dispose"': '"act:case.despose"',
    }.items():
        assert right in spoiled
        spoiled = spoiled.replace(right, wrong, 1)
    assert _refused(spoiled.encode()) == {
        "cover.color": "unknown_key",
        "duties.R-ST-3.text.fr": "unknown_key",
        "duties.R-ST-3.text.en": "missing",
        "duties.R-ST-1.role": "not_in_list",
        "commitments.P-2.3": "duplicate",
        "commitments.P-2.5": "measure",
        "commitments.P-5.2.covers[2]": "no_such_aspect",
        "services.C-3.shown_by[1]": "no_such_act",
    }


def test_what_the_program_has_not_is_told_together_with_what_is_wrong_in_itself(file: Path) -> None:
    spoiled = file.read_text(encoding="utf-8")
    for right, wrong in {
        '"case.answer" = {': '"case.anwser" = {',
        'save = ["case.receive"]': 'save = ["case.recieve"]',
        'figure = "case.missed"': 'figure = "case.mised"',
        '"figure:case.improved"': '"figure:case.improve"',
        '"register:surveys", "figure:survey.dep': '"register:canteens", "figure:survey.dep',
        '"field:case.identity"': '"field:case.identty"',
        '"person.enrol" = {': '"person.enroll" = {',
    }.items():
        assert right in spoiled
        spoiled = spoiled.replace(right, wrong, 1)
    wanted = {
        "authority.case.anwser": "no_such_act",
        "authority.person.enroll": "no_such_act",
        "authority.person.enrol": "first_person",
        "reserved.unfair_handling.save[1]": "no_such_act",
        "targets.case.mised.figure": "no_such_figure",
        "services.C-3.shown_by[3]": "no_such_figure",
        "duties.R-SH-2.shown_by[1]": "no_such_register",
        "commitments.P-7.2.shown_by[1]": "no_such_field",
        "duties.R-UH-3.shown_by[1]": "act_of_nobody",
        "commitments.P-2.9.shown_by[1]": "act_of_nobody",
        "commitments.P-7.3.shown_by[1]": "act_of_nobody",
        "clauses.I-10002.shown_by[4]": "act_of_nobody",
    }
    assert _refused(spoiled.encode()) == wanted
    both = spoiled.replace('id = "R-ST-1"\nrole = "staff"', 'id = "R-ST-1"\nrole = "stuff"', 1)
    assert _refused(both.encode()) == {"duties.R-ST-1.role": "not_in_list", **wanted}


def test_what_is_permitted_to_nobody_is_no_fault_and_is_known(tables: dict[str, Any]) -> None:
    whole = {act for act in known().acts if not act.endswith(".bring")}
    assert set(nobodys(Profile.model_validate(tables), known())) == whole - set(tables["authority"])
    del tables["authority"]["case.withdraw"], tables["authority"]["case.bring"]
    tables["authority"]["case.extend"] = {}
    assert {"case.extend", "case.withdraw"} <= set(nobodys(Profile.model_validate(tables), known()))
    assert "case.bring" not in nobodys(Profile.model_validate(tables), known())


def test_a_choice_that_is_none_names_those_that_are(tables: dict[str, Any]) -> None:
    tables["duties"][0]["kind"] = "duty"
    with pytest.raises(ValidationError) as refused:
        Profile.model_validate(tables)
    (fault,) = faults(refused.value, tables)
    assert fault.say("en") == "duties.R-QM-1.kind: 'duty' is not one of responsibility, authority"
    assert fault.say("ko") == "duties.R-QM-1.kind: 'duty'는 쓸 수 없습니다. 쓸 수 있는 값: responsibility, authority"


@pytest.mark.req("C-1", "I-8.2.1")
def test_one_of_the_four_ways_in_stays_open(tables: dict[str, Any]) -> None:
    """Manual C-1: suggestion box, questionnaire, social media or e-mail; a text message is none of them."""
    tables["channels"]["open"] = ["visit", "phone", "sms"]
    assert _faults(tables) == {"channels.open": "no_channel"}
    tables["channels"]["open"] += ["questionnaire"]
    assert Profile.model_validate(tables).channels.open


def test_a_role_that_is_used_has_a_title(tables: dict[str, Any]) -> None:
    del tables["roles"]["audit_office"]
    found = _faults(tables)
    assert set(found.values()) == {"role_without_title"}
    assert {"reserved.integrity.role", "agenda.scrutiny.owner", "authority.case.close.audit_office"} <= set(found)


def test_an_open_type_of_case_has_a_term(tables: dict[str, Any]) -> None:
    tables["periods"] = [one for one in tables["periods"] if one["id"] != "own.integrity"]
    assert _faults(tables) == {"case_types[9]": "no_period"}


@pytest.mark.parametrize(
    ("path", "value", "place", "key"),
    [
        (("clock", "zone"), "Mars/Olympus", "clock.zone", "no_such_zone"),
        (("clock", "zone"), "../../etc/passwd", "clock.zone", "no_such_zone"),
        (("clock", "weekend"), [0, 1, 2, 3, 4, 5, 6], "clock.weekend", "wrong_hours"),
        (("periods", 3, "length"), {"unit": "days"}, "periods.petition.other.length", "term_amount"),
        (("agenda", 0, "key"), "first", "agenda.first", "input_key"),
        (("commitments", 0, "target"), "101", "commitments.P-1.1.target", "wrong_shape"),
        (("commitments", 0, "heading"), "chapter", "commitments.P-1.1.heading", "no_such_heading"),
        (("commitments", 0, "text", "ko"), "  ", "commitments.P-1.1.text.ko", "empty"),
        (("commitments", 0, "text", "ko"), "가\x00", "commitments.P-1.1.text.ko", "unkept_text"),
        (("commitments", 0, "text", "ko"), "가" * 1001, "commitments.P-1.1.text.ko", "too_long"),
        (("escalation", 0, "days_overdue"), 0, "escalation.0.days_overdue", "out_of_range"),
        (("escalation", 1, "days_overdue"), 1, "escalation.1", "duplicate"),
        (("charter", "proclaimed_on"), "soon", "charter.proclaimed_on", "wrong_value"),
        (("services", 0, "shown_by"), ["profile:canteen"], "services.C-1.shown_by[1]", "no_such_part"),
        (("services", 0, "shown_by"), [], "services.C-1.shown_by", "empty"),
        (("roles", "boss"), {}, "roles.boss", "not_in_list"),
    ],
)
def test_a_wrong_value_is_told_in_its_place(
    tables: dict[str, Any], path: tuple[str | int, ...], value: object, place: str, key: str
) -> None:
    at: Any = tables
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert _faults(tables)[place] == key


@pytest.mark.parametrize(
    ("data", "place", "key"),
    [
        (b'id = "a"\nid = "b"\n', "own.toml:2:9", "not_toml"),
        ("id = '전남'".encode("cp949"), "own.toml", "not_utf8"),
        (b"# " + b"x" * LARGEST, "own.toml", "too_large"),
        (b"a." * 100_000 + b"a = 1", "own.toml", "too_deep"),
        (b"a = " + b"[" * 5000, "own.toml", "not_toml"),
        (b"a = " + b"9" * 9000, "own.toml", "not_toml"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, place: str, key: str) -> None:
    assert _refused(data) == {place: key}


@pytest.mark.req("ASVS-1.4.2")
def test_a_number_too_long_to_write_is_told_all_the_same(file: Path) -> None:
    spoiled = file.read_text(encoding="utf-8").replace("due_days_before = 14", "due_days_before = 0x" + "f" * 9000, 1)
    assert _refused(spoiled.encode()) == {"agenda.a.due_days_before": "out_of_range"}


def test_nothing_of_a_hostile_file_steers_the_terminal(file: Path) -> None:
    spoiled = file.read_text(encoding="utf-8").replace('role = "staff"', 'role = "\\u001b[2J\\u202estaff"', 1)
    with pytest.raises(InvalidProfile) as refused:
        read_profile(spoiled.encode(), name="own.toml")
    assert "\x1b" not in refused.value.say("ko")
    assert "\u202e" not in refused.value.say("ko")


# --- whatever is spoiled ----------------------------------------------------------------------------------------

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just([]), st.just({}), st.just([[1]]),
    st.just({"id": 3}), st.floats(), st.dates(),
)  # fmt: skip


def _places(branch: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401 - bare tables
    found = [path] if path else []
    steps = branch.items() if isinstance(branch, dict) else enumerate(branch) if isinstance(branch, list) else ()
    for step, value in steps:
        found += _places(value, (*path, step))
    return found


@pytest.fixture(scope="module")
def whole(root: Path) -> tuple[dict[str, Any], list[tuple[str | int, ...]]]:
    """The tables of the technopark's file, and every place in them."""
    text = (root / "qms" / "organisation" / "profiles" / "technopark.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return tables, _places(tables)


@given(data=st.data())
def test_whatever_is_spoiled_is_refused_in_words_or_valid(
    whole: tuple[dict[str, Any], list[tuple[str | int, ...]]], data: st.DataObject
) -> None:
    tables, places = whole
    spoiled = copy.deepcopy(tables)
    for path in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=3)):
        at: Any = spoiled
        try:
            for step in path[:-1]:
                at = at[step]
            at[path[-1]]
        except (TypeError, LookupError):  # an earlier blow took it away
            continue
        if data.draw(st.booleans()):
            at[path[-1]] = data.draw(JUNK)
        else:
            del at[path[-1]]
    try:
        profile = Profile.model_validate(spoiled)
    except ValidationError as error:
        told = faults(error, spoiled)
        assert told
        assert all(fault.place and fault.say("ko") and fault.say("en") for fault in told)
    else:
        assert Profile.model_validate_json(profile.model_dump_json()) == profile


def test_labels_of_what_is_not_there_or_of_two_things_at_once_are_refused(tables: dict[str, Any]) -> None:
    tables["labels"] = {
        "case_type": {"request": {"ko": "불만", "en": "wish"}, "wish": {"ko": "바람", "en": "wish"}},
        "channel": {"web": {"ko": "홈페이지"}},
        "colour": {},
    }
    assert _faults(tables) == {
        "labels.case_type.wish": "not_in_list",
        "labels.channel.web.en": "missing",
        "labels.colour": "unknown_key",
        "labels.case_type.request.ko": "label_twice",
    }
