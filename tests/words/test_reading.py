"""Files of words: what is read quickly reads as a parser of TOML reads it."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qms import i18n

if TYPE_CHECKING:
    from pathlib import Path


def _flat(branch: dict[str, Any], prefix: str) -> dict[str, str]:
    """Slowly and plainly."""
    found: dict[str, str] = {}
    for name, value in branch.items():
        found |= _flat(value, f"{prefix}.{name}") if isinstance(value, dict) else {f"{prefix}.{name}": value}
    return found


def test_every_file_of_words_is_read_quickly_and_as_toml(root: Path) -> None:
    files = [
        p for folder in ("qms", "cli") for p in (root / folder).rglob("*.toml") if p.name in {"ko.toml", "en.toml"}
    ]
    assert len(files) > 25
    for path in files:
        source = path.read_text(encoding="utf-8")
        assert i18n._quickly("x", source) == _flat(tomllib.loads(source), "x"), path  # noqa: SLF001


@pytest.mark.parametrize(
    "source",
    [
        'a = "no line end"',
        'a = "x" # said beside',
        'a = "\\u00e9"\n',
        'a = """one \\\n  two"""\n',
        'a = """ends with a quote""""\n',
        "a = '''\nbare\n'''\n",
        'a = { b = "inline" }\n',
        '  a = "indented"\n',
        '[a] # beside\nb = "x"\n',
        "a = 'it''s'\n",
        'a = "x\n"\n',
    ],
)
def test_what_is_spelled_otherwise_is_left_to_the_parser(source: str) -> None:
    assert i18n._quickly("x", source) is None  # noqa: SLF001


PIECES = st.sampled_from(
    ["a", "b-c", '"', '""', '"""', "'", "\\", '\\"', "\\\\", "\\n", "\n", " = ", "[a]", "[b.c]", "#", "가", "=", " "]
)
SPELLED = st.lists(PIECES, max_size=14).map("".join)
LINES = st.lists(
    st.one_of(
        st.builds("[{}]".format, st.sampled_from(["t", "t.u", "v"])),
        st.builds('{} = "{}"'.format, st.sampled_from("abcdef"), SPELLED),
        st.builds('{} = """{}"""'.format, st.sampled_from("ghijkl"), SPELLED),
        st.builds("{} = '{}'".format, st.sampled_from("mnopqr"), SPELLED),
        SPELLED,
    ),
    max_size=4,
).map(lambda lines: "".join(f"{line}\n" for line in lines))


@given(LINES)
@example('[t]\na = "\\\\n \\"x\\""\ng = """\n\nlines\n"""\nm = \'C:\\x\'\n')
@example('g = """a\\"""\nh = """b"""\n')
@example('a = "[t]"\n# a = "x"\n')
def test_whatever_is_read_quickly_is_read_as_the_parser_reads_it(source: str) -> None:
    try:
        told = _flat(tomllib.loads(source), "x")
    except tomllib.TOMLDecodeError:
        return  # such a file is none of ours: the test above reads them all
    quickly = i18n._quickly("x", source)  # noqa: SLF001
    assert quickly in (None, told)
