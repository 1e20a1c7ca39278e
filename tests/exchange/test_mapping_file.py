"""A mapping file is used when it is right; when it is not, everything wrong with it is said at once."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms import i18n
from qms.base.place import templates
from qms.errors import BadMapping, NoSuchFile
from qms.exchange import mapping_of, read_mapping
from qms.exchange.sheet import Encoding

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = sorted((templates() / "mappings").glob("*.toml"))
GOOD = """
kind = "case"
source = "counter"
zone = "Asia/Seoul"
key = "번호"
[columns]
received_at = { column = "접수일시", formats = ["%Y-%m-%d %H:%M"] }
status = { column = "상태", values = { "접수" = "received" } }
[defaults]
type = "complaint"
channel = "phone"
"""
HANGUL = re.compile("[가-힣]")


def _faults(text: str) -> dict[str, str]:
    with pytest.raises(BadMapping) as caught:
        mapping_of(text.encode(), "m.toml")
    return {fault.place: fault.key.rpartition(".")[2] for fault in caught.value.faults}


def _changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_mapping_that_travels_with_the_program_can_be_used(path: Path) -> None:
    assert read_mapping(path).columns


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


def test_a_column_alone_is_a_rule_and_names_are_compared_without_their_spacing() -> None:
    mapping = mapping_of(
        _changed("[columns]", '[columns]\ntitle = "  제목\u3000줄 "\ntext = ["가", "나"]').encode(), "m"
    )
    assert mapping.columns["title"].column == ("제목 줄",)
    assert mapping.columns["text"].column == ("가", "나")
    assert mapping.encoding is Encoding.UTF_8
    assert set(mapping.used()) == {"번호", "접수일시", "상태", "제목 줄", "가", "나"}


FAULTS = {
    'kind = "cas"': ('kind = "case"', {"kind": "not_a_choice"}),
    'source = "창구"': ('source = "counter"', {"source": "form"}),
    'zone = "Asia/Soul"': ('zone = "Asia/Seoul"', {"zone": "no_such_zone"}),
    'zone = "../../etc/passwd"': ('zone = "Asia/Seoul"', {"zone": "no_such_zone"}),
    "zone = 9": ('zone = "Asia/Seoul"', {"zone": "not_text"}),
    "": ('zone = "Asia/Seoul"', {"zone": "zone_needed"}),
    "key = []": ('key = "번호"', {"key": "blank"}),
    'ky = "번호"': ('key = "번호"', {"key": "missing", "ky": "unknown_setting"}),
    'key = "번호"\nencoding = "euc-kr"': ('key = "번호"', {"encoding": "not_a_choice"}),
    'key = "번호"\ndelimiter = ";;"': ('key = "번호"', {"delimiter": "form"}),
    'key = "번호"\nhead = 0': ('key = "번호"', {"head": "out_of_range"}),
    'key = "번호"\nhead = "x"': ('key = "번호"', {"head": "not_a_number"}),
    'key = "번호"\norigin = "native"': ('key = "번호"', {"origin": "not_a_choice"}),
    'key = "번호"\nformats = ["%Y-%m"]': ('key = "번호"', {"formats.0": "bad_format"}),
    'formats = ["%d.%m. %H:%M"]': ('formats = ["%Y-%m-%d %H:%M"]', {"columns.received_at.formats.0": "bad_format"}),
    'formats = ["%Y %Y"]': ('formats = ["%Y-%m-%d %H:%M"]', {"columns.received_at.formats.0": "bad_format"}),
    'formats = ["%d.%m.%Y", "%m.%d.%Y"]': (
        'formats = ["%Y-%m-%d %H:%M"]', {"columns.received_at.formats": "both_orders"},
    ),
    "formats = []": ('formats = ["%Y-%m-%d %H:%M"]', {"columns.received_at.formats": "format_needed"}),
    "received_at = { whole_day = 7, column": (
        "received_at = { column", {"columns.received_at.whole_day": "not_a_switch"},
    ),
    '"접수" = "new"': ('"접수" = "received"', {"columns.status.values.접수": "not_a_choice"}),
    '[columns]\nrecieved_at = "접수일시"': ("[columns]", {"columns.recieved_at": "no_such_field"}),
    '[columns]\ncode = "번호"': ("[columns]", {"columns.code": "no_such_field"}),
    '[columns]\nsubject = "번호"': ("[columns]", {"columns.subject": "no_such_field"}),
    '[columns]\ncommunications = "번호"': ("[columns]", {"columns.communications": "no_such_field"}),
    '[columns]\ntitle = { column = "가", whole_day = true }': ("[columns]", {"columns.title.whole_day": "dates_only"}),
    '[columns]\ntitle = { column = "제목", formats = ["iso"] }': ("[columns]", {"columns.title.formats": "dates_only"}),
    '[columns]\nidentity = { column = "가", long = "cut" }': ("[columns]", {"columns.identity.long": "text_only"}),
    '[columns]\nidentity = { column = "가", otherwise = "stated" }': (
        "[columns]", {"columns.identity.otherwise": "no_values"},
    ),
    '[columns]\nidentity = { column = "가", when_filled = { "나" = "?" } }': (
        "[columns]", {"columns.identity.when_filled.나": "not_a_choice"},
    ),
    'channel = "fon"': ('channel = "phone"', {"defaults.channel": "not_a_choice"}),
    'colour = "red"\nchannel = "fax"': ('channel = "phone"', {"defaults.colour": "no_such_field"}),
    'topic = "창구"': ('channel = "phone"', {"columns.channel": "field_needed"}),
    'closed_at = 2026-03-02T09:00:00\nchannel = "fax"': ('channel = "phone"', {"defaults.closed_at": "no_zone"}),
    '[expect]\n"번호" = { pattern = "(" }\n[defaults]': ("[defaults]", {"expect.번호.pattern": "bad_pattern"}),
    '[expect]\n"번호" = { formats = ["%H"] }\n[defaults]': ("[defaults]", {"expect.번호.formats.0": "bad_format"}),
    '[expect]\n"번호" = { number = "yes!" }\n[defaults]': ("[defaults]", {"expect.번호.number": "not_a_switch"}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("new", "old", "faults"), [(new, *rest) for new, rest in FAULTS.items()], ids=lambda v: str(v)[:40]
)
def test_a_fault_is_named_with_its_place(new: str, old: str, faults: dict[str, str]) -> None:
    assert _faults(_changed(old, new)) == faults


def test_all_faults_are_said_at_once() -> None:
    """Also those of parts that have the right shape beside parts that have not."""
    text = GOOD.replace("Asia/Seoul", "Asia/Soul").replace('"received"', '"new"').replace("%H:%M", "%Q")
    text = text.replace('source = "counter"', "source = 7").replace('"phone"', '"fon"')
    assert _faults(text + 'title = 7\n[expect]\n"번호" = { pattern = "(", colour = 1 }') == {
        "source": "not_text",
        "zone": "no_such_zone",
        "columns.status.values.접수": "not_a_choice",
        "columns.received_at.formats.0": "bad_format",
        "defaults.channel": "not_a_choice",
        "defaults.title": "not_text",
        "expect.번호.colour": "unknown_setting",
    }


@pytest.mark.parametrize(
    ("data", "rule", "values"),
    [
        (b'kind = "case"\nsource = ', "not_toml", ("2", "10")),
        (b"a = 1\na = 2\n", "not_toml", ("2", "6")),
        ("종류".encode("cp949"), "not_utf8", ()),
        (b"x = 1\n" * 20_000, "too_large", ("65,536", "1,000")),
        (b".".join([b"a"] * 2_000) + b" = 1", "too_large", ("65,536", "1,000")),
        (b"x = " + b"[\n" * 5_000 + b"]\n" * 5_000, "too_deep", ()),
    ],
)  # fmt: skip
def test_a_file_that_is_no_mapping_at_all(data: bytes, rule: str, values: tuple[str, ...]) -> None:
    with pytest.raises(BadMapping) as caught:
        mapping_of(data, "m.toml")
    (fault,) = caught.value.faults
    assert (fault.place, fault.key) == ("m.toml", f"exchange.fault.{rule}")
    assert tuple(value for _, value in fault.values) == values


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(NoSuchFile) as caught:
            read_mapping(path)
        assert caught.value.path == str(path)
        assert str(path) in caught.value.say("ko")


def test_faults_are_said_in_both_languages() -> None:
    with pytest.raises(BadMapping) as caught:
        mapping_of(_changed('"접수" = "received"', '"접수" = "new"').encode(), "대응표.toml")
    assert caught.value.say("ko").startswith(
        "대응표 '대응표.toml'을 쓸 수 없습니다: columns.status.values.접수: 'received'"
    )
    assert "columns.status.values.접수: it must be one of 'received', 'assigned'" in caught.value.say("en")


def test_every_fault_of_a_mapping_can_happen() -> None:
    """The words of `exchange.fault` are those that the tests above provoke, and a few that any text can."""
    provoked = {rule for _, faults in FAULTS.values() for rule in faults.values()}
    provoked |= {"not_toml", "not_utf8", "too_large", "too_deep"}
    words = {key.rpartition(".")[2] for key in i18n.keys("exchange", "en") if key.startswith("exchange.fault.")}
    # The last is what a bundle's ledger may hold, no mapping.
    assert words - provoked == {"control", "marks", "long", "unplayable"}


VALUE = st.recursive(
    st.one_of(
        st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=4), st.sampled_from(["case", "iso"])
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
PLACES = ["kind", "zone", "key", "formats", "blank", "columns", "defaults", "expect", "sheet", "head"]


@given(st.lists(st.tuples(st.sampled_from([*PLACES, "x"]), VALUE), max_size=3))
def test_whatever_stands_in_a_mapping_it_is_used_or_told(changes: list[tuple[str, object]]) -> None:
    text = "".join(f"{name} = {_toml(value)}\n" for name, value in dict(changes).items())
    rest = [
        line for line in GOOD.strip().split("\n[", 1)[0].splitlines() if line.partition(" ")[0] not in dict(changes)
    ]
    tables = "" if {"columns", "defaults"} & dict(changes).keys() else "\n[" + GOOD.strip().split("\n[", 1)[1]
    whole = "\n".join([*rest, text]) + tables
    assert tomllib.loads(whole) is not None
    for fault in _fault_of(whole):
        assert HANGUL.search(fault.say("ko"))
        assert fault.hint("en")


def _fault_of(text: str) -> list[BadMapping]:
    try:
        mapping_of(text.encode(), "m.toml")
    except BadMapping as fault:
        return [fault]
    return []


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(sign):08X}" for sign in value if not "\ud800" <= sign <= "\udfff") + '"'
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(st.binary(max_size=200))
def test_any_bytes_are_told_to_be_no_mapping(data: bytes) -> None:
    with pytest.raises(BadMapping):
        mapping_of(data, "m.toml")
